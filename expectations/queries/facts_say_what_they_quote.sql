-- relation: facts
-- severity: reject
-- because: the words of a fact stand in its quote: names, instructions and formulas are verbatim (gold guide); all facts of
--   20,000 documents of mixed news are
with words as (
    select
        article_id,
        fact_id,
        name as words,
        quote
    from facts.people
    union all
    select
        article_id,
        fact_id,
        name as words,
        quote
    from facts.places
    union all
    select
        article_id,
        fact_id,
        name as words,
        quote
    from facts.organisations
    union all
    select
        article_id,
        fact_id,
        name as words,
        quote
    from facts.activity_people
    union all
    select
        article_id,
        fact_id,
        name as words,
        quote
    from facts.activity_venues
    union all
    select
        article_id,
        fact_id,
        text as words,
        quote
    from facts.directives
    union all
    select
        article_id,
        fact_id,
        text as words,
        quote
    from facts.quotes
    union all
    select
        article_id,
        fact_id,
        text as words,
        quote
    from facts.formulas
)

select
    document_id,
    article_id,
    fact_id,
    words,
    quote
from words inner join core.articles using (article_id)
where words = '' or not contains(quote, words)

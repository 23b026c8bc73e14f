-- relation: facts
-- severity: reject
-- because: the promise of the release: the quote is the text of the body at the span, and every fact points at characters of
--   the raw text (design, sections 3 and 5)
with every as (
    select
        'people' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.people
    union all by name
    select
        'positions' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.positions
    union all by name
    select
        'places' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.places
    union all by name
    select
        'organisations' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.organisations
    union all by name
    select
        'activities' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.activities
    union all by name
    select
        'activity_people' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.activity_people
    union all by name
    select
        'activity_venues' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.activity_venues
    union all by name
    select
        'measures' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.measures
    union all by name
    select
        'directives' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.directives
    union all by name
    select
        'quotes' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.quotes
    union all by name
    select
        'figures' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.figures
    union all by name
    select
        'donations' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.donations
    union all by name
    select
        'formulas' as kind,
        fact_id,
        article_id,
        char_start,
        char_end,
        raw_start,
        raw_end,
        quote
    from facts.formulas
)

select
    articles.document_id,
    every.kind,
    fact_id,
    char_start,
    char_end,
    every.raw_start,
    every.raw_end,
    quote
from every
inner join core.articles as articles using (article_id)
inner join raw.documents using (document_id)
where
    quote = ''
    or (char_start is null) <> (char_end is null)
    or (char_start is not null and substr(body, char_start + 1, char_end - char_start) <> quote)
    or every.raw_start is null
    or every.raw_start < 0
    or every.raw_end <= every.raw_start
    or every.raw_end > length(raw_text)

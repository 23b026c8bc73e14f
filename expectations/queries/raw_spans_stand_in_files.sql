-- relation: facts
-- severity: reject
-- because: every fact points at characters of the raw text (design, section 3)
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
    every.raw_start,
    every.raw_end
from every
inner join core.articles as articles using (article_id)
inner join raw.documents using (document_id)
where every.raw_start is null or every.raw_start < 0 or every.raw_end <= every.raw_start or every.raw_end > length(raw_text)

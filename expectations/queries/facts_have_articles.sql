-- relation: facts
-- severity: critical
-- because: every fact belongs to an article of the release
with every as (
    select
        'people' as kind,
        fact_id,
        article_id
    from facts.people
    union all
    select
        'positions' as kind,
        fact_id,
        article_id
    from facts.positions
    union all
    select
        'places' as kind,
        fact_id,
        article_id
    from facts.places
    union all
    select
        'organisations' as kind,
        fact_id,
        article_id
    from facts.organisations
    union all
    select
        'activities' as kind,
        fact_id,
        article_id
    from facts.activities
    union all
    select
        'activity_people' as kind,
        fact_id,
        article_id
    from facts.activity_people
    union all
    select
        'activity_venues' as kind,
        fact_id,
        article_id
    from facts.activity_venues
    union all
    select
        'measures' as kind,
        fact_id,
        article_id
    from facts.measures
    union all
    select
        'directives' as kind,
        fact_id,
        article_id
    from facts.directives
    union all
    select
        'quotes' as kind,
        fact_id,
        article_id
    from facts.quotes
    union all
    select
        'figures' as kind,
        fact_id,
        article_id
    from facts.figures
    union all
    select
        'donations' as kind,
        fact_id,
        article_id
    from facts.donations
    union all
    select
        'formulas' as kind,
        fact_id,
        article_id
    from facts.formulas
)

select
    kind,
    fact_id,
    article_id
from every
where article_id not in (select article_id from core.articles)

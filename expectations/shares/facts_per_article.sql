-- relation: facts
-- because: a kind of fact that suddenly is five times rarer or more frequent means broken rules, a lost batch or doubled rows; per
--   article, so that the size of the run does not matter
-- measure: rate
-- at_least: 100
-- warning: 2
-- critical: 5
with kinds as (
    select unnest([
        'people', 'positions', 'places', 'organisations', 'activities', 'activity_people', 'activity_venues',
        'measures', 'directives', 'quotes', 'figures', 'donations', 'formulas'
    ]) as part
),

articles as (
    select
        count(*) filter (fresh) as fresh_of,
        count(*) as total
    from marked_articles
),

facts as (
    select
        every_fact.kind as part,
        count(*) filter (fresh) as fresh_counted,
        count(*) as counted
    from every_fact inner join marked_articles using (article_id)
    group by every_fact.kind
)

select
    part,
    coalesce(fresh_counted, 0) as fresh_counted,
    fresh_of,
    coalesce(counted, 0) as counted,
    total
from kinds cross join articles left join facts using (part)
order by part

-- relation: core.articles
-- because: 29 of 100 articles of mixed news have no dated event; a jump means that dates or years no longer are read
-- measure: share
-- at_least: 100
-- warning: 0.15
-- critical: 0.4
-- bounds: 0 to 0.98
select
    '' as part,
    count(*) filter (fresh and event_date is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (event_date is null) as counted,
    count(*) as total
from marked_articles

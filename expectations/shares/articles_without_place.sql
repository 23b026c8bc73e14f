-- relation: core.articles
-- because: local news is placed nearly always (2 of 39 of our samples are not), mixed national news in 42 of 100 articles; a jump means
--   that the gazetteer or the labels of sections no longer work
-- measure: share
-- at_least: 100
-- warning: 0.15
-- critical: 0.4
-- bounds: 0 to 0.98
select
    '' as part,
    count(*) filter (fresh and adcode is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (adcode is null) as counted,
    count(*) as total
from marked_articles

-- relation: core.articles
-- because: 3.5 of 100 articles of mixed news are reprints; a jump means that a source was read twice under other names, or that unlike
--   articles are taken for one (GDELT's duplicates)
-- measure: share
-- at_least: 100
-- warning: 0.15
-- critical: 0.5
-- bounds: 0 to 0.95
select
    '' as part,
    count(*) filter (fresh and duplicate_of is not null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(duplicate_of) as counted,
    count(*) as total
from marked_articles

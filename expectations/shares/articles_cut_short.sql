-- relation: core.articles
-- because: newspaper pages break some articles off (下转2版); a jump means that files were cut in transfer
-- measure: share
-- at_least: 100
-- warning: 0.1
-- critical: 0.4
select
    '' as part,
    count(*) filter (fresh and truncated) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (truncated) as counted,
    count(*) as total
from marked_articles

-- relation: core.articles
-- because: the number of counties and cities with articles does not fall from one release to the next (OxCGRT's users missed a whole
--   series of Hebei, issue 109); measured on the whole candidate
-- measure: rate
-- at_least: 1
-- warning: 1.5
-- critical: 3
select
    '' as part,
    count(distinct adcode) as fresh_counted,
    1 as fresh_of,
    count(distinct adcode) as counted,
    1 as total
from core.articles

-- relation: facts.figures
-- because: a number that counts nothing cannot be used (GDELT's counts with their object are right in 18 of 100); 2 of 100 figures of
--   mixed news have none
-- measure: share
-- at_least: 200
-- warning: 0.1
-- critical: 0.4
-- bounds: 0 to 0.7
select
    '' as part,
    count(*) filter (fresh and what is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (what is null) as counted,
    count(*) as total
from facts.figures inner join marked_articles using (article_id)

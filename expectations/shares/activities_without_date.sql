-- relation: facts.activities
-- because: an event without a day stands in no timeline; 18 of 100 in mixed news, 2 of 40 in our samples
-- measure: share
-- at_least: 50
-- warning: 0.2
-- critical: 0.5
select
    '' as part,
    count(*) filter (fresh and date is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (date is null) as counted,
    count(*) as total
from facts.activities inner join marked_articles using (article_id)

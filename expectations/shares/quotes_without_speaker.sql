-- relation: facts.quotes
-- because: a quotation without its speaker is GDELT's rule and our exception: 11 of 100 in mixed news
-- measure: share
-- at_least: 200
-- warning: 0.15
-- critical: 0.5
-- bounds: 0 to 0.8
select
    '' as part,
    count(*) filter (fresh and speaker is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (speaker is null) as counted,
    count(*) as total
from facts.quotes inner join marked_articles using (article_id)

-- relation: facts
-- because: facts of the confidence "possible" are few; a jump means that rules fall back on guesses
-- measure: share
-- at_least: 500
-- warning: 0.1
-- critical: 0.4
-- bounds: 0 to 0.5
select
    '' as part,
    count(*) filter (fresh and confidence = 'possible') as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (confidence = 'possible') as counted,
    count(*) as total
from every_fact inner join marked_articles using (article_id)

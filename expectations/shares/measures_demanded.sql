-- relation: facts.measures
-- because: what is demanded must not be counted as done (OxCGRT codes implementation, not announcement; CoronaNet the announcement): a
--   jump means that the modality is misread
-- measure: share
-- at_least: 200
-- warning: 0.2
-- critical: 0.5
select
    '' as part,
    count(*) filter (fresh and modality = 'demanded') as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (modality = 'demanded') as counted,
    count(*) as total
from facts.measures inner join marked_articles using (article_id)

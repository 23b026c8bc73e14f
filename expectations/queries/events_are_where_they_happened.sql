-- relation: facts.activities
-- severity: reject
-- because: the unit of an event is that of its article or of a place that the article names: GDELT pins events on places from unrelated
--   parts (an audit found 76.5 % of the rows of two layers not to be an event of that kind at that place)
select
    document_id,
    article_id,
    fact_id,
    activities.adcode,
    articles.adcode as of_article
from facts.activities as activities inner join core.articles as articles using (article_id)
where
    activities.adcode is distinct from articles.adcode
    and not exists (
        select 1 from facts.places as places
        where places.article_id = activities.article_id and places.adcode = activities.adcode
    )

-- relation: facts
-- severity: critical
-- because: every fact belongs to an article of the release
select
    kind,
    fact_id,
    article_id
from every_fact anti join core.articles using (article_id)

-- relation: core.articles
-- severity: critical
-- because: an article has sentences, which search and evidence show, and a fingerprint, which finds its reprints; neither stands without
--   its article
with sentences as (
    select distinct article_id
    from core.sentences
)

select
    article_id,
    articles.article_id is not null as article,
    sentences.article_id is not null as sentences,
    prints.article_id is not null as fingerprint
from core.articles as articles
full join sentences using (article_id)
full join ops.fingerprints as prints using (article_id)
where articles.article_id is null or sentences.article_id is null or prints.article_id is null

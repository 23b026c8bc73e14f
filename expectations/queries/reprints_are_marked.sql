-- relation: core.articles
-- severity: critical
-- because: two articles of the same words are one report: counting both is GDELT's best-known failure
select
    canonical_hash,
    count(*) as articles,
    min(article_id) as first,
    max(article_id) as last
from ops.fingerprints inner join core.articles using (article_id)
where duplicate_of is null
group by canonical_hash
having count(*) > 1

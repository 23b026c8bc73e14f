-- relation: core.articles
-- severity: critical
-- because: an article marked as a duplicate points at one that is counted, else the views would count neither
select
    copies.article_id,
    copies.duplicate_of
from core.articles as copies
left join core.articles as originals on copies.duplicate_of = originals.article_id
where copies.duplicate_of is not null and (originals.article_id is null or originals.duplicate_of is not null)

-- relation: raw.documents
-- severity: critical
-- because: a release that loses more than this share of the last one's documents (setting max_lost_share) follows from an inbox that was
--   not mounted or was emptied by mistake more often than from a wish
with sizes as (
    select
        documents as before,
        (select count(*) from core.documents) as after
    from ops.runs
    where outcome = 'published' and run_id <> $run_id
    order by run_id desc limit 1
)

select
    before,
    after
from sizes
where after < before * (1 - $max_lost_share)

-- relation: ops.files
-- severity: critical
-- because: the accounting identity, file by file: the inputs of a file are its places that hold and its refusals; the next run skips
--   files by these counts
with seen as (
    select
        path,
        count(*) as places
    from raw.sightings
    where not gone
    group by path
),

refused as (
    select
        path,
        count(*) as refusals
    from raw.rejects
    group by path
)

select
    path,
    inputs,
    files.rejected,
    coalesce(places, 0) as places,
    coalesce(refusals, 0) as refusals
from ops.files as files left join seen using (path) left join refused using (path)
where inputs <> coalesce(places, 0) + coalesce(refusals, 0) or files.rejected <> coalesce(refusals, 0)

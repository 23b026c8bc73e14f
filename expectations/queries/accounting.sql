-- relation: ops.runs
-- severity: critical
-- because: every input ends as loaded, unchanged or rejected, exactly once (design, section 2); a gap means that inputs were lost
with this_run as (
    select * from ops.runs
    where run_id = $run_id
),

counted as (
    select
        (
            select count(*) from raw.sightings
            where last_run_id = $run_id and not gone
        ) as seen,
        (
            select count(*) from raw.rejects
            where run_id = $run_id
        ) as rejected
)

select
    this_run.run_id,
    inputs,
    loaded,
    unchanged,
    this_run.rejected,
    counted.seen,
    counted.rejected as rejects
from this_run cross join counted
where
    inputs <> loaded + unchanged + this_run.rejected
    or counted.seen <> loaded + unchanged
    or counted.rejected <> this_run.rejected

-- relation: raw.rejects
-- severity: critical
-- because: a refusal is told with the run that made it, an enumerated reason and a line for a person, so that it can be looked up and
--   counted
select
    path,
    line,
    reason,
    rejects.run_id
from raw.rejects as rejects anti join ops.runs using (run_id)
union all
select
    path,
    line,
    reason,
    run_id
from raw.rejects
where not regexp_full_match(reason, '[a-z_]+(:[a-z_]+)?') or detail = ''

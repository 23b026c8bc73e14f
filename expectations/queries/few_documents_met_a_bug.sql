-- relation: raw.rejects
-- severity: critical
-- because: more than one document in a hundred: the program is broken, and a release would silently lack them
select
    count(*) filter (where rejects.reason = 'bug') as bugs,
    any_value(inputs) as inputs
from raw.rejects as rejects inner join ops.runs using (run_id)
where run_id = $run_id
having count(*) filter (where rejects.reason = 'bug') > greatest(1, 0.01 * any_value(inputs))

-- relation: raw.rejects
-- severity: critical
-- because: more than one input in a hundred (and more than one): the program is broken, and a release would silently lack them; of 20,000
--   documents of mixed news none met a bug
select
    count(*) as bugs,
    any_value(inputs) as inputs
from raw.rejects as rejects inner join ops.runs using (run_id)
where rejects.run_id = $run_id and rejects.reason = 'bug'
having count(*) > greatest(1, 0.01 * any_value(inputs))

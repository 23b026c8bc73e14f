-- relation: raw.rejects
-- severity: critical
-- because: row rules are for single documents: when more than one input in twenty breaks one (and more than three), the rules or the
--   reference data are wrong, and a release would silently lack them; of 20,000 documents of mixed news 24 broke one
select
    rejects.reason,
    count(*) as documents,
    any_value(inputs) as inputs
from raw.rejects as rejects inner join ops.runs using (run_id)
where rejects.run_id = $run_id and rejects.stage = 'audit'
group by rejects.reason
having count(*) > greatest(3, 0.05 * any_value(inputs))

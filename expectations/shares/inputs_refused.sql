-- relation: raw.rejects
-- because: 0.4 % of the inputs of mixed news are refused; more than half means a folder of something else or broken decoding, a jump that
--   a source has changed its form
-- measure: share
-- at_least: 50
-- warning: 0.05
-- critical: 0.3
-- bounds: 0 to 0.5
select
    '' as part,
    runs.rejected as fresh_counted,
    runs.inputs as fresh_of,
    runs.rejected as counted,
    runs.inputs as total
from ops.runs as runs
where runs.run_id = $run_id

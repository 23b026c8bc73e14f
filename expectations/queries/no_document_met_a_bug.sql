-- relation: raw.rejects
-- severity: warning
-- because: a document that our own code could not cope with is a defect of the program, not of the document
select
    path,
    line,
    detail
from raw.rejects
where run_id = $run_id and reason = 'bug'

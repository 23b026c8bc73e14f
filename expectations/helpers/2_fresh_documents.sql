-- The documents whose rows this run made.
select document_id
from ops.versions
where run_id = getvariable('run_id')

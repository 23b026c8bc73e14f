-- relation: core.documents
-- severity: critical
-- because: a document has its raw text, its canonical form and the version of the rules that made it, and belongs to a run that is told
--   of
select
    document_id,
    texts.document_id is not null as raw,
    documents.document_id is not null as core,
    versions.document_id is not null as version,
    runs.run_id is not null as run
from raw.documents as texts
full join core.documents as documents using (document_id)
full join ops.versions as versions using (document_id)
left join ops.runs as runs on versions.run_id = runs.run_id
where texts.document_id is null or documents.document_id is null or versions.document_id is null or runs.run_id is null

-- relation: raw.documents
-- severity: critical
-- because: a document without a place it was seen at is a row that the inbox no longer supports
select
    document_id,
    file_name
from raw.documents
where document_id not in (
    select document_id from raw.sightings
    where not gone
)

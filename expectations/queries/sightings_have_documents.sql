-- relation: raw.sightings
-- severity: critical
-- because: a sighting without its document means that a document was lost in loading
select
    path,
    line,
    document_id
from raw.sightings
where not gone and document_id not in (select document_id from raw.documents)

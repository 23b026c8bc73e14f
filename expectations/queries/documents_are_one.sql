-- relation: raw.documents
-- severity: critical
-- because: the same content is one document; two rows would count every fact twice
select
    document_id,
    count(*) as times
from raw.documents
group by document_id
having count(*) > 1
union all
select
    document_id,
    count(*) as times
from core.documents
group by document_id
having count(*) > 1
union all
select
    sha256 as document_id,
    count(*) as times
from raw.documents
group by sha256
having count(*) > 1

-- relation: core.repairs
-- severity: critical
-- because: a repair without its document explains nothing, and one that was left behind means that a document was taken out by halves
select
    document_id,
    count(*) as repairs
from core.repairs anti join core.documents using (document_id)
group by document_id

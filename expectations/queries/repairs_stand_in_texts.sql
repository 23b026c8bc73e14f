-- relation: core.repairs
-- severity: reject
-- because: every change made in cleaning can be found in the raw text
select
    repairs.document_id,
    seq,
    kind,
    raw_start,
    raw_end
from core.repairs as repairs inner join raw.documents using (document_id)
where raw_start < 0 or raw_end < raw_start or raw_end > length(raw_text)

-- relation: core.repairs
-- severity: reject
-- because: every change made in cleaning can be found in the raw text
-- Of the raw texts only the lengths are joined, once for each document: repairs are many.
with lengths as (
    select
        document_id,
        length(raw_text) as raw_length
    from raw.documents
)

select
    repairs.document_id,
    seq,
    kind,
    raw_start,
    raw_end
from core.repairs as repairs inner join lengths using (document_id)
where raw_start < 0 or raw_end < raw_start or raw_end > raw_length

-- relation: core.documents
-- because: of 35 million characters of mixed news 7 could not be repaired; one in two hundred more means a wrong encoding, and facts
--   would be missing wherever it garbled a word
-- measure: share
-- at_least: 100000
-- warning: 0.0005
-- critical: 0.005
-- bounds: 0 to 0.02
select
    '' as part,
    sum(damaged_characters) filter (fresh.document_id is not null) as fresh_counted,
    sum(length(raw_text)) filter (fresh.document_id is not null) as fresh_of,
    sum(damaged_characters) as counted,
    sum(length(raw_text)) as total
from core.documents as documents
inner join raw.documents as texts using (document_id)
left join fresh_documents as fresh using (document_id)

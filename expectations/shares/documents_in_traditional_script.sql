-- relation: core.documents
-- because: the script of a corpus does not turn from one run to the next; a jump means that it is misjudged, and then texts are converted
--   that must not be
-- measure: share
-- at_least: 100
-- warning: 0.3
select
    '' as part,
    count(*) filter (fresh.document_id is not null and script = 'hant') as fresh_counted,
    count(*) filter (fresh.document_id is not null) as fresh_of,
    count(*) filter (script = 'hant') as counted,
    count(*) as total
from core.documents left join fresh_documents as fresh using (document_id)

-- relation: core.repairs
-- because: changes in cleaning per character; a source that suddenly needs three times as many has changed its form
-- measure: rate
-- at_least: 100000
-- warning: 3
-- critical: 20
with changed as (
    select
        document_id,
        count(*) as repairs
    from core.repairs
    group by document_id
)

select
    '' as part,
    sum(repairs) filter (fresh.document_id is not null) as fresh_counted,
    sum(length(raw_text)) filter (fresh.document_id is not null) as fresh_of,
    sum(repairs) as counted,
    sum(length(raw_text)) as total
from raw.documents
left join changed using (document_id)
left join fresh_documents as fresh using (document_id)

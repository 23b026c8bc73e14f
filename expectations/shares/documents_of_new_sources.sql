-- relation: core.documents
-- because: documents that name a source none of the earlier ones has: after the first releases most sources are known, and a jump means a
--   new sort of input or that sources are misread
-- measure: share
-- at_least: 50
-- warning: 0.5
with marked as (
    select
        source_name,
        fresh.document_id is not null as fresh
    from core.documents left join fresh_documents as fresh using (document_id)
    where source_name is not null
),

known as (
    select distinct source_name
    from marked
    where not fresh
)

select
    '' as part,
    count(*) filter (fresh and known.source_name is null) as fresh_counted,
    case when bool_or(not fresh) then count(*) filter (fresh) else 0 end as fresh_of,
    0 as counted,
    count(*) as total
from marked left join known using (source_name)

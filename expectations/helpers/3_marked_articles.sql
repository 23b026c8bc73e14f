-- Every article, and whether this run made its rows.
select
    article_id,
    document_id,
    adcode,
    event_date,
    truncated,
    duplicate_of,
    fresh.document_id is not null as fresh
from core.articles left join fresh_documents as fresh using (document_id)

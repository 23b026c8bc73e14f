-- Every article, and whether this run made its rows.
select
    articles.*,
    fresh.document_id is not null as fresh
from core.articles as articles left join fresh_documents as fresh using (document_id)

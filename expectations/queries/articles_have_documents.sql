-- relation: core.articles
-- severity: critical
-- because: every article stands in a document, and core.documents counts them
select
    documents.document_id,
    documents.articles as stated,
    count(articles.article_id) as counted
from core.documents as documents full join core.articles as articles using (document_id)
group by documents.document_id, documents.articles
having documents.articles is distinct from count(articles.article_id)

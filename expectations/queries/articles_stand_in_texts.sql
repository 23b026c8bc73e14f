-- relation: core.articles
-- severity: reject
-- because: an article is a stretch of its document's raw text, and its facts of the body lie in that stretch
select
    articles.document_id,
    articles.article_id,
    articles.raw_start,
    articles.raw_end,
    length(raw_text) as limit_of_it
from core.articles as articles inner join raw.documents using (document_id)
where
    hash(articles.article_id) % $parts = $part
    and (articles.raw_start < 0 or articles.raw_end <= articles.raw_start or articles.raw_end > length(raw_text))
union all
select
    articles.document_id,
    articles.article_id,
    facts.raw_start,
    facts.raw_end,
    articles.raw_end as limit_of_it
from every_fact as facts inner join core.articles as articles using (article_id)
where
    hash(facts.article_id) % $parts = $part
    and hash(articles.article_id) % $parts = $part
    and char_start is not null
    and (facts.raw_start < articles.raw_start or facts.raw_end > articles.raw_end)

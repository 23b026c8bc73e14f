-- relation: core.sentences
-- severity: reject
-- because: search and evidence show sentences by their place in the body
select
    document_id,
    articles.article_id,
    sentences.seq,
    char_start,
    char_end
from core.sentences as sentences inner join core.articles using (article_id)
where
    hash(sentences.article_id) % $parts = $part
    and hash(articles.article_id) % $parts = $part
    and substr(body, char_start + 1, char_end - char_start) <> sentences.text

-- relation: facts
-- severity: reject
-- because: the promise of the release: the quote is the text of the body at the span, and every fact points at characters of the raw text
--   (design, sections 3 and 5)
-- Bodies are joined in one half, and of the raw texts only the lengths in the other: together they would not go into bounded memory.
with bounds as (
    select
        articles.document_id,
        article_id,
        length(raw_text) as raw_length
    from core.articles as articles inner join raw.documents using (document_id)
    where hash(article_id) % $parts = $part
)

select
    document_id,
    facts.kind,
    fact_id,
    char_start,
    char_end,
    facts.raw_start,
    facts.raw_end,
    quote
from every_fact as facts inner join core.articles as articles using (article_id)
where
    hash(facts.article_id) % $parts = $part
    and hash(articles.article_id) % $parts = $part
    and char_start is not null
    and char_end is not null
    and char_start >= 0
    and substr(body, char_start + 1, char_end - char_start) <> quote
union distinct
select
    document_id,
    facts.kind,
    fact_id,
    char_start,
    char_end,
    facts.raw_start,
    facts.raw_end,
    quote
from every_fact as facts inner join bounds using (article_id)
where
    quote = ''
    or (char_start is null) <> (char_end is null)
    or char_start < 0
    or facts.raw_start < 0
    or facts.raw_end <= facts.raw_start
    or facts.raw_end > raw_length

-- relation: facts
-- severity: reject
-- because: the promise of the release: the quote is the text of the body at the span, and every fact points at characters of the raw text
--   (design, sections 3 and 5)
-- Of the raw texts only the lengths are joined: the texts would not go into bounded memory.
with lengths as (
    select
        document_id,
        length(raw_text) as raw_length
    from raw.documents
)

select
    articles.document_id,
    facts.kind,
    fact_id,
    char_start,
    char_end,
    facts.raw_start,
    facts.raw_end,
    quote
from every_fact as facts
inner join core.articles as articles using (article_id)
inner join lengths using (document_id)
where
    quote = ''
    or (char_start is null) <> (char_end is null)
    or char_start < 0
    or (char_start is not null and substr(body, char_start + 1, char_end - char_start) <> quote)
    or facts.raw_start < 0
    or facts.raw_end <= facts.raw_start
    or facts.raw_end > raw_length

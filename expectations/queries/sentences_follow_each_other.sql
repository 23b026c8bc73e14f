-- relation: core.sentences
-- severity: reject
-- because: sentences are in the order of the body and do not overlap: else a word would be found twice
with neighbours as (
    select
        article_id,
        seq,
        char_start,
        lag(char_end) over (partition by article_id order by seq) as before
    from core.sentences
)

select
    document_id,
    article_id,
    neighbours.seq,
    char_start,
    before
from neighbours inner join core.articles using (article_id)
where char_start < before

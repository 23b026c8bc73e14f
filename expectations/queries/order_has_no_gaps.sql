-- relation: core
-- severity: critical
-- because: articles of a document, sentences of an article and stops of a tour are counted from 1 without gaps: a gap is a lost row
with counted as (
    select
        'articles' as what,
        document_id as owner,
        count(*) as number,
        min(seq) as first,
        max(seq) as last
    from core.articles
    group by document_id
    union all
    select
        'sentences' as what,
        article_id as owner,
        count(*) as number,
        min(seq) as first,
        max(seq) as last
    from core.sentences
    group by article_id
    union all
    select
        'stops' as what,
        activity_id as owner,
        count(*) as number,
        min(seq) as first,
        max(seq) as last
    from facts.activity_venues
    group by activity_id
)

select
    what,
    owner,
    number,
    first,
    last
from counted
where first <> 1 or last <> number

-- Every day that a row states, with the column it stands in.
select
    'core.articles.event_date' as stated_in,
    document_id,
    article_id,
    event_date as day,
    kind
from core.articles
union all
select
    'facts.activities.date' as stated_in,
    document_id,
    article_id,
    date as day,
    articles.kind
from facts.activities inner join core.articles as articles using (article_id)
union all
select
    'facts.activities.date_end' as stated_in,
    document_id,
    article_id,
    date_end as day,
    articles.kind
from facts.activities inner join core.articles as articles using (article_id)
union all
select
    'facts.donations.date' as stated_in,
    document_id,
    article_id,
    date as day,
    kind
from facts.donations inner join core.articles using (article_id)
union all
select
    'facts.figures.on_date' as stated_in,
    document_id,
    article_id,
    on_date as day,
    kind
from facts.figures inner join core.articles using (article_id)
union all
select
    'facts.positions.observed_on' as stated_in,
    document_id,
    article_id,
    observed_on as day,
    kind
from facts.positions inner join core.articles using (article_id)

-- relation: ref.divisions
-- severity: reject
-- because: a code is one of the gazetteer and was valid when the events happened: 港闸区 exists in February 2020 and not in 2022.
--   The gazetteer knows the lists of seven days between 2016 and 2023, so a code counts as valid from the list before its first
--   to the list after its last
with lists as (
    select distinct first_seen as day from ref.divisions
    union
    select distinct last_seen from ref.divisions
),

valid as (
    select
        code,
        coalesce((
            select max(day) from lists
            where day < min(first_seen)
        ), date '1900-01-01') as valid_from,
        coalesce((
            select min(day) from lists
            where day > max(last_seen)
        ), date '2100-01-01') as valid_to
    from ref.divisions
    group by code
),

used as (
    select
        document_id,
        article_id,
        'core.articles' as relation,
        adcode,
        event_date
    from core.articles
    union all
    select
        articles.document_id,
        article_id,
        'facts.places',
        facts.adcode,
        event_date
    from facts.places as facts inner join core.articles as articles using (article_id)
    union all
    select
        articles.document_id,
        article_id,
        'facts.positions',
        facts.adcode,
        event_date
    from facts.positions as facts inner join core.articles as articles using (article_id)
    union all
    select
        articles.document_id,
        article_id,
        'facts.activities',
        facts.adcode,
        event_date
    from facts.activities as facts inner join core.articles as articles using (article_id)
    union all
    select
        articles.document_id,
        article_id,
        'facts.measures',
        facts.adcode,
        event_date
    from facts.measures as facts inner join core.articles as articles using (article_id)
    union all
    select
        articles.document_id,
        article_id,
        'facts.figures',
        facts.adcode,
        event_date
    from facts.figures as facts inner join core.articles as articles using (article_id)
)

select
    document_id,
    relation,
    article_id,
    adcode,
    event_date
from used left join valid on used.adcode = valid.code
where
    adcode is not null
    and (valid.code is null or coalesce(event_date, date '2020-02-15') not between valid_from and valid_to)

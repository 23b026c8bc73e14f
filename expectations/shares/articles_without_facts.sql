-- relation: core.articles
-- because: an article without any fact is rare in local news and 4 of 100 in mixed news; a jump means that a batch or a kind was lost, or
--   that furniture is read as articles
-- measure: share
-- at_least: 100
-- warning: 0.1
-- critical: 0.3
-- bounds: 0 to 0.8
with with_facts as (
    select distinct article_id
    from every_fact
)

select
    '' as part,
    count(*) filter (fresh and with_facts.article_id is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (with_facts.article_id is null) as counted,
    count(*) as total
from marked_articles left join with_facts using (article_id)

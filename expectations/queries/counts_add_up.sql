-- relation: ops.runs
-- severity: critical
-- because: what the run tells of documents, articles and facts is what the release holds; a difference means that rows were lost after
--   counting
with counted as (
    select
        (select count(*) from core.documents) as documents,
        (select count(*) from core.articles) as articles,
        (
            select count(*) from every_fact
            where kind not in ('activity_people', 'activity_venues')
        ) as facts
)

select
    runs.run_id,
    runs.documents as told_documents,
    counted.documents,
    runs.articles as told_articles,
    counted.articles,
    runs.facts as told_facts,
    counted.facts
from ops.runs as runs cross join counted
where
    runs.run_id = $run_id
    and (
        runs.documents is distinct from counted.documents
        or runs.articles is distinct from counted.articles
        or runs.facts is distinct from counted.facts
    )

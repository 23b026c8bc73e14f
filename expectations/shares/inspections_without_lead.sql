-- relation: facts.activities
-- because: a tour is somebody's: 1 of 100 inspections in mixed news has no leading person; a jump means that names or titles no longer
--   are read
-- measure: share
-- at_least: 50
-- warning: 0.15
-- critical: 0.5
with leads as (
    select distinct activity_id
    from facts.activity_people
    where role = 'lead'
)

select
    '' as part,
    count(*) filter (fresh and leads.activity_id is null) as fresh_counted,
    count(*) filter (fresh) as fresh_of,
    count(*) filter (leads.activity_id is null) as counted,
    count(*) as total
from facts.activities as activities
inner join marked_articles using (article_id)
left join leads on activities.activity_id = leads.activity_id
where activities.kind = 'inspection'

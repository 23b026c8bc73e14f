-- relation: mart.events
-- severity: critical
-- because: every activity of an original article belongs to exactly one event, and date and jurisdiction of an event are those of one of
--   its activities: the view counts events, not news (GDELT counts news)
with members as (
    select
        event_id,
        date,
        adcode,
        unnest(activity_ids) as activity_id
    from mart.events
),

counted as (
    select
        activities.activity_id,
        count(members.event_id) as events
    from facts.activities as activities
    inner join core.articles as articles using (article_id)
    left join members on activities.activity_id = members.activity_id
    where articles.duplicate_of is null
    group by activities.activity_id
)

select
    activity_id,
    events
from counted
where events <> 1
union all
select
    members.event_id as activity_id,
    count(*) as events
from members left join facts.activities as activities on members.activity_id = activities.activity_id
group by members.event_id
having
    not bool_or(activities.date is not distinct from members.date and activities.adcode is not distinct from members.adcode)

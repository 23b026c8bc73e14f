-- relation: facts.activities
-- severity: critical
-- because: people and stops belong to an activity of the same article (actor, place and deed from one text)
with parts as (
    select
        activity_id,
        article_id,
        fact_id
    from facts.activity_people
    union all
    select
        activity_id,
        article_id,
        fact_id
    from facts.activity_venues
)

select parts.* from parts anti join facts.activities as activities
    on parts.activity_id = activities.activity_id and parts.article_id = activities.article_id

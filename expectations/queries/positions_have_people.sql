-- relation: facts.positions
-- severity: critical
-- because: a title belongs to a person of the same article
select
    article_id,
    fact_id,
    name,
    title
from facts.positions as positions
where not exists (
    select 1 from facts.people as people
    where people.article_id = positions.article_id and people.name = positions.name
)

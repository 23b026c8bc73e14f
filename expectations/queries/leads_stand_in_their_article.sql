-- relation: facts.activity_people
-- severity: reject
-- because: who leads or attends an event is a person of the same article (GDELT's users found actor and deed taken from unrelated parts
--   of a text)
select
    document_id,
    article_id,
    fact_id,
    activity_id,
    people.name
from facts.activity_people as people inner join core.articles using (article_id)
where not exists (
    select 1 from facts.people as known
    where known.article_id = people.article_id and known.name = people.name
)

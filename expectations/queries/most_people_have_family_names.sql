-- relation: facts.people
-- severity: critical
-- because: nine of ten names without a middle dot begin with a family name of the vocabulary; fewer mean that words are read as names
select
    count(*) as names,
    count(*) filter (
        left(name, 1) in (select surname from surnames) or left(name, 2) in (select surname from surnames)
    ) as with_family_names
from facts.people
where regexp_full_match(name, '\p{Han}{2,4}')
having count(*) >= 30 and with_family_names < 0.9 * names

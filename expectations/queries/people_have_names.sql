-- relation: facts.people
-- severity: warning
-- because: a Chinese name has two to four characters, a Mongolian one five, others a middle dot; longer ones are mostly not names
select
    article_id,
    fact_id,
    name
from facts.people
where not regexp_full_match(name, '\p{Han}{2,5}|\p{Han}{1,8}(·\p{Han}{1,8})+')

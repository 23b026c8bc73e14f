-- relation: facts.donations
-- severity: warning
-- because: a quantity without a unit cannot be added up
select
    article_id,
    fact_id,
    quote,
    item,
    quantity
from facts.donations
where quantity is not null and unit is null

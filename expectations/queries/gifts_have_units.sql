-- relation: facts.donations
-- severity: reject
-- because: a quantity without a unit, a sum that is not of yuan and a gift of nothing cannot be added up; all gifts in mixed news have
--   units
select
    document_id,
    article_id,
    fact_id,
    quote,
    item,
    quantity,
    unit,
    amount_cny
from facts.donations inner join core.articles using (article_id)
where
    (quantity is not null and unit is null)
    or quantity <= 0
    or amount_cny <= 0
    or (amount_cny is not null and unit is distinct from '元')
    or (unit = '元' and item = '现金' and amount_cny is distinct from quantity::decimal(18, 2))

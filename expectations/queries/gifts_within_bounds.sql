-- relation: facts.donations
-- severity: warning
-- because: a gift of more than 10^9 yuan or pieces is misread or a total of many: the whole country gave some 4 * 10^10 yuan in the first
--   months of 2020
select
    article_id,
    fact_id,
    quote,
    quantity,
    unit
from facts.donations
where quantity > 1e9 or amount_cny > 1e9

-- relation: facts.figures
-- severity: warning
-- because: negative quantities (but temperatures and changes) and shares of more than 10 000 % are errors of reading
select
    article_id,
    fact_id,
    quote,
    value
from facts.figures
where
    (value < 0 and coalesce(unit, '') not in ('摄氏度', '度', '℃', '%', '个百分点'))
    or (unit = '%' and value > 10000)
    or not isfinite(value)

-- relation: facts.figures
-- severity: reject
-- because: a figure is a finite number below 10^24; nothing else can be compared or added up
select
    document_id,
    article_id,
    fact_id,
    quote,
    value
from facts.figures inner join core.articles using (article_id)
where not isfinite(value) or abs(value) > 1e24

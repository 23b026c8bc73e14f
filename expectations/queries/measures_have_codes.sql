-- relation: facts.measures
-- severity: critical
-- because: a measure code is one of ref.measures, else no view shows it
select
    article_id,
    fact_id,
    code
from facts.measures anti join ref.measures as codes using (code)

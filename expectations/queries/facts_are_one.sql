-- relation: facts
-- severity: critical
-- because: a fact identifier names one row; duplicates would be counted twice and break links
with every as (
    select fact_id from facts.people
    union all
    select fact_id from facts.positions
    union all
    select fact_id from facts.places
    union all
    select fact_id from facts.organisations
    union all
    select fact_id from facts.activities
    union all
    select fact_id from facts.activity_people
    union all
    select fact_id from facts.activity_venues
    union all
    select fact_id from facts.measures
    union all
    select fact_id from facts.directives
    union all
    select fact_id from facts.quotes
    union all
    select fact_id from facts.figures
    union all
    select fact_id from facts.donations
    union all
    select fact_id from facts.formulas
)

select
    fact_id,
    count(*) as times
from every
group by fact_id
having count(*) > 1

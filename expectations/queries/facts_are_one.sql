-- relation: facts
-- severity: critical
-- because: a fact identifier names one row of one table; a second one would be counted twice and break links (ICEWS's event_id is not
--   unique, as its users found out)
-- Lists are kept of what stands twice only: those of every fact would not go into bounded memory.
with doubles as (
    select fact_id from every_fact
    where hash(fact_id) % $parts = $part
    group by fact_id
    having count(*) > 1
)

select
    fact_id,
    count(*) as times,
    list(distinct kind) as kinds
from every_fact
semi join doubles using (fact_id)
group by fact_id

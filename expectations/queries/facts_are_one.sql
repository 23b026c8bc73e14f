-- relation: facts
-- severity: critical
-- because: a fact identifier names one row of one table; a second one would be counted twice and break links (ICEWS's event_id is not
--   unique, as its users found out)
select
    fact_id,
    count(*) as times,
    list(distinct kind) as kinds
from every_fact
group by fact_id
having count(*) > 1

-- Which measures were carried out in most counties?
select
    code,
    measure,
    oxcgrt,
    count(distinct adcode) as places,
    min(first_in_place_on) as earliest
from mart.measure_coverage
where carried_out > 0
group by code, measure, oxcgrt
order by places desc, code asc
limit 5;

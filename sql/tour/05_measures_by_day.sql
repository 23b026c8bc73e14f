-- What was ordered and what was done on each day? One row per county, day, measure and modality.
select
    date,
    place,
    measure,
    modality,
    clauses,
    articles
from mart.measure_timeline
where modality in ('demanded', 'carried_out')
order by clauses desc, date asc, place asc, code asc, modality asc
limit 5;

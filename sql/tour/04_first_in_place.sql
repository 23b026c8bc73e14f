-- Since when is a measure demanded, and since when is it in place? One row per county and measure.
select
    place,
    measure,
    first_demanded_on,
    first_in_place_on,
    days_to_place
from mart.measure_coverage
where days_to_place > 0
order by days_to_place desc, place asc, code asc
limit 5;

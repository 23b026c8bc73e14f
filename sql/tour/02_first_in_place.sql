-- Which measure was demanded first, and when was it in place? One row per county and measure.
select
    place,
    measure,
    first_demanded_on,
    first_in_place_on
from mart.measure_coverage
where first_in_place_on is not null
order by first_in_place_on, place, measure
limit 5;

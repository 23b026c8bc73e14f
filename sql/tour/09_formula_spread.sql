-- How does a formula spread? Where it is first met, how many days later elsewhere, and what it stands for.
select
    canonical,
    place,
    first_on,
    days_after_first,
    places_before,
    members
from mart.formula_spread
where adcode is not null
order by count(*) over (partition by canonical) desc, len(members) desc, canonical asc, first_on asc, place asc
limit 6;

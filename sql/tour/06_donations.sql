-- What was given, where, and by how many?
select
    place,
    item,
    quantity,
    unit,
    amount_cny,
    donors
from mart.donation_totals
order by amount_cny desc nulls last, quantity desc nulls last, place asc
limit 5;

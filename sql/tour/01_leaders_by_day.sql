-- Who inspected what, and when? The tours and meetings of each day, with those who led them.
select
    date,
    place,
    kind,
    leads,
    venues,
    articles
from mart.events
order by date desc nulls last, place asc, kind asc
limit 5;

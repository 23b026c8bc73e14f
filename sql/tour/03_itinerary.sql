-- Where was an official, day by day? The stops of everyone's tours, in the order of the day.
select
    date,
    name,
    place,
    role,
    stop,
    venue
from mart.official_itinerary
where venue is not null
order by date, name, stop
limit 5;

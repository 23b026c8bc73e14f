-- How many checkpoints, by county and day, and in which words?
select
    date,
    place,
    what,
    value,
    unit,
    quote
from mart.figure_book
where what like '%卡%'
order by date, place, value
limit 5;

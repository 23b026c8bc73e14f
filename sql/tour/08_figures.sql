-- How many checkpoints? Every number stands with what it counts, its place and its day.
select
    date,
    place,
    what,
    qualifier,
    value,
    unit
from mart.figure_book
where regexp_matches(what, '(卡口|卡点|检查点|检查站)$')
order by date asc nulls last, place asc, value desc, what asc
limit 5;

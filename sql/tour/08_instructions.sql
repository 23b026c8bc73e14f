-- Who told whom to do what?
select
    date,
    speaker,
    addressee,
    text
from mart.directive_book
where speaker is not null
order by date asc nulls last, place asc, file_name asc, char_start asc
limit 5;

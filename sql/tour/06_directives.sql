-- Who demanded what? The instructions in the order of the text, with the speaker and the place in the enumeration.
select
    date,
    place,
    speaker,
    ordinal,
    text
from mart.directive_book
where ordinal is not null
order by date asc, file_name asc, article_id asc, char_start asc
limit 5;

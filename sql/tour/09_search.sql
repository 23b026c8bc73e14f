-- Which articles speak of taking temperatures? Traditional characters find them too.
select
    score,
    headline,
    sentence,
    date
from search('體溫檢測 登記')
order by score desc, article_id asc
limit 5;

-- relation: facts.activities
-- severity: reject
-- because: an end before its beginning is an error of reading (CoronaNet's users reported such rows)
select
    document_id,
    article_id,
    fact_id,
    date,
    date_end
from facts.activities inner join core.articles using (article_id)
where date_end < date

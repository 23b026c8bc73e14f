-- relation: facts.activities
-- severity: reject
-- because: a day says where it comes from, and an end has a beginning: no day is made up (design, section 4; CoronaNet's users found ends
--   without a day, issue 20)
select
    document_id,
    article_id,
    fact_id,
    date,
    date_end,
    date_origin
from facts.activities inner join core.articles using (article_id)
where (date is null) <> (date_origin is null) or (date is null and date_end is not null)

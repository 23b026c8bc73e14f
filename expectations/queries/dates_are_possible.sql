-- relation: facts
-- severity: reject
-- because: a day before 1900 or more than a year after the document was loaded is misread, whatever the window (CoronaNet's users found
--   impossible dates, issue 22; the year is slack for what is announced)
select
    document_id,
    stated_in,
    article_id,
    day
from stated_days inner join raw.documents using (document_id)
where day < date '1900-01-01' or day > loaded_at::date + 366

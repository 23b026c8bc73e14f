-- relation: core.articles
-- severity: warning
-- because: a report does not come before its events; one day of slack for time zones and announcements; official papers are left out,
--   because they name the days from which they hold, and figures, which are also of plans
select
    article_id,
    stated_in,
    day,
    published_on
from stated_days inner join core.documents using (document_id)
where day > published_on + 1 and kind <> 'document' and stated_in <> 'facts.figures.on_date'

-- relation: core.articles
-- severity: warning
-- because: a report does not come before its events; one day of slack for time zones and announcements;
--   official papers are left out, because they name the days from which they hold
select
    article_id,
    event_date,
    published_on
from core.articles as articles inner join core.documents using (document_id)
where event_date > published_on + 1 and articles.kind <> 'document'

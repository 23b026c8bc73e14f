-- relation: core.articles
-- severity: warning
-- because: a report does not come before its events; one day of slack for time zones and announcements
select
    article_id,
    event_date,
    published_on
from core.articles inner join core.documents using (document_id)
where event_date > published_on + 1

-- relation: facts
-- because: days outside the corpus window of the settings are mostly misread years; when they are many more than before, year and window
--   do not fit the input
-- measure: share
-- at_least: 100
-- warning: 0.1
-- critical: 0.5
select
    '' as part,
    count(*) filter (fresh.document_id is not null and day not between $window_start and $window_end) as fresh_counted,
    count(*) filter (fresh.document_id is not null) as fresh_of,
    count(*) filter (day not between $window_start and $window_end) as counted,
    count(*) as total
from stated_days left join fresh_documents as fresh using (document_id)
where day is not null

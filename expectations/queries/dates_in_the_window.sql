-- relation: facts
-- severity: warning
-- because: the corpus reports the days of the window in the settings; single days outside it are mostly misread (CoronaNet's users found
--   impossible dates, issue 22)
select
    stated_in,
    document_id,
    article_id,
    day
from stated_days
where day not between $window_start and $window_end

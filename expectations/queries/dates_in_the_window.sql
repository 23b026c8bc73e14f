-- relation: facts.activities
-- severity: warning
-- because: the corpus reports the days of the window in the settings; other days are mostly misread
select
    article_id,
    fact_id,
    quote,
    date
from facts.activities
where date not between $window_start and $window_end

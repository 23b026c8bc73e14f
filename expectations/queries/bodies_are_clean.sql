-- relation: core.articles
-- severity: reject
-- because: canonical text has no control characters, replacement characters or private-use characters, and is not blank (design, section
--   3); of 24,820 articles of mixed news none breaks this
select
    document_id,
    article_id,
    left(body, 60) as body
from core.articles
where regexp_matches(body, '[\x00-\x08\x0B-\x1F\x7F\x{FFFD}\x{E000}-\x{F8FF}]') or trim(body) = ''

-- relation: ref.divisions
-- severity: critical
-- because: every unit lies in another, up to the province; the views roll counties up by parent (OxCGRT's users asked how China's units
--   nest, issue 143)
select
    code,
    name,
    level,
    parent
from ref.divisions
where (level <> 'province' and parent is null) or (parent is not null and parent not in (select others.code from ref.divisions as others))

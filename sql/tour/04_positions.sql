-- Who held which post, and when is that attested?
select
    name,
    title,
    adcode,
    first_observed_on,
    last_observed_on,
    articles
from mart.official_positions
where adcode is not null
order by articles desc, name asc, title asc
limit 5;

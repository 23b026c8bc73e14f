-- relation: facts.places
-- severity: reject
-- because: the code of a place is that of its level: a province's ends in 0000, a prefecture's in 00, others are of the county they lie
--   in, and a town's or village's own code begins with it (gold guide; OxCGRT's users met mixed levels, issue 143)
select
    document_id,
    article_id,
    fact_id,
    name,
    level,
    places.adcode,
    place_code
from facts.places as places inner join core.articles using (article_id)
where
    (level = 'province' and places.adcode not like '__0000')
    or (level = 'prefecture' and (places.adcode not like '____00' or places.adcode like '__0000'))
    or (level in ('county', 'town', 'village') and places.adcode like '____00')
    or not starts_with(place_code, places.adcode)
    or (level in ('province', 'prefecture', 'county') and place_code is not null)

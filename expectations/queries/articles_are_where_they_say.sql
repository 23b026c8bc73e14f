-- relation: core.articles
-- severity: reject
-- because: the name of an article's unit is the one that its code has in the gazetteer: a code beside another place's name misleads
--   whoever reads only one of them
select
    document_id,
    article_id,
    adcode,
    place_name
from core.articles as articles
where
    (adcode is null) <> (place_name is null)
    or (adcode is not null and not exists (
        select 1 from ref.divisions as units
        where units.code = articles.adcode and ends_with(articles.place_name, units.name)
    ))

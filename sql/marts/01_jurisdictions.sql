-- Grain: an administrative code of county level or above.
-- Sources: ref.divisions.
-- A row gives the names that the code and the units around it had in the winter of 2020, so that every view shows places alike.
create or replace view mart.jurisdictions as
with named as (
    -- A code that was renamed keeps the name whose validity is nearest to the epidemic's first weeks.
    select
        code,
        level,
        arg_min(
            name,
            greatest(date_diff('day', date '2020-02-15', first_seen), date_diff('day', last_seen, date '2020-02-15'), 0)
        ) as name
    from ref.divisions
    where level in ('province', 'prefecture', 'county')
    group by code, level
),

units as (
    select
        code,
        level,
        -- The code lists put districts and counties without a prefecture below place holders, which are no names.
        case when name not in ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划') then name end as name
    from named
    -- Four cities without counties are listed as a prefecture and as its only county.
    qualify row_number() over (partition by code order by level desc) = 1
)

select
    units.code as adcode,
    units.level,
    coalesce(units.name, provinces.name) as name,
    provinces.name as province,
    prefectures.name as prefecture,
    case when units.level = 'county' then units.name end as county,
    concat(
        provinces.name,
        case when units.level <> 'province' then prefectures.name end,
        case when units.level = 'county' then units.name end
    ) as full_name
from units
left join units as provinces on units.code[:2] || '0000' = provinces.code
left join units as prefectures on units.code[:4] || '00' = prefectures.code and prefectures.level = 'prefecture';

comment on view mart.jurisdictions is 'One row per code of county level or above, with its names in the winter of 2020';
comment on column mart.jurisdictions.adcode is 'GB/T 2260 code';
comment on column mart.jurisdictions.level is 'province, prefecture or county';
comment on column mart.jurisdictions.name is 'name of the unit';
comment on column mart.jurisdictions.province is 'name of the province it lies in';
comment on column mart.jurisdictions.prefecture is 'name of the prefecture it lies in; null below municipalities and for units directly under a province';
comment on column mart.jurisdictions.county is 'name of the county; null for higher levels';
comment on column mart.jurisdictions.full_name is 'names from the province down';

-- Grain: an inspection, meeting, establishment or mobilisation as it happened, however many articles tell of it.
-- Sources: facts.activities, facts.activity_people, facts.activity_venues, core.articles.
-- Two activities of different original articles are one event if kind and day are known and equal, the adcodes are equal or one is the
-- prefecture of the other, and they share a lead. Where neither has a lead, the adcodes must be equal, and the titles or, without titles,
-- one of the stops. Activities with different titles stay apart unless one title contains the other: two meetings
-- of one lead on one day are two events. What the tellings say is united in the row; it is shown in the words of the fullest of them.
create or replace view mart.events as
with recursive leads as (
    select
        activity_id,
        list(distinct name order by name) as names
    from facts.activity_people
    where role = 'lead'
    group by activity_id
),

stops as (
    select
        activity_id,
        list(distinct name order by name) as names
    from facts.activity_venues
    group by activity_id
),

told as (
    select
        activities.*,
        coalesce(leads.names, []) as leads,
        coalesce(stops.names, []) as stops,
        -- The telling with the longest title and the most leads comes first; later ones join it.
        row_number() over (
            order by coalesce(length(activities.title), 0) desc, len(coalesce(leads.names, [])) desc, activities.activity_id
        ) as telling
    from facts.activities as activities
    inner join core.articles as articles on activities.article_id = articles.article_id
    left join leads on activities.activity_id = leads.activity_id
    left join stops on activities.activity_id = stops.activity_id
    where articles.duplicate_of is null
),

-- What two tellings of one event have in common: a lead or, where nobody leads, the title or else a stop.
marks as (
    select
        activity_id,
        article_id,
        telling,
        kind,
        adcode,
        date,
        title,
        len(leads) > 0 as led,
        unnest(
            case
                when len(leads) > 0 then leads
                when title is not null then ['《' || title || '》']
                else list_transform(stops, lambda name: '@' || name)
            end
        ) as mark
    from told
    where adcode is not null and date is not null
),

links as (
    select
        later.activity_id,
        arg_min(earlier.activity_id, earlier.telling) as joins
    from marks as later
    inner join marks as earlier
        on
            later.kind = earlier.kind
            and later.date = earlier.date
            and later.mark = earlier.mark
            and later.telling > earlier.telling
            -- What one article tells apart are two events.
            and later.article_id <> earlier.article_id
    where
        (later.title is null or earlier.title is null or contains(earlier.title, later.title))
        and (
            later.adcode = earlier.adcode
            or (later.led and later.adcode = left(earlier.adcode, 4) || '00')
            or (later.led and earlier.adcode = left(later.adcode, 4) || '00')
        )
    group by later.activity_id
),

tellings as (
    select
        told.activity_id,
        told.activity_id as root
    from told
    anti join links on told.activity_id = links.activity_id
    union all
    select
        links.activity_id,
        tellings.root
    from links
    inner join tellings on links.joins = tellings.activity_id
),

reprints as (
    select
        duplicate_of as article_id,
        count(*) as copies
    from core.articles
    where duplicate_of is not null
    group by duplicate_of
),

venues as (
    select
        root,
        list(name order by place) as names
    from (
        select
            tellings.root,
            stops.name,
            min({ 'telling': told.telling, 'seq': stops.seq }) as place
        from facts.activity_venues as stops
        inner join tellings on stops.activity_id = tellings.activity_id
        inner join told on stops.activity_id = told.activity_id
        group by tellings.root, stops.name
    ) as placed
    group by root
),

people as (
    select
        tellings.root,
        list(distinct people.name order by people.name) filter (where people.role = 'lead') as leads,
        list(distinct people.name order by people.name) filter (where people.role <> 'lead') as others
    from facts.activity_people as people
    inner join tellings on people.activity_id = tellings.activity_id
    group by tellings.root
),

united as (
    select
        tellings.root,
        min(told.activity_id) as event_id,
        any_value(told.kind) as kind,
        any_value(told.date) as date,
        max(told.date_end) as date_end,
        arg_min(told.date_origin, told.telling) as date_origin,
        -- A county says more than the prefecture that holds it.
        max(told.adcode) as adcode,
        arg_min(told.title, told.telling) as title,
        bool_or(told.unannounced) as unannounced,
        count(distinct told.article_id) as articles,
        list(distinct told.article_id order by told.article_id) as article_ids,
        list(told.activity_id order by told.telling) as activity_ids,
        arg_min(told.quote, told.telling) as quote,
        min(list_position(['certain', 'probable', 'possible'], told.confidence)) as confidence
    from tellings
    inner join told on tellings.activity_id = told.activity_id
    group by tellings.root
),

copied as (
    select
        paired.root,
        sum(reprints.copies)::bigint as copies
    from (
        select distinct
            tellings.root,
            told.article_id
        from tellings
        inner join told on tellings.activity_id = told.activity_id
    ) as paired
    inner join reprints on paired.article_id = reprints.article_id
    group by paired.root
)

select
    united.event_id,
    united.kind,
    united.date,
    united.date_end,
    united.date_origin,
    united.adcode,
    jurisdictions.full_name as place,
    united.title,
    coalesce(people.leads, []) as leads,
    list_filter(coalesce(people.others, []), lambda name: not list_contains(coalesce(people.leads, []), name)) as others,
    coalesce(venues.names, []) as venues,
    united.unannounced,
    united.articles,
    coalesce(copied.copies, 0) as reprints,
    united.article_ids,
    united.activity_ids,
    ['certain', 'probable', 'possible'][united.confidence] as confidence,
    united.quote
from united
left join people on united.root = people.root
left join venues on united.root = venues.root
left join copied on united.root = copied.root
left join mart.jurisdictions as jurisdictions on united.adcode = jurisdictions.adcode;

comment on view mart.events is 'One row per event, however many articles tell of it';
comment on column mart.events.event_id is 'the smallest activity_id of its tellings; evidence(event_id) shows one of them';
comment on column mart.events.kind is 'inspection, meeting, establishment or mobilisation';
comment on column mart.events.date is 'first day; null where no article tells it';
comment on column mart.events.date_end is 'last day, for those of several days';
comment on column mart.events.date_origin is 'what decided the date''s year';
comment on column mart.events.adcode is 'code of the unit it took place in (mart.jurisdictions)';
comment on column mart.events.place is 'names of that unit, from the province down';
comment on column mart.events.title is 'a meeting''s name, in its longest form';
comment on column mart.events.leads is 'who led, all tellings taken together';
comment on column mart.events.others is 'who else took part, all tellings taken together';
comment on column mart.events.venues is 'stops in the order of the fullest telling, then those that only others name';
comment on column mart.events.unannounced is 'true if one telling says that it came without notice';
comment on column mart.events.articles is 'original articles that tell of it';
comment on column mart.events.reprints is 'duplicates of these articles';
comment on column mart.events.article_ids is 'the original articles (core.articles)';
comment on column mart.events.activity_ids is 'the tellings (facts.activities), the fullest first';
comment on column mart.events.confidence is 'that of the surest telling: certain, probable or possible';
comment on column mart.events.quote is 'the fullest telling''s words';

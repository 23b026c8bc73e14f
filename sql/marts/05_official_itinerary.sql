-- Grain: an official, an event and a stop of it (one row without a stop where none is named).
-- Sources: mart.events, mart.official_mentions, facts.activity_people, facts.activity_venues.
-- A row says where an official was on a day and in which part. Bodies that took part are not officials and have no row.
create or replace view mart.official_itinerary as
with events as materialized (
    select * from mart.events
),

told as (
    select
        event_id,
        unnest(activity_ids) as activity_id
    from events
),

present as (
    select
        told.event_id,
        officials.official_id,
        any_value(officials.name) as name,
        any_value(officials.adcode) as adcode,
        -- Of several tellings the one that gives the greater part counts.
        ['lead', 'host', 'report', 'attend', 'accompany'][min(list_position(['lead', 'host', 'report', 'attend', 'accompany'], people.role))] as role,
        min(people.fact_id) as fact_id
    from told
    inner join facts.activity_people as people on told.activity_id = people.activity_id
    inner join mart.official_mentions as officials on people.article_id = officials.article_id and people.name = officials.name
    group by told.event_id, officials.official_id
),

stops as (
    select
        event_id,
        unnest(venues) as venue,
        generate_subscripts(venues, 1) as stop
    from events
),

kinds as (
    select
        told.event_id,
        venues.name,
        any_value(venues.venue_kind) as venue_kind,
        any_value(venues.place_code) as place_code
    from told
    inner join facts.activity_venues as venues on told.activity_id = venues.activity_id
    group by told.event_id, venues.name
)

select
    present.official_id,
    present.name,
    present.adcode as official_adcode,
    present.role,
    events.event_id,
    events.kind,
    events.date,
    events.date_end,
    events.adcode,
    events.place,
    events.title,
    stops.stop,
    stops.venue,
    kinds.venue_kind,
    kinds.place_code,
    events.articles,
    present.fact_id
from present
inner join events on present.event_id = events.event_id
left join stops on present.event_id = stops.event_id
left join kinds on stops.event_id = kinds.event_id and stops.venue = kinds.name;

comment on view mart.official_itinerary is 'One row per official, event and stop: where an official was on a day';
comment on column mart.official_itinerary.official_id is 'the official (mart.official_mentions)';
comment on column mart.official_itinerary.name is 'full name';
comment on column mart.official_itinerary.official_adcode is 'code of the jurisdiction the official is known by';
comment on column mart.official_itinerary.role is 'lead, host, report, attend or accompany; the greatest part that any telling gives';
comment on column mart.official_itinerary.event_id is 'the event (mart.events)';
comment on column mart.official_itinerary.kind is 'inspection, meeting, establishment or mobilisation';
comment on column mart.official_itinerary.date is 'first day of the event';
comment on column mart.official_itinerary.date_end is 'last day, for those of several days';
comment on column mart.official_itinerary.adcode is 'code of the unit the event took place in';
comment on column mart.official_itinerary.place is 'names of that unit, from the province down';
comment on column mart.official_itinerary.title is 'a meeting''s name';
comment on column mart.official_itinerary.stop is 'order of the stop, from 1; null where no stop is named';
comment on column mart.official_itinerary.venue is 'the stop as named';
comment on column mart.official_itinerary.venue_kind is 'kind of place: checkpoint, village, company and the like';
comment on column mart.official_itinerary.place_code is 'code of the town or village, where the stop is one';
comment on column mart.official_itinerary.articles is 'original articles that tell of the event';
comment on column mart.official_itinerary.fact_id is 'the evidence of the official''s part (facts.activity_people)';

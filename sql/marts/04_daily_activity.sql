-- Grain: a jurisdiction and a day.
-- Sources: mart.events.
-- A row counts what happened there on that day; events that last longer count on their first day, undated ones are left out.
create or replace view mart.daily_activity as
select
    adcode,
    any_value(place) as place,
    date,
    count(*) as events,
    count(*) filter (where kind = 'inspection') as inspections,
    count(*) filter (where kind = 'meeting') as meetings,
    count(*) filter (where kind = 'establishment') as establishments,
    count(*) filter (where kind = 'mobilisation') as mobilisations,
    count(*) filter (where unannounced) as unannounced,
    len(list_distinct(flatten(list(leads)))) as leads,
    len(list_distinct(flatten(list(venues)))) as venues,
    len(list_distinct(flatten(list(article_ids)))) as articles
from mart.events
where date is not null
group by adcode, date;

comment on view mart.daily_activity is 'One row per jurisdiction and day: how much happened';
comment on column mart.daily_activity.adcode is 'code of the jurisdiction (mart.jurisdictions); null where it is undecided';
comment on column mart.daily_activity.place is 'names of the jurisdiction, from the province down';
comment on column mart.daily_activity.date is 'the day';
comment on column mart.daily_activity.events is 'number of events that began on the day';
comment on column mart.daily_activity.inspections is 'inspections among them';
comment on column mart.daily_activity.meetings is 'meetings among them';
comment on column mart.daily_activity.establishments is 'establishments among them';
comment on column mart.daily_activity.mobilisations is 'mobilisations among them';
comment on column mart.daily_activity.unannounced is 'events that came without notice';
comment on column mart.daily_activity.leads is 'different people and bodies that led';
comment on column mart.daily_activity.venues is 'different stops, by name';
comment on column mart.daily_activity.articles is 'original articles that tell of them';

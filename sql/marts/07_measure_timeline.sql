-- Grain: a jurisdiction, a day, a measure and a modality.
-- Sources: facts.measures, core.articles, core.documents, ref.measures.
-- A row says that articles of that day report the measure as done, demanded or otherwise spoken of. The day is that of the article's
-- events, or of publication where they are undated. What the clauses say of it (who enforces it, on whom, how much, how long, how often) is
-- listed as they say it: a quantity belongs to its clause, so the list must not be summed.
create or replace view mart.measure_timeline as
with spoken as (
    select
        measures.*,
        coalesce(measures.adcode, articles.adcode) as place_adcode,
        coalesce(articles.event_date, documents.published_on) as day,
        articles.event_date is null as by_publication
    from facts.measures as measures
    inner join core.articles as articles on measures.article_id = articles.article_id
    inner join core.documents as documents on articles.document_id = documents.document_id
    where articles.duplicate_of is null
)

select
    spoken.place_adcode as adcode,
    any_value(jurisdictions.full_name) as place,
    spoken.day as date,
    spoken.code,
    any_value(named.name_zh) as measure,
    any_value(named.name_en) as measure_en,
    spoken.modality,
    count(*) as clauses,
    count(distinct spoken.article_id) as articles,
    bool_and(spoken.by_publication) as by_publication,
    list(distinct spoken.speaker order by spoken.speaker) filter (where spoken.speaker is not null) as speakers,
    list(distinct spoken.enforcer order by spoken.enforcer) filter (where spoken.enforcer is not null) as enforcers,
    list(distinct spoken.target_group order by spoken.target_group) filter (where spoken.target_group is not null) as target_groups,
    list_sort(
        list(distinct struct_pack(quantity := spoken.quantity, unit := spoken.unit)) filter (where spoken.quantity is not null)
    ) as quantities,
    list(distinct spoken.duration order by spoken.duration) filter (where spoken.duration is not null) as durations,
    list(distinct spoken.frequency order by spoken.frequency) filter (where spoken.frequency is not null) as frequencies,
    min(spoken.fact_id) as fact_id
from spoken
left join ref.measures as named on spoken.code = named.code
left join mart.jurisdictions as jurisdictions on spoken.place_adcode = jurisdictions.adcode
group by spoken.place_adcode, spoken.day, spoken.code, spoken.modality;

comment on view mart.measure_timeline is 'One row per jurisdiction, day, measure and modality: what was done or demanded when';
comment on column mart.measure_timeline.adcode is 'code of the jurisdiction (mart.jurisdictions); null where it is undecided';
comment on column mart.measure_timeline.place is 'names of the jurisdiction, from the province down';
comment on column mart.measure_timeline.date is 'day of the article''s events, or of publication; null where neither is known';
comment on column mart.measure_timeline.code is 'the measure (ref.measures)';
comment on column mart.measure_timeline.measure is 'its Chinese name';
comment on column mart.measure_timeline.measure_en is 'its English name';
comment on column mart.measure_timeline.modality is 'carried_out or demanded; questioned, praised and lacking are neither';
comment on column mart.measure_timeline.clauses is 'clauses that say so';
comment on column mart.measure_timeline.articles is 'original articles that say so';
comment on column mart.measure_timeline.by_publication is 'true if the day is one of publication only';
comment on column mart.measure_timeline.speakers is 'who demands it; null where nobody is named';
comment on column mart.measure_timeline.enforcers is 'who carries it out, as the clauses name them; null where none does';
comment on column mart.measure_timeline.target_groups is 'on whom it is imposed or for whom it is meant; null where no clause says so';
comment on column mart.measure_timeline.quantities is 'what the clauses count (posts, people, rooms …), each with its unit; not to be summed';
comment on column mart.measure_timeline.durations is 'how long it lasts, in the words of the texts (14天)';
comment on column mart.measure_timeline.frequencies is 'how often it is done, in the words of the texts (每天2次)';
comment on column mart.measure_timeline.fact_id is 'one piece of evidence (facts.measures)';

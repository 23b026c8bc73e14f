-- Grain: a jurisdiction and a measure that some article reports or demands there.
-- Sources: mart.measure_timeline, ref.measures.
-- A row says since when the measure is demanded and since when it is reported as in place. Absence of a row is no evidence of absence.
create or replace view mart.measure_coverage as
select
    timeline.adcode,
    any_value(timeline.place) as place,
    timeline.code,
    any_value(timeline.measure) as measure,
    any_value(timeline.measure_en) as measure_en,
    any_value(named.oxcgrt) as oxcgrt,
    min(timeline.date) filter (where timeline.modality = 'demanded') as first_demanded_on,
    min(timeline.date) filter (where timeline.modality = 'carried_out') as first_in_place_on,
    max(timeline.date) filter (where timeline.modality = 'carried_out') as last_in_place_on,
    date_diff(
        'day',
        min(timeline.date) filter (where timeline.modality = 'demanded'),
        min(timeline.date) filter (where timeline.modality = 'carried_out')
    ) as days_to_place,
    coalesce(sum(timeline.clauses) filter (where timeline.modality = 'demanded'), 0)::bigint as demanded,
    coalesce(sum(timeline.clauses) filter (where timeline.modality = 'carried_out'), 0)::bigint as carried_out,
    coalesce(sum(timeline.clauses) filter (where timeline.modality = 'lacking'), 0)::bigint as lacking,
    arg_min(timeline.fact_id, timeline.date) filter (where timeline.modality = 'demanded') as demanded_fact_id,
    arg_min(timeline.fact_id, timeline.date) filter (where timeline.modality = 'carried_out') as in_place_fact_id
from mart.measure_timeline as timeline
left join ref.measures as named on timeline.code = named.code
where timeline.adcode is not null and timeline.modality in ('demanded', 'carried_out', 'lacking')
group by timeline.adcode, timeline.code;

comment on view mart.measure_coverage is 'One row per jurisdiction and measure: since when demanded, since when in place';
comment on column mart.measure_coverage.adcode is 'code of the jurisdiction (mart.jurisdictions)';
comment on column mart.measure_coverage.place is 'names of the jurisdiction, from the province down';
comment on column mart.measure_coverage.code is 'the measure (ref.measures)';
comment on column mart.measure_coverage.measure is 'its Chinese name';
comment on column mart.measure_coverage.measure_en is 'its English name';
comment on column mart.measure_coverage.oxcgrt is 'equivalent in the Oxford Covid-19 Government Response Tracker';
comment on column mart.measure_coverage.first_demanded_on is 'first day on which it is demanded';
comment on column mart.measure_coverage.first_in_place_on is 'first day on which it is reported as carried out or in place';
comment on column mart.measure_coverage.last_in_place_on is 'last day on which it is reported as carried out or in place';
comment on column mart.measure_coverage.days_to_place is 'days from the first demand to the first report; negative if it was in place before';
comment on column mart.measure_coverage.demanded is 'clauses that demand it';
comment on column mart.measure_coverage.carried_out is 'clauses that report it';
comment on column mart.measure_coverage.lacking is 'clauses that say it is lacking';
comment on column mart.measure_coverage.demanded_fact_id is 'evidence of the first demand (facts.measures)';
comment on column mart.measure_coverage.in_place_fact_id is 'evidence of the first report (facts.measures)';

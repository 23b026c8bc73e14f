-- timeline(area): what happened, was done, was demanded and was given in a jurisdiction and all units inside it, day by day.
create or replace macro timeline(area) as table
    with days as (
        select
            date,
            adcode,
            place,
            kind,
            concat_ws(' ', title, list_aggregate(venues, 'string_agg', '、')) as what,
            list_aggregate(leads, 'string_agg', '、') as who,
            articles,
            event_id as fact_id
        from mart.events
        union all
        select
            date,
            adcode,
            place,
            concat('measure ', modality) as kind,
            concat_ws(' ', code, measure) as what,
            list_aggregate(speakers, 'string_agg', '、') as who,
            articles,
            fact_id
        from mart.measure_timeline
        union all
        select
            date,
            adcode,
            place,
            'donation' as kind,
            concat_ws(' ', item, regexp_replace(quantity::varchar, '\.0$', ''), unit) as what,
            concat(donors, ' donors') as who,
            articles,
            fact_id
        from mart.donation_totals
    )

    select *
    from days
    where
        date is not null
        -- Codes of provinces end in four zeros, those of prefectures in two; what lies inside shares the digits before them.
        and starts_with(adcode, case when area like '%0000' then area[:2] when area like '%00' then area[:4] else area end)
    order by date, adcode, kind, fact_id;

comment on macro table timeline is 'A jurisdiction and all units inside it, day by day: from timeline(''360000'')'; -- noqa: PRS

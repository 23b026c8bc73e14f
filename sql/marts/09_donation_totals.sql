-- Grain: a jurisdiction, a day, an item and its unit.
-- Sources: facts.donations, core.articles, core.documents.
-- A row sums the single gifts of that day; cash has the item 现金. A gift that several articles tell of counts once: same donor, item and
-- quantity, days at most a week apart, and recipients of which one names the other (县医院, 清河县医院) or is not named. Two equal gifts in
-- one article count twice. Totals (without a donor, or read by a rule for totals) are never added to single gifts, since they hold them:
-- they stand beside the sum.
create or replace view mart.donation_totals as
with given as (
    select
        donations.*,
        articles.adcode,
        donations.donor is null or contains(donations.rule, 'total') as total,
        coalesce(donations.date, articles.event_date, documents.published_on) as day
    from facts.donations as donations
    inner join core.articles as articles on donations.article_id = articles.article_id
    inner join core.documents as documents on articles.document_id = documents.document_id
    where articles.duplicate_of is null
),

told as (
    select
        adcode,
        day,
        item,
        unit,
        donor,
        recipient,
        quantity,
        amount_cny,
        total,
        article_id,
        count(*) as times,
        min(fact_id) as fact_id
    from given
    group by all
),

spaced as (
    select
        *,
        coalesce(day, date '1970-01-01') as known_day,
        known_day - lag(known_day) over (
            partition by adcode, item, unit, donor, quantity, total order by known_day, article_id, recipient
        ) as days_since
    from told
),

strung as (
    select
        *,
        count(*) filter (where days_since > 7) over (
            partition by adcode, item, unit, donor, quantity, total order by known_day, article_id, recipient
        ) as string
    from spaced
),

numbered as (
    select
        *,
        dense_rank() over (order by adcode, item, unit, donor, quantity, total, string) as gift
    from strung
),

received as (
    select
        numbered.gift,
        numbered.adcode,
        numbered.item,
        numbered.unit,
        numbered.donor,
        numbered.quantity,
        numbered.amount_cny,
        numbered.total,
        numbered.article_id,
        numbered.day,
        numbered.times,
        numbered.fact_id,
        numbered.recipient as written,
        arg_min(others.recipient, { 'length': length(others.recipient), 'name': others.recipient }) as recipient
    from numbered
    left join numbered as others
        on numbered.gift = others.gift and (numbered.recipient is null or contains(numbered.recipient, others.recipient))
    group by all
),

counted as (
    select
        gift,
        adcode,
        item,
        unit,
        donor,
        recipient,
        quantity,
        amount_cny,
        total,
        article_id,
        sum(times) as times,
        min(day) as day,
        min(fact_id) as fact_id
    from received
    group by all
),

gifts as (
    select
        adcode,
        item,
        unit,
        donor,
        quantity,
        amount_cny,
        total,
        min(day) as day,
        max(times) as times,
        list(article_id) as article_ids,
        min(fact_id) as fact_id
    from counted
    group by gift, adcode, item, unit, donor, recipient, quantity, amount_cny, total
)

select
    gifts.adcode,
    any_value(jurisdictions.full_name) as place,
    gifts.day as date,
    gifts.item,
    gifts.unit,
    coalesce(sum(gifts.times) filter (where not gifts.total), 0)::bigint as gifts,
    count(distinct gifts.donor) filter (where not gifts.total) as donors,
    sum(gifts.quantity * gifts.times) filter (where not gifts.total) as quantity,
    sum(gifts.amount_cny * gifts.times) filter (where not gifts.total)::decimal(18, 2) as amount_cny,
    coalesce(sum(gifts.times) filter (where not gifts.total and gifts.quantity is null), 0)::bigint as gifts_without_number,
    max(gifts.quantity) filter (where gifts.total) as stated_total,
    len(list_distinct(flatten(list(gifts.article_ids)))) as articles,
    min(gifts.fact_id) as fact_id
from gifts
left join mart.jurisdictions as jurisdictions on gifts.adcode = jurisdictions.adcode
group by gifts.adcode, gifts.day, gifts.item, gifts.unit;

comment on view mart.donation_totals is 'One row per jurisdiction, day, item and unit: what was given, every gift once';
comment on column mart.donation_totals.adcode is 'code of the jurisdiction (mart.jurisdictions); null where it is undecided';
comment on column mart.donation_totals.place is 'names of the jurisdiction, from the province down';
comment on column mart.donation_totals.date is 'first day on which the gifts are told of: theirs, else of the article''s events, else of publication';
comment on column mart.donation_totals.item is 'what was given; 现金 for money';
comment on column mart.donation_totals.unit is 'unit as written; 元 for money';
comment on column mart.donation_totals.gifts is 'number of single gifts';
comment on column mart.donation_totals.donors is 'number of different donors, by name';
comment on column mart.donation_totals.quantity is 'sum of the single gifts, in unit; null where no number is given';
comment on column mart.donation_totals.amount_cny is 'sum of the single gifts of cash, yuan; null for goods';
comment on column mart.donation_totals.gifts_without_number is 'single gifts whose quantity is not stated; they add nothing to the sum';
comment on column mart.donation_totals.stated_total is 'greatest total that is stated, in unit; it may reach back to earlier days';
comment on column mart.donation_totals.articles is 'original articles that tell of them';
comment on column mart.donation_totals.fact_id is 'one piece of evidence (facts.donations)';

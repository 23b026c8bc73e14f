-- Grain: a formula (in any spelling) and a jurisdiction.
-- Sources: facts.formulas, core.articles, core.documents.
-- A row says when the formula is first met there, and how many jurisdictions had it before. An article uses it on the day of its events; an
-- official paper on the day it was published, because its own day is the one from which it holds, and so does a report that goes back
-- further than two weeks.
create or replace view mart.formula_spread as
with used as (
    select
        formulas.*,
        articles.adcode,
        case
            when articles.kind = 'document' or articles.event_date < documents.published_on - 14
                then coalesce(documents.published_on, articles.event_date)
            else coalesce(articles.event_date, documents.published_on)
        end as day
    from facts.formulas as formulas
    inner join core.articles as articles on formulas.article_id = articles.article_id
    inner join core.documents as documents on articles.document_id = documents.document_id
    where articles.duplicate_of is null
),

traits as (
    select
        canonical,
        mode(kind) as kind,
        mode(numeral) as numeral,
        mode(head) as head,
        arg_max(members, { 'length': len(members), 'members': members }) as members,
        min(day) as first_on
    from used
    group by canonical
),

places as (
    select
        canonical,
        adcode,
        min(day) as first_on,
        max(day) as last_on,
        count(distinct article_id) as articles,
        list(distinct text order by text) as spellings,
        arg_min(fact_id, { 'day': coalesce(day, date 'infinity'), 'fact_id': fact_id }) as fact_id
    from used
    group by canonical, adcode
)

select
    places.canonical,
    traits.kind,
    traits.numeral,
    traits.head,
    traits.members,
    places.adcode,
    jurisdictions.full_name as place,
    places.first_on,
    places.last_on,
    date_diff('day', traits.first_on, places.first_on) as days_after_first,
    case
        when places.first_on is not null and places.adcode is not null
            then (rank() over (partition by places.canonical, places.adcode is null order by places.first_on nulls last)) - 1
    end as places_before,
    places.articles,
    places.spellings,
    places.fact_id
from places
inner join traits on places.canonical = traits.canonical
left join mart.jurisdictions as jurisdictions on places.adcode = jurisdictions.adcode;

comment on view mart.formula_spread is 'One row per formula and jurisdiction: when it is first met there';
comment on column mart.formula_spread.canonical is 'the formula in the form that is equal for all its spellings';
comment on column mart.formula_spread.kind is 'numbered or slogan';
comment on column mart.formula_spread.numeral is 'its number (四个意识: 4)';
comment on column mart.formula_spread.head is 'what is numbered (四个意识: 意识)';
comment on column mart.formula_spread.members is 'its items, from the fullest list that any article gives';
comment on column mart.formula_spread.adcode is 'code of the jurisdiction (mart.jurisdictions); null where it is undecided';
comment on column mart.formula_spread.place is 'names of the jurisdiction, from the province down';
comment on column mart.formula_spread.first_on is 'day of its first article there: of the events, else of publication';
comment on column mart.formula_spread.last_on is 'day of its last article there';
comment on column mart.formula_spread.days_after_first is 'days since it is first met anywhere';
comment on column mart.formula_spread.places_before is 'jurisdictions where it is met on an earlier day';
comment on column mart.formula_spread.articles is 'original articles there that use it';
comment on column mart.formula_spread.spellings is 'the forms in which they write it';
comment on column mart.formula_spread.fact_id is 'evidence of its first article there (facts.formulas)';

-- What the pages show, taken from the views of one release into tables, each in the order in which the pages list its rows. `release` is the
-- attached release, `digest` this database; digest.py copies every table and view of it into the digest that is read, blobs packed. Texts
-- are views, so that they are not written twice.

create table digest.main.places as
select
    units.adcode,
    units.name,
    units.full_name,
    units.level,
    case
        when units.level = 'county' and parents.adcode is not null then parents.adcode
        when units.level <> 'province' then units.adcode[:2] || '0000'
    end as parent,
    case when units.level = 'province' then units.adcode[:2] when units.level = 'prefecture' then units.adcode[:4] else units.adcode end as prefix
from mart.jurisdictions as units
left join mart.jurisdictions as parents
    on units.adcode[:4] || '00' = parents.adcode and parents.level = 'prefecture' and parents.name is not null
where units.name is not null
order by units.adcode;

create table digest.main.facts as
select fact_id, article_id, kind, statement, confidence, rule, quote, char_start, char_end, raw_start, raw_end
from mart.fact_evidence
order by article_id, char_start nulls first, raw_start, char_end desc;

create table digest.main.articles as
select
    articles.article_id,
    articles.document_id,
    articles.seq,
    articles.headline,
    articles.adcode,
    articles.place_name as place,
    coalesce(articles.event_date, documents.published_on) as date,
    articles.event_date is null as by_publication,
    articles.kind,
    documents.source_name,
    articles.file_name,
    articles.duplicate_of,
    articles.length,
    articles.adcode_evidence,
    articles.event_date,
    articles.truncated,
    articles.raw_start,
    articles.raw_end,
    coalesce(stated.facts, 0) as facts
from (select articles.*, length(body) as length, file_name from core.articles inner join core.documents using (document_id)) as articles
inner join core.documents as documents on articles.document_id = documents.document_id
left join (select article_id, count(*) as facts from digest.main.facts group by article_id) as stated
    on articles.article_id = stated.article_id
order by date desc nulls last, articles.article_id;

-- The texts of the articles, and the stretches of their sentences.
create view digest.main.bodies as
select
    articles.article_id,
    encode(articles.body) as body,
    coalesce(said.sentences, []) as sentences
from release.core.articles as articles
left join (
    select article_id, list([char_start, char_end] order by seq) as sentences from release.core.sentences group by article_id
) as said on articles.article_id = said.article_id;

create view digest.main.raw_texts as
select
    document_id,
    encode(raw_text) as raw_text
from release.raw.documents;

-- The numbers under which the search knows the original articles (postings.py), and their order by identifier.
create table digest.main.originals as
select
    row_number() over (order by articles.rowid) - 1 as number,
    row_number() over (order by article_id) - 1 as rank,
    article_id
from core.articles as articles
where duplicate_of is null
order by number;

create table digest.main.copies as
select * from digest.main.articles where duplicate_of is not null order by duplicate_of, article_id;

create table digest.main.events as
select * from mart.events order by date desc nulls last, event_id;

create table digest.main.mentions as
select * from mart.official_mentions order by official_id, article_id;

create table digest.main.itinerary as
select * from mart.official_itinerary order by date desc nulls last, event_id, stop;

create table digest.main.positions as
select * from mart.official_positions order by articles desc, title;

create table digest.main.measures as
select * from mart.measure_timeline order by date desc nulls last, adcode, code, modality;

create table digest.main.coverage as
select * from mart.measure_coverage order by coalesce(first_in_place_on, first_demanded_on) nulls last, adcode, code;

create table digest.main.figures as
select fact_id, adcode, place, date, what, qualifier, value, unit, quote, headline, article_id, confidence
from mart.figure_book
order by date desc nulls last, article_id, fact_id;

create table digest.main.directives as
select fact_id, adcode, place, date, speaker, speaker_titles, official_id, addressee, ordinal, text, headline, article_id, char_start, confidence
from mart.directive_book
order by date desc nulls last, article_id, char_start;

create table digest.main.quotes as
select
    quotes.fact_id,
    articles.adcode,
    articles.place,
    articles.date,
    quotes.speaker,
    mentions.official_id,
    quotes.kind,
    quotes.text,
    quotes.article_id,
    articles.headline,
    quotes.char_start,
    quotes.confidence
from facts.quotes as quotes
inner join digest.main.articles as articles on quotes.article_id = articles.article_id
left join digest.main.mentions as mentions on quotes.article_id = mentions.article_id and quotes.speaker = mentions.name
where articles.duplicate_of is null
order by articles.date desc nulls last, quotes.article_id, quotes.char_start;

create table digest.main.donations as
select
    donations.fact_id,
    articles.adcode,
    articles.place,
    coalesce(donations.date, articles.date) as date,
    donations.donor,
    donations.donor_kind,
    donations.recipient,
    donations.item,
    donations.quantity,
    donations.unit,
    donations.amount_cny,
    articles.headline,
    donations.article_id,
    donations.confidence
from facts.donations as donations
inner join digest.main.articles as articles on donations.article_id = articles.article_id
where articles.duplicate_of is null
order by date desc nulls last, donations.article_id, donations.fact_id;

create table digest.main.spread as
select * from mart.formula_spread order by articles desc, canonical, first_on, adcode;

create table digest.main.formulas as
select
    canonical,
    any_value(kind) as kind,
    any_value(members) as members,
    min(first_on) as first_on,
    sum(articles)::bigint as articles,
    count(adcode) as places,
    arg_min(fact_id, { 'day': coalesce(first_on, date 'infinity'), 'fact_id': fact_id }) as fact_id
from mart.formula_spread
group by canonical
order by articles desc, canonical;

create table digest.main.officials as
select
    mentions.official_id,
    any_value(mentions.name) as name,
    any_value(mentions.identity) as identity,
    any_value(mentions.adcode) as adcode,
    any_value(places.full_name) as place,
    any_value(posts.titles) as titles,
    count(*) as articles,
    coalesce(any_value(deeds.events), 0) as events,
    min(articles.date) as first_on,
    max(articles.date) as last_on
from digest.main.mentions as mentions
inner join digest.main.articles as articles on mentions.article_id = articles.article_id
left join digest.main.places as places on mentions.adcode = places.adcode
left join (
    select official_id, list(title order by articles desc, title)[:3] as titles from digest.main.positions group by official_id
) as posts on mentions.official_id = posts.official_id
left join (
    select official_id, count(distinct event_id) as events from digest.main.itinerary group by official_id
) as deeds on mentions.official_id = deeds.official_id
group by mentions.official_id
order by articles desc, mentions.official_id;

-- What each unit holds together with the units inside it.
create table digest.main.counts as
with counted as (
    select adcode, 'articles' as what from digest.main.articles where duplicate_of is null
    union all
    select adcode, 'events' as what from digest.main.events
    union all
    select adcode, 'officials' as what from digest.main.officials
    union all
    select adcode, 'donations' as what from digest.main.donations
    union all
    select adcode, 'figures' as what from digest.main.figures
    union all
    select adcode, 'directives' as what from digest.main.directives
    union all
    select unnest(repeat([adcode], clauses)) as adcode, 'measures' as what from digest.main.measures
),

raised as (
    select what, unnest(list_distinct([adcode, adcode[:4] || '00', adcode[:2] || '0000'])) as adcode
    from counted
    where adcode is not null
)

select
    places.adcode,
    count(*) filter (where what = 'articles') as articles,
    count(*) filter (where what = 'events') as events,
    count(*) filter (where what = 'measures') as measures,
    count(*) filter (where what = 'officials') as officials,
    count(*) filter (where what = 'donations') as donations,
    count(*) filter (where what = 'figures') as figures,
    count(*) filter (where what = 'directives') as directives
from raised
inner join digest.main.places as places on raised.adcode = places.adcode
group by places.adcode
order by places.adcode;

create table digest.main.places_listed as
select places.*, counts.* exclude (adcode)
from digest.main.places as places
inner join digest.main.counts as counts on places.adcode = counts.adcode
order by counts.articles desc, places.adcode;

create table digest.main.sources as
select * from mart.source_quality order by documents desc, source_name;

create table digest.main.repairs as
select kind, count(*) as repairs, count(distinct document_id) as documents
from core.repairs
group by kind
order by repairs desc;

create table digest.main.documents as
with repaired as (
    select
        document_id,
        list({ 'kind': kind, 'n': n } order by n desc, kind) as repairs,
        sum(n)::bigint as repaired
    from (select document_id, kind, count(*) as n from core.repairs group by document_id, kind) as by_kind
    group by document_id
),

seen as (
    select document_id, list({ 'path': path, 'line': line, 'gone': gone } order by gone, path, line)[:20] as sightings
    from raw.sightings
    group by document_id
)

select
    documents.*,
    texts.sha256,
    texts.format,
    texts.encoding,
    texts.encoding_evidence,
    texts.bytes,
    texts.metadata::varchar as metadata,
    texts.run_id,
    texts.loaded_at,
    length(texts.raw_text) as length,
    coalesce(seen.sightings, []) as sightings,
    versions.text_rules,
    versions.fact_rules,
    coalesce(repaired.repairs, []) as repairs,
    coalesce(repaired.repaired, 0) as repaired
from core.documents as documents
inner join raw.documents as texts on documents.document_id = texts.document_id
left join seen on documents.document_id = seen.document_id
left join ops.versions as versions on documents.document_id = versions.document_id
left join repaired on documents.document_id = repaired.document_id
order by documents.document_id;

create table digest.main.days as
select date, kind, count(*) as events
from digest.main.events
where date is not null
group by date, kind
order by date, kind;

create table digest.main.weeks as
select date_trunc('week', date)::date as week, code, sum(clauses)::bigint as clauses
from digest.main.measures
where date is not null
group by week, code
order by week, code;

-- The numbers at the head of the overview, and its shares.
create table digest.main.numbers as
select
    (select count(*) from core.documents) as documents,
    count(*) filter (where duplicate_of is null) as articles,
    (select count(*) from digest.main.facts) as facts,
    (select count(*) from digest.main.events) as events,
    (select count(*) from digest.main.officials) as officials,
    count(distinct adcode) filter (where duplicate_of is null) as places,
    (select coalesce(sum(clauses), 0)::bigint from digest.main.measures) as measures,
    (select count(*) from digest.main.directives) as directives,
    (select count(*) from digest.main.figures) as figures,
    (select count(*) from digest.main.donations) as donations,
    min(date) filter (where duplicate_of is null) as first,
    max(date) filter (where duplicate_of is null) as last,
    count(adcode) / greatest(count(*), 1) as placed,
    count(date) / greatest(count(*), 1) as dated,
    count(duplicate_of) as duplicates
from digest.main.articles;

create table digest.main.confidence as
select
    kind,
    count(*) as n,
    count(*) filter (where confidence = 'certain') as certain,
    count(*) filter (where confidence = 'probable') as probable,
    count(*) filter (where confidence = 'possible') as possible
from digest.main.facts
group by kind
order by n desc;

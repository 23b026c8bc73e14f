-- Grain: a source as pages name it (null for pages that name none) and a month.
-- Sources: core.documents, core.articles, core.repairs, raw.documents, raw.sightings, raw.rejects, facts.
-- A row says how clean what comes from a source is, and how much can be read from it. The month is that of publication, where none is
-- stated that of the first dated event; null where neither is known.
-- A refused input names no source and no day: it stands in the row without a month of the source that all documents of its file name,
-- else all documents of its folder, else of no source.
create or replace view mart.source_quality as
with repairs as (
    select
        document_id,
        count(*) as repairs
    from core.repairs
    group by document_id
),

facts as (
    select
        articles.document_id,
        count(*) as facts
    from (
        select article_id from facts.people
        union all
        select article_id from facts.positions
        union all
        select article_id from facts.places
        union all
        select article_id from facts.organisations
        union all
        select article_id from facts.activities
        union all
        select article_id from facts.measures
        union all
        select article_id from facts.directives
        union all
        select article_id from facts.quotes
        union all
        select article_id from facts.figures
        union all
        select article_id from facts.donations
        union all
        select article_id from facts.formulas
    ) as stated
    inner join core.articles as articles on stated.article_id = articles.article_id
    group by articles.document_id
),

articles as (
    select
        document_id,
        count(*) as articles,
        count(duplicate_of) as duplicates,
        count(*) filter (where truncated) as truncated,
        count(adcode) as placed,
        count(event_date) as dated,
        min(event_date) as first_event
    from core.articles
    group by document_id
),

measured as (
    select
        documents.source_name,
        strftime(coalesce(documents.published_on, articles.first_event), '%Y-%m') as month,
        count(*) as documents,
        coalesce(sum(articles.articles), 0)::bigint as articles,
        coalesce(sum(articles.duplicates), 0)::bigint as duplicates,
        coalesce(sum(articles.truncated), 0)::bigint as truncated,
        coalesce(sum(articles.placed), 0)::bigint as placed,
        coalesce(sum(articles.dated), 0)::bigint as dated,
        count(documents.published_on) as with_publication,
        count(*) filter (where documents.script = 'hant') as traditional,
        sum(length(texts.raw_text))::bigint as characters,
        coalesce(sum(repairs.repairs), 0)::bigint as repairs,
        sum(documents.damaged_characters)::bigint as damaged,
        coalesce(sum(facts.facts), 0)::bigint as facts
    from core.documents as documents
    inner join raw.documents as texts on documents.document_id = texts.document_id
    left join articles on documents.document_id = articles.document_id
    left join repairs on documents.document_id = repairs.document_id
    left join facts on documents.document_id = facts.document_id
    group by all
),

places as (
    select
        sightings.path,
        parse_path(sightings.path)[:-2] as folder,
        documents.source_name
    from raw.sightings as sightings
    inner join core.documents as documents on sightings.document_id = documents.document_id
    where not sightings.gone
),

of_files as (
    select
        path,
        any_value(source_name) as source_name
    from places
    group by path
    having count(distinct coalesce(source_name, '')) = 1
),

of_folders as (
    select
        folder,
        any_value(source_name) as source_name
    from places
    group by folder
    having count(distinct coalesce(source_name, '')) = 1
),

refused as (
    select
        case when of_files.path is null then of_folders.source_name else of_files.source_name end as source_name,
        null::varchar as month,
        count(*) as rejects
    from raw.rejects as rejects
    left join of_files on rejects.path = of_files.path
    left join of_folders on parse_path(rejects.path)[:-2] = of_folders.folder
    group by all
)


select
    coalesce(measured.source_name, refused.source_name) as source_name,
    coalesce(measured.month, refused.month) as month,
    coalesce(measured.documents, 0) as documents,
    coalesce(refused.rejects, 0) as rejects,
    coalesce(measured.articles, 0) as articles,
    coalesce(measured.duplicates, 0) as duplicates,
    coalesce(measured.truncated, 0) as truncated,
    round(measured.placed / nullif(measured.articles, 0), 3) as placed_share,
    round(measured.dated / nullif(measured.articles, 0), 3) as dated_share,
    round(measured.with_publication / measured.documents, 3) as published_on_share,
    round(measured.traditional / measured.documents, 3) as traditional_share,
    coalesce(measured.characters, 0) as characters,
    coalesce(measured.repairs, 0) as repairs,
    round(1000.0 * measured.repairs / nullif(measured.characters, 0), 2) as repairs_per_1000,
    round(1000.0 * measured.damaged / nullif(measured.characters, 0), 2) as damaged_per_1000,
    coalesce(measured.facts, 0) as facts,
    round(measured.facts / nullif(measured.articles, 0), 2) as facts_per_article,
    round(1000.0 * measured.facts / nullif(measured.characters, 0), 2) as facts_per_1000
from measured
full join refused
    on measured.source_name is not distinct from refused.source_name and measured.month is not distinct from refused.month;

comment on view mart.source_quality is 'One row per source and month: how clean it is and how much can be read from it';
comment on column mart.source_quality.source_name is 'the source as pages name it; null for pages that name none';
comment on column mart.source_quality.month is 'month of publication, else of the first dated event (2020-02); null where neither is known';
comment on column mart.source_quality.documents is 'documents from it';
comment on column mart.source_quality.rejects is 'refused inputs, in the row without a month; their source is that of all documents of their file or folder';
comment on column mart.source_quality.articles is 'articles in them';
comment on column mart.source_quality.duplicates is 'articles among them that repeat others';
comment on column mart.source_quality.truncated is 'articles that break off';
comment on column mart.source_quality.placed_share is 'share of articles whose jurisdiction is known, 0 to 1';
comment on column mart.source_quality.dated_share is 'share of articles whose events are dated, 0 to 1';
comment on column mart.source_quality.published_on_share is 'share of documents with a day of publication, 0 to 1';
comment on column mart.source_quality.traditional_share is 'share of documents in Traditional script, 0 to 1';
comment on column mart.source_quality.characters is 'raw text, code points';
comment on column mart.source_quality.repairs is 'changes made in cleaning';
comment on column mart.source_quality.repairs_per_1000 is 'changes made in cleaning, per 1000 code points';
comment on column mart.source_quality.damaged_per_1000 is 'code points beyond repair, per 1000';
comment on column mart.source_quality.facts is 'facts of all kinds';
comment on column mart.source_quality.facts_per_article is 'facts of all kinds per article';
comment on column mart.source_quality.facts_per_1000 is 'facts of all kinds, per 1000 code points';

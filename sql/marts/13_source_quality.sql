-- Grain: a source as pages name it (one row for pages that name none).
-- Sources: core.documents, core.articles, core.repairs, raw.documents, facts.
-- A row says how clean what comes from a source is, and how much can be read from it.
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
        count(event_date) as dated
    from core.articles
    group by document_id
)

select
    documents.source_name,
    count(*) as documents,
    coalesce(sum(articles.articles), 0)::bigint as articles,
    coalesce(sum(articles.duplicates), 0)::bigint as duplicates,
    coalesce(sum(articles.truncated), 0)::bigint as truncated,
    round(sum(articles.placed) / nullif(sum(articles.articles), 0), 3) as placed_share,
    round(sum(articles.dated) / nullif(sum(articles.articles), 0), 3) as dated_share,
    round(count(documents.published_on) / count(*), 3) as published_on_share,
    round(count(*) filter (where documents.script = 'hant') / count(*), 3) as traditional_share,
    sum(length(texts.raw_text))::bigint as characters,
    round(1000.0 * coalesce(sum(repairs.repairs), 0) / nullif(sum(length(texts.raw_text)), 0), 2) as repairs_per_1000,
    round(1000.0 * sum(documents.damaged_characters) / nullif(sum(length(texts.raw_text)), 0), 2) as damaged_per_1000,
    round(1000.0 * coalesce(sum(facts.facts), 0) / nullif(sum(length(texts.raw_text)), 0), 2) as facts_per_1000
from core.documents as documents
inner join raw.documents as texts on documents.document_id = texts.document_id
left join articles on documents.document_id = articles.document_id
left join repairs on documents.document_id = repairs.document_id
left join facts on documents.document_id = facts.document_id
group by documents.source_name;

comment on view mart.source_quality is 'One row per source: how clean it is and how much can be read from it';
comment on column mart.source_quality.source_name is 'the source as pages name it; null for pages that name none';
comment on column mart.source_quality.documents is 'documents from it';
comment on column mart.source_quality.articles is 'articles in them';
comment on column mart.source_quality.duplicates is 'articles among them that repeat others';
comment on column mart.source_quality.truncated is 'articles that break off';
comment on column mart.source_quality.placed_share is 'share of articles whose jurisdiction is known, 0 to 1';
comment on column mart.source_quality.dated_share is 'share of articles whose events are dated, 0 to 1';
comment on column mart.source_quality.published_on_share is 'share of documents with a day of publication, 0 to 1';
comment on column mart.source_quality.traditional_share is 'share of documents in Traditional script, 0 to 1';
comment on column mart.source_quality.characters is 'raw text, code points';
comment on column mart.source_quality.repairs_per_1000 is 'changes made in cleaning, per 1000 code points';
comment on column mart.source_quality.damaged_per_1000 is 'code points beyond repair, per 1000';
comment on column mart.source_quality.facts_per_1000 is 'facts of all kinds, per 1000 code points';

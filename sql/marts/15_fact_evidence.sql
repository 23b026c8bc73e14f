-- Grain: a fact of any kind.
-- Sources: all tables of facts, core.articles, core.sentences, raw.documents, raw.sightings.
-- A row shows a fact beside the words it was read from, in the canonical and in the raw text. Facts of duplicates are shown too.
create or replace view mart.fact_evidence as
with every as (
    select
        'people' as kind,
        concat(name, '：', role) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.people
    union all
    select
        'positions' as kind,
        concat(name, '：', title) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.positions
    union all
    select
        'places' as kind,
        concat(name, '：', coalesce(place_code, adcode, '?')) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.places
    union all
    select
        'organisations' as kind,
        concat(name, '：', kind) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.organisations
    union all
    select
        'activities' as kind,
        concat_ws(' ', kind, date, title) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.activities
    union all
    select
        'activity_people' as kind,
        concat(name, '：', role) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.activity_people
    union all
    select
        'activity_venues' as kind,
        concat(seq, ' ', name) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.activity_venues
    union all
    select
        'measures' as kind,
        concat_ws(' ', code, modality, speaker) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.measures
    union all
    select
        'directives' as kind,
        concat_ws('：', speaker, text) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.directives
    union all
    select
        'quotes' as kind,
        concat_ws('：', speaker, text) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.quotes
    union all
    select
        'figures' as kind,
        concat_ws(' ', what, qualifier, regexp_replace(value::varchar, '\.0$', ''), unit) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.figures
    union all
    select
        'donations' as kind,
        concat_ws(' ', donor, '→', recipient, item, regexp_replace(quantity::varchar, '\.0$', ''), unit) as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.donations
    union all
    select
        'formulas' as kind,
        canonical as statement,
        columns(['fact_id', 'article_id', 'char_start', 'char_end', 'raw_start', 'raw_end', 'quote', 'rule', 'confidence'])
    from facts.formulas
),

places as (
    select
        document_id,
        min({ 'gone': gone, 'path': path, 'line': line }) as place
    from raw.sightings
    group by document_id
),

stated as (
    select
        every.*,
        articles.headline,
        articles.place_name,
        articles.event_date,
        articles.duplicate_of,
        articles.document_id,
        texts.file_name,
        substring(
            texts.raw_text,
            greatest(every.raw_start - 40, 0) + 1,
            every.raw_end + 40 - greatest(every.raw_start - 40, 0)
        ) as raw_context
    from every
    inner join core.articles as articles on every.article_id = articles.article_id
    inner join raw.documents as texts on articles.document_id = texts.document_id
)

select
    stated.fact_id,
    stated.kind,
    stated.statement,
    stated.confidence,
    stated.rule,
    stated.quote,
    sentences.text as sentence,
    -- The words are cut out of their surroundings, because finding a place in a long text is what costs.
    substring(
        stated.raw_context,
        least(stated.raw_start, 40) + 1,
        stated.raw_end - stated.raw_start
    ) as raw_quote,
    stated.raw_context,
    stated.headline,
    stated.place_name as place,
    stated.event_date,
    stated.duplicate_of,
    stated.file_name,
    places.place['path'] as path,
    places.place['line'] as line,
    stated.document_id,
    stated.article_id,
    stated.char_start,
    stated.char_end,
    stated.raw_start,
    stated.raw_end
from stated
left join places on stated.document_id = places.document_id
left join core.sentences as sentences
    on
        stated.article_id = sentences.article_id
        and stated.char_start >= sentences.char_start
        and stated.char_start < sentences.char_end;

comment on view mart.fact_evidence is 'One row per fact of any kind, beside the words it was read from';
comment on column mart.fact_evidence.fact_id is 'the fact';
comment on column mart.fact_evidence.kind is 'its table in the schema facts';
comment on column mart.fact_evidence.statement is 'what the row says, in short';
comment on column mart.fact_evidence.confidence is 'certain, probable or possible';
comment on column mart.fact_evidence.rule is 'rule that read it, room.rule';
comment on column mart.fact_evidence.quote is 'the canonical words it was read from';
comment on column mart.fact_evidence.sentence is 'the sentence around them; null for what stands in a headline or byline';
comment on column mart.fact_evidence.raw_quote is 'the same words in the raw text, with whatever damage they had there';
comment on column mart.fact_evidence.raw_context is 'the raw text from 40 code points before to 40 after them';
comment on column mart.fact_evidence.headline is 'headline of the article';
comment on column mart.fact_evidence.place is 'names of the unit the article reports, from the province down';
comment on column mart.fact_evidence.event_date is 'first day of the article''s events';
comment on column mart.fact_evidence.duplicate_of is 'set if the article repeats another one, so that mart does not count its facts';
comment on column mart.fact_evidence.file_name is 'file it came in';
comment on column mart.fact_evidence.path is 'a place at which the file was seen last';
comment on column mart.fact_evidence.line is 'line of a JSON-lines file; null for whole files';
comment on column mart.fact_evidence.document_id is 'the document (raw.documents)';
comment on column mart.fact_evidence.article_id is 'the article (core.articles)';
comment on column mart.fact_evidence.char_start is 'first code point in the body; null for what stands in a headline or byline';
comment on column mart.fact_evidence.char_end is 'code point after the last one in the body';
comment on column mart.fact_evidence.raw_start is 'first code point in raw_text of raw.documents';
comment on column mart.fact_evidence.raw_end is 'code point after the last one in raw_text';

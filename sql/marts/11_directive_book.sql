-- Grain: an instruction in an original article.
-- Sources: facts.directives, facts.positions, core.articles, core.documents, mart.official_mentions.
-- A row says who demanded what of whom, where and when.
create or replace view mart.directive_book as
with titles as (
    select
        article_id,
        name,
        string_agg(title, '、' order by char_start, title) as titles
    from facts.positions
    group by article_id, name
)

select
    directives.fact_id,
    articles.adcode,
    jurisdictions.full_name as place,
    coalesce(articles.event_date, documents.published_on) as date,
    directives.speaker,
    titles.titles as speaker_titles,
    officials.official_id,
    directives.addressee,
    directives.list_id,
    directives.ordinal,
    directives.text,
    articles.headline,
    documents.source_name,
    documents.file_name,
    directives.article_id,
    directives.char_start,
    directives.confidence
from facts.directives as directives
inner join core.articles as articles on directives.article_id = articles.article_id
inner join core.documents as documents on articles.document_id = documents.document_id
left join titles on directives.article_id = titles.article_id and directives.speaker = titles.name
left join mart.official_mentions as officials
    on directives.article_id = officials.article_id and directives.speaker = officials.name
left join mart.jurisdictions as jurisdictions on articles.adcode = jurisdictions.adcode
where articles.duplicate_of is null;

comment on view mart.directive_book is 'One row per instruction in an original article: who demanded what of whom';
comment on column mart.directive_book.fact_id is 'the evidence (facts.directives)';
comment on column mart.directive_book.adcode is 'code of the unit the article reports (mart.jurisdictions)';
comment on column mart.directive_book.place is 'names of that unit, from the province down';
comment on column mart.directive_book.date is 'day of the article''s events, else of publication';
comment on column mart.directive_book.speaker is 'person, body or meeting that speaks';
comment on column mart.directive_book.speaker_titles is 'the titles that the article gives the speaker';
comment on column mart.directive_book.official_id is 'the speaker, where it is an official (mart.official_mentions)';
comment on column mart.directive_book.addressee is 'whom it addresses';
comment on column mart.directive_book.list_id is 'joins the items of one enumeration';
comment on column mart.directive_book.ordinal is 'place in the enumeration, from 1';
comment on column mart.directive_book.text is 'the instruction';
comment on column mart.directive_book.headline is 'headline of the article';
comment on column mart.directive_book.source_name is 'who published it first, as the page says';
comment on column mart.directive_book.file_name is 'file it came in';
comment on column mart.directive_book.article_id is 'the article (core.articles)';
comment on column mart.directive_book.char_start is 'first code point in the body; orders the instructions of an article';
comment on column mart.directive_book.confidence is 'certain, probable or possible';

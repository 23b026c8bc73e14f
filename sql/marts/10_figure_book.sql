-- Grain: a quantity stated in an original article.
-- Sources: facts.figures, core.articles, core.documents, core.sentences.
-- A row is a number with all that is needed to judge it: the thing counted, place, day, sentence and source.
create or replace view mart.figure_book as
select
    figures.fact_id,
    coalesce(figures.adcode, articles.adcode) as adcode,
    jurisdictions.full_name as place,
    coalesce(figures.on_date, articles.event_date, documents.published_on) as date,
    figures.what,
    figures.qualifier,
    figures.value,
    figures.unit,
    figures.quote,
    coalesce(sentences.text, articles.headline) as sentence,
    articles.headline,
    documents.source_name,
    documents.file_name,
    figures.article_id,
    figures.confidence
from facts.figures as figures
inner join core.articles as articles on figures.article_id = articles.article_id
inner join core.documents as documents on articles.document_id = documents.document_id
left join core.sentences as sentences
    on
        figures.article_id = sentences.article_id
        and figures.char_start >= sentences.char_start
        and figures.char_start < sentences.char_end
left join mart.jurisdictions as jurisdictions on coalesce(figures.adcode, articles.adcode) = jurisdictions.adcode
where articles.duplicate_of is null;

comment on view mart.figure_book is 'One row per quantity stated in an original article';
comment on column mart.figure_book.fact_id is 'the evidence (facts.figures)';
comment on column mart.figure_book.adcode is 'code of the unit it concerns (mart.jurisdictions)';
comment on column mart.figure_book.place is 'names of that unit, from the province down';
comment on column mart.figure_book.date is 'day it holds for, else of the article''s events, else of publication';
comment on column mart.figure_book.what is 'the thing counted, in the text''s words';
comment on column mart.figure_book.qualifier is 'more_than, about or up_to; null for exact numbers';
comment on column mart.figure_book.value is 'the number in plain units';
comment on column mart.figure_book.unit is 'unit as written';
comment on column mart.figure_book.quote is 'the words it was read from';
comment on column mart.figure_book.sentence is 'the sentence around them; the headline for what stands there';
comment on column mart.figure_book.headline is 'headline of the article';
comment on column mart.figure_book.source_name is 'who published it first, as the page says';
comment on column mart.figure_book.file_name is 'file it came in';
comment on column mart.figure_book.article_id is 'the article (core.articles)';
comment on column mart.figure_book.confidence is 'certain, probable or possible';

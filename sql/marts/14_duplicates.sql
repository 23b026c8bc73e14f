-- Grain: an article that repeats another one.
-- Sources: core.articles, core.documents, ops.fingerprints.
-- A row sets the duplicate beside its original. Its facts are kept, and no other view of mart counts them.
create or replace view mart.duplicates as
select
    copies.article_id,
    copies.duplicate_of,
    copy_prints.canonical_hash = original_prints.canonical_hash as identical,
    copies.document_id = originals.document_id as same_document,
    copies.headline,
    originals.headline as original_headline,
    copy_documents.source_name,
    original_documents.source_name as original_source_name,
    copy_documents.published_on,
    original_documents.published_on as original_published_on,
    length(copies.body) as length,
    length(originals.body) as original_length,
    copy_documents.file_name,
    original_documents.file_name as original_file_name
from core.articles as copies
left join core.articles as originals on copies.duplicate_of = originals.article_id
left join core.documents as copy_documents on copies.document_id = copy_documents.document_id
left join core.documents as original_documents on originals.document_id = original_documents.document_id
left join ops.fingerprints as copy_prints on copies.article_id = copy_prints.article_id
left join ops.fingerprints as original_prints on originals.article_id = original_prints.article_id
where copies.duplicate_of is not null;

comment on view mart.duplicates is 'One row per article that repeats another one';
comment on column mart.duplicates.article_id is 'the duplicate (core.articles)';
comment on column mart.duplicates.duplicate_of is 'the original (core.articles)';
comment on column mart.duplicates.identical is 'true if they agree in every character but punctuation and spaces; false if they are merely alike';
comment on column mart.duplicates.same_document is 'true if both stand on one page';
comment on column mart.duplicates.headline is 'headline of the duplicate';
comment on column mart.duplicates.original_headline is 'headline of the original';
comment on column mart.duplicates.source_name is 'source of the duplicate, as its page says';
comment on column mart.duplicates.original_source_name is 'source of the original';
comment on column mart.duplicates.published_on is 'day of publication of the duplicate';
comment on column mart.duplicates.original_published_on is 'day of publication of the original';
comment on column mart.duplicates.length is 'body of the duplicate, code points';
comment on column mart.duplicates.original_length is 'body of the original, code points';
comment on column mart.duplicates.file_name is 'file of the duplicate';
comment on column mart.duplicates.original_file_name is 'file of the original';

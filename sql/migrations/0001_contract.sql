-- The stored shape of zhanyi: schemas, tables and what every column means.
-- Dates are local dates (China), times are UTC. Offsets are code points, counted from 0, the end not included.
-- There are no keys or indexes: bulk loads are faster without them, and the audit checks uniqueness and references on every release.

create schema raw; -- what came in, as it came in
create schema core; -- canonical texts: documents, articles, sentences, and what was repaired in them
create schema facts; -- what the articles state, each row with the characters it was read from
create schema ref; -- reference data of this release
create schema mart; -- views for users
create schema ops; -- runs, checks, and the state that lets a run skip what was done before

create table raw.documents (
    document_id varchar not null,
    sha256 varchar not null,
    file_name varchar not null,
    format varchar not null,
    encoding varchar not null,
    encoding_evidence varchar not null,
    bytes bigint not null,
    raw_text varchar not null,
    metadata json not null,
    run_id varchar not null,
    loaded_at timestamp not null
);
comment on table raw.documents is 'One row per document version: the content of one input, by its SHA-256';
comment on column raw.documents.document_id is 'identifier, derived from sha256';
comment on column raw.documents.sha256 is 'SHA-256 of the content, hexadecimal';
comment on column raw.documents.file_name is 'name of the file (and line) it was first seen in';
comment on column raw.documents.format is 'text, html, markdown or a JSON line''s body';
comment on column raw.documents.encoding is 'encoding the bytes were decoded with';
comment on column raw.documents.encoding_evidence is 'what decided the encoding';
comment on column raw.documents.bytes is 'size of the content, bytes';
comment on column raw.documents.raw_text is 'the decoded text, unchanged; all raw offsets count in it';
comment on column raw.documents.metadata is 'what was given with the input: url, title, published and the like';
comment on column raw.documents.run_id is 'run that loaded it (ops.runs)';
comment on column raw.documents.loaded_at is 'time of loading, UTC';

create table raw.sightings (
    path varchar not null,
    line integer,
    document_id varchar not null,
    modified_at timestamp not null,
    first_run_id varchar not null,
    last_run_id varchar not null,
    gone boolean not null
);
comment on table raw.sightings is 'One row per path (and line) that a document was seen at; the same content at two paths has two rows';
comment on column raw.sightings.path is 'absolute path of the file';
comment on column raw.sightings.line is 'line of a JSON-lines file, from 1; null for whole files';
comment on column raw.sightings.document_id is 'document seen there (raw.documents)';
comment on column raw.sightings.modified_at is 'time the file was last modified, UTC';
comment on column raw.sightings.first_run_id is 'run that saw it there first';
comment on column raw.sightings.last_run_id is 'run that saw it there last';
comment on column raw.sightings.gone is 'true once a run no longer found it there';

create table raw.rejects (
    path varchar not null,
    line integer,
    sha256 varchar,
    stage varchar not null,
    reason varchar not null,
    detail varchar not null,
    run_id varchar not null
);
comment on table raw.rejects is 'One row per refused input or row, with the reason';
comment on column raw.rejects.path is 'absolute path of the file';
comment on column raw.rejects.line is 'line of a JSON-lines file, from 1; null for whole files';
comment on column raw.rejects.sha256 is 'SHA-256 of the refused content, hexadecimal; null when it could not be read';
comment on column raw.rejects.stage is 'stage that refused it';
comment on column raw.rejects.reason is 'enumerated reason';
comment on column raw.rejects.detail is 'one line for a person';
comment on column raw.rejects.run_id is 'run that refused it (ops.runs)';

create table core.documents (
    document_id varchar not null,
    file_name varchar not null,
    title varchar,
    source_name varchar,
    author varchar,
    editor varchar,
    published_on date,
    published_on_origin varchar check (published_on_origin in ('given', 'page', 'text')),
    year integer,
    year_origin varchar,
    script varchar not null check (script in ('hans', 'hant')),
    articles integer not null,
    damaged_characters integer not null
);
comment on table core.documents is 'One row per document';
comment on column core.documents.document_id is 'document (raw.documents)';
comment on column core.documents.file_name is 'name of the file (and line) it was first seen in';
comment on column core.documents.title is 'the page''s own headline';
comment on column core.documents.source_name is 'who published it first, as the page says';
comment on column core.documents.author is 'author as the page says';
comment on column core.documents.editor is 'editor as the page says';
comment on column core.documents.published_on is 'stated day of publication';
comment on column core.documents.published_on_origin is 'given with the input, stated by the page, or found in the text';
comment on column core.documents.year is 'year in which the reported events fall';
comment on column core.documents.year_origin is 'what decided the year';
comment on column core.documents.script is 'script of the raw text: hans (simplified) or hant (traditional)';
comment on column core.documents.articles is 'number of articles on the page';
comment on column core.documents.damaged_characters is 'raw code points that could not be repaired with certainty';

create table core.articles (
    article_id varchar not null,
    document_id varchar not null,
    seq integer not null,
    headline varchar,
    body varchar not null,
    adcode varchar,
    place_name varchar,
    adcode_evidence varchar,
    event_date date,
    kind varchar not null check (kind in ('report', 'section', 'photo', 'document')),
    truncated boolean not null,
    duplicate_of varchar,
    raw_start integer not null,
    raw_end integer not null
);
comment on table core.articles is 'One row per article of a page';
comment on column core.articles.article_id is 'document_id and seq';
comment on column core.articles.document_id is 'document it stands in (core.documents)';
comment on column core.articles.seq is 'order of reading in the document, from 1';
comment on column core.articles.headline is 'its own headline or section label';
comment on column core.articles.body is 'canonical text, paragraphs separated by one line feed; all char offsets count in it';
comment on column core.articles.adcode is 'GB/T 2260 code of the unit whose events it reports (ref.divisions); null if undecided';
comment on column core.articles.place_name is 'full path name of that unit';
comment on column core.articles.adcode_evidence is 'what decided adcode';
comment on column core.articles.event_date is 'first day of the reported events';
comment on column core.articles.kind is 'report, section of a round-up, photo report or official document';
comment on column core.articles.truncated is 'true if the text breaks off';
comment on column core.articles.duplicate_of is 'article_id of the article that this one repeats; null for originals, which alone are counted in mart';
comment on column core.articles.raw_start is 'first code point in raw_text of raw.documents';
comment on column core.articles.raw_end is 'code point after the last one in raw_text';

create table core.sentences (
    article_id varchar not null,
    seq integer not null,
    char_start integer not null,
    char_end integer not null,
    text varchar not null,
    tokens varchar[]
);
comment on table core.sentences is 'One row per sentence of an article''s body';
comment on column core.sentences.article_id is 'article (core.articles)';
comment on column core.sentences.seq is 'order in the article, from 1';
comment on column core.sentences.char_start is 'first code point in the body';
comment on column core.sentences.char_end is 'code point after the last one in the body';
comment on column core.sentences.text is 'the sentence';
comment on column core.sentences.tokens is 'its words (jieba)';

create table core.repairs (
    document_id varchar not null,
    seq integer not null,
    kind varchar not null,
    raw_start integer not null,
    raw_end integer not null,
    before varchar not null,
    after varchar not null
);
comment on table core.repairs is 'One row per change made in cleaning a document';
comment on column core.repairs.document_id is 'document (core.documents)';
comment on column core.repairs.seq is 'order of the change in the document, from 1';
comment on column core.repairs.kind is 'defect that was repaired';
comment on column core.repairs.raw_start is 'first code point in raw_text of raw.documents';
comment on column core.repairs.raw_end is 'code point after the last one in raw_text';
comment on column core.repairs.before is 'text before the change';
comment on column core.repairs.after is 'text after the change; empty where it was taken out';

create table facts.people (
    fact_id varchar not null,
    article_id varchar not null,
    name varchar not null,
    role varchar not null check (role in ('official', 'press', 'citizen')),
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.people is 'One row per person, given by full name, in an article';
comment on column facts.people.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.people.article_id is 'article that states it (core.articles)';
comment on column facts.people.name is 'full name';
comment on column facts.people.role is 'official, press (reporters, photographers, editors) or citizen';
comment on column facts.people.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.people.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.people.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.people.raw_end is 'code point after the last one in raw_text';
comment on column facts.people.quote is 'the canonical text at that place';
comment on column facts.people.rule is 'rule that read it, room.rule';
comment on column facts.people.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.positions (
    fact_id varchar not null,
    article_id varchar not null,
    name varchar not null,
    title varchar not null,
    adcode varchar,
    body varchar,
    modifier varchar,
    ad_hoc boolean not null,
    observed_on date,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.positions is 'One row per title that an article gives a person';
comment on column facts.positions.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.positions.article_id is 'article that states it (core.articles)';
comment on column facts.positions.name is 'full name of the person';
comment on column facts.positions.title is 'the title, with its jurisdiction as written';
comment on column facts.positions.adcode is 'code of the unit whose post it is (ref.divisions)';
comment on column facts.positions.body is 'organisation the post is in';
comment on column facts.positions.modifier is 'acting, deputy, first and the like, as written';
comment on column facts.positions.ad_hoc is 'true for posts of the epidemic''s own bodies (task groups, headquarters)';
comment on column facts.positions.observed_on is 'day at which the article attests the post';
comment on column facts.positions.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.positions.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.positions.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.positions.raw_end is 'code point after the last one in raw_text';
comment on column facts.positions.quote is 'the canonical text at that place';
comment on column facts.positions.rule is 'rule that read it, room.rule';
comment on column facts.positions.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.places (
    fact_id varchar not null,
    article_id varchar not null,
    name varchar not null,
    level varchar not null check (level in ('province', 'prefecture', 'county', 'town', 'village')),
    adcode varchar,
    place_code varchar,
    valid_name varchar,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.places is 'One row per administrative place in an article';
comment on column facts.places.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.places.article_id is 'article that states it (core.articles)';
comment on column facts.places.name is 'the place as written, in its fullest form';
comment on column facts.places.level is 'province, prefecture, county, town or village';
comment on column facts.places.adcode is 'code of the county-level unit it lies in; its own for provinces and prefectures (ref.divisions)';
comment on column facts.places.place_code is 'code of the town or village itself';
comment on column facts.places.valid_name is 'full name of the unit at the article''s date';
comment on column facts.places.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.places.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.places.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.places.raw_end is 'code point after the last one in raw_text';
comment on column facts.places.quote is 'the canonical text at that place';
comment on column facts.places.rule is 'rule that read it, room.rule';
comment on column facts.places.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.organisations (
    fact_id varchar not null,
    article_id varchar not null,
    name varchar not null,
    kind varchar not null check (kind in ('company', 'public', 'social', 'media')),
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.organisations is 'One row per body with a proper name in an article';
comment on column facts.organisations.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.organisations.article_id is 'article that states it (core.articles)';
comment on column facts.organisations.name is 'its name';
comment on column facts.organisations.kind is 'company, public (party, government, hospital, school), social or media';
comment on column facts.organisations.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.organisations.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.organisations.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.organisations.raw_end is 'code point after the last one in raw_text';
comment on column facts.organisations.quote is 'the canonical text at that place';
comment on column facts.organisations.rule is 'rule that read it, room.rule';
comment on column facts.organisations.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.activities (
    fact_id varchar not null,
    article_id varchar not null,
    activity_id varchar not null,
    kind varchar not null check (kind in ('inspection', 'meeting', 'establishment', 'mobilisation')),
    date date,
    date_end date,
    date_origin varchar,
    adcode varchar,
    title varchar,
    unannounced boolean not null,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.activities is 'One row per activity in an article; the same tour in two articles has two rows (one in mart.events)';
comment on column facts.activities.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.activities.article_id is 'article that states it (core.articles)';
comment on column facts.activities.activity_id is 'identifier of the activity, equal to fact_id';
comment on column facts.activities.kind is 'inspection, meeting, establishment or mobilisation (a campaign with no single day)';
comment on column facts.activities.date is 'first day';
comment on column facts.activities.date_end is 'last day, for those of several days';
comment on column facts.activities.date_origin is 'what decided the date''s year';
comment on column facts.activities.adcode is 'code of the unit it took place in (ref.divisions)';
comment on column facts.activities.title is 'a meeting''s name';
comment on column facts.activities.unannounced is 'true for tours made without notice';
comment on column facts.activities.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.activities.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.activities.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.activities.raw_end is 'code point after the last one in raw_text';
comment on column facts.activities.quote is 'the canonical text at that place';
comment on column facts.activities.rule is 'rule that read it, room.rule';
comment on column facts.activities.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.activity_people (
    fact_id varchar not null,
    article_id varchar not null,
    activity_id varchar not null,
    name varchar not null,
    role varchar not null check (role in ('lead', 'attend', 'host', 'accompany', 'report')),
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.activity_people is 'One row per person or body at an activity';
comment on column facts.activity_people.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.activity_people.article_id is 'article that states it (core.articles)';
comment on column facts.activity_people.activity_id is 'activity (facts.activities)';
comment on column facts.activity_people.name is 'name of the person or body';
comment on column facts.activity_people.role is 'lead, attend, host, accompany or report';
comment on column facts.activity_people.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.activity_people.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.activity_people.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.activity_people.raw_end is 'code point after the last one in raw_text';
comment on column facts.activity_people.quote is 'the canonical text at that place';
comment on column facts.activity_people.rule is 'rule that read it, room.rule';
comment on column facts.activity_people.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.activity_venues (
    fact_id varchar not null,
    article_id varchar not null,
    activity_id varchar not null,
    seq integer not null,
    name varchar not null,
    venue_kind varchar,
    place_code varchar,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.activity_venues is 'One row per stop of an activity';
comment on column facts.activity_venues.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.activity_venues.article_id is 'article that states it (core.articles)';
comment on column facts.activity_venues.activity_id is 'activity (facts.activities)';
comment on column facts.activity_venues.seq is 'order of the stop, from 1';
comment on column facts.activity_venues.name is 'the stop as named';
comment on column facts.activity_venues.venue_kind is 'kind of place: checkpoint, village, company and the like';
comment on column facts.activity_venues.place_code is 'code of the town or village, where the stop is one';
comment on column facts.activity_venues.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.activity_venues.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.activity_venues.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.activity_venues.raw_end is 'code point after the last one in raw_text';
comment on column facts.activity_venues.quote is 'the canonical text at that place';
comment on column facts.activity_venues.rule is 'rule that read it, room.rule';
comment on column facts.activity_venues.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.measures (
    fact_id varchar not null,
    article_id varchar not null,
    code varchar not null,
    modality varchar not null check (modality in ('carried_out', 'demanded', 'questioned', 'praised', 'lacking')),
    adcode varchar,
    speaker varchar,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.measures is 'One row per clause and measure code';
comment on column facts.measures.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.measures.article_id is 'article that states it (core.articles)';
comment on column facts.measures.code is 'measure (ref.measures)';
comment on column facts.measures.modality is 'carried_out or demanded; questioned, praised and lacking are neither';
comment on column facts.measures.adcode is 'code of the unit it concerns (ref.divisions)';
comment on column facts.measures.speaker is 'who demands it';
comment on column facts.measures.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.measures.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.measures.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.measures.raw_end is 'code point after the last one in raw_text';
comment on column facts.measures.quote is 'the canonical text at that place';
comment on column facts.measures.rule is 'rule that read it, room.rule';
comment on column facts.measures.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.directives (
    fact_id varchar not null,
    article_id varchar not null,
    speaker varchar,
    addressee varchar,
    ordinal integer,
    list_id varchar,
    text varchar not null,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.directives is 'One row per sentence that instructs others';
comment on column facts.directives.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.directives.article_id is 'article that states it (core.articles)';
comment on column facts.directives.speaker is 'person, body or meeting that speaks';
comment on column facts.directives.addressee is 'whom it addresses';
comment on column facts.directives.ordinal is 'place in its enumeration, from 1';
comment on column facts.directives.list_id is 'joins the items of one enumeration';
comment on column facts.directives.text is 'the instruction';
comment on column facts.directives.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.directives.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.directives.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.directives.raw_end is 'code point after the last one in raw_text';
comment on column facts.directives.quote is 'the canonical text at that place';
comment on column facts.directives.rule is 'rule that read it, room.rule';
comment on column facts.directives.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.quotes (
    fact_id varchar not null,
    article_id varchar not null,
    speaker varchar,
    text varchar not null,
    kind varchar not null check (kind in ('statement', 'question')),
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.quotes is 'One row per stretch of direct speech';
comment on column facts.quotes.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.quotes.article_id is 'article that states it (core.articles)';
comment on column facts.quotes.speaker is 'name or description of the speaker';
comment on column facts.quotes.text is 'what was said, without the quotation marks';
comment on column facts.quotes.kind is 'statement or question';
comment on column facts.quotes.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.quotes.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.quotes.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.quotes.raw_end is 'code point after the last one in raw_text';
comment on column facts.quotes.quote is 'the canonical text at that place';
comment on column facts.quotes.rule is 'rule that read it, room.rule';
comment on column facts.quotes.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.figures (
    fact_id varchar not null,
    article_id varchar not null,
    value double not null,
    unit varchar,
    what varchar,
    qualifier varchar check (qualifier in ('more_than', 'about', 'up_to')),
    adcode varchar,
    on_date date,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.figures is 'One row per quantity';
comment on column facts.figures.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.figures.article_id is 'article that states it (core.articles)';
comment on column facts.figures.value is 'the number in plain units (12万 is 120000)';
comment on column facts.figures.unit is 'unit as written; null where none is written';
comment on column facts.figures.what is 'the thing counted, in the text''s words';
comment on column facts.figures.qualifier is 'more_than, about or up_to; null for exact numbers';
comment on column facts.figures.adcode is 'code of the unit it concerns (ref.divisions)';
comment on column facts.figures.on_date is 'day it holds for';
comment on column facts.figures.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.figures.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.figures.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.figures.raw_end is 'code point after the last one in raw_text';
comment on column facts.figures.quote is 'the canonical text at that place';
comment on column facts.figures.rule is 'rule that read it, room.rule';
comment on column facts.figures.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.donations (
    fact_id varchar not null,
    article_id varchar not null,
    donor varchar,
    donor_kind varchar,
    recipient varchar,
    item varchar not null,
    quantity double,
    unit varchar,
    amount_cny decimal(18, 2),
    date date,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.donations is 'One row per donor, item and recipient';
comment on column facts.donations.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.donations.article_id is 'article that states it (core.articles)';
comment on column facts.donations.donor is 'who gave, as written';
comment on column facts.donations.donor_kind is 'kind of donor: person, company, public, social';
comment on column facts.donations.recipient is 'who received, as written';
comment on column facts.donations.item is 'what was given; 现金 for money';
comment on column facts.donations.quantity is 'how much, in unit; null where no number is given';
comment on column facts.donations.unit is 'unit as written; 元 for money';
comment on column facts.donations.amount_cny is 'cash in yuan; null for goods';
comment on column facts.donations.date is 'day of the gift';
comment on column facts.donations.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.donations.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.donations.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.donations.raw_end is 'code point after the last one in raw_text';
comment on column facts.donations.quote is 'the canonical text at that place';
comment on column facts.donations.rule is 'rule that read it, room.rule';
comment on column facts.donations.confidence is 'certain: the rule admits no other reading; probable; possible';

create table facts.formulas (
    fact_id varchar not null,
    article_id varchar not null,
    text varchar not null,
    canonical varchar not null,
    numeral integer,
    head varchar,
    kind varchar not null check (kind in ('numbered', 'slogan')),
    members varchar[] not null,
    char_start integer,
    char_end integer,
    raw_start integer not null,
    raw_end integer not null,
    quote varchar not null,
    rule varchar not null,
    confidence varchar not null check (confidence in ('certain', 'probable', 'possible'))
);
comment on table facts.formulas is 'One row per piece of political shorthand in an article';
comment on column facts.formulas.fact_id is 'stable identifier: hash of document, kind, quote and occurrence';
comment on column facts.formulas.article_id is 'article that states it (core.articles)';
comment on column facts.formulas.text is 'the formula as written';
comment on column facts.formulas.canonical is 'form that is equal for all its spellings';
comment on column facts.formulas.numeral is 'its number (四个意识: 4)';
comment on column facts.formulas.head is 'what is numbered (四个意识: 意识)';
comment on column facts.formulas.kind is 'numbered or slogan';
comment on column facts.formulas.members is 'its items where the text lists them; else empty';
comment on column facts.formulas.char_start is 'first code point in the body of core.articles; null for what stands only in a headline or byline';
comment on column facts.formulas.char_end is 'code point after the last one in the body; null together with char_start';
comment on column facts.formulas.raw_start is 'first code point in raw_text of raw.documents';
comment on column facts.formulas.raw_end is 'code point after the last one in raw_text';
comment on column facts.formulas.quote is 'the canonical text at that place';
comment on column facts.formulas.rule is 'rule that read it, room.rule';
comment on column facts.formulas.confidence is 'certain: the rule admits no other reading; probable; possible';

create table ref.divisions (
    code varchar not null,
    name varchar not null,
    level varchar not null check (level in ('province', 'prefecture', 'county', 'town')),
    parent varchar,
    first_seen date not null,
    last_seen date not null
);
comment on table ref.divisions is 'One row per administrative unit, name and stretch of validity, from province to town';
comment on column ref.divisions.code is 'statistics bureau code: 6 digits, towns 9';
comment on column ref.divisions.name is 'official name';
comment on column ref.divisions.level is 'province, prefecture, county or town';
comment on column ref.divisions.parent is 'code of the unit it lies in; null for provinces';
comment on column ref.divisions.first_seen is 'date of the first code list that has it';
comment on column ref.divisions.last_seen is 'date of the last code list that has it';

create table ref.measures (
    code varchar not null,
    name_zh varchar not null,
    name_en varchar not null,
    oxcgrt varchar,
    who_phsm varchar,
    coronanet varchar
);
comment on table ref.measures is 'One row per measure code';
comment on column ref.measures.code is 'the code';
comment on column ref.measures.name_zh is 'Chinese name';
comment on column ref.measures.name_en is 'English name';
comment on column ref.measures.oxcgrt is 'equivalent in the Oxford Covid-19 Government Response Tracker';
comment on column ref.measures.who_phsm is 'equivalent in WHO''s public health and social measures';
comment on column ref.measures.coronanet is 'equivalent in CoronaNet';

create table ops.runs (
    run_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    inbox varchar not null,
    outcome varchar not null check (outcome in ('published', 'nothing_new', 'held', 'failed')),
    inputs integer not null,
    loaded integer not null,
    unchanged integer not null,
    rejected integer not null,
    gone integer not null,
    documents integer,
    articles integer,
    facts bigint,
    text_rules varchar not null,
    fact_rules varchar not null,
    versions json not null,
    durations json not null,
    message varchar,
    release varchar
);
comment on table ops.runs is 'One row per run';
comment on column ops.runs.run_id is 'the run';
comment on column ops.runs.started_at is 'start, UTC';
comment on column ops.runs.finished_at is 'end, UTC';
comment on column ops.runs.inbox is 'folder that was read';
comment on column ops.runs.outcome is 'published, nothing_new, held (by the audit) or failed';
comment on column ops.runs.inputs is 'inputs found (files, or lines of JSON-lines files)';
comment on column ops.runs.loaded is 'inputs that became new rows';
comment on column ops.runs.unchanged is 'inputs the last release already had';
comment on column ops.runs.rejected is 'inputs refused with a reason; inputs = loaded + unchanged + rejected';
comment on column ops.runs.gone is 'inputs of earlier runs that are no longer there';
comment on column ops.runs.documents is 'documents in the candidate';
comment on column ops.runs.articles is 'articles in the candidate';
comment on column ops.runs.facts is 'facts of all kinds in the candidate';
comment on column ops.runs.text_rules is 'version of the text rules';
comment on column ops.runs.fact_rules is 'version of the fact rules';
comment on column ops.runs.versions is 'versions of the program and its packages';
comment on column ops.runs.durations is 'seconds per stage';
comment on column ops.runs.message is 'one line for a person';
comment on column ops.runs.release is 'run whose release is current after this run';

create table ops.checks (
    run_id varchar not null,
    name varchar not null,
    relation varchar not null,
    severity varchar not null,
    success boolean not null,
    observed varchar,
    expected varchar,
    because varchar,
    examples json,
    checked_at timestamp not null
);
comment on table ops.checks is 'One row per run and audit check';
comment on column ops.checks.run_id is 'run (ops.runs)';
comment on column ops.checks.name is 'the check';
comment on column ops.checks.relation is 'table or view it looks at';
comment on column ops.checks.severity is 'how loud a failure is';
comment on column ops.checks.success is 'false also for a check that raised or did not run';
comment on column ops.checks.observed is 'what was found';
comment on column ops.checks.expected is 'what must be true';
comment on column ops.checks.because is 'why it must be true';
comment on column ops.checks.examples is 'some of the rows that break it';
comment on column ops.checks.checked_at is 'time of the check, UTC';

create table ops.migrations (
    number integer not null,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamp not null
);
comment on table ops.migrations is 'One row per applied migration';
comment on column ops.migrations.number is 'its number, from 1, without gaps';
comment on column ops.migrations.name is 'file name without the suffix';
comment on column ops.migrations.sha256 is 'SHA-256 of the file, hexadecimal';
comment on column ops.migrations.applied_at is 'time, UTC';

create table ops.files (
    path varchar not null,
    bytes bigint not null,
    modified_ns bigint not null,
    sha256 varchar not null,
    inputs integer not null,
    rejected integer not null,
    rules varchar not null
);
comment on table ops.files is 'One row per file of the inbox: what it was when last read, so that unchanged files are not read again';
comment on column ops.files.path is 'absolute path of the file';
comment on column ops.files.bytes is 'size, bytes';
comment on column ops.files.modified_ns is 'time of last modification, nanoseconds since 1970';
comment on column ops.files.sha256 is 'SHA-256 of the file, hexadecimal';
comment on column ops.files.inputs is 'inputs in it (1, or the lines of a JSON-lines file)';
comment on column ops.files.rejected is 'how many of them were refused';
comment on column ops.files.rules is 'version of the rules that judged them; refused inputs are tried again under other rules';

create table ops.versions (
    document_id varchar not null,
    text_rules varchar not null,
    fact_rules varchar not null,
    run_id varchar not null
);
comment on table ops.versions is 'One row per document: the rules that made its rows, so that a change of rules is carried out on old documents too';
comment on column ops.versions.document_id is 'document (raw.documents)';
comment on column ops.versions.text_rules is 'version of the text rules';
comment on column ops.versions.fact_rules is 'version of the fact rules';
comment on column ops.versions.run_id is 'run that made the rows (ops.runs)';

create table ops.fingerprints (
    article_id varchar not null,
    canonical_hash varchar not null,
    signature blob not null
);
comment on table ops.fingerprints is 'One row per article: what finds duplicates among articles of different documents';
comment on column ops.fingerprints.article_id is 'article (core.articles)';
comment on column ops.fingerprints.canonical_hash is 'hash of the body without punctuation and spaces; equal for identical texts';
comment on column ops.fingerprints.signature is 'MinHash signature of the body; near for similar texts';

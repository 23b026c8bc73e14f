-- Grain: an official and a title as written.
-- Sources: facts.positions, mart.official_mentions, core.articles, core.documents.
-- A row says that an official held a post, and the days between which articles attest it.
create or replace view mart.official_positions as
select
    officials.official_id,
    any_value(officials.name) as name,
    any_value(officials.identity) as identity,
    positions.title,
    mode(positions.adcode) as adcode,
    mode(positions.body) as body,
    mode(positions.modifier) as modifier,
    bool_or(positions.ad_hoc) as ad_hoc,
    min(coalesce(positions.observed_on, articles.event_date, documents.published_on)) as first_observed_on,
    max(coalesce(positions.observed_on, articles.event_date, documents.published_on)) as last_observed_on,
    count(distinct positions.article_id) as articles,
    min(positions.fact_id) as fact_id
from facts.positions as positions
inner join mart.official_mentions as officials on positions.article_id = officials.article_id and positions.name = officials.name
inner join core.articles as articles on positions.article_id = articles.article_id
inner join core.documents as documents on articles.document_id = documents.document_id
group by officials.official_id, positions.title;

comment on view mart.official_positions is 'One row per official and title: who held which post';
comment on column mart.official_positions.official_id is 'the official (mart.official_mentions)';
comment on column mart.official_positions.name is 'full name';
comment on column mart.official_positions.identity is 'jurisdiction, or name where namesakes cannot be told apart';
comment on column mart.official_positions.title is 'the title as written';
comment on column mart.official_positions.adcode is 'code of the unit whose post it is (mart.jurisdictions)';
comment on column mart.official_positions.body is 'organisation the post is in';
comment on column mart.official_positions.modifier is 'acting, deputy, first and the like, as written';
comment on column mart.official_positions.ad_hoc is 'true for posts of the epidemic''s own bodies';
comment on column mart.official_positions.first_observed_on is 'first day on which an article attests it';
comment on column mart.official_positions.last_observed_on is 'last day on which an article attests it';
comment on column mart.official_positions.articles is 'original articles that give the title';
comment on column mart.official_positions.fact_id is 'one piece of evidence (facts.positions)';

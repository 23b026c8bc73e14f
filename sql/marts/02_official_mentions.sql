-- Grain: an official and an original article that names the official.
-- Sources: facts.people, facts.positions, core.articles.
-- A row says who a name in an article is. Across articles, one name in one jurisdiction is one official. The jurisdiction is that of the
-- lowest post the article gives; for somebody without any title, that of the article. A post in a prefecture and one in a county are the
-- same official's if the name is known from no other county of that prefecture. Names whose jurisdiction is unknown (national leaders
-- among them) are brought together by name alone, and `identity` says so.
create or replace view mart.official_mentions as
with posts as (
    select
        article_id,
        name,
        min({
            'height': case when adcode like '%0000' then 3 when adcode like '%00' then 2 else 1 end,
            'adcode': adcode
        }) filter (where adcode is not null)['adcode'] as adcode
    from facts.positions
    group by article_id, name
),

named as (
    select
        people.article_id,
        people.name,
        min(people.fact_id) as fact_id,
        any_value(case when posts.article_id is null then articles.adcode else posts.adcode end) as adcode
    from facts.people as people
    inner join core.articles as articles on people.article_id = articles.article_id
    left join posts on people.article_id = posts.article_id and people.name = posts.name
    where people.role = 'official' and articles.duplicate_of is null
    group by people.article_id, people.name
),

lone as (
    select
        name,
        adcode[:4] || '00' as prefecture,
        min(adcode) as county
    from named
    where adcode not like '%00'
    group by name, adcode[:4] || '00'
    having min(adcode) = max(adcode)
)

select
    concat(named.name, '@', coalesce(lone.county, named.adcode, '')) as official_id,
    named.article_id,
    named.name,
    coalesce(lone.county, named.adcode) as adcode,
    case when named.adcode is null then 'name' else 'jurisdiction' end as identity,
    named.fact_id
from named
left join lone on named.name = lone.name and named.adcode = lone.prefecture;

comment on view mart.official_mentions is 'One row per official and original article: who a name in an article is';
comment on column mart.official_mentions.official_id is 'the official: name@adcode, or name@ where only the name is known';
comment on column mart.official_mentions.article_id is 'article that names the official (core.articles)';
comment on column mart.official_mentions.name is 'full name';
comment on column mart.official_mentions.adcode is 'code of the jurisdiction the official is known by (mart.jurisdictions)';
comment on column mart.official_mentions.identity is 'jurisdiction: name and jurisdiction agree; name: the jurisdiction is unknown, namesakes are not told apart';
comment on column mart.official_mentions.fact_id is 'the evidence (facts.people)';

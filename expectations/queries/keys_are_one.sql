-- relation: every table
-- severity: critical
-- because: the grain of every table: a second row of the same key would be counted twice and multiply in joins
with keys as (
    select
        'core.articles' as relation,
        article_id as key
    from core.articles
    union all
    select
        'core.articles (document, seq)' as relation,
        concat_ws(' ', document_id, seq) as key
    from core.articles
    union all
    select
        'core.sentences' as relation,
        concat_ws(' ', article_id, seq) as key
    from core.sentences
    union all
    select
        'facts.activities' as relation,
        activity_id as key
    from facts.activities
    union all
    select
        'facts.activity_venues' as relation,
        concat_ws(' ', activity_id, seq) as key
    from facts.activity_venues
    union all
    select
        'raw.sightings' as relation,
        concat_ws(' ', path, line, document_id) as key
    from raw.sightings
    union all
    select
        'ops.files' as relation,
        path as key
    from ops.files
    union all
    select
        'ops.runs' as relation,
        run_id as key
    from ops.runs
    union all
    select
        'ops.versions' as relation,
        document_id as key
    from ops.versions
    union all
    select
        'ops.fingerprints' as relation,
        article_id as key
    from ops.fingerprints
    union all
    select
        'ref.measures' as relation,
        code as key
    from ref.measures
    union all
    select
        'ref.divisions' as relation,
        concat_ws(' ', code, name, level, first_seen) as key
    from ref.divisions
)

select
    relation,
    key,
    count(*) as times
from keys
where hash(key) % $parts = $part
group by relation, key
having count(*) > 1

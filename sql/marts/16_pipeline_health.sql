-- Grain: a run.
-- Sources: ops.runs, ops.checks, raw.rejects.
-- A row says what a run took in, what came out, whether the counts add up, and what the audit said, against the run before.
create or replace view mart.pipeline_health as
with checks as (
    select
        run_id,
        count(*) as checks,
        count(*) filter (where not success) as failed,
        list(name order by name) filter (where not success) as failed_checks
    from ops.checks
    group by run_id
),

reasons as (
    select
        run_id,
        string_agg(concat(reason, ' ', times), ', ' order by times desc, reason asc) as reasons
    from (
        select
            run_id,
            reason,
            count(*) as times
        from raw.rejects
        group by run_id, reason
    ) as counted
    group by run_id
)

select
    runs.run_id,
    runs.started_at,
    runs.outcome,
    runs.message,
    round(date_diff('millisecond', runs.started_at, runs.finished_at) / 1000, 1) as seconds,
    runs.inputs,
    runs.loaded,
    runs.unchanged,
    runs.rejected,
    case when runs.outcome <> 'failed' then runs.inputs = runs.loaded + runs.unchanged + runs.rejected end as adds_up,
    runs.gone,
    reasons.reasons as reject_reasons,
    runs.documents,
    runs.documents - lag(runs.documents ignore nulls) over earlier as documents_added,
    runs.articles,
    runs.facts,
    runs.facts - lag(runs.facts ignore nulls) over earlier as facts_added,
    round(runs.facts / nullif(runs.articles, 0), 1) as facts_per_article,
    coalesce(checks.checks, 0) as checks,
    coalesce(checks.failed, 0) as checks_failed,
    coalesce(checks.failed_checks, []) as failed_checks,
    runs.text_rules,
    runs.fact_rules,
    runs.release
from ops.runs as runs
left join checks on runs.run_id = checks.run_id
left join reasons on runs.run_id = reasons.run_id
window earlier as (order by runs.started_at, runs.run_id)
order by runs.started_at desc, runs.run_id desc;

comment on view mart.pipeline_health is 'One row per run, the latest first: what came in, what came out, what the audit said';
comment on column mart.pipeline_health.run_id is 'the run (ops.runs)';
comment on column mart.pipeline_health.started_at is 'start, UTC';
comment on column mart.pipeline_health.outcome is 'published, nothing_new, held (by the audit) or failed';
comment on column mart.pipeline_health.message is 'one line for a person';
comment on column mart.pipeline_health.seconds is 'from start to end, seconds';
comment on column mart.pipeline_health.inputs is 'inputs found (files, or lines of JSON-lines files)';
comment on column mart.pipeline_health.loaded is 'inputs that became new rows';
comment on column mart.pipeline_health.unchanged is 'inputs the release before already had';
comment on column mart.pipeline_health.rejected is 'inputs refused with a reason';
comment on column mart.pipeline_health.adds_up is 'true if inputs = loaded + unchanged + rejected; null for runs that broke off';
comment on column mart.pipeline_health.gone is 'inputs of earlier runs that were no longer there';
comment on column mart.pipeline_health.reject_reasons is 'reasons of the refusals of this run with their numbers, the most frequent first';
comment on column mart.pipeline_health.documents is 'documents in the warehouse after the run';
comment on column mart.pipeline_health.documents_added is 'change against the run before; negative if documents went away';
comment on column mart.pipeline_health.articles is 'articles in the warehouse after the run';
comment on column mart.pipeline_health.facts is 'facts of all kinds in the warehouse after the run';
comment on column mart.pipeline_health.facts_added is 'change against the run before';
comment on column mart.pipeline_health.facts_per_article is 'facts of all kinds per article';
comment on column mart.pipeline_health.checks is 'audit checks that were carried out';
comment on column mart.pipeline_health.checks_failed is 'checks that failed, of any severity';
comment on column mart.pipeline_health.failed_checks is 'their names';
comment on column mart.pipeline_health.text_rules is 'version of the text rules';
comment on column mart.pipeline_health.fact_rules is 'version of the fact rules';
comment on column mart.pipeline_health.release is 'run whose release was current after the run';

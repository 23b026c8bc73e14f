"""The flows, each readable as the plan it is. Call `settings.prepare_environment` before importing this: Prefect reads it then.

Tasks are stages and batches, not files: a task run costs 10 to 60 ms, which a batch can bear and a document cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows import progress
from flows.orchestration import alarms, batches, crashes, logs, news, telling
from flows.orchestration.retrying import RETRY_DELAYS, may_pass
from flows.settings import Settings, load, telemetry_off
from flows.stages import journal, liveness, transform
from flows.stages import maintain as maintaining
from flows.stages import report as reporting
from flows.stages import reprocess as reprocessing
from flows.stages import run as stages
from flows.stages.discover import inbox_of
from flows.stages.lock import locked
from flows.stages.quality import page
from flows.stages.reprocess import Choice, Reprocess
from flows.stages.run import HeldBackError, Run

# A run that takes longer hangs: the first million documents take some hours, a nightly round minutes.
_INGEST_SECONDS, _MAINTAIN_SECONDS = 24 * 3600, 4 * 3600
# What Prefect's form for a run by hand offers; `Choice.of` says what is wrong with what comes in another way.
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
KindOrFormat = Annotated[str, Field(json_schema_extra={"enum": list(reprocessing.KINDS)})]
_OF_ALL: dict[str, Any] = {
    "persist_result": False,
    "validate_parameters": False,
    "log_prints": False,
    "on_failure": [alarms.tell_of_failure],
    "on_crashed": [alarms.tell_of_failure],
}


def _stage(function: Callable[..., Any], name: str, again: bool = False) -> Any:
    """A stage as a Prefect task: its failures are the run's, its results are not kept. `again`: trouble with disks is tried again."""
    retries: dict[str, Any] = {"retries": len(RETRY_DELAYS), "retry_delay_seconds": list(RETRY_DELAYS), "retry_condition_fn": may_pass}
    return task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False, **(retries if again else {}))(function)


# Only stages that begin anew are tried again; batches within `transform` are, each by itself (orchestration/batches.py).
_discover = _stage(stages.discover, "discover", again=True)
_transform = _stage(stages.transform, "transform")
_load = _stage(stages.load_candidate, "load", again=True)
_audit = _stage(stages.audit, "audit")
_choose = _stage(reprocessing.choose, "choose")
_recompute = _stage(reprocessing.recompute, "transform")
_replace = _stage(reprocessing.load_recomputed, "load", again=True)
_publish = _stage(stages.publish, "publish")
_hold = _stage(stages.hold, "hold")
_retention = _stage(maintaining.retention, "retention", again=True)
_integrity = _stage(maintaining.integrity, "integrity", again=True)
_compaction = _stage(maintaining.compaction, "compaction", again=True)
_freshness = _stage(maintaining.freshness, "freshness")


@flow(name="ingest", flow_run_name="ingest", timeout_seconds=_INGEST_SECONDS, **_OF_ALL)
def ingest(inbox: str | None = None, data: str | None = None) -> Run:
    """Bring the release up to date with the inbox: what `zhanyi run` runs.

    `inbox` and `data` are folders; without them the settings decide. Returns the ended run. Raises HeldBackError if the audit keeps the
    candidate back, InboxError, BusyError and SettingsError for what a user can mend, and anything else for a defect.
    """
    settings = load(data=Path(data) if data else None, inbox=Path(inbox) if inbox else None)
    run = Run(settings, inbox_of(settings))
    _ended(run, _carry_out)
    return run


@flow(name="reprocess", flow_run_name="reprocess", timeout_seconds=_INGEST_SECONDS, **_OF_ALL)
def reprocess(
    data: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    kind: KindOrFormat | None = None,
    everything: bool = False,
    reason: str | None = None,
) -> Reprocess:
    """Read again what older rules read: what `zhanyi reprocess` runs. Days are written 2020-02-10; `everything`: what is not stale too.

    Publishes what passes the audit, unless whoever watches declines the difference. Raises ChoiceError besides what `ingest` raises.
    """
    settings = load(data=Path(data) if data else None)
    run = Reprocess(settings, Choice.of(since, until, kind, everything), reason)
    _ended(run, _carry_out_again)
    return run


def _ended(run: Any, plan: Callable[[Any], None]) -> None:
    """Carry a plan out alone, and see to it that the run is recorded and told however it ends. Raises HeldBackError."""
    settings = run.settings
    telemetry_off()
    telling.name_run(telling.name_of(run.record))
    expected = _expected_batches(run)
    with (
        logs.shown(),
        progress.listening(telling.listener(expected)),
        liveness.alive(settings, crashes.living(run.run_id)),
        locked(settings, f"{run.record.kind} {run.run_id}"),
        batches.as_tasks(expected),
    ):
        crashes.clear_away(settings)
        journal.write(settings.journal, run.record)
        try:
            plan(run)
        except BaseException as error:
            stages.fail(run, error)
            raise
        finally:
            stages.remember(run)
            _report(run)
    if run.record.outcome == "held":
        raise HeldBackError(reporting.held_message(run.checks), run)


def _expected_batches(run: Any) -> Callable[[], int | None]:
    """How many batches the run will read, once it has looked around; a guess where one file holds many documents."""

    def expected() -> int | None:
        documents = len(run.chosen) if isinstance(run, Reprocess) else len(run.survey.to_read)
        return transform.expected_batches(documents, run.survey.bytes_to_read, run.settings)

    return expected


def _carry_out(run: Run) -> None:
    _discover(run)
    if not run.to_do:
        return stages.nothing_new(run)
    _transform(run)
    if not run.changed:
        return stages.nothing_new(run)
    _load(run)
    if _audit(run):
        _publish(run)
    else:
        _hold(run)
    return None


def _carry_out_again(run: Reprocess) -> None:
    _choose(run)
    if not run.chosen:
        return reprocessing.nothing_to_do(run)
    _recompute(run)
    if not run.changed:
        return reprocessing.nothing_to_do(run)
    _replace(run)
    passed = _audit(run)
    reprocessing.tell_difference(run)
    if not passed:
        _hold(run)
    elif reprocessing.agreed(run):
        _publish(run)
    else:
        reprocessing.decline(run)
    return None


def _report(run: Run) -> None:
    reporting.write_page(run)
    account, record, settings = reporting.report(run), run.record, run.settings
    get_run_logger().info(account.headline)
    headline = reporting.plain(account.headline)
    telling.name_run(telling.name_of(record))
    pages = [
        ("release", settings.current),
        ("report of the audit", page.path_of(settings, run.run_id)),
        ("record of the run", settings.journal / f"{run.run_id}.json"),
    ]
    telling.artifacts(reporting.markdown(account), headline, record, telling.before(settings.journal, record), pages)
    if run.checks:
        create_table_artifact(key="run-checks", table=reporting.checks_table(run), description=headline)
    if record.outcome == "published" and record.loaded:
        news.loaded(run.run_id, settings.data, record.loaded)
    elif record.outcome == "held":
        news.held(run.run_id, settings.data, record.message)


@flow(name="maintain", flow_run_name="maintain", timeout_seconds=_MAINTAIN_SECONDS, **_OF_ALL)
def maintain(data: str | None = None) -> list[maintaining.Finding]:
    """The nightly round over a data folder: retention, integrity of the releases, compaction, freshness. Raises MaintenanceError."""
    settings = load(data=Path(data) if data else None)
    telemetry_off()
    run_id = journal.new_run_id(settings.data)
    telling.name_run(f"maintain {run_id}")
    with (
        logs.shown(),
        progress.listening(telling.listener(lambda: None)),
        liveness.alive(settings, crashes.living(run_id)),
        locked(settings, f"maintain {run_id}"),
    ):
        crashes.clear_away(settings)
        findings = _round(settings)
    create_markdown_artifact(key="maintenance-report", markdown=maintaining.markdown(findings), description=f"maintain {run_id}")
    maintaining.raise_for(findings)
    return findings


def _round(settings: Settings) -> list[maintaining.Finding]:
    return [*_retention(settings), *_integrity(settings), *_compaction(settings), *_freshness(settings)]

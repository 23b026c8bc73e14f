"""The flows, each readable as the plan it is: the only importer of Prefect. Call `settings.prepare_environment` before importing this.

Tasks are stages, not files: a task run costs 10 to 60 ms, which a stage can bear and a document cannot.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows import progress
from flows.settings import load
from flows.stages import report as reporting
from flows.stages import reprocess as reprocessing
from flows.stages import run as stages
from flows.stages.discover import inbox_of
from flows.stages.lock import locked
from flows.stages.reprocess import Choice, Reprocess
from flows.stages.run import HeldBackError, Run


def _stage(function: Callable[..., Any], name: str) -> Any:
    """A stage as a Prefect task: its failures are the run's, its results are not kept."""
    return task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)(function)


_discover = _stage(stages.discover, "discover")
_transform = _stage(stages.transform, "transform")
_load = _stage(stages.load_candidate, "load")
_audit = _stage(stages.audit, "audit")
_choose = _stage(reprocessing.choose, "choose")
_recompute = _stage(reprocessing.recompute, "transform")
_replace = _stage(reprocessing.load_recomputed, "load")
_publish = _stage(stages.publish, "publish")
_hold = _stage(stages.hold, "hold")


@flow(name="ingest", flow_run_name="ingest", persist_result=False, validate_parameters=False, log_prints=False)
def ingest(inbox: str | None = None, data: str | None = None) -> Run:
    """Bring the release up to date with the inbox: what `zhanyi run` runs.

    `inbox` and `data` are folders; without them the settings decide. Returns the ended run. Raises HeldBackError if the audit keeps the
    candidate back, InboxError, BusyError and SettingsError for what a user can mend, and anything else for a defect.
    """
    settings = load(data=Path(data) if data else None, inbox=Path(inbox) if inbox else None)
    run = Run(settings, inbox_of(settings))
    _ended(run, _carry_out)
    return run


@flow(name="reprocess", flow_run_name="reprocess", persist_result=False, validate_parameters=False, log_prints=False)
def reprocess(
    data: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kind: str | None = None,
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
    with locked(run.settings, f"run {run.run_id}"), progress.listening(_logged):
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
    account = reporting.report(run)
    get_run_logger().info(account.headline)
    headline = reporting.plain(account.headline)
    create_markdown_artifact(key="run-report", markdown=reporting.markdown(account), description=headline)
    create_table_artifact(
        key="run-counts", table=[{"count": name.strip(), "value": value} for name, value in account.rows], description=headline
    )
    if run.checks:
        create_table_artifact(key="run-checks", table=reporting.checks_table(run), description=headline)


def _logged(step: progress.Step) -> None:
    get_run_logger().log(logging.INFO, "%s: %s", step.stage, step.note)

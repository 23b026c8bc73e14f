"""How a run looks in Prefect's UI: its name, a progress bar, a table of counts, and a report whose history can be paged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

from flows.progress import Listener, Step
from flows.stages import journal
from flows.stages.journal import RunRecord

_OUTCOMES = {"published": "published", "nothing_new": "nothing new", "held": "held back", "failed": "failed", "running": "running"}


def name_run(name: str) -> None:
    """Give the flow run that is going on its name."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    with get_client(sync_client=True) as client:
        client.update_flow_run(context.flow_run.id, name=name)


def name_of(record: RunRecord) -> str:
    """What a run is called: what it is, which one it is in `zhanyi status`, and, once that is known, what came of it."""
    name = f"{record.kind} {record.run_id}"
    if record.outcome == "running":
        return name
    counts = f", {record.loaded:,} of {record.inputs:,} new" if record.outcome == "published" else ""
    return f"{name}: {_OUTCOMES[record.outcome]}{counts}"


def listener(expected: Callable[[], int | None]) -> Listener:
    """Logs every step; work of more than one batch gets a progress bar among the artifacts. For one flow run."""
    logger = get_run_logger()
    bar: UUID | None = None
    done = 0

    def tell(step: Step) -> None:
        nonlocal bar, done
        logger.log(logging.INFO, "%s: %s", step.stage, step.note)
        total = expected()
        if step.stage != "transform" or not total or total < 2:
            return
        done += 1
        percent = min(100.0, 100.0 * done / total)
        note = f"batch {done} of {max(total, done)}: {step.note}"
        if bar is None:
            bar = _made(create_progress_artifact(progress=percent, key="run-progress", description=note))
        else:
            update_progress_artifact(artifact_id=bar, progress=percent, description=note)

    return tell


def _made(artifact: Any) -> UUID:
    return UUID(str(artifact))


def before(folder: Path, record: RunRecord) -> RunRecord | None:
    """The run that published the last release before this run."""
    earlier = [other for other in journal.read_all(folder) if other.outcome == "published" and other.run_id < record.run_id]
    return earlier[-1] if earlier else None


def artifacts(markdown: str, headline: str, record: RunRecord, last: RunRecord | None, pages: Sequence[tuple[str, Path]]) -> None:
    """The run's report and its counts, each under a key that stays the same, beside those of the run that published before.

    `pages` are further things to look at, with their names: they lie on the machine that ran it.
    """
    parts = [markdown, "", "## Against the last release", "", *_difference(record, last), ""]
    parts += [f"- [{name}]({path.as_uri()})" for name, path in pages if path.exists()]
    create_markdown_artifact(key="run-report", markdown="\n".join(parts), description=headline)
    create_table_artifact(key="run-counts", table=_counts(record, last), description=headline)


_COUNTS = (
    ("inputs", "in: inputs found"),
    ("loaded", "in: loaded"),
    ("unchanged", "in: unchanged"),
    ("rejected", "in: rejected"),
    ("gone", "in: gone since the last run"),
    ("documents", "out: documents"),
    ("articles", "out: articles"),
    ("facts", "out: facts"),
)

_STANDING = ("inputs", "documents", "articles", "facts")  # what there is; the others say what one run did


def _counts(record: RunRecord, last: RunRecord | None) -> list[dict[str, Any]]:
    rows = []
    for field, name in _COUNTS:
        now, then = getattr(record, field), getattr(last, field) if last else None
        difference = _signed(now, then) if field in _STANDING else ""
        rows.append({"what": name, "this run": _shown(now), "last release": _shown(then), "difference": difference})
    return rows


def _difference(record: RunRecord, last: RunRecord | None) -> list[str]:
    if last is None:
        return ["There was none."]
    if record.documents is None:
        return [f"This run made none; readers see that of run `{record.release}`." if record.release else "Readers see none."]
    out = [f"Compared with run `{last.run_id}`:", "", "| | before | now | difference |", "|---|---:|---:|---:|"]
    for field, name in _COUNTS[-3:]:
        now, then = getattr(record, field), getattr(last, field)
        out.append(f"| {name.removeprefix('out: ')} | {_shown(then)} | {_shown(now)} | {_signed(now, then)} |")
    return out


def _shown(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _signed(now: int | None, then: int | None) -> str:
    return "–" if now is None or then is None else f"{now - then:+,}"

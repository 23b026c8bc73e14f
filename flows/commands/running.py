"""Verbs that bring a release up to date, or say what that would take: run, reprocess, plan, status, rejects."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Annotated, Any

import typer
from rich.console import Console

from flows import console, progress, warehouse
from flows.commands.common import HELD, NOTHING_READ, Data, Inbox, current_release, fail
from flows.releases import Releases
from flows.settings import load, prepare_environment
from flows.stages import discover, journal, liveness
from flows.stages.inputs import FORMATS

_err = Console(stderr=True)


def run(inbox: Inbox = None, data: Data = None) -> None:
    """Read what is new in INBOX and publish a release.

    Example:  zhanyi run articles/ --data my-data
    """
    settings = load(data=data, inbox=inbox)
    folder = discover.inbox_of(settings)
    prepare_environment(settings, console_level="CRITICAL")
    with console.watching(_err) as listener, progress.listening(listener):
        progress.step("start", note="starting Prefect")
        from flows.orchestration import temporary_server  # Prefect takes a second to import, and reads the environment then
        from flows.pipeline import ingest
        from flows.stages import report
        from flows.stages.run import HeldBackError

        temporary_server.tether()
        try:
            ended = ingest(inbox=str(folder), data=str(settings.data))
        except HeldBackError as error:
            ended = error.run
    print(console.printable("\n".join(report.lines(report.report(ended)))))
    if ended.record.outcome == "held":
        sys.exit(HELD)
    if ended.record.inputs == 0:
        fail(f"{folder} holds no articles; the names must end in {', '.join(FORMATS)} (or one of them and .gz)", NOTHING_READ)
    if ended.record.loaded + ended.record.unchanged == 0:
        fail("nothing could be read; the lines above say why", NOTHING_READ)


def reprocess(
    data: Data = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was published (else happened) on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was published (else happened) by this day.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="Only documents with an article of this kind (report, section, photo, document) or in this format (txt, html, md, jsonl)."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also documents that the rules of today have read.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; the record of the run keeps it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Publish without asking; for scripts.")] = False,
) -> None:
    """Read again what older rules have read, show the difference, and publish.

    A document is stale if the text or fact rules have changed since its rows were made. The files are read again (the release keeps decoded
    texts, not bytes); a document whose file is gone stays as it is until the next run. What broke off goes on where it was.

    Example:  zhanyi reprocess --since 2020-02-01 --kind section --reason "round-ups"
    """
    settings = load(data=data)
    current_release(settings)
    prepare_environment(settings, console_level="CRITICAL")
    from flows.stages import reprocess as reprocessing

    try:
        reprocessing.Choice.of(since, until, kind, everything)
    except reprocessing.ChoiceError as error:
        fail(str(error))
    with console.watching(_err, bar_allowed=yes) as listener, progress.listening(listener):
        progress.step("start", note="starting Prefect")
        from flows import pipeline
        from flows.orchestration import temporary_server
        from flows.stages import report
        from flows.stages.run import HeldBackError

        temporary_server.tether()
        ended: Any
        try:
            with nullcontext() if yes else reprocessing.asking(_agrees):
                ended = pipeline.reprocess(str(settings.data), since, until, kind, everything, reason)
        except HeldBackError as error:
            ended = error.run
    print("\n".join(report.lines(report.report(ended))))
    if ended.record.outcome == "held":
        sys.exit(HELD)
    if ended.difference and ended.record.outcome != "published" and not sys.stdin.isatty():
        fail("nobody could be asked, so nothing is published; what was read is kept: the same with --yes publishes it")


def _agrees(run: Any) -> bool:
    """Show the difference and ask; without a terminal nobody can answer, which is no."""
    if not sys.stdin.isatty():
        return False
    _err.print("\n".join(run.notes), markup=False, highlight=False)
    return typer.confirm("publish this?", err=True)


def plan(inbox: Inbox = None, data: Data = None) -> None:
    """Say what a run would do, and do nothing: what is new, changed, unchanged and gone, and how much work that is."""
    settings = load(data=data, inbox=inbox)
    folder = discover.inbox_of(settings)
    from flows.stages import planning

    print("\n".join(planning.lines(planning.plan(folder, settings))))


def status(data: Data = None, runs: Annotated[int, typer.Option(help="How many runs to show.", min=1)] = 10) -> None:
    """The last runs and the current release."""
    settings = load(data=data)
    liveness.dead(settings)  # so that no run that was killed passes for one that is going on
    records = journal.read_all(settings.journal)[-runs:]
    if not records:
        print(f"no run yet in {settings.data}")
        return
    rows = [(r.run_id, r.outcome, r.inputs, r.loaded, r.unchanged, r.rejected, r.message) for r in reversed(records)]
    console.table(("run", "outcome", "inputs", "loaded", "unchanged", "rejected", "message"), rows)
    current = next((release for release in Releases(settings.data).list() if release.current), None)
    print(f"current release: {current.run_id}, {current.size:,} bytes, {settings.current}" if current else "current release: none")


def rejects(
    data: Data = None,
    reason: Annotated[str | None, typer.Option(help="Only those with this reason.")] = None,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 100,
) -> None:
    """What was refused and why, as of the current release."""
    sql = """
        select path || coalesce(':' || line, '') as place, stage, reason, detail from raw.rejects
        where $reason is null or reason = $reason order by path, line limit $limit
    """
    with warehouse.connect(current_release(load(data=data)), locked=True) as connection:
        rows = connection.execute(sql, {"reason": reason, "limit": limit}).fetchall()
        total = connection.execute(
            "select count(*) from raw.rejects where $reason is null or reason = $reason", {"reason": reason}
        ).fetchone()
    if not rows:
        print(f"nothing was refused for the reason {reason}" if reason else "nothing was refused")
        return
    console.table(("place", "stage", "reason", "detail"), rows)
    print(f"{total[0] if total else 0} in all")

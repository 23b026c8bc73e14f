"""The command `zhanyi`: each verb a thin call.

Exit codes: 0 published, or nothing is new; 1 a defect of zhanyi; 2 bad usage, or something a user can mend; 3 held back by the audit;
4 nothing could be read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from flows import __doc__ as about
from flows import console, doctoring, progress, warehouse
from flows.releases import Releases
from flows.settings import Settings, SettingsError, load, prepare_environment, shipped
from flows.stages import discover, journal
from flows.stages.expectations import ExpectationsError
from flows.stages.inputs import FORMATS
from flows.stages.lock import BusyError, locked
from flows.warehouse import WarehouseError

OK, DEFECT, USAGE, HELD, NOTHING_READ = range(5)

app = typer.Typer(
    name="zhanyi",
    help=f"{about}\n\nA folder of articles goes in, a DuckDB release comes out:  zhanyi run FOLDER",
    epilog="Exit codes: 0 published or nothing new, 1 a defect, 2 bad usage, 3 held back by the audit, 4 nothing could be read.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_err = Console(stderr=True)

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where everything of a deployment lives: releases, work, journal, Prefect's state."),
]
Inbox = Annotated[Path | None, typer.Argument(metavar="INBOX", help="The folder of articles; without it, `inbox` in the data folder.")]


def main() -> NoReturn:
    """The entry point: a user's mistake is one line, a defect is loud."""
    try:
        app(standalone_mode=True)
    except (SettingsError, discover.InboxError, BusyError, ExpectationsError, WarehouseError) as error:
        _fail(str(error))
    except Exception:
        _err.print_exception()
        _err.print("zhanyi: this is a defect of zhanyi; please report the lines above", style="bold", markup=False)
        sys.exit(DEFECT)
    sys.exit(OK)


def _fail(message: str, code: int = USAGE) -> NoReturn:
    print(f"zhanyi: {message}", file=sys.stderr)
    sys.exit(code)


@app.command()
def run(inbox: Inbox = None, data: Data = None) -> None:
    """Read what is new in INBOX and publish a release.

    Example:  zhanyi run articles/ --data my-data
    """
    settings = load(data=data, inbox=inbox)
    folder = discover.inbox_of(settings)
    prepare_environment(settings, console_level="CRITICAL")
    with console.watching(_err) as listener, progress.listening(listener):
        progress.step("start", note="starting Prefect")
        from flows.pipeline import ingest  # Prefect takes a second to import, and reads the environment then
        from flows.stages import report
        from flows.stages.run import HeldBackError

        try:
            ended = ingest(inbox=str(folder), data=str(settings.data))
        except HeldBackError as error:
            ended = error.run
    print("\n".join(report.lines(report.report(ended))))
    if ended.record.outcome == "held":
        sys.exit(HELD)
    if ended.record.inputs == 0:
        _fail(f"{folder} holds no articles; the names must end in {', '.join(FORMATS)} (or one of them and .gz)", NOTHING_READ)
    if ended.record.loaded + ended.record.unchanged == 0:
        _fail("nothing could be read; the lines above say why", NOTHING_READ)


@app.command()
def plan(inbox: Inbox = None, data: Data = None) -> None:
    """Say what a run would do, and do nothing: what is new, changed, unchanged and gone, and how much work that is."""
    settings = load(data=data, inbox=inbox)
    folder = discover.inbox_of(settings)
    from flows.stages import planning

    print("\n".join(planning.lines(planning.plan(folder, settings))))


@app.command()
def status(data: Data = None, runs: Annotated[int, typer.Option(help="How many runs to show.")] = 10) -> None:
    """The last runs and the current release."""
    settings = load(data=data)
    records = journal.read_all(settings.journal)[-runs:]
    if not records:
        print(f"no run yet in {settings.data}")
        return
    rows = [(r.run_id, r.outcome, r.inputs, r.loaded, r.unchanged, r.rejected, r.message) for r in reversed(records)]
    console.table(("run", "outcome", "inputs", "loaded", "unchanged", "rejected", "message"), rows)
    current = next((release for release in Releases(settings.data).list() if release.current), None)
    print(f"current release: {current.run_id}, {current.size:,} bytes, {settings.current}" if current else "current release: none")


@app.command()
def rejects(
    data: Data = None,
    reason: Annotated[str | None, typer.Option(help="Only those with this reason.")] = None,
    limit: Annotated[int, typer.Option(help="How many to show.")] = 100,
) -> None:
    """What was refused and why, as of the current release."""
    sql = """
        select path || coalesce(':' || line, '') as place, stage, reason, detail from raw.rejects
        where $reason is null or reason = $reason order by path, line limit $limit
    """
    with warehouse.connect(_current(load(data=data)), locked=True) as connection:
        rows = connection.execute(sql, {"reason": reason, "limit": limit}).fetchall()
        total = connection.execute(
            "select count(*) from raw.rejects where $reason is null or reason = $reason", {"reason": reason}
        ).fetchone()
    console.table(("place", "stage", "reason", "detail"), rows)
    print(f"{total[0] if total else 0} in all" if rows else "nothing was refused")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help='For example "from mart.events limit 5".')],
    data: Data = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, every row.")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects, every row.")] = False,
    limit: Annotated[int, typer.Option(help="How many rows the table shows.")] = 100,
) -> None:
    """Ask the current release in SQL. Nothing can be written, and no other file can be read.

    Example:  zhanyi query "select * from mart.daily_activity limit 10"
    """
    if csv and json:
        _fail("choose one of --csv and --json")
    console.answer(_current(load(data=data)), sql, form="csv" if csv else "json" if json else "table", limit=limit)


@app.command()
def tour(data: Data = None) -> None:
    """Example questions, their SQL, and what the current release answers."""
    settings = load(data=data)
    current = _current(settings)
    for path in sorted((shipped("sql") / "tour").glob("*.sql")):
        comment, _, sql = path.read_text(encoding="utf-8").partition("\n")
        print(f"\n{comment.removeprefix('-- ')}\n\n{sql.strip()}\n")
        console.answer(current, sql, form="table", limit=10)


@app.command()
def rollback(
    data: Data = None, to: Annotated[str | None, typer.Option(metavar="RUN", help="Another release than the one before.")] = None
) -> None:
    """Switch readers back to an earlier release. Nothing is deleted; the next run goes on from the release that readers see."""
    settings = load(data=data)
    with locked(settings, "rollback"):
        print(f"readers now see release {Releases(settings.data).rollback(to).run_id}")


@app.command()
def doctor(data: Data = None, inbox: Annotated[Path | None, typer.Option(help="An inbox to look at too.")] = None) -> None:
    """Check that this installation and its data folder can work: versions, write access, file system, reference data, Prefect server."""
    findings = doctoring.examine(load(data=data, inbox=inbox))
    for finding in findings:
        print(f"{'ok  ' if finding.good else 'BAD '} {finding.name}: {finding.detail}")
    if not all(finding.good for finding in findings):
        _fail("the lines that begin with BAD say what to mend")


def _current(settings: Settings) -> Path:
    if not settings.current.exists():
        raise WarehouseError(f"there is no release in {settings.data} yet; make one: zhanyi run FOLDER --data {settings.data}")
    return settings.current


if __name__ == "__main__":
    main()

"""Verbs about quality: checks, accept, score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from flows import console, scoring, warehouse
from flows.commands.common import Data, current_release, fail
from flows.releases import Releases
from flows.settings import Settings, load, shipped
from flows.stages import journal
from flows.stages.expectations import query_rules
from flows.stages.lock import locked
from flows.stages.quality import ground, page

_SHOWN = 60  # characters of a value in the short table


def checks(
    run: Annotated[str | None, typer.Argument(metavar="RUN", help="A run; without it, the last one that was audited.")] = None,
    name: Annotated[str | None, typer.Option(metavar="CHECK", help="One check: its reason, and every row that breaks it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="The checks that passed too.")] = False,
    data: Data = None,
) -> None:
    """What the audit of a run said: which checks failed, by how much, with examples.

    Example:  zhanyi checks --name figures_within_bounds
    """
    settings = load(data=data)
    record, database = _audited(settings, run)
    with warehouse.connect(database, locked=True) as connection:
        rows = connection.execute(
            """
            select name, relation, severity, success, observed, expected, because, examples from ops.checks
            where run_id = $run and ($name is null or name = $name)
            order by success, case severity when 'warning' then 2 else 1 end, name
            """,
            {"run": record.run_id, "name": name},
        ).fetchall()
        if name is not None:
            _one(connection, settings, record, rows, name)
        else:
            _all(settings, record, rows, every)


def score(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder of NAME.gold.json, one per input file of that name.")],
    data: Data = None,
) -> None:
    """Compare the current release with what careful readers found in its texts: precision, recall and F1 per kind, accuracy per attribute.

    Example:  zhanyi score tests/samples/gold
    """
    scores = scoring.score(current_release(load(data=data)), gold)
    rows = [
        (
            each.kind,
            each.gold,
            each.found,
            *(f"{each.matched / of:.3f}" if of else "" for of in (each.found, each.gold)),
            f"{each.f1:.3f}",
        )
        for each in scores
    ]
    console.table(("kind", "gold", "found", "precision", "recall", "F1"), rows)


def accept(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run whose candidate the audit holds.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it may be published; kept in ops.runs and in the journal.")],
    data: Data = None,
) -> None:
    """Publish a candidate that the audit holds back, knowingly. Refused if readers see another release by now.

    Example:  zhanyi accept 20200208T091500-3fa2 --reason "the county's site was closed, 300 pages are gone"
    """
    from flows.stages.quality import accepting

    settings = load(data=data)
    with locked(settings, f"accept {run}"):
        record = accepting.accept(settings, run, reason)
        with warehouse.connect(settings.current, read_only=True) as connection:
            page.write(settings, record, page.recorded(connection, record.run_id), connection)
    print(f"readers now see release {record.run_id}: {record.message}\nreason: {record.reason}")


def _audited(settings: Settings, run: str | None) -> tuple[journal.RunRecord, Path]:
    """The run, and the release or held candidate that has its checks."""
    databases = Releases(settings.data)
    found = [(record, databases.database_of(record.run_id)) for record in journal.read_all(settings.journal)]
    kept = {record.run_id: (record, path) for record, path in found if path is not None}
    if run is None and not kept:
        fail(f"no run was audited in {settings.data} yet; make one: zhanyi run FOLDER --data {settings.data}")
    if run is not None and run not in kept:
        fail(f"there is no release and no held candidate of run {run}; there are {', '.join(kept) or 'none'}")
    return kept[run] if run is not None else list(kept.values())[-1]


def _all(settings: Settings, record: journal.RunRecord, rows: list[tuple[Any, ...]], every: bool) -> None:
    failed = [row for row in rows if not row[3]]
    shown = [(row[0], row[2], "ok" if row[3] else "FAILED", row[4], _example(row[7])) for row in (rows if every else failed)]
    if shown:
        console.table(("check", "severity", "result", "observed", "for example"), shown)
    print(f"run {record.run_id} ({record.outcome}): {len(rows)} checks, {len(failed)} failed")
    report = page.path_of(settings, record.run_id)
    if report.is_file():
        print(f"report: {report}")
    if failed:
        print(f"every row that breaks one: zhanyi checks {record.run_id} --name {failed[0][0]} --data {settings.data}")


def _example(examples: str) -> str:
    first = (json.loads(examples) or [{}])[0]
    line = ", ".join(f"{name} {value}" for name, value in first.items())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _one(connection: duckdb.DuckDBPyConnection, settings: Settings, record: journal.RunRecord, rows: list[Any], name: str) -> None:
    if not rows:
        fail(f"run {record.run_id} has no check {name}; its checks: zhanyi checks {record.run_id} --all --data {settings.data}")
    _, relation, severity, success, observed, expected, because, examples = rows[0]
    print(f"{name} ({severity}, on {relation}): {'passed' if success else 'FAILED'}")
    print(f"expected: {expected}\nobserved: {observed}\nbecause: {because}\n")
    from flows.stages.run import audit_parameters

    rule = next((rule for rule in query_rules(shipped("expectations")) if rule.name == name), None)
    found = json.loads(examples)
    if rule is not None:
        parameters = audit_parameters(settings, record.run_id)
        ground.lay(connection, shipped("expectations"), parameters)
        try:
            found = ground.rows(connection, rule, parameters)
        except duckdb.Error as error:
            fail(f"the check cannot run: {warehouse.first_line(error)}")
    if found:
        console.table(list(found[0]), [list(row.values()) for row in found])

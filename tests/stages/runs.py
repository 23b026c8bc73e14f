"""Runs without Prefect and without the audit, for tests of what the stages do to the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows import warehouse
from flows.settings import Settings, load
from flows.stages import reprocess, run
from flows.stages.reprocess import Choice, Reprocess
from flows.stages.run import Run

# What differs between two ways to the same tables: which run, and when.
_HISTORY = {"run_id", "loaded_at", "first_run_id", "last_run_id", "modified_at", "modified_ns", "gone"}
_TABLES_OF_HISTORY = {"ops.runs", "ops.checks", "ops.migrations"}


def settings(data: Path) -> Settings:
    return load(data=data, executor="inline")


def ingest(inbox: Path, data: Path) -> Run:
    """Bring the release up to date with the inbox."""
    ended = Run(settings(data), inbox)
    run.discover(ended)
    if ended.to_do:
        run.transform(ended)
    if not ended.changed:
        run.nothing_new(ended)
        return ended
    run.load_candidate(ended)
    return _published(ended)


def recompute(data: Path, choice: Choice | None = None, before_publishing: Callable[[Reprocess], bool] = lambda _: True) -> Reprocess:
    """Read again what is stale."""
    ended = Reprocess(settings(data), choice or Choice(), "a test")
    reprocess.choose(ended)
    if not ended.chosen:
        reprocess.nothing_to_do(ended)
        return ended
    reprocess.recompute(ended)
    if not ended.changed:
        reprocess.nothing_to_do(ended)
        return ended
    reprocess.load_recomputed(ended)
    reprocess.tell_difference(ended)
    if not before_publishing(ended):
        reprocess.decline(ended)
        return ended
    return _published(ended)


def _published(ended: Any) -> Any:
    """What the audit does to the record besides judging, then the switch."""
    ended.record.outcome = "published"
    with warehouse.connect(ended.releases.candidate_file(ended.run_id)) as connection:
        run.load.record_run(connection, [ended.record])
    run.publish(ended)
    run.remember(ended)
    return ended


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the current release that does not tell its history, by table, in the order of the rows' values."""
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        names = [
            row[0] for row in connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by all").fetchall()
        ]
        found = {}
        for name in names:
            columns = [row[0] for row in connection.execute(f"describe {name}").fetchall()]
            if name not in _TABLES_OF_HISTORY:
                kept = ", ".join(f'"{column}"' for column in columns if column not in _HISTORY)
                condition = "where not gone" if "gone" in columns else ""
                found[name] = connection.execute(f"select {kept} from {name} {condition} order by all").fetchall()
        return found

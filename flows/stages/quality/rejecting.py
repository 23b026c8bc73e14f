"""Row rules: which documents break one, and how they leave the candidate. They come back when their file or a rule changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from flows import warehouse
from flows.stages import load
from flows.stages.expectations import query_rules
from flows.stages.inputs import Reject
from flows.stages.quality import ground


class Rejected(NamedTuple):
    """What the audit took out: the refusals, and how many of this run's inputs that costs (new and known before).

    `clean` are the rules that no document breaks: rows only leave here, so their queries need not run again in this audit.
    """

    documents: frozenset[str]
    rejects: list[Reject]
    loaded: int
    unchanged: int
    clean: frozenset[str]


def reject_documents(connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str, parameters: Mapping[str, Any]) -> Rejected:
    """Take documents that break a rule of severity `reject` out of the candidate.

    Their places move from `raw.sightings` to `raw.rejects`, and their files are marked so that they are read again under other rules. A
    rule that cannot run rejects nothing here: the audit runs it again, and holds the candidate back.
    """
    ground.lay(connection, folder, parameters)
    broken: dict[str, tuple[str, str]] = {}
    clean: set[str] = set()
    for rule in (rule for rule in query_rules(folder) if rule.severity == "reject"):
        try:
            rows = ground.rows(connection, rule, parameters)
        except duckdb.Error:
            continue
        for row in rows:
            broken.setdefault(row["document_id"], (f"rule:{rule.name}", _one_line(row)))
        if not rows:
            clean.add(rule.name)
    fallen = _move_to_rejects(connection, broken) if broken else []
    return _rejected(broken, clean, [row for row in fallen if row[5] == run_id], run_id)


def _move_to_rejects(connection: duckdb.DuckDBPyConnection, broken: Mapping[str, tuple[str, str]]) -> list[tuple[Any, ...]]:
    """The places that fell: path, line, sha256, reason, detail, run that saw it last, run that loaded it."""
    reasons = {
        "document_id": pa.array(broken, pa.string()),
        "reason": pa.array([reason for reason, _ in broken.values()], pa.string()),
        "detail": pa.array([detail for _, detail in broken.values()], pa.string()),
    }
    connection.register("broken", pa.table(reasons))
    with warehouse.transaction(connection):
        connection.execute(
            """
            create or replace temp table fallen as
            select path, line, sha256, reason, detail, last_run_id, made.run_id as made_by
            from raw.sightings inner join raw.documents using (document_id) inner join broken using (document_id)
                left join ops.versions as made using (document_id)
            where not gone
            """
        )
        connection.execute(
            "insert into raw.rejects by name select path, line, sha256, 'audit' as stage, reason, detail, last_run_id as run_id from fallen"
        )
        connection.execute(
            """
            update ops.files set rejected = rejected + held.places
            from (select path, count(*) as places from fallen group by path) as held where held.path = ops.files.path
            """
        )
        connection.execute("delete from raw.sightings where document_id in (select document_id from broken)")
        load.remove_documents(connection, list(broken))
    return connection.execute("from fallen order by path, line").fetchall()


def _rejected(broken: Mapping[str, Any], clean: set[str], mine: Sequence[tuple[Any, ...]], run_id: str) -> Rejected:
    """Counts the places of new and of known documents that this run had seen; places of other inboxes keep the run that saw them."""
    rejects = [Reject(path, line or 0, sha256, "audit", reason, detail) for path, line, sha256, reason, detail, *_ in mine]
    loaded = sum(loaded_by == run_id for *_, loaded_by in mine)
    return Rejected(frozenset(broken), rejects, loaded, len(mine) - loaded, frozenset(clean))


def _one_line(row: Mapping[str, Any]) -> str:
    return " ".join("; ".join(f"{name} {value}" for name, value in row.items() if name != "document_id").split())[:300]

"""Stage 3: from shards to a candidate, a private copy of the current release that holds what this inbox holds now.

Nothing is loaded twice: rows of documents that are no longer seen anywhere are taken out, rows of the run's new documents are put in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from flows import warehouse
from flows.stages.inputs import FORMATS, FileRecord, Reject
from flows.stages.journal import RunRecord, now
from flows.stages.rows import TABLE_OF
from flows.stages.rules import WITHHOLDING, Rules
from flows.stages.seen import DocumentIds, Sightings
from flows.stages.shards import Shard

Connection = duckdb.DuckDBPyConnection
_ROWS = 50_000  # of a table that are in memory at a time

# Tables whose rows belong to a document or to an article, by the column that says to which.
OF_DOCUMENT = ("raw.documents", "core.documents", "core.repairs", "core.articles", "ops.versions")
FACT_TABLES = tuple(f"facts.{name}" for name in TABLE_OF.values())
OF_ARTICLE = ("core.sentences", "ops.fingerprints", *FACT_TABLES, "facts.activity_people", "facts.activity_venues")


@dataclass(slots=True)
class Intake:
    """What a run found: where documents were seen, what was refused, and the files these came from. Paths are as shown.

    `files` are the records of the files that were read; `unchanged` the paths of those that were not, and `gone` of those that are no more.
    """

    sightings: Sightings = field(default_factory=Sightings)
    rejects: list[Reject] = field(default_factory=list)
    files: list[FileRecord] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def known_files(connection: duckdb.DuckDBPyConnection) -> dict[str, FileRecord]:
    """What the release remembers of the files it was read from, by path."""
    rows = connection.execute("select path, bytes, modified_ns, sha256, inputs, rejected, rules from ops.files").fetchall()
    return {row[0]: FileRecord(*row) for row in rows}


def known_documents(connection: duckdb.DuckDBPyConnection) -> DocumentIds:
    """The documents whose rows are in the release."""
    known = DocumentIds()
    for batch in connection.execute("select document_id from raw.documents").to_arrow_reader(_ROWS):
        known.extend(batch.column(0))
    return known


def to_read_otherwise(
    connection: duckdb.DuckDBPyConnection, seen: Sightings, no_more: Sequence[str], rules: Rules
) -> dict[str, tuple[str, int]]:
    """Documents of the release whose first place now promises another format than they were read in, or whose private persons are published
    otherwise than under these rules, with that place.

    A document's places are those at which this run has seen it and those of the release that are not below `no_more` (paths).
    """
    _see(connection, seen)
    _register(connection, "no_more", {"path": pa.array(no_more, pa.string())})
    _register(connection, "promised", {"ending": pa.array(FORMATS, pa.string()), "format": pa.array(FORMATS.values(), pa.string())})
    rows = connection.execute(
        r"""
        with places as (
            select document_id, path, coalesce(line, 0) as line from seen
            union all
            select document_id, path, coalesce(line, 0) from raw.sightings where not gone and path not in (select path from no_more)
        ),
        first as (
            select document_id, min({'path': path, 'line': line}) as place from places group by document_id
        )
        select document_id, place.path, place.line
        from first
        inner join raw.documents using (document_id)
        inner join ops.versions using (document_id)
        inner join promised on promised.ending = regexp_extract(lower(place.path), '(\.[^./]*)(\.gz)?$', 1)
        where promised.format <> raw.documents.format or ends_with(fact_rules, $mark) <> $withholds
        """,
        _withholding(rules),
    ).fetchall()
    return {document_id: (path, line) for document_id, path, line in rows}


def published_otherwise(connection: duckdb.DuckDBPyConnection, rules: Rules) -> set[str]:
    """Documents whose private persons are published otherwise (in full, or withheld) than under these rules."""
    rows = connection.execute(
        "select document_id from ops.versions where ends_with(fact_rules, $mark) <> $withholds",
        _withholding(rules),
    ).fetchall()
    return {row[0] for row in rows}


def _withholding(rules: Rules) -> dict[str, Any]:
    return {"mark": WITHHOLDING, "withholds": rules.withhold}


def last_inbox(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The folder that the last run of the release read."""
    row = connection.execute("select inbox from ops.runs order by run_id desc limit 1").fetchone()
    return row[0] if row else None


def places_of_documents(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """The places (path, line or 0) at which these documents stand, in order."""
    _register(connection, "asked", {"document_id": pa.array(document_ids, pa.string())})
    rows = connection.execute(
        """
        select document_id, list((path, coalesce(line, 0)) order by path, line)
        from asked join raw.sightings using (document_id) where not gone group by document_id
        """
    ).fetchall()
    return dict(rows)


def places_differ(connection: duckdb.DuckDBPyConnection, seen: Sightings, unchanged: Sequence[str], root: str) -> bool:
    """Whether what was seen differs from the places that hold in the release below `root` (a path with its separator), of files that are
    not `unchanged`."""
    _see(connection, seen)
    _register(connection, "unchanged", {"path": pa.array(unchanged, pa.string())})
    return bool(
        _scalar(
            connection,
            """
            with stood as (
                select path, coalesce(line, 0) as line, document_id from raw.sightings
                where not gone and starts_with(path, $root) and path not in (select path from unchanged)
            ),
            now_seen as (select path::varchar as path, coalesce(line, 0) as line, document_id from seen)
            select count(*) from ((from stood except from now_seen) union all (from now_seen except from stood))
            """,
            {"root": root},
        )
    )


def count_known(connection: duckdb.DuckDBPyConnection, seen: Sightings) -> int:
    """At how many of these places a document of the release was seen."""
    _see(connection, seen)
    return _scalar(connection, "select count(*) from seen semi join raw.documents using (document_id)")


def known_rejects(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, int, str, str]]:
    """Path, line, reason and detail of every reject that stands."""
    return set(connection.execute("select path, coalesce(line, 0), reason, detail from raw.rejects").fetchall())


def load(connection: duckdb.DuckDBPyConnection, run_id: str, shards: Sequence[Shard], intake: Intake) -> None:
    """Bring the candidate behind `connection` up to date with the intake and the shards, in one transaction."""
    with warehouse.transaction(connection):
        _sightings(connection, run_id, intake)
        _files_and_rejects(connection, run_id, intake)
        _remove_unseen(connection)
        _insert_shards(connection, run_id, shards)
        _name_documents(connection)


def replace(connection: duckdb.DuckDBPyConnection, run_id: str, shards: Sequence[Shard], intake: Intake) -> None:
    """Put documents that were read again in place of what they were, in one transaction; nothing else of the candidate changes.

    `intake` holds the places at which they were read, and as rejects every place of a document that is refused now.
    """
    with warehouse.transaction(connection):
        _see(connection, intake.sightings)
        connection.execute(
            """
            update raw.sightings set last_run_id = $run from seen
            where seen.path = raw.sightings.path and seen.line is not distinct from raw.sightings.line
            and seen.document_id = raw.sightings.document_id and not gone
            """,
            {"run": run_id},
        )
        _refuse(connection, run_id, intake.rejects)
        connection.execute(
            """
            update ops.files set rejected = rejected + fallen.places
            from (select path, count(*) as places from refused group by path) as fallen where fallen.path = ops.files.path
            """
        )
        connection.execute(
            """
            delete from raw.sightings
            where not gone and (path, coalesce(line, 0)) in (select (path, coalesce(line, 0)) from refused)
            """
        )
        _remove_unseen(connection)
        _insert_shards(connection, run_id, shards)


def _insert_shards(connection: duckdb.DuckDBPyConnection, run_id: str, shards: Sequence[Shard]) -> None:
    """Insert the shards' rows, in place of those that their documents may have in the candidate."""
    tables = (*OF_DOCUMENT, *OF_ARTICLE)
    for place in {shard.folder.rpartition("/")[0] for shard in shards}:
        warehouse.reach(connection, place)
    files = {table: [shard.file(table) for shard in shards if table in shard.tables] for table in tables}
    if not files["raw.documents"]:
        return
    again = connection.execute(
        f"select document_id from raw.documents semi join {_parquet(files['raw.documents'])} using (document_id)"
    ).fetchall()
    if again:
        remove_documents(connection, [row[0] for row in again])
    for table, parts in files.items():
        if parts:
            _insert(connection, table, parts, run_id)


def remove_documents(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Take all rows of these documents out of `raw.documents`, `core.*`, `facts.*` and `ops.*`; sightings stay to the caller."""
    _register(connection, "unwanted", {"document_id": pa.array(document_ids, pa.string())})
    connection.execute(
        "create or replace temp table unwanted_articles as select article_id from core.articles semi join unwanted using (document_id)"
    )
    for table in OF_ARTICLE:
        connection.execute(f"delete from {table} where article_id in (select article_id from unwanted_articles)")
    for table in OF_DOCUMENT:
        connection.execute(f"delete from {table} where document_id in (select document_id from unwanted)")


def _sightings(connection: duckdb.DuckDBPyConnection, run_id: str, intake: Intake) -> None:
    _see(connection, intake.sightings)
    for name, paths in (("read_paths", [f.path for f in intake.files]), ("same_paths", intake.unchanged), ("gone_paths", intake.gone)):
        _register(connection, name, {"path": pa.array(paths, pa.string())})
    connection.execute(
        """
        create or replace temp table seen_since as
        select seen.*, coalesce(min(old.first_run_id), $run) as first_run_id
        from seen left join raw.sightings as old
            on old.path = seen.path and old.line is not distinct from seen.line and old.document_id = seen.document_id
        group by all
        """,
        {"run": run_id},
    )
    connection.execute("delete from raw.sightings where path in (select path from read_paths)")
    connection.execute(
        "insert into raw.sightings by name select *, $run as last_run_id, false as gone from seen_since order by path, line",
        {"run": run_id},
    )
    connection.execute(
        "update raw.sightings set last_run_id = $run, gone = false where path in (select path from same_paths)", {"run": run_id}
    )
    connection.execute("update raw.sightings set gone = true where path in (select path from gone_paths)")


def _see(connection: duckdb.DuckDBPyConnection, seen: Sightings) -> None:
    """Make sightings visible to SQL as `seen`."""
    connection.register("seen_places", seen.table())
    connection.execute("create or replace temp view seen as select * replace (path::varchar as path) from seen_places")


def _files_and_rejects(connection: duckdb.DuckDBPyConnection, run_id: str, intake: Intake) -> None:
    """Rejects of what was read are written anew; those of unchanged files stand, and say that this run saw them too."""
    for table in ("ops.files", "raw.rejects"):
        connection.execute(f"delete from {table} where path in (select path from read_paths union all select path from gone_paths)")
    # What the walk refuses has no file record, so it is judged anew in every run.
    connection.execute("delete from raw.rejects where stage = 'discover' and path not in (select path from ops.files)")
    connection.execute("update raw.rejects set run_id = $run where path in (select path from same_paths)", {"run": run_id})
    _refuse(connection, run_id, intake.rejects)
    names = FileRecord._fields
    _register(
        connection, "read_files", {name: pa.array([getattr(f, name) for f in intake.files]) for name in names} if intake.files else {}
    )
    if intake.files:
        connection.execute("insert into ops.files by name select * from read_files")


def _refuse(connection: duckdb.DuckDBPyConnection, run_id: str, rejects: Sequence[Reject]) -> None:
    """Write rejects; they stay visible to SQL as `refused`."""
    columns: dict[str, pa.Array] = {
        "path": pa.array([r.path for r in rejects], pa.string()),
        "line": pa.array([r.line or None for r in rejects], pa.int32()),
        "sha256": pa.array([r.sha256 for r in rejects], pa.string()),
        "stage": pa.array([r.stage for r in rejects], pa.string()),
        "reason": pa.array([r.reason for r in rejects], pa.string()),
        "detail": pa.array([r.detail for r in rejects], pa.string()),
    }
    _register(connection, "refused", columns)
    connection.execute("insert into raw.rejects by name select *, $run as run_id from refused order by path, line", {"run": run_id})


def _remove_unseen(connection: duckdb.DuckDBPyConnection) -> None:
    unseen = connection.execute(
        "select document_id from raw.documents anti join (select document_id from raw.sightings where not gone) using (document_id)"
    ).fetchall()
    if unseen:
        remove_documents(connection, [row[0] for row in unseen])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, files: list[str], run_id: str) -> None:
    columns = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    stamps: dict[str, Any] = {name: value for name, value in (("run_id", run_id), ("loaded_at", now())) if name in columns}
    replaced = f"replace ({', '.join(f'${name} as {name}' for name in stamps)})" if stamps else ""
    connection.execute(f"insert into {table} by name select * {replaced} from {_parquet(files)}", stamps)


def _parquet(files: Sequence[str]) -> str:
    return f"read_parquet({json.dumps(files).translate(_QUOTES)}, union_by_name = false)"


_QUOTES = str.maketrans({"'": "''", '"': "'"})


def _name_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """A document is called by the first of the places it is seen at, so that the order in which files arrived does not show."""
    for table in ("raw.documents", "core.documents"):
        connection.execute(
            f"""
            update {table} set file_name = named.file_name
            from (
                select document_id,
                    arg_min(parse_filename(path) || coalesce(':' || line, ''), (path, coalesce(line, 0))) as file_name
                from raw.sightings where not gone group by document_id
            ) as named
            where named.document_id = {table}.document_id and named.file_name <> {table}.file_name
            """
        )


def record_run(connection: duckdb.DuckDBPyConnection, records: Sequence[RunRecord]) -> None:
    """Write these runs into `ops.runs`, in place of what stands there of them."""
    for record in records:
        connection.execute("delete from ops.runs where run_id = $run", {"run": record.run_id})
        values = {
            **{name: getattr(record, name) for name in RunRecord.__dataclass_fields__},
            "versions": json.dumps(record.versions, ensure_ascii=False),
            "durations": json.dumps(record.durations),
            "started_at": datetime.fromisoformat(record.started_at),
            "finished_at": datetime.fromisoformat(record.finished_at) if record.finished_at else None,
        }
        names = ", ".join(values)
        connection.execute(f"insert into ops.runs ({names}) values ({', '.join('$' + name for name in values)})", values)


def counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Documents, articles and facts of the candidate."""
    documents = _scalar(connection, "select count(*) from core.documents")
    articles = _scalar(connection, "select count(*) from core.articles")
    facts = sum(_scalar(connection, f"select count(*) from {table}") for table in FACT_TABLES)
    return documents, articles, facts


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None) -> int:
    row = connection.execute(sql, parameters or {}).fetchone()
    return int(row[0]) if row else 0


def _register(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.Array]) -> None:
    """Make columns visible to SQL under a name; an earlier table of that name gives way."""
    connection.register(name, pa.table(columns) if columns else pa.table({"path": pa.array([], pa.string())}))

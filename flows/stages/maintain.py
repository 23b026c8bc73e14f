"""The nightly round: old things go, releases are read to the last byte, wasted space is given back, and stale data is noticed.

Each function does one thing and says what it found; none of them changes what readers see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows import warehouse
from flows.releases import Release, Releases
from flows.settings import Settings
from flows.stages import journal
from flows.stages.shards import place_of, store
from flows.warehouse import WarehouseError

_KEEP_SHARDS_DAYS = 14  # a broken-off run that nobody has repeated by then is not repeated
_KEEP_RECORDS = 2000  # a release remembers all runs before it; these files only serve `status` and runs that published nothing
_WASTE = 0.25  # share of a release's file that may be empty before it is worth a copy
_WORTH_BYTES = 50_000_000


class Finding(NamedTuple):
    """One thing looked at: whether all is well, and one line on what was found or done, and for a bad one what to do."""

    what: str
    good: bool
    detail: str


class MaintenanceError(Exception):
    """Something needs a person; the message is one line that says what."""


def retention(settings: Settings) -> list[Finding]:
    """Let old releases, held candidates, forgotten shards and old records go."""
    removed = Releases(settings.data).retain(settings.keep_releases)
    shards = store(place_of(settings)).forget(_KEEP_SHARDS_DAYS)
    records = sorted(settings.journal.glob("*.json"))[:-_KEEP_RECORDS]
    for path in records:
        path.unlink()
    detail = f"{len(removed)} releases and held candidates, {shards} shards, {len(records)} records went"
    return [Finding("retention", True, detail)]


def integrity(settings: Settings) -> list[Finding]:
    """Read every release to the last byte: DuckDB checks each block as it is read, and every table and view must answer."""
    releases = Releases(settings.data)
    found = [_read_through(release) for release in releases.list()]
    if releases.link.is_symlink() and releases.current() is None:
        found.append(Finding("current.duckdb", False, f"leads to {releases.link.readlink()}, which is not there; zhanyi rollback mends it"))
    return found


def _read_through(release: Release) -> Finding:
    what = f"release {release.run_id}"
    try:
        with warehouse.connect(release.path, read_only=True) as connection:
            rows = sum(count for _, count, _ in _contents(connection))
            views = connection.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
            if release.current:
                for schema, view in views:
                    connection.execute(f'select 1 from "{schema}"."{view}" limit 1').fetchall()
    except (duckdb.Error, WarehouseError) as error:
        return Finding(what, False, f"cannot be read whole ({warehouse.first_line(error)}); zhanyi rollback goes back to another")
    return Finding(what, True, f"{rows:,} rows read, {len(views)} views, {release.size:,} bytes{', current' if release.current else ''}")


def _contents(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int, int]]:
    """Every table with its number of rows and the sum of their hashes, which no order changes."""
    tables = connection.execute("select schema_name, table_name from duckdb_tables() where not internal order by all").fetchall()
    out = []
    for schema, table in tables:
        row = connection.execute(f'select count(*), coalesce(sum(hash(t)::hugeint), 0) from "{schema}"."{table}" t').fetchone()
        out.append((f"{schema}.{table}", *(row or (0, 0))))
    return out


def compaction(settings: Settings, worth_bytes: int = _WORTH_BYTES) -> list[Finding]:
    """Write the current release anew if much of its file is empty; the copy takes its place only if it holds the same rows.

    Copies of copies keep the room of replaced documents. The switch is one rename: readers keep the file that they have open.
    """
    release = next((found for found in Releases(settings.data).list() if found.current), None)
    if release is None:
        return [Finding("compaction", True, "there is no release yet")]
    wasted = _wasted(release.path)
    if wasted < worth_bytes or wasted < _WASTE * release.size:
        return [Finding("compaction", True, f"{wasted:,} of {release.size:,} bytes are empty: not worth a copy")]
    compact = settings.data / "candidates" / f"{release.run_id}.compact"
    try:
        same = _copied(release.path, compact)
        if not same:
            return [Finding("compaction", False, f"the copy of release {release.run_id} differs from it; the release stays as it was")]
        compact.chmod(release.path.stat().st_mode)
        compact.replace(release.path)
    finally:
        compact.unlink(missing_ok=True)
    return [Finding("compaction", True, f"{release.size:,} bytes became {release.path.stat().st_size:,}")]


def _wasted(path: Path) -> int:
    with warehouse.connect(path, read_only=True) as connection:
        row = connection.execute("select block_size * free_blocks from pragma_database_size()").fetchone()
    return int(row[0]) if row else 0


def _copied(source: Path, target: Path) -> bool:
    """Copy tables, views, macros and comments into a new file; whether both hold the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with warehouse.connect(target) as connection:
        copy = connection.execute("select current_database()").fetchone()
        warehouse.attach(connection, source, "original")
        connection.execute(f'copy from database original to "{copy[0] if copy else ""}"')
        connection.execute("detach original")
        connection.execute("checkpoint")
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    return _told(source) == _told(target)


def _told(path: Path) -> tuple[object, ...]:
    """All that a release tells: rows, the shapes and comments of tables and columns, views and macros."""
    with warehouse.connect(path, read_only=True) as connection:
        shapes = [
            connection.execute(sql).fetchall()
            for sql in (
                "select schema_name, table_name, comment from duckdb_tables() where not internal order by all",
                "select schema_name, table_name, column_name, data_type, is_nullable, column_default, comment from duckdb_columns() "
                "where not internal order by all",
                "select schema_name, view_name, comment from duckdb_views() where not internal order by all",
                "select schema_name, function_name, parameters, comment from duckdb_functions() where not internal order by all",
                "select schema_name, table_name, constraint_text from duckdb_constraints() order by all",
            )
        ]
        return (*_contents(connection), *map(tuple, shapes))


def freshness(settings: Settings) -> list[Finding]:
    """Whether new documents were loaded within `fresh_hours`; with 0 nobody expects any."""
    if not settings.fresh_hours:
        return [Finding("freshness", True, "no alarm is set (fresh_hours)")]
    loading = [r for r in journal.read_all(settings.journal) if r.outcome == "published" and r.loaded and r.finished_at]
    if not loading:
        return [Finding("freshness", False, "no document was ever loaded")]
    last = datetime.fromisoformat(str(loading[-1].finished_at)).replace(tzinfo=UTC)
    age = datetime.now(UTC) - last
    good = age <= timedelta(hours=settings.fresh_hours)
    detail = f"the last new document was loaded {age.total_seconds() / 3600:.1f} hours ago (limit {settings.fresh_hours:g})"
    return [Finding("freshness", good, detail)]


def markdown(findings: Sequence[Finding]) -> str:
    """The findings for the Prefect UI."""
    bad = sum(not finding.good for finding in findings)
    head = f"# {'All is well' if not bad else f'{bad} findings need a person'}"
    rows = [f"| {'ok' if f.good else '**BAD**'} | {f.what} | {f.detail.replace('|', '¦')} |" for f in findings]
    return "\n".join([head, "", "| | what | found |", "|---|---|---|", *rows])


def raise_for(findings: Sequence[Finding]) -> None:
    """Raise MaintenanceError, naming what is bad, if anything is."""
    bad = [f"{finding.what}: {finding.detail}" for finding in findings if not finding.good]
    if bad:
        raise MaintenanceError("; ".join(bad))

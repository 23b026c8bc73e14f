"""The warehouse: the one place that opens DuckDB. Connections, migrations, views and macros, reference tables.

Directories are arguments: `migrations` is `sql/migrations`, `sql` the folder above it. Releases on disk: flows/releases.py.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import fsspec
import pyarrow as pa

REFERENCE = Path(__file__).parent / "reference"

_Configuration = dict[str, str | bool | int | float | list[str]]

# Nothing is ever fetched: a missing extension is an error at once, on every machine the same.
_OFFLINE: _Configuration = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
# For queries of users: no files, no network, no Python variables, and no way to change that.
_LOCKED: _Configuration = {"enable_external_access": False, "lock_configuration": True, "python_enable_replacements": False}

_NUMBERED = re.compile(r"(\d+)_(\w+)\.sql")
_OWNER_MAY_WRITE = 0o200


class WarehouseError(Exception):
    """The warehouse cannot do what was asked; the message is one line for a person."""


class SqlFile(NamedTuple):
    """A numbered file of SQL: `0001_contract.sql` has number 1 and name `contract`."""

    number: int
    name: str
    path: Path


@contextmanager
def connect(
    path: Path, read_only: bool = False, locked: bool = False, limits: Mapping[str, str | int] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the database file, closed at the end of the block.

    A link (`current.duckdb`) is followed first, so that the block sees one release from beginning to end. `locked` is for queries of
    users: it implies `read_only`, and SQL can reach no file, network or setting. `limits` are settings of DuckDB that bound what queries
    may use (`memory_limit`, `threads`). Raises WarehouseError where the file cannot be opened.
    """
    target = path.resolve()
    reading = read_only or locked
    if reading and not target.is_file():
        raise WarehouseError(f"there is no database at {path}")
    if not reading and target.exists() and not target.stat().st_mode & _OWNER_MAY_WRITE:
        raise WarehouseError(f"{target.name} is a release: it can be read, never written")
    try:
        config = _OFFLINE | (_LOCKED if locked else {}) | dict(limits or {})
        connection = duckdb.connect(str(target), read_only=reading, config=config)
    except duckdb.Error as error:
        raise WarehouseError(f"cannot open {path}: {first_line(error)}") from error
    try:
        if not locked:
            connection.execute("set enable_progress_bar = false")  # which DuckDB draws where it takes the program for a notebook
        yield connection
    finally:
        connection.close()


@contextmanager
def in_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database in memory."""
    connection = duckdb.connect(":memory:", config=_OFFLINE)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def side_by_side(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can only read two databases, as the catalogues `before` and `after`. Raises WarehouseError."""
    with in_memory() as connection:
        for name, path in (("before", before), ("after", after)):
            attach(connection, path, name)
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Let the connection read another database, as the catalogue `name`. Raises WarehouseError."""
    try:
        connection.execute(f"attach {quoted(str(path.resolve()))} as {name} (read_only)")
    except duckdb.Error as error:
        raise WarehouseError(f"cannot open {path}: {first_line(error)}") from error


def quoted(text: str) -> str:
    """The text as a literal of SQL, for the statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def records(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of an answer, each by the names of its columns."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first_line(error: BaseException) -> str:
    """The first line of an error's message, for messages to users."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The block's changes are made together or not at all."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def numbered_files(directory: Path) -> list[SqlFile]:
    """The SQL files of a directory in the order of their numbers.

    Raises WarehouseError for a name without a number and for a number used twice.
    """
    files: dict[int, SqlFile] = {}
    for path in sorted(directory.glob("*.sql")):
        match = _NUMBERED.fullmatch(path.name)
        if match is None:
            raise WarehouseError(f"{path.name}: names of SQL files here are a number, an underscore and a name")
        number = int(match[1])
        if number in files:
            raise WarehouseError(f"{path.name} and {files[number].path.name} have the same number")
        files[number] = SqlFile(number, match[2], path)
    return [files[number] for number in sorted(files)]


def migrate(connection: duckdb.DuckDBPyConnection, migrations: Path) -> list[str]:
    """Bring the stored shape up to date and return the names of the migrations applied now.

    Each migration and its record are one transaction. Raises WarehouseError for a gap in the numbers, for an applied migration whose
    file has changed or is missing, and for a migration that fails (which then leaves nothing behind).
    """
    files = numbered_files(migrations)
    if [file.number for file in files] != list(range(1, len(files) + 1)):
        raise WarehouseError(f"the numbers of the migrations in {migrations} have a gap or do not begin at 1")
    applied = _applied_migrations(connection)
    known = {file.number: hashlib.sha256(file.path.read_bytes()).hexdigest() for file in files}
    for number, (name, checksum) in applied.items():
        if number not in known:
            raise WarehouseError(f"the database has migration {name}, which this program does not know: it was made by a newer one")
        if known[number] != checksum:
            raise WarehouseError(f"migration {name} was changed after it had been applied; write a new migration instead")
    fresh = [file for file in files if file.number not in applied]
    for file in fresh:
        _apply_migration(connection, file, known[file.number])
    return [file.path.stem for file in fresh]


def _applied_migrations(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    exists = connection.execute("select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'migrations'").fetchone()
    if exists is None:
        return {}
    rows = connection.execute("select number, name, sha256 from ops.migrations order by number").fetchall()
    return {number: (name, checksum) for number, name, checksum in rows}


def _apply_migration(connection: duckdb.DuckDBPyConnection, file: SqlFile, checksum: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    try:
        with transaction(connection):
            connection.execute(file.path.read_text(encoding="utf-8"))
            connection.execute("insert into ops.migrations values (?, ?, ?, ?)", [file.number, file.path.stem, checksum, now])
    except duckdb.Error as error:
        raise WarehouseError(f"migration {file.path.stem} failed: {first_line(error)}") from error


def apply_views(connection: duckdb.DuckDBPyConnection, sql: Path) -> list[str]:
    """Create the views of `sql/marts` (in order) and the macros of `sql/macros` anew, in one transaction; returns the views' names.

    A view that has no file any more is dropped. Raises WarehouseError naming the file that fails.
    """
    with transaction(connection):
        return create_views(connection, sql)


def create_views(connection: duckdb.DuckDBPyConnection, sql: Path, leaving_out: tuple[str, ...] = ()) -> list[str]:
    """What `apply_views` does, in the transaction and the catalogue that the connection is in.

    `leaving_out` is how statements begin that this catalogue does not know.
    """
    views = numbered_files(sql / "marts")
    rows = connection.execute(
        "select view_name from duckdb_views() where database_name = current_database() and schema_name = 'mart' and not internal"
    ).fetchall()
    for (name,) in rows:
        connection.execute(f'drop view mart."{name}"')
    for path in [view.path for view in views] + sorted((sql / "macros").glob("*.sql")):
        try:
            for statement in connection.extract_statements(path.read_text(encoding="utf-8")):
                if not statement.query.strip().startswith(leaving_out):
                    connection.execute(statement)
        except duckdb.Error as error:
            raise WarehouseError(f"{path.name} failed: {first_line(error)}") from error
    return [view.name for view in views]


def reach(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Let a connection read and write the storage of a URL by way of fsspec. Raises WarehouseError for unknown storage."""
    protocol, found, _ = place.partition("://")
    if found and protocol != "file" and not connection.filesystem_is_registered(protocol):
        try:
            connection.register_filesystem(fsspec.filesystem(protocol))
        except (ImportError, ValueError) as error:
            raise WarehouseError(f"{place} cannot be reached: {error}") from error


@functools.cache
def shapes(migrations: Path) -> dict[str, pa.Schema]:
    """The Arrow schema of every stored table by full name (`core.articles`), as the migrations make it: the shape of Parquet shards."""
    with in_memory() as connection:
        migrate(connection, migrations)
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by all").fetchall()
        return {name: connection.execute(f"select * from {name}").to_arrow_table().schema for (name,) in names}


def load_reference(connection: duckdb.DuckDBPyConnection, reference: Path = REFERENCE) -> list[str]:
    """Bring `ref.divisions` and `ref.measures` up to date with the reference files; returns the tables that changed."""
    divisions, measures = str(reference / "divisions.parquet"), str(reference / "measures.csv")
    sources = {
        "ref.divisions": ("select code, name, level, parent, first_seen, last_seen from read_parquet($file)", divisions),
        "ref.measures": (
            "select code, name_zh, name_en, oxcgrt, who_phsm, coronanet"
            " from read_csv($file, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', comment = '#')",
            measures,
        ),
    }
    changed = []
    for table, (query, file) in sources.items():
        try:
            if _replace_rows(connection, table, query, file):
                changed.append(table)
        except duckdb.Error as error:
            raise WarehouseError(f"{table} cannot be filled: {first_line(error)}") from error
    return changed


def _replace_rows(connection: duckdb.DuckDBPyConnection, table: str, query: str, file: str) -> bool:
    """Replace the rows of a table by those of the query, only if they differ: an unchanged table adds nothing to the next release."""
    differs = f"select 1 from ((({query}) except all (from {table})) union all ((from {table}) except all ({query}))) limit 1"
    if connection.execute(differs, {"file": file}).fetchone() is None:
        return False
    with transaction(connection):
        connection.execute(f"delete from {table}")
        connection.execute(f"insert into {table} {query}", {"file": file})
    return True

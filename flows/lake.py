"""Releases beyond one file: a DuckLake, whose catalogue is a PostgreSQL database and whose data are Parquet files on shared storage.

A release that passed its audit is published to the lake in one transaction, so readers see all of it or nothing; the releases before it
stay readable at their snapshots. Publishers wait for each other (an advisory lock in PostgreSQL, which goes with its connection); readers
wait for nobody. Only what differs is written: documents by the run that loaded them, small tables row by row.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows import warehouse
from flows.settings import Settings, SettingsError
from flows.warehouse import WarehouseError

_EXTENSIONS = ("postgres_scanner", "ducklake")
_LOCK = 0x7A68616E  # the number of the advisory lock, "zhan"
_SCHEMAS = ("raw", "core", "facts", "ops", "ref")
# Tables whose rows go and come with their document, by the column that leads to it. All others are small, and compared row by row.
_BY_DOCUMENT = ("raw.documents", "core.documents", "core.repairs", "core.articles", "ops.versions")
_BY_ARTICLE = ("core.sentences", "ops.fingerprints")


class Lake(NamedTuple):
    """Where a lake is: the connection string of its catalogue (`postgres:dbname=zhanyi host=db`) and the folder or URL of its data."""

    catalogue: str
    data: str


def of(settings: Settings) -> Lake | None:
    """The lake that releases are published to, if one is set. Raises SettingsError if only half of it is."""
    if settings.lake is None:
        return None
    if settings.lake_data is None:
        raise SettingsError("setting 'lake_data': a lake needs the folder or URL of its files as well as its catalogue")
    return Lake(settings.lake, settings.lake_data)


class Publication(NamedTuple):
    """What publishing did: the lake's snapshot that holds the release, and how many rows were taken out and put in."""

    snapshot: int
    removed: int
    added: int


@contextmanager
def connect(lake: Lake, snapshot: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the lake as a release is read (`from mart.events`); `snapshot`: as it was then. Raises WarehouseError."""
    with warehouse.in_memory() as connection:
        _attach(connection, lake, "read_only" if snapshot is None else f"read_only, snapshot_version {int(snapshot)}")
        connection.execute("use lake")
        yield connection


def publish(release: Path, lake: Lake, sql: Path) -> Publication:
    """Make the lake hold what this release holds, with the views and macros of `sql`.

    Raises WarehouseError; the lake then stays as it was.
    """
    with warehouse.in_memory() as connection:
        file = str(release.resolve()).replace("'", "''")
        try:
            connection.execute(f"attach '{file}' as release (read_only)")
            with _alone(connection, lake):
                _attach(connection, lake, f"data_path '{lake.data.replace(chr(39), chr(39) * 2)}'")
                with warehouse.transaction(connection):
                    removed, added = _bring_up_to_date(connection)
                    _views(connection, sql)
                    connection.execute("call lake.set_commit_message('zhanyi', $release)", {"release": release.resolve().stem})
                snapshot = connection.execute("select max(snapshot_id) from lake.snapshots()").fetchone()
        except duckdb.Error as error:
            raise WarehouseError(f"{release.name} cannot be published to the lake: {_said(error, lake)}") from None
    return Publication(int(snapshot[0]) if snapshot else 0, removed, added)


def _attach(connection: duckdb.DuckDBPyConnection, lake: Lake, options: str) -> None:
    _load_extensions(connection)
    warehouse.reach(connection, lake.data)
    catalogue = lake.catalogue.replace("'", "''")
    try:
        connection.execute(f"attach 'ducklake:{catalogue}' as lake ({options})")
    except duckdb.Error as error:
        raise WarehouseError(f"the lake cannot be opened: {_said(error, lake)}") from None


def _said(error: duckdb.Error, lake: Lake) -> str:
    """What DuckDB says, without the catalogue's address that it quotes: a password may be in it. For the same reason no one chains it."""
    address = _address(lake)
    return warehouse.first_line(error).replace(address.replace("'", "''"), "…").replace(address, "…")


def _address(lake: Lake) -> str:
    """The catalogue's connection string, as PostgreSQL knows it."""
    return lake.catalogue.partition(":")[2]


def _load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extensions from their packages; nothing is fetched. Raises WarehouseError if they are not installed."""
    for name in _EXTENSIONS:
        try:
            package = importlib.import_module(f"duckdb_extension_{name}")
        except ImportError as error:
            raise WarehouseError("a lake needs the extra [lake]: pip install -c constraints.txt '.[lake]'") from error
        folder = Path(package.__path__[0])
        file = next(folder.glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"), None)
        if file is None:
            raise WarehouseError(f"the package of the extension {name} is not made for DuckDB {duckdb.__version__}")
        connection.load_extension(str(file))


@contextmanager
def _alone(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Iterator[None]:
    """Hold the publishers' lock of this catalogue; waits for whoever holds it."""
    _load_extensions(connection)
    guard = connection.cursor()
    address = _address(lake).replace("'", "''")
    guard.execute(f"attach '{address}' as catalogue (type postgres, read_only)")
    guard.execute("begin transaction")
    guard.execute(f"from postgres_query('catalogue', 'select 1 from (select pg_advisory_xact_lock({_LOCK})) as held')").fetchall()
    try:
        yield
    finally:
        guard.execute("rollback")
        guard.close()


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Bring every table of the lake to the release's state; returns how many rows went and came."""
    tables = _tables(connection, "release")
    for schema in _SCHEMAS:
        connection.execute(f"create schema if not exists lake.{schema}")
    there = _tables(connection, "lake")
    for table in there.keys() - tables.keys():
        connection.execute(f"drop table lake.{table}")
    for table, columns in tables.items():
        if there.get(table) != columns:
            _create(connection, table)
    _note_documents(connection)
    removed = added = 0
    for table in tables:
        out, back = _update(connection, table)
        removed, added = removed + out, added + back
    return removed, added


def _tables(connection: duckdb.DuckDBPyConnection, catalogue: str) -> dict[str, list[tuple[str, str]]]:
    """The stored tables of a catalogue by full name, with their columns and types."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name, list((column_name, data_type) order by column_index)
        from duckdb_columns()
        where database_name = $catalogue and list_contains($schemas, schema_name)
            and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables() where database_name = $catalogue)
        group by all order by all
        """,
        {"catalogue": catalogue, "schemas": list(_SCHEMAS)},
    ).fetchall()
    return dict(rows)


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make an empty table of the release's shape, with its comments, in place of one of another shape."""
    connection.execute(f"drop table if exists lake.{table}")
    connection.execute(f"create table lake.{table} as from release.{table} limit 0")
    schema, name = table.split(".")
    given = {"schema": schema, "name": name}
    comment = connection.execute(
        "select comment from duckdb_tables() where database_name = 'release' and schema_name = $schema and table_name = $name", given
    ).fetchone()
    columns = connection.execute(
        "select column_name, comment from duckdb_columns()"
        " where database_name = 'release' and schema_name = $schema and table_name = $name",
        given,
    ).fetchall()
    if comment and comment[0]:
        connection.execute(f"comment on table lake.{table} is {_literal(comment[0])}")
    for column, meaning in columns:
        if meaning:
            connection.execute(f'comment on column lake.{table}."{column}" is {_literal(meaning)}')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# What tells whether a document is the same in both: the run that loaded it, and what later runs may change without reading it again.
_STATE = """
    select documents.document_id, documents.run_id, documents.loaded_at, documents.file_name, articles.marks
    from {0}.raw.documents as documents
    left join (
        select document_id, string_agg(coalesce(duplicate_of, '-'), ' ' order by seq) as marks from {0}.core.articles group by document_id
    ) as articles using (document_id)
"""


def _note_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Documents that the lake must lose and get: those that are not the same in both."""
    for name, here, other in (("leaving", "lake", "release"), ("coming", "release", "lake")):
        connection.execute(
            f"create or replace temp table {name} as select document_id from ({_STATE.format(here)} except {_STATE.format(other)})"
        )
        connection.execute(
            f"create or replace temp table {name}_articles as"
            f" select article_id from {here}.core.articles semi join {name} using (document_id)"
        )


def _update(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Bring one table of the lake up to date; returns how many rows went and came."""
    if connection.execute(f"select 1 from lake.{table} limit 1").fetchone() is None:
        return 0, _changed(connection, f"insert into lake.{table} from release.{table}")
    for tables, key, suffix in ((_BY_DOCUMENT, "document_id", ""), (_of_article(connection), "article_id", "_articles")):
        if table in tables:
            removed = f"delete from lake.{table} where {key} in (select {key} from leaving{suffix})"
            added = f"insert into lake.{table} from release.{table} where {key} in (select {key} from coming{suffix})"
            return _changed(connection, removed), _changed(connection, added)
    connection.execute(f"create or replace temp table gone as select distinct * from (from lake.{table} except all from release.{table})")
    same = " and ".join(f'old."{column}" is not distinct from gone."{column}"' for column in _columns(connection, "gone"))
    removed = f"delete from lake.{table} as old using gone where {same}"
    added = (
        f"insert into lake.{table} (from release.{table} except all from lake.{table})"  # equal rows left together; some may be due back
    )
    return _changed(connection, removed), _changed(connection, added)


def _of_article(connection: duckdb.DuckDBPyConnection) -> Sequence[str]:
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'release' and schema_name = 'facts'"
    ).fetchall()
    return (*_BY_ARTICLE, *(row[0] for row in rows))


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {relation}").fetchall()]


def _changed(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _views(connection: duckdb.DuckDBPyConnection, sql: Path) -> None:
    """The views and macros of a release, in the lake; DuckLake keeps comments on views, but not on their columns, nor on macros."""
    connection.execute("create schema if not exists lake.mart")
    connection.execute("use lake")
    warehouse.create_views(connection, sql, leaving_out=("comment on column", "comment on macro"))
    connection.execute("use memory")

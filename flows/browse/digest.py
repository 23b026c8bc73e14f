"""The digest of a release: what the pages show, in a folder of its own, made once when a release is first seen.

DuckDB computes it (digest.sql); what is read is a copy in SQLite, `digest.sqlite`, with indexes for what pages ask for. A page asks some
twenty times for a few rows each, and SQLite finds those in a twentieth of the time: DuckDB is made to read columns from end to end, and to
give one text it unpacks the two thousand beside it. Texts are packed by zlib, which makes them half as large.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from flows import warehouse
from flows.browse import postings
from flows.warehouse import WarehouseError

_STATEMENTS = Path(__file__).parent / "digest.sql"
_INDEXES = Path(__file__).parent / "digest_indexes.sql"
# It is made while the release before it is shown, so it takes one core; what does not fit into memory is written beside the digest.
_LIMITS: dict[str, str | int] = {"memory_limit": "2GB", "threads": 1, "preserve_insertion_order": "true"}
_FILE = "digest.sqlite"
_ROWS_AT_ONCE = 10_000
_TEXTS_AT_ONCE = 500
_REPAIRS_AT_ONCE = 122_880  # rows of one of DuckDB's row groups
_REPAIRS = """
    select document_id, encode(to_json(list(repairs order by seq))::varchar)
    from (
        select
            document_id,
            seq,
            {'seq': seq, 'kind': kind, 'raw_start': raw_start, 'raw_end': raw_end, 'before': before, 'after': after} as repairs
        from release.core.repairs
        where rowid between $first and $last
    ) as stretch
    group by document_id
"""
_FAST = 1  # level of zlib: a digest is made while pages wait for it
# How a type of DuckDB is declared in SQLite, and what makes a value of it one that SQLite can hold.
_KINDS = {
    "DATE": ("DAY", "{}::varchar"),
    "TIMESTAMP": ("MOMENT", "{}::varchar"),
    "BOOLEAN": ("YESNO", "{}::tinyint"),
    "DOUBLE": ("REAL", "{}"),
    "INTEGER": ("INTEGER", "{}"),
    "BIGINT": ("INTEGER", "{}"),
    "BLOB": ("PACKED", "{}"),
}
_LISTED = ("LISTED", "to_json({})::varchar")
_TEXT = ("TEXT", "{}::varchar")

sqlite3.register_converter("DAY", lambda value: date.fromisoformat(value.decode()))
sqlite3.register_converter("MOMENT", lambda value: datetime.fromisoformat(value.decode()))
sqlite3.register_converter("YESNO", lambda value: value == b"1")
sqlite3.register_converter("LISTED", json.loads)
sqlite3.register_converter("PACKED", lambda value: zlib.decompress(value).decode())


def make(release: Path, folder: Path) -> None:
    """Write the digest of the release file into an empty folder. Raises WarehouseError for a release of another shape."""
    computed = folder / "digest.duckdb"
    with warehouse.connect(computed, limits=_LIMITS) as connection:
        try:
            warehouse.attach(connection, release, "release")
            connection.execute("use release")
            connection.execute(_STATEMENTS.read_text(encoding="utf-8"))
            _copy(connection, folder / _FILE)
            postings.make(_texts(connection), folder)
        except duckdb.Error as error:
            raise WarehouseError(f"{release.name} cannot be shown: {warehouse.first_line(error)}") from error
    computed.unlink()


class Beside:
    """Makes digests in a process of their own that gives way to others, so that the pages go on answering; it can be ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def make(self, release: Path, folder: Path) -> None:
        """As the function `make`. Raises WarehouseError too if it is ended."""
        command = [sys.executable, "-m", "flows.browse.digest", str(release), str(folder)]
        with self._lock:
            if self._ended:
                raise WarehouseError("ended")
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        with self._process as process:
            said = process.communicate()[1].strip().splitlines()
        if process.returncode != 0:
            raise WarehouseError(said[-1] if said else f"{release.name} cannot be shown: its digest was not finished")

    def end(self) -> None:
        """End what is being made; nothing is made from then on."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.terminate()


def connect(folder: Path) -> sqlite3.Connection:
    """A connection that reads the digest in the folder; one thread at a time may use it."""
    connection = sqlite3.connect(
        f"{(folder / _FILE).as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False, detect_types=sqlite3.PARSE_DECLTYPES
    )
    connection.execute("pragma query_only = true")
    return connection


def _copy(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Every table and view of the digest, in the order of its rows, and the indexes."""
    tables = connection.execute(
        "select table_name, list(struct_pack(name := column_name, type := data_type) order by column_index)"
        " from duckdb_columns() where database_name = 'digest' and schema_name = 'main' group by table_name order by table_name"
    ).fetchall()
    with closing(sqlite3.connect(target, isolation_level=None)) as digest:
        # Nothing is lost with a digest that was not finished: it is made anew.
        digest.execute("pragma journal_mode = off")
        digest.execute("pragma synchronous = off")
        digest.execute("begin")
        for table, columns in tables:
            kinds = [(column["name"], *_kind(column["type"])) for column in columns]
            declarations = ", ".join(f'"{name}" {declared}' for name, declared, _ in kinds)
            digest.execute(f"create table {table} ({declarations})")
            shown = ", ".join(taken.format(f'"{name}"') for name, _, taken in kinds)
            cursor = connection.execute(f"select {shown} from digest.main.{table}")
            packed = {number for number, (_, declared, _) in enumerate(kinds) if declared == "PACKED"}
            marks = ", ".join("?" * len(kinds))
            while rows := cursor.fetchmany(_TEXTS_AT_ONCE if packed else _ROWS_AT_ONCE):
                digest.executemany(f"insert into {table} values ({marks})", [_packed(row, packed) for row in rows] if packed else rows)
        _copy_repairs(connection, digest)
        digest.execute("commit")
        digest.executescript(_INDEXES.read_text(encoding="utf-8"))


def _copy_repairs(connection: duckdb.DuckDBPyConnection, digest: sqlite3.Connection) -> None:
    """The repairs as packed JSON: of each document one list, or several where its repairs do not lie side by side in the release.

    They are by far the most rows; taken stretch by stretch they need no more memory than one of these.
    """
    digest.execute("create table logs (document_id TEXT, repairs PACKED)")
    last = connection.execute("select coalesce(max(rowid), -1) from release.core.repairs").fetchall()[0][0]
    for first in range(0, last + 1, _REPAIRS_AT_ONCE):
        rows = connection.execute(_REPAIRS, {"first": first, "last": first + _REPAIRS_AT_ONCE - 1}).fetchall()
        digest.executemany("insert into logs values (?, ?)", [_packed(row, {1}) for row in rows])


def _packed(row: Sequence[Any], columns: set[int]) -> list[Any]:
    return [zlib.compress(value, _FAST) if number in columns else value for number, value in enumerate(row)]


def _kind(name: str) -> tuple[str, str]:
    if name.endswith("[]"):
        return _LISTED
    return ("REAL", "{}::double") if name.startswith("DECIMAL") else _KINDS.get(name, _TEXT)


def _texts(connection: duckdb.DuckDBPyConnection) -> Iterator[Sequence[tuple[str, str]]]:
    """Headlines and bodies of the original articles, a part of them at a time, in the order of the articles' numbers for the search."""
    cursor = connection.execute("select coalesce(headline, ''), body from core.articles where duplicate_of is null order by articles.rowid")
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield rows


def _main() -> None:
    """What `Beside` runs: a release and a folder in, a digest or one line of error out."""
    if hasattr(os, "nice"):
        os.nice(15)
    try:
        make(Path(sys.argv[1]), Path(sys.argv[2]))
    except (WarehouseError, OSError) as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    _main()

"""The SQL room on a real DuckDB: rows in, rows out.

`tests/sql/NAME/CASE.yaml` is a case of the view or macro NAME. `given` holds rows by table, `expect` the rows that must come out of
`mart.NAME` (or of `query`): all of them, in any order unless `ordered` is set, compared in the columns that the expected rows name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows import warehouse
from tests.sql import canonical_macro

HERE = Path(__file__).parent
SQL = HERE.parents[1] / "sql"
CASES = sorted(HERE.glob("*/*.yaml"))
VIEWS = [file.name for file in warehouse.numbered_files(SQL / "marts")]
MACROS = [path.stem for path in sorted((SQL / "macros").glob("*.sql"))]

EMPTY: dict[str, Any] = {"VARCHAR": "", "INTEGER": 0, "BIGINT": 0, "DOUBLE": 0.0, "BOOLEAN": False, "VARCHAR[]": [], "BLOB": b""}


@cache
def _world() -> dict[str, Any]:
    world: dict[str, Any] = yaml.safe_load((HERE / "world.yaml").read_text(encoding="utf-8"))
    return world


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse without rows; each test works in a transaction that is rolled back."""
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, SQL / "migrations")
        warehouse.apply_views(connection, SQL)
        yield connection


@pytest.mark.parametrize("path", CASES, ids=[f"{path.parent.name}/{path.stem}" for path in CASES])
def test_case(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    database.execute("begin transaction")
    try:
        for table, rows in [*_world()["rows"].items(), *case["given"].items()]:
            for row in rows:
                _insert(database, table, row)
        found = _records(database, case.get("query", f"from mart.{path.parent.name}"))
    finally:
        database.execute("rollback")
    expected = case["expect"]
    names = list(expected[0]) if expected else []
    assert all(list(row) == names for row in expected), "all expected rows name the same columns"
    seen = [{name: _plain(row[name]) for name in names} for row in found]
    wanted = [{name: _plain(value) for name, value in row.items()} for row in expected]
    if not case.get("ordered"):
        seen, wanted = sorted(seen, key=repr), sorted(wanted, key=repr)
    assert seen == wanted


@cache
def _required(database: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    schema, name = table.split(".")
    rows = database.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = ? and table_name = ? and not is_nullable", [schema, name]
    ).fetchall()
    return dict(rows)


def _insert(database: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    required = {name: EMPTY[kind] for name, kind in _required(database, table).items() if kind in EMPTY}
    values = {**required, **_world()["defaults"].get(table, {}), **row}
    places = ", ".join("?" * len(values))
    database.execute(f"insert into {table} ({', '.join(values)}) values ({places})", list(values.values()))


def _records(database: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = database.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _plain(value: Any) -> Any:
    """A value as YAML writes it: decimals as numbers."""
    return float(value) if hasattr(value, "as_tuple") else value


@pytest.mark.parametrize("name", VIEWS + MACROS)
def test_every_view_and_macro_has_a_case(name: str) -> None:
    assert list((HERE / name).glob("*.yaml"))


def test_every_case_belongs_to_a_view_or_macro() -> None:
    assert {path.parent.name for path in CASES} == set(VIEWS) | set(MACROS)


def test_every_table_view_and_column_says_what_it_means(database: duckdb.DuckDBPyConnection) -> None:
    silent = database.execute(
        """
        select schema_name || '.' || table_name || '.' || column_name from duckdb_columns() where not internal and comment is null
        union all
        select schema_name || '.' || table_name from duckdb_tables() where not internal and comment is null
        union all
        select schema_name || '.' || view_name from duckdb_views() where not internal and comment is null
        """
    ).fetchall()
    assert silent == []


@pytest.mark.parametrize("path", sorted((SQL / "marts").glob("*.sql")), ids=lambda path: path.stem)
def test_every_view_file_states_grain_and_sources(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("-- Grain: ")
    assert lines[1].startswith("-- Sources: ")


def test_the_macro_for_words_has_the_table_of_the_text_room() -> None:
    assert canonical_macro.FILE.read_text(encoding="utf-8") == canonical_macro.text(), "python -m tests.sql.canonical_macro writes it"

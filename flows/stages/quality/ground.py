"""The ground that expectations stand on: what a connection must know before their queries can run.

That are DuckDB variables for the run, temporary tables of what the program itself knows (the contract's columns, surnames), and the views
of `expectations/helpers/`. All are temporary: nothing of it stays in a release.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from flows import warehouse
from flows.reference import vocabulary
from flows.settings import shipped
from flows.stages.expectations import QueryRule, ShareRule, helpers

PARAMETERS = ("run_id", "window_start", "window_end", "max_lost_share")
_PARAMETER = re.compile(r"\$(\w+)")
# A query that names `$part` and `$parts` runs once for each part of the release, chosen by a hash, so that what it must hold at a time does
# not grow with the release. A part has about so many bytes of files: of news some 80,000 articles with 1,200,000 facts; every query goes
# into 400 MB with them.
BYTES_OF_A_PART = 300_000_000
_COLUMNS = """
    select schema_name || '.' || table_name as relation, column_name, data_type, is_nullable from duckdb_columns()
    where not internal and schema_name in ('raw', 'core', 'facts', 'ref', 'mart', 'ops')
"""


def lay(connection: duckdb.DuckDBPyConnection, folder: Path, parameters: Mapping[str, Any]) -> None:
    """Make everything that queries of `folder` may use. A helper that cannot be made is left out: the queries that need it will fail."""
    for name in PARAMETERS:
        if name in parameters:
            connection.execute(f"set variable {name} = $value", {"value": str(parameters[name])})
    _register(connection, "contract", _contract(shipped("sql")))
    _register(connection, "surnames", pa.table({"surname": pa.array(sorted(set(vocabulary.words("surnames"))), pa.string())}))
    for name, sql in helpers(folder).items():
        connection.execute(f'drop view if exists temp."{name}"')
        try:
            connection.execute(f'create temp view "{name}" as\n{sql}')
        except duckdb.Error:
            continue  # a table of the candidate is missing or of another shape: every query on this view cannot run, and so has failed


def _register(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """A temporary table (not a view on Arrow, which a view of `helpers` could not use after a rollback)."""
    connection.register("given_rows", rows)
    connection.execute(f'create or replace temp table "{name}" as from given_rows')
    connection.unregister("given_rows")


@functools.cache
def _contract(sql: Path) -> pa.Table:
    """Every column of every table and view as migrations and marts make them."""
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, sql / "migrations")
        warehouse.apply_views(connection, sql)
        return connection.execute(_COLUMNS).to_arrow_table()


def rows(
    connection: duckdb.DuckDBPyConnection, rule: QueryRule | ShareRule, parameters: Mapping[str, Any], limit: int | None = None
) -> list[dict[str, Any]]:
    """The rows that the rule's query gives, at most `limit`. Raises duckdb.Error if it cannot run."""
    named = set(_PARAMETER.findall(rule.sql))
    used = {name: parameters[name] for name in named if name in parameters}
    body = rule.sql.rstrip().rstrip(";")
    found: list[dict[str, Any]] = []
    for part in _parts(connection) if "part" in named else [{}]:
        rest = f" limit {limit - len(found)}" if limit else ""
        found += warehouse.records(connection.execute(f"select * from (\n{body}\n){rest}" if rest else body, used | part))
        if limit and len(found) >= limit:
            break
    return found


def _parts(connection: duckdb.DuckDBPyConnection) -> list[dict[str, int]]:
    size = connection.execute("select coalesce(sum(bytes), 0)::bigint from raw.documents").fetchall()[0][0]
    parts = 1 + size // BYTES_OF_A_PART
    return [{"part": part, "parts": parts} for part in range(parts)]

"""Verbs that ask the current release: query, tour."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import console
from flows.commands.common import Data, current_release, fail
from flows.questions import questions
from flows.settings import load

_OPENING = """\
The release is one DuckDB file (DuckDB 1.5 or newer). Open it read-only; a new release does not disturb who has this one open.

DuckDB command line   duckdb -readonly '{path}'
                      then: from mart.events limit 5;   from search('口罩 捐赠');   .help
Python                import duckdb
                      duckdb.connect("{path}", read_only=True).sql("from mart.events").df()
R                     library(duckdb)
                      con <- dbConnect(duckdb("{path}", read_only = TRUE))
                      dbGetQuery(con, "from mart.events")
DBeaver               new connection, DuckDB, path {path},
                      then on the page "Driver properties": duckdb.read_only = true

Every table and column says what it means: select table_name, column_name, comment from duckdb_columns();"""


def query(
    sql: Annotated[str | None, typer.Argument(metavar="SQL", help='For example "from mart.events limit 5".')] = None,
    data: Data = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, every row.")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects, every row.")] = False,
    limit: Annotated[int, typer.Option(help="How many rows the table shows.", min=1)] = 100,
    opened: Annotated[bool, typer.Option("--open", help="Say how other programs open the current release, and ask nothing.")] = False,
) -> None:
    """Ask the current release in SQL. Nothing can be written, and no other file can be read.

    Example:  zhanyi query "select * from mart.daily_activity limit 10"
    """
    if opened:
        print(_OPENING.format(path=current_release(load(data=data))))
        return
    if sql is None or not sql.strip():
        fail('give a query, for example: zhanyi query "from mart.events limit 5" (or --open for other programs)')
    if csv and json:
        fail("choose one of --csv and --json")
    console.answer(current_release(load(data=data)), sql, form="csv" if csv else "json" if json else "table", limit=limit)


def tour(data: Data = None) -> None:
    """Example questions, their SQL, and what the current release answers."""
    current = current_release(load(data=data))
    for words, sql in questions():
        print(f"\n{words}\n\n{sql}\n")
        console.answer(current, sql, form="table", limit=10)

"""Verbs that ask the current release: query, tour."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import console
from flows.commands.common import Data, current_release, fail
from flows.settings import load, shipped


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help='For example "from mart.events limit 5".')],
    data: Data = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, every row.")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects, every row.")] = False,
    limit: Annotated[int, typer.Option(help="How many rows the table shows.")] = 100,
) -> None:
    """Ask the current release in SQL. Nothing can be written, and no other file can be read.

    Example:  zhanyi query "select * from mart.daily_activity limit 10"
    """
    if csv and json:
        fail("choose one of --csv and --json")
    console.answer(current_release(load(data=data)), sql, form="csv" if csv else "json" if json else "table", limit=limit)


def tour(data: Data = None) -> None:
    """Example questions, their SQL, and what the current release answers."""
    settings = load(data=data)
    current = current_release(settings)
    for path in sorted((shipped("sql") / "tour").glob("*.sql")):
        comment, _, sql = path.read_text(encoding="utf-8").partition("\n")
        print(f"\n{comment.removeprefix('-- ')}\n\n{sql.strip()}\n")
        console.answer(current, sql, form="table", limit=10)

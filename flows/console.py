"""What the command line shows: tables, answers to queries, and how a run goes on."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import duckdb
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows import warehouse
from flows.progress import Listener, Step
from flows.warehouse import WarehouseError

_CHUNK = 10_000
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NARROW = 100  # columns of a pipe, where no terminal says how wide it is


def printable(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of reading: these are written as escapes."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows as a table. Values are shown as they are, never read as markup."""
    console = Console() if sys.stdout.isatty() else Console(width=max(_NARROW, Console().width))
    shown = Table(header_style="bold", show_edge=False)
    for name in names:
        shown.add_column(Text(name))
    for row in rows:
        shown.add_row(*(Text("" if value is None else printable(str(value))) for value in row))
    console.print(shown)


def answer(database: Path, sql: str, form: Literal["table", "csv", "json"], limit: int) -> None:
    """Print the answer of a read-only query. Raises WarehouseError with DuckDB's message for a query that cannot run."""
    with warehouse.connect(database, locked=True) as connection:
        try:
            cursor = connection.execute(sql)
            if cursor is None:  # of a text without a statement, whatever DuckDB's annotations say
                raise WarehouseError("the query holds nothing but space and comments")
            names = [column[0] for column in cursor.description or []]
            if form == "table":
                rows = cursor.fetchmany(limit + 1)
                table(names, rows[:limit])
                print(f"({limit} rows shown; --limit shows more, --csv and --json all)" if len(rows) > limit else f"({len(rows)} rows)")
            elif form == "csv":
                _as_csv(names, cursor)
            else:
                _as_json(names, cursor)
        except duckdb.Error as error:
            raise WarehouseError(f"the query cannot run: {' '.join(str(error).split())}") from error


def _as_csv(names: Sequence[str], cursor: duckdb.DuckDBPyConnection) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    while rows := cursor.fetchmany(_CHUNK):
        writer.writerows(rows)


def _as_json(names: Sequence[str], cursor: duckdb.DuckDBPyConnection) -> None:
    separator = "[\n"
    while rows := cursor.fetchmany(_CHUNK):
        for row in rows:
            print(separator + json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str), end="")
            separator = ",\n"
    print("[]" if separator == "[\n" else "\n]")


@contextmanager
def watching(console: Console, bar_allowed: bool = True) -> Iterator[Listener]:
    """A listener that shows a run's progress: a moving bar on a terminal, a line per stage elsewhere and where a question may come."""
    if not (console.is_terminal and bar_allowed):
        yield _plain_lines(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, description=f"{step.stage} {step.note}", completed=step.done, total=step.total)


def _plain_lines(console: Console) -> Listener:
    told: set[str] = set()

    def tell(step: Step) -> None:
        if step.stage not in told:
            told.add(step.stage)
            console.print(f"{step.stage}: {step.note}", markup=False, highlight=False)

    return tell

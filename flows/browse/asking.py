"""Queries of readers: one reading statement, bounded in time and rows, over a release that SQL cannot leave."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from flows.browse.reading import Opened

SECONDS = 10.0
PAGE_ROWS = 100
MOST_ROWS = 10_000  # on pages
MOST_DOWNLOADED = 200_000
_LONGEST_SQL = 20_000
_LONGEST_CELL = 400
_AT_ONCE = threading.BoundedSemaphore(2)  # two cores; more queries at once would only make each other late
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


class QueryError(Exception):
    """The query is not answered; the message is for the reader."""


@dataclass(slots=True)
class Answer:
    """One page of an answer: column names, rows as text (numbers are marked), and whether there are more."""

    names: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, bool]]] = field(default_factory=list)
    more: bool = False
    cut: bool = False
    seconds: float = 0.0


def answer(opened: Opened, sql: str, page: int = 1) -> Answer:
    """One page of the answer to a reader's query. Raises QueryError with DuckDB's message for a query that cannot run."""
    begun = time.monotonic()
    with _running(opened, sql) as cursor:
        names = [column[0] for column in cursor.description or []]
        for _ in range(page - 1):
            cursor.fetchmany(PAGE_ROWS)
        found = cursor.fetchmany(PAGE_ROWS + 1)
    rows = [[(_cell(value), isinstance(value, int | float) and not isinstance(value, bool)) for value in row] for row in found[:PAGE_ROWS]]
    more = len(found) > PAGE_ROWS
    last = page * PAGE_ROWS >= MOST_ROWS
    return Answer(names, rows, more and not last, more and last, time.monotonic() - begun)


def download(opened: Opened, sql: str, form: str) -> bytes:
    """The answer as a file, `csv` or `parquet`, up to MOST_DOWNLOADED rows. Raises QueryError."""
    with _running(opened, sql) as cursor:
        kept: list[pa.RecordBatch] = []
        reader = cursor.to_arrow_reader(20_000)
        count = 0
        for batch in reader:
            kept.append(batch.slice(0, MOST_DOWNLOADED - count))
            count += kept[-1].num_rows
            if count >= MOST_DOWNLOADED:
                break
        table = pa.Table.from_batches(kept, schema=reader.schema)
    sink = io.BytesIO()
    if form == "parquet":
        pa.parquet.write_table(table, sink, compression="zstd")
    else:
        pa.csv.write_csv(_flat(table), sink)
    return sink.getvalue()


def _flat(table: pa.Table) -> pa.Table:
    """Lists and the like as text: a cell of CSV holds nothing else."""
    for number, column in enumerate(table.schema):
        if pa.types.is_nested(column.type):
            values = [None if value is None else str(value) for value in table.column(number).to_pylist()]
            table = table.set_column(number, column.name, pa.array(values, pa.string()))
    return table


@contextmanager
def _running(opened: Opened, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Execute the query; the block fetches from it. After SECONDS it is interrupted, wherever it is."""
    statement = _checked(sql)
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise QueryError("other queries are running; try again in a moment")
    try:
        with closing(opened.cursor()) as cursor:
            late = threading.Event()

            def stop() -> None:
                late.set()
                cursor.interrupt()

            timer = threading.Timer(SECONDS, stop)
            timer.start()
            try:
                cursor.execute(statement)
                yield cursor
            except duckdb.Error as error:
                raise QueryError(f"stopped after {SECONDS:g} seconds; ask for less" if late.is_set() else str(error).strip()) from error
            finally:
                timer.cancel()
    finally:
        _AT_ONCE.release()


def _checked(sql: str) -> duckdb.Statement:
    if len(sql) > _LONGEST_SQL:
        raise QueryError(f"a query has at most {_LONGEST_SQL:,} characters")
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(str(error).strip()) from error
    if len(statements) != 1:
        raise QueryError("one statement at a time")
    if statements[0].type not in _READING:
        raise QueryError("only reading statements: select, from, with, explain, describe, summarize")
    return statements[0]


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"

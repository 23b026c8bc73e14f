"""The rows that a run adds to a table, as data frames for Great Expectations: only the columns it looks at, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pandas as pd

from flows.stages.expectations import TableRule

# Rows of one frame. A frame of 100,000 rows and six columns of text takes some 60 MB; uniqueness over all rows is a query's business.
PIECE = 100_000
_NAMING = ("column", "column_A", "column_B")


def added_rows(connection: duckdb.DuckDBPyConnection, rules: Sequence[TableRule], run_id: str) -> Iterator[pd.DataFrame]:
    """The rows that the run adds to the table of these rules, in frames of at most PIECE rows (one empty frame if there are none).

    Columns are those the rules name; one that the table lacks is left out, so that the rule that names it cannot run. Raises duckdb.Error
    if the table is missing.
    """
    relation = rules[0].relation
    present = [row[0] for row in connection.execute(f"describe {relation}").fetchall()]
    wanted = {name for rule in rules for name in _columns(rule)}
    kept = [name for name in present if name in wanted] or present[:1]
    fresh = _fresh(present)
    sql = f"select {', '.join(kept)} from {relation} {fresh}"
    reader = connection.execute(sql, {"run": run_id} if fresh else {}).to_arrow_reader(PIECE)
    found = False
    for batch in reader:
        found = True
        yield batch.to_pandas()
    if not found:
        yield pd.DataFrame({name: pd.Series(dtype="object") for name in kept})


def _columns(rule: TableRule) -> list[str]:
    return [rule.arguments[key] for key in _NAMING if key in rule.arguments] + list(rule.arguments.get("column_list", []))


def _fresh(columns: Sequence[str]) -> str:
    """The condition for rows of this run: those that are of no document whose rows an earlier run made (a row of none at all is looked at
    too), or stamped with the run; empty for tables without either."""
    earlier = "select document_id from ops.versions where run_id <> $run"
    if "document_id" in columns:
        return f"where coalesce(document_id, '') not in ({earlier})"
    if "article_id" in columns:
        return f"where coalesce(article_id, '') not in (select article_id from core.articles where document_id in ({earlier}))"
    return "where run_id = $run" if "run_id" in columns else ""

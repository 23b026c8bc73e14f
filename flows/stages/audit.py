"""Stage 4: may this candidate be published? The only importer of Great Expectations.

What must be true stands in the folder `expectations/`: one YAML file per table (`tables/`), checked on the rows that the run adds, and one
query for bad rows per rule (`queries/`), checked on the whole candidate. A document that breaks a rule of severity `reject` leaves the
candidate with a reason; a failed `critical` check holds the candidate back; a `warning` is told and recorded. A check that raised, or that
did not run, has failed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import great_expectations as gx
import pandas as pd
import pyarrow as pa

from flows import progress
from flows.stages import load
from flows.stages.expectations import Check, ExpectationsError, QueryRule, TableRule, query_rules, table_rules
from flows.stages.journal import now

_PARAMETER = re.compile(r"\$(\w+)")
EXAMPLES = 5
# Texts that no expectation looks into; left out of the data frames, because they are most of the bytes.
_HEAVY = ("raw_text", "body", "tokens", "signature")


class Rejected(NamedTuple):
    """What the audit took out: rule and detail by document, and how many of this run's inputs that costs (new and known before)."""

    documents: dict[str, tuple[str, str]]
    loaded: int
    unchanged: int


def reject_documents(connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str, parameters: Mapping[str, Any]) -> Rejected:
    """Take documents that break a rule of severity `reject` out of the candidate.

    Their places move from `raw.sightings` to `raw.rejects`, and their files are marked so that they are read again under other rules.
    """
    broken: dict[str, tuple[str, str]] = {}
    for rule in (rule for rule in query_rules(folder) if rule.severity == "reject"):
        try:
            for row in _rows(connection, rule, parameters, limit=None):
                broken.setdefault(row["document_id"], (f"rule:{rule.name}", _one_line(row)))
        except duckdb.Error:
            continue  # the audit runs the rule again, and holds the candidate back because it cannot run
    loaded, unchanged = _move_to_rejects(connection, run_id, broken) if broken else (0, 0)
    return Rejected(broken, loaded, unchanged)


def _move_to_rejects(connection: duckdb.DuckDBPyConnection, run_id: str, broken: Mapping[str, tuple[str, str]]) -> tuple[int, int]:
    """Returns how many places of new and of known documents this run had seen; places of other inboxes keep the run that saw them."""
    reasons = {
        "document_id": pa.array(broken, pa.string()),
        "reason": pa.array([reason for reason, _ in broken.values()], pa.string()),
        "detail": pa.array([detail for _, detail in broken.values()], pa.string()),
    }
    connection.register("broken", pa.table(reasons))
    connection.execute("begin transaction")
    connection.execute(
        """
        create or replace temp table fallen as
        select path, line, sha256, reason, detail, last_run_id, documents.run_id as loaded_by
        from raw.sightings join raw.documents as documents using (document_id) join broken using (document_id) where not gone
        """
    )
    connection.execute(
        "insert into raw.rejects by name select path, line, sha256, 'audit' as stage, reason, detail, last_run_id as run_id from fallen"
    )
    connection.execute(
        """
        update ops.files set rejected = rejected + held.places
        from (select path, count(*) as places from fallen group by path) as held where held.path = ops.files.path
        """
    )
    connection.execute("delete from raw.sightings where document_id in (select document_id from broken)")
    load.remove_documents(connection, list(broken))
    connection.execute("commit")
    counted = connection.execute(
        "select count(*) filter (loaded_by = $run), count(*) filter (loaded_by <> $run) from fallen where last_run_id = $run",
        {"run": run_id},
    ).fetchone()
    return counted or (0, 0)


def audit(connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str, parameters: Mapping[str, Any]) -> list[Check]:
    """Run every check on the candidate and record the results in `ops.checks`. Raises ExpectationsError for unusable files."""
    checks = [*_check_tables(connection, table_rules(folder), run_id), *check_queries(connection, query_rules(folder), parameters)]
    for check in checks:
        values = [run_id, check.name, check.relation, check.severity, check.success, check.observed, check.expected, check.because]
        examples = json.dumps(list(check.examples), ensure_ascii=False, default=str)
        connection.execute("insert into ops.checks values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*values, examples, now()])
    return checks


def _check_tables(connection: duckdb.DuckDBPyConnection, rules: Sequence[TableRule], run_id: str) -> Iterator[Check]:
    judge = _Judge()
    relations = sorted({rule.relation for rule in rules})
    for done, relation in enumerate(relations):
        progress.step("audit", done, len(relations) + 1, relation)
        mine = [rule for rule in rules if rule.relation == relation]
        suite = [_expectation(rule) for rule in mine]
        for rule, result in zip(mine, judge.results(relation, _added_rows(connection, relation, run_id), suite), strict=True):
            yield _table_check(rule, result)


def _expectation(rule: TableRule) -> Any:
    """The expectation as Great Expectations' own class. Raises ExpectationsError if the library knows no such class or arguments."""
    try:
        return getattr(gx.expectations, f"Expect{rule.expectation}")(**rule.arguments)
    except (AttributeError, ValueError) as error:
        raise ExpectationsError(f"{rule.name} cannot be used: {error}") from error


class _Judge:
    """Great Expectations with one context for a whole audit (a context of its own per frame costs 40 ms and a folder)."""

    def __init__(self) -> None:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._source = context.data_sources.add_pandas("candidate")

    def results(self, name: str, frame: pd.DataFrame, suite: Sequence[Any]) -> list[Any]:
        """The results in the order of the suite; a name is used once."""
        batch = self._source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        return [batch.validate(expectation, result_format="SUMMARY") for expectation in suite]


def _table_check(rule: TableRule, result: Any) -> Check:
    raised = [info for info in _exceptions(result.exception_info) if info.get("raised_exception")]
    details = result.result or {}
    if raised:
        observed = f"could not run: {raised[0].get('exception_message')}"
    else:
        observed = str(
            details.get("observed_value", f"{details.get('unexpected_count', 0)} of {details.get('element_count', 0)} rows break it")
        )
    examples = [{"value": value} for value in details.get("partial_unexpected_list", [])[:EXAMPLES]]
    success = bool(result.success) and not raised
    return Check(rule.name, rule.relation, rule.severity, success, observed, _expected(rule), rule.because, examples)


def _exceptions(info: Any) -> list[dict[str, Any]]:
    if not info:
        return []
    return [info] if "raised_exception" in info else [value for value in info.values() if isinstance(value, dict)]


def _expected(rule: TableRule) -> str:
    arguments = ", ".join(f"{name} = {value}" for name, value in rule.arguments.items())
    return f"{rule.expectation}({arguments})"


def _added_rows(connection: duckdb.DuckDBPyConnection, relation: str, run_id: str) -> pd.DataFrame:
    """The rows of a table that this run adds, without its heavy texts."""
    columns = [row[0] for row in connection.execute(f"describe {relation}").fetchall()]
    kept = ", ".join(f'"{name}"' for name in columns if name not in _HEAVY)
    new = "select document_id from raw.documents where run_id = $run"
    if "article_id" in columns and "document_id" not in columns:
        condition = f"where article_id in (select article_id from core.articles where document_id in ({new}))"
    elif "run_id" in columns:
        condition = "where run_id = $run"
    elif "document_id" in columns:
        condition = f"where document_id in ({new})"
    else:
        condition = ""
    return connection.execute(f"select {kept} from {relation} {condition}", {"run": run_id} if condition else {}).df()


def check_queries(connection: duckdb.DuckDBPyConnection, rules: Sequence[QueryRule], parameters: Mapping[str, Any]) -> Iterator[Check]:
    """The result of each query rule: Great Expectations judges a frame of its bad rows, which must be empty."""
    judge, empty = _Judge(), gx.expectations.ExpectTableRowCountToEqual(value=0)
    for done, rule in enumerate(rules):
        progress.step("audit", done, len(rules), rule.name)
        try:
            rows = list(_rows(connection, rule, parameters, limit=1000))
        except duckdb.Error as error:
            observed = f"could not run: {str(error).splitlines()[0]}"
            yield Check(rule.name, rule.relation, rule.severity, False, observed, "no such row", rule.because, [])
            continue
        (result,) = judge.results(rule.name, pd.DataFrame({"row": range(len(rows))}), [empty])
        observed = f"{len(rows)}{' or more' if len(rows) == 1000 else ''} rows break it"
        yield Check(rule.name, rule.relation, rule.severity, bool(result.success), observed, "no such row", rule.because, rows[:EXAMPLES])


def _rows(
    connection: duckdb.DuckDBPyConnection, rule: QueryRule, parameters: Mapping[str, Any], limit: int | None
) -> Iterator[dict[str, Any]]:
    used = {name: parameters[name] for name in set(_PARAMETER.findall(rule.sql)) if name in parameters}
    body = rule.sql.rstrip().rstrip(";")
    cursor = connection.execute(f"select * from (\n{body}\n) limit {limit}" if limit else body, used)
    names = [column[0] for column in cursor.description or []]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _one_line(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} {value}" for name, value in row.items() if name != "document_id")[:300]

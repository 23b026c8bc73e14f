"""Stage 4: may this candidate be published? The only importer of Great Expectations.

What must be true stands in the folder `expectations/`: one YAML file per table (`tables/`), checked on the rows that the run adds; one
query for bad rows per rule (`queries/`), checked on the whole candidate; and one query per share that must not jump (`shares/`). A document
that breaks a rule of severity `reject` leaves the candidate with a reason; a failed `critical` check holds the candidate back; a `warning`
is told and recorded. A check that raised, or that did not run, has failed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import great_expectations as gx
import pandas as pd

from flows import progress
from flows.stages.expectations import Check, ExpectationsError, QueryRule, ShareRule, TableRule, declared
from flows.stages.journal import now
from flows.stages.quality import ground, shares
from flows.stages.quality.frames import added_rows
from flows.warehouse import first_line

EXAMPLES = 5
COUNTED = 1000  # so many bad rows are counted one by one; more are "1000 or more"
NOT_RUN = "did not run"


class Verdict(NamedTuple):
    """What Great Expectations says of one rule: `ran` is false if the library raised or gave no result."""

    success: bool
    ran: bool
    observed: str
    examples: list[dict[str, Any]]
    bad: int = 0
    of: int = 0


def audit(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    run_id: str,
    parameters: Mapping[str, Any],
    clean: frozenset[str] = frozenset(),
) -> list[Check]:
    """Run every check on the candidate and record the results in `ops.checks`; `clean` are query rules known to have no bad rows.

    Raises ExpectationsError for unusable files. A rule of which no result came back counts as failed.
    """
    rules = declared(folder)
    ground.lay(connection, folder, parameters)
    found = {check.name: check for check in check_tables(connection, [r for r in rules if isinstance(r, TableRule)], run_id)}
    found |= {check.name: check for check in check_queries(connection, [r for r in rules if isinstance(r, QueryRule)], parameters, clean)}
    found |= {check.name: check for check in check_shares(connection, [r for r in rules if isinstance(r, ShareRule)], parameters)}
    checks = [found.get(rule.name) or _missing(rule) for rule in rules]
    record(connection, run_id, checks)
    return checks


def record(connection: duckdb.DuckDBPyConnection, run_id: str, checks: Sequence[Check]) -> None:
    """Write the results of a run into `ops.checks`, in place of what stands there of it."""
    connection.execute("delete from ops.checks where run_id = $run", {"run": run_id})
    for check in checks:
        values = [run_id, check.name, check.relation, check.severity, check.success, check.observed, check.expected, check.because]
        examples = json.dumps(list(check.examples), ensure_ascii=False, default=str)
        connection.execute("insert into ops.checks values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*values, examples, now()])


def _missing(rule: TableRule | QueryRule | ShareRule) -> Check:
    return Check(rule.name, rule.relation, rule.severity, False, NOT_RUN, "a result", rule.because, [])


def check_tables(connection: duckdb.DuckDBPyConnection, rules: Sequence[TableRule], run_id: str) -> Iterator[Check]:
    """The result of each table rule on the rows that the run adds, which come in pieces so that memory does not grow with them."""
    judge = _judge()
    relations = sorted({rule.relation for rule in rules})
    for done, relation in enumerate(relations):
        progress.step("audit", done, len(relations), relation)
        mine = [rule for rule in rules if rule.relation == relation]
        suite = judge.suite(relation, {rule.name: _expectation(rule) for rule in mine})
        totals: dict[str, Verdict] = {}
        try:
            for frame in added_rows(connection, mine, run_id):
                for name, verdict in judge.results(suite, frame).items():
                    totals[name] = _together(totals.get(name), verdict)
        except duckdb.Error as error:
            totals = {rule.name: Verdict(False, False, f"could not run: {first_line(error)}", []) for rule in mine}
        for rule in mine:
            yield _table_check(rule, totals.get(rule.name) or Verdict(False, False, NOT_RUN, []))


def _expectation(rule: TableRule) -> Any:
    """The expectation as Great Expectations' own class. Raises ExpectationsError if the library knows no such class or arguments."""
    try:
        return getattr(gx.expectations, f"Expect{rule.expectation}")(**rule.arguments)
    except (AttributeError, ValueError) as error:
        raise ExpectationsError(f"{rule.name} cannot be used: {error}") from error


class _Judge:
    """Great Expectations with one context for a process (a context of its own per frame costs 40 ms and a folder)."""

    def __init__(self) -> None:
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = {"globally": False}
        source = self._context.data_sources.add_pandas("candidate")
        self._batch = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")

    def suite(self, name: str, expectations: Mapping[str, Any]) -> Any:
        """A suite as the library itself keeps and loads it. Raises ExpectationsError if it drops an expectation, which it does silently."""
        for rule, expectation in expectations.items():
            expectation.meta = {"rule": rule}
        self._context.suites.add_or_update(gx.ExpectationSuite(name, expectations=list(expectations.values())))
        loaded = self._context.suites.get(name)
        kept = sorted((expectation.meta or {}).get("rule", "") for expectation in loaded.expectations)
        if kept != sorted(expectations):
            raise ExpectationsError(f"Great Expectations keeps {len(kept)} of the {len(expectations)} expectations on {name}")
        return loaded

    def results(self, suite: Any, frame: pd.DataFrame) -> dict[str, Verdict]:
        """What the suite says of the frame, by rule."""
        result = self._batch.get_batch({"dataframe": frame}).validate(suite, result_format="SUMMARY")
        return {one.expectation_config.meta["rule"]: _verdict(one) for one in result.results}


@functools.cache
def _judge() -> _Judge:
    return _Judge()


def _verdict(result: Any) -> Verdict:
    raised = [info for info in _exceptions(result.exception_info) if info.get("raised_exception")]
    details = result.result or {}
    if raised:
        return Verdict(False, False, f"could not run: {raised[0].get('exception_message')}", [])
    examples = [{"value": value} for value in details.get("partial_unexpected_list", [])[:EXAMPLES]]
    bad, of = int(details.get("unexpected_count") or 0), int(details.get("element_count") or 0)
    return Verdict(bool(result.success), True, str(details.get("observed_value", "")), examples, bad, of)


def _exceptions(info: Any) -> list[dict[str, Any]]:
    if not info:
        return []
    return [info] if "raised_exception" in info else [value for value in info.values() if isinstance(value, dict)]


def _together(one: Verdict | None, other: Verdict) -> Verdict:
    """What two pieces of the same rows say."""
    if one is None:
        return other
    worse = one if not one.ran or (not one.success and other.ran) else other
    examples = [*one.examples, *other.examples][:EXAMPLES]
    return Verdict(one.success and other.success, one.ran and other.ran, worse.observed, examples, one.bad + other.bad, one.of + other.of)


def _table_check(rule: TableRule, verdict: Verdict) -> Check:
    observed = verdict.observed if verdict.observed or not verdict.ran else f"{verdict.bad} of {verdict.of} rows break it"
    arguments = ", ".join(f"{name} = {value}" for name, value in rule.arguments.items())
    expected = f"{rule.expectation}({arguments})"
    return Check(rule.name, rule.relation, rule.severity, verdict.success, observed, expected, rule.because, verdict.examples)


def check_queries(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[QueryRule],
    parameters: Mapping[str, Any],
    clean: frozenset[str] = frozenset(),
) -> list[Check]:
    """The result of each query rule: Great Expectations judges the number of its bad rows, which must be nought.

    Rules that are known to be `clean` have none, and are not asked again.
    """
    found: dict[str, list[dict[str, Any]]] = {rule.name: [] for rule in rules if rule.name in clean}
    broken: dict[str, str] = {}
    for done, rule in enumerate(rule for rule in rules if rule.name not in clean):
        progress.step("audit", done, len(rules), rule.name)
        try:
            found[rule.name] = ground.rows(connection, rule, parameters, limit=COUNTED)
        except duckdb.Error as error:
            broken[rule.name] = f"could not run: {first_line(error)}"
    verdicts = _judge_numbers("queries", [rule.name for rule in rules], {name: len(rows) for name, rows in found.items()})
    checks = []
    for rule in rules:
        rows, verdict = found.get(rule.name, []), verdicts.get(rule.name)
        observed = broken.get(rule.name) or (
            f"{len(rows)}{' or more' if len(rows) == COUNTED else ''} rows break it" if verdict else NOT_RUN
        )
        success = rule.name not in broken and verdict is not None and verdict.success
        checks.append(Check(rule.name, rule.relation, rule.severity, success, observed, "no such row", rule.because, rows[:EXAMPLES]))
    return checks


def check_shares(connection: duckdb.DuckDBPyConnection, rules: Sequence[ShareRule], parameters: Mapping[str, Any]) -> list[Check]:
    """The result of each share rule: Great Expectations judges how many of its values lie outside their limits, which must be none."""
    found: dict[str, list[shares.Measured]] = {}
    asked: dict[str, list[dict[str, Any]]] = {}
    broken: dict[str, str] = {}
    for done, rule in enumerate(rules):
        progress.step("audit", done, len(rules), rule.name)
        try:
            found[rule.name] = shares.measured(connection, rule, parameters, asked)
        except duckdb.Error as error:
            broken[rule.name] = f"could not run: {first_line(error)}"
    outside = {name: sum(not one.good for one in measured) for name, measured in found.items() if measured}
    verdicts = _judge_numbers("shares", [rule.name for rule in rules], outside)
    checks = []
    for rule in rules:
        measured, verdict = found.get(rule.name, []), verdicts.get(rule.name)
        observed = broken.get(rule.name) or (shares.observed(measured) if verdict and measured else NOT_RUN)
        success = rule.name in outside and verdict is not None and verdict.success
        examples = [one.shown() for one in measured]
        checks.append(Check(rule.name, rule.relation, rule.severity, success, observed, shares.expected(rule), rule.because, examples))
    return checks


def _judge_numbers(name: str, rules: Sequence[str], numbers: Mapping[str, int]) -> dict[str, Verdict]:
    """What Great Expectations says of one number per rule, all of which must be nought; a rule without a number cannot be judged."""
    if not rules:
        return {}
    judge, nought = _judge(), gx.expectations.ExpectColumnValuesToBeBetween
    suite = judge.suite(name, {rule: nought(column=rule, min_value=0, max_value=0) for rule in rules})
    return judge.results(suite, pd.DataFrame({rule: [number] for rule, number in numbers.items()}))

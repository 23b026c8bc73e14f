"""Shares and rates that must not jump: what this run adds, measured against what the last releases were like."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from flows.stages.expectations import ShareRule
from flows.stages.quality import ground

RELEASES = 5  # the baseline is the median of so many last releases: one odd release does not move it


@dataclass(frozen=True, slots=True)
class Measured:
    """One share or rate: `value` of the `rows` that the run adds, `release` of all rows of the candidate, and the limits of `value`.

    `value` is None where the run adds no such rows, and is then not judged. `baseline` is None where there is nothing to compare with.
    """

    part: str
    value: float | None
    rows: int
    release: float | None
    baseline: float | None
    low: float
    high: float

    @property
    def good(self) -> bool:
        """Whether the value lies within its limits; one that there is nothing to measure of does."""
        return self.value is None or self.low <= self.value <= self.high

    def shown(self) -> dict[str, Any]:
        """The measurement as `ops.checks` keeps it: the next run takes its baseline from there."""
        shown = {name: value for name, value in asdict(self).items() if value not in ("", math.inf)}
        return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in shown.items()}


def measured(
    connection: duckdb.DuckDBPyConnection, rule: ShareRule, parameters: Mapping[str, Any], asked: dict[str, list[dict[str, Any]]]
) -> list[Measured]:
    """What the rule's query measures, part by part, with limits. Raises duckdb.Error if the query cannot run.

    The query gives `part`, `fresh_counted` of `fresh_of` for what the run adds, and `counted` of `total` for the whole candidate. `asked`
    keeps its answer for another rule with the same query.
    """
    if rule.sql not in asked:
        asked[rule.sql] = ground.rows(connection, rule, parameters)
    before = _baselines(connection, rule, str(parameters["run_id"]))
    return [_measured(rule, row, before.get(str(row["part"]))) for row in asked[rule.sql]]


def _measured(rule: ShareRule, row: Mapping[str, Any], before: float | None) -> Measured:
    fresh, of, counted, total = (float(row[name] or 0) for name in ("fresh_counted", "fresh_of", "counted", "total"))
    value = fresh / of if of else None
    if before is None and total - of >= rule.at_least:  # no release told yet what it was like: the rows that were there before do
        before = (counted - fresh) / (total - of)
    low, high = rule.bounds if of >= rule.at_least else (-math.inf, math.inf)
    if before is not None and of:
        down, up = _limits(rule, before, of)
        low, high = max(low, down), min(high, up)
    return Measured(str(row["part"] or ""), value, int(of), counted / total if total else None, before, max(low, 0), high)


def _limits(rule: ShareRule, before: float, of: float) -> tuple[float, float]:
    """How far from the baseline a value may lie: as far as the rule allows, and farther for fewer rows (by the root of their number,
    as chance does)."""
    wider = max(1.0, math.sqrt(rule.at_least / of))
    if rule.measure == "share":
        return before - rule.allowed * wider, before + rule.allowed * wider
    return before * (1 - (1 - 1 / rule.allowed) * wider), before * (1 + (rule.allowed - 1) * wider)


def _baselines(connection: duckdb.DuckDBPyConnection, rule: ShareRule, run_id: str) -> dict[str, float]:
    """The median of the last releases, by part."""
    rows = connection.execute(
        """
        select examples from ops.checks inner join ops.runs using (run_id)
        where name = $name and outcome = 'published' and run_id <> $run order by run_id desc limit $releases
        """,
        {"name": rule.name, "run": run_id, "releases": RELEASES},
    ).fetchall()
    values: dict[str, list[float]] = {}
    for (examples,) in rows:
        for one in json.loads(examples):
            if one.get("release") is not None:
                values.setdefault(one.get("part", ""), []).append(one["release"])
    return {part: statistics.median(found) for part, found in values.items()}


def expected(rule: ShareRule) -> str:
    """What the rule allows, in words."""
    how = f"within {rule.allowed:g}" if rule.measure == "share" else f"within a factor of {rule.allowed:g}"
    low, high = rule.bounds
    always = "" if (low, high) == (0, math.inf) else f", and always from {low:g} to {high:g}"
    return f"{how} of the median of the last {RELEASES} releases (wider for fewer than {rule.at_least} rows){always}"


def observed(found: Sequence[Measured]) -> str:
    """What was measured, in words: what lies outside its limits, else everything, in one line."""
    told = [one for one in found if not one.good] or [one for one in found if one.value is not None]
    return "; ".join(_told(one) for one in told) if told else "the run adds nothing to measure"


def _told(one: Measured) -> str:
    part = f"{one.part} " if one.part else ""
    before = "nothing to compare with" if one.baseline is None else f"before {_number(one.baseline)}"
    limits = "" if one.good else f", allowed {_number(one.low)} to {_number(one.high)}"
    return f"{part}{_number(one.value)} ({before}{limits})"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"

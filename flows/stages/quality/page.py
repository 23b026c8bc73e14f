"""The report of an audited run as one HTML page: it needs no network, prints well, and shows Chinese as it is.

Texts from files and databases are escaped by the template engine; the page holds no script and no reference to anything outside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows import warehouse
from flows.settings import Settings
from flows.stages.expectations import Check
from flows.stages.journal import RunRecord

_HERE = Path(__file__).parent
_RUNS, _REJECTS, _SOURCES = 12, 20, 40


def path_of(settings: Settings, run_id: str) -> Path:
    """Where the page of a run lies."""
    return settings.data / "reports" / f"{run_id}.html"


def write(settings: Settings, record: RunRecord, checks: Sequence[Check], connection: duckdb.DuckDBPyConnection) -> Path:
    """Write the page of an audited run; `connection` reads its release or held candidate. Returns the page's path."""
    path = path_of(settings, record.run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_text(render(settings, record, checks, connection), encoding="utf-8")
    return aside.replace(path)


def recorded(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[Check]:
    """The checks that `ops.checks` keeps of a run."""
    rows = connection.execute(
        """
        select name, relation, severity, success, observed, expected, because, examples from ops.checks
        where run_id = $run order by relation, name
        """,
        {"run": run_id},
    ).fetchall()
    return [
        Check(name, relation, severity, success, observed, expected, because, json.loads(examples))
        for name, relation, severity, success, observed, expected, because, examples in rows
    ]


def render(settings: Settings, record: RunRecord, checks: Sequence[Check], connection: duckdb.DuckDBPyConnection) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": _number, "shown": _shown, "place": _place}
    environment.tests["share"] = is_share
    shares = [check for check in checks if is_share(check)]
    return environment.get_template("page.html.j2").render(
        record=record,
        data=settings.data,
        failed=[check for check in checks if not check.success and check.severity != "warning"],
        warned=[check for check in checks if not check.success and check.severity == "warning"],
        passed=_by_relation(check for check in checks if check.success and not is_share(check)),
        total=len(checks),
        shares=_shares(shares),
        health=_rows(connection, "from mart.pipeline_health limit $n", n=_RUNS),
        reasons=_rows(
            connection,
            "select reason, count(*) as times, any_value(detail) as detail from raw.rejects where run_id = $run"
            " group by reason order by times desc, reason",
            run=record.run_id,
        ),
        rejects=_rows(
            connection,
            "select path, line, reason, detail from raw.rejects where run_id = $run order by path, line limit $n",
            run=record.run_id,
            n=_REJECTS,
        ),
        sources=_rows(connection, "from mart.source_quality order by documents desc, source_name, month limit $n", n=_SOURCES),
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a query; none if the candidate cannot answer it (a lost table is told by the checks above)."""
    try:
        return warehouse.records(connection.execute(sql, given))
    except duckdb.Error:
        return []


def is_share(check: Check) -> bool:
    """Whether the examples of a check are measurements, not bad rows."""
    return bool(check.examples) and "rows" in check.examples[0] and "low" in check.examples[0]


def _by_relation(checks: Iterator[Check]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in checks:
        found.setdefault(check.relation, []).append(check)
    return dict(sorted(found.items()))


def _shares(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """One row per thing measured, with the strictest limits (those of the warning) and whether they hold."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for check in sorted(checks, key=lambda check: check.severity, reverse=True):  # warnings first
        name = check.name.rsplit(".", 1)[0]
        for one in check.examples:
            rows.setdefault((name, str(one.get("part", ""))), {"name": name, "part": "", "high": None, **one})
    return sorted(rows.values(), key=lambda row: (row["name"], row["part"]))


def _number(value: Any) -> str:
    """A number as people read it: grouped digits, three significant ones for fractions, an en dash for none."""
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{int(value):,}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = "–" if value is None else str(value)
    return text if len(text) <= 240 else text[:239] + "…"


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['path']}:{row['line']}" if row["line"] else str(row["path"])

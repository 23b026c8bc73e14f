"""What must be true of a candidate: the reviewed files of the folder `expectations/`, and the results of checking them.

`tables/RELATION.yaml` states expectations on the rows that a run adds to a table; `queries/NAME.sql` gives the rows that break a rule;
`shares/NAME.sql` measures shares and rates that must not jump against the last releases. `helpers/NAME.sql` are views that these use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Severity = Literal["reject", "critical", "warning"]
_HEADER = re.compile(r"^-- (\w+): (.+(?:\n--   .+)*)", re.MULTILINE)
_NAMING = ("column", "column_A", "column_B", "column_list")  # arguments of Great Expectations that say what an expectation looks at


class ExpectationsError(Exception):
    """A file in `expectations/` cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class TableRule:
    """One expectation on the rows of a table that the run adds: a Great Expectations class by name, and its arguments."""

    name: str
    relation: str
    severity: Severity
    because: str
    expectation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QueryRule:
    """One query that gives the rows that break a rule; none may come back."""

    name: str
    relation: str
    severity: Severity
    because: str
    sql: str


@dataclass(frozen=True, slots=True)
class ShareRule:
    """One query that measures shares (of 1) or rates (numbers per row), and how far they may lie from those of the last releases.

    `allowed` is a difference for shares and a factor for rates; it widens when fewer than `at_least` rows were added. `bounds` hold
    whatever the last releases were like.
    """

    name: str
    relation: str
    severity: Severity
    because: str
    sql: str
    measure: Literal["share", "rate"]
    allowed: float
    at_least: int
    bounds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check, as `ops.checks` states it."""

    name: str
    relation: str
    severity: Severity
    success: bool
    observed: str
    expected: str
    because: str
    examples: Sequence[Mapping[str, Any]]


def declared(folder: Path) -> list[TableRule | QueryRule | ShareRule]:
    """Every rule of the folder. Raises ExpectationsError for a file that cannot be used, and for a name that two rules have."""
    rules: list[TableRule | QueryRule | ShareRule] = [*table_rules(folder), *query_rules(folder), *share_rules(folder)]
    twice = [name for name, times in Counter(rule.name for rule in rules).items() if times > 1]
    if twice:
        raise ExpectationsError(f"two expectations have the same name: {', '.join(twice)}")
    return rules


def table_rules(folder: Path) -> list[TableRule]:
    """The rules of `tables/*.yaml`, in the order of the files. Raises ExpectationsError."""
    rules = []
    for path in sorted((folder / "tables").glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            rules += [_table_rule(content["relation"], dict(item)) for item in content["expectations"]]
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise ExpectationsError(f"{path.name} cannot be used: {error}") from error
    return rules


def _table_rule(relation: str, fields: dict[str, Any]) -> TableRule:
    expectation, severity, because = fields.pop("expect"), fields.pop("severity"), fields.pop("because")
    if severity not in ("critical", "warning") or not because:
        raise ValueError(f"{expectation} needs a severity (critical or warning) and a reason")
    looks_at = [fields[key] for key in _NAMING if key in fields]
    parts = [word for value in looks_at for word in (value if isinstance(value, list) else [value])]
    name = ".".join([relation, expectation, *(["+".join(map(str, parts))] if parts else [])])
    return TableRule(name, relation, severity, because, expectation, fields)


def query_rules(folder: Path) -> list[QueryRule]:
    """The rules of `queries/*.sql`; each file begins with comments `relation`, `severity` and `because`. Raises ExpectationsError."""
    rules = []
    for path in sorted((folder / "queries").glob("*.sql")):
        text, header = _read(path)
        severity = header.get("severity")
        if severity not in ("reject", "critical", "warning") or not header.get("because") or "relation" not in header:
            raise ExpectationsError(f"{path.name} cannot be used: it must say relation, severity and because in its first comments")
        rules.append(QueryRule(path.stem, header["relation"], severity, header["because"], text))  # type: ignore[arg-type]
    return rules


def share_rules(folder: Path) -> list[ShareRule]:
    """The rules of `shares/*.sql`, one per severity that a file gives an allowance for (`NAME.critical`, `NAME.warning`).

    Each file begins with comments `relation`, `because`, `measure` (share or rate), `at_least` (rows), `critical` and `warning` (how far),
    and may give `bounds` (`0 to 0.9`). Raises ExpectationsError.
    """
    rules = []
    for path in sorted((folder / "shares").glob("*.sql")):
        text, header = _read(path)
        try:
            measure, because, bounds = header["measure"], header["because"], header.get("bounds", "0 to inf").split(" to ")
            if measure not in ("share", "rate"):
                raise ValueError(f"measure is share or rate, not {measure}")
            severities: tuple[Severity, ...] = ("critical", "warning")
            given = [severity for severity in severities if severity in header]
            if not given:
                raise ValueError("it must give an allowance: critical, warning or both")
            limits = (float(bounds[0]), float(bounds[1]))
            rules += [
                ShareRule(
                    f"{path.stem}.{severity}",
                    header["relation"],
                    severity,
                    because,
                    text,
                    measure,  # type: ignore[arg-type]
                    float(header[severity]),
                    int(header["at_least"]),
                    limits if severity == "critical" or len(given) == 1 else (0, float("inf")),
                )
                for severity in given
            ]
        except (KeyError, ValueError, IndexError) as error:
            raise ExpectationsError(f"{path.name} cannot be used: {error}") from error
    return rules


def helpers(folder: Path) -> dict[str, str]:
    """The views that queries use, by name, in the order in which they are made."""
    return {path.stem.split("_", 1)[1]: path.read_text(encoding="utf-8") for path in sorted((folder / "helpers").glob("*.sql"))}


def _read(path: Path) -> tuple[str, dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    return text, {key: " ".join(value.replace("\n--   ", " ").split()) for key, value in _HEADER.findall(text)}


def failed(checks: Sequence[Check], severity: Severity) -> list[Check]:
    """The failed checks of a severity (for `critical` those of `reject` too: what could be rejected is gone by now)."""
    severities = ("critical", "reject") if severity == "critical" else (severity,)
    return [check for check in checks if not check.success and check.severity in severities]

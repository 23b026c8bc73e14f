"""What must be true of a candidate: the reviewed files of the folder `expectations/`, and the results of checking them.

`tables/RELATION.yaml` states expectations on the rows that a run adds to a table; `queries/NAME.sql` gives the rows that break a rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Severity = Literal["reject", "critical", "warning"]
_HEADER = re.compile(r"^-- (\w+): (.+(?:\n--   .+)*)", re.MULTILINE)


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


def table_rules(folder: Path) -> list[TableRule]:
    """The rules of `tables/*.yaml`, in the order of the files. Raises ExpectationsError."""
    rules = []
    for path in sorted((folder / "tables").glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            for item in content["expectations"]:
                fields = dict(item)
                expectation, severity, because = fields.pop("expect"), fields.pop("severity"), fields.pop("because")
                if severity not in ("critical", "warning") or not because:
                    raise ValueError(f"{expectation} needs a severity (critical or warning) and a reason")
                name = ".".join([content["relation"], expectation, *([str(fields["column"])] if "column" in fields else [])])
                rules.append(TableRule(name, content["relation"], severity, because, expectation, fields))
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise ExpectationsError(f"{path.name} cannot be used: {error}") from error
    return rules


def query_rules(folder: Path) -> list[QueryRule]:
    """The rules of `queries/*.sql`; each file begins with comments `relation`, `severity` and `because`. Raises ExpectationsError."""
    rules = []
    for path in sorted((folder / "queries").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        header = {key: " ".join(value.replace("\n--   ", " ").split()) for key, value in _HEADER.findall(text)}
        severity = header.get("severity")
        if severity not in ("reject", "critical", "warning") or not header.get("because") or "relation" not in header:
            raise ExpectationsError(f"{path.name} cannot be used: it must say relation, severity and because in its first comments")
        rules.append(QueryRule(path.stem, header["relation"], severity, header["because"], text))  # type: ignore[arg-type]
    return rules


def failed(checks: Sequence[Check], severity: Severity) -> list[Check]:
    """The failed checks of a severity (for `critical` those of `reject` too: what could be rejected is gone by now)."""
    severities = ("critical", "reject") if severity == "critical" else (severity,)
    return [check for check in checks if not check.success and check.severity in severities]

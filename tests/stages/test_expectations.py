"""Every declared expectation sees its planted defect and lets its near miss pass; the enumeration fails when one has neither."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows.stages import audit
from flows.stages.expectations import Check, QueryRule, ShareRule, TableRule
from tests.stages.conftest import PARAMETERS, THIS, rules_of

pytestmark = pytest.mark.whole

HERE = Path(__file__).parent
TABLE_CASES: list[dict[str, str]] = yaml.safe_load((HERE / "table_defects.yaml").read_text(encoding="utf-8"))
QUERY_CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "corruptions.yaml").read_text(encoding="utf-8"))
SHARE_CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "share_defects.yaml").read_text(encoding="utf-8"))

Harmed = Callable[[str], Any]


def table_case(rule: TableRule) -> dict[str, str] | None:
    return next((case for case in TABLE_CASES if fnmatchcase(rule.name, case["rules"])), None)


def some(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


def test_every_expectation_has_a_defect_and_a_near_miss() -> None:
    lacking = [rule.name for rule in rules_of(TableRule) if table_case(rule) is None]
    for kind, cases in ((QueryRule, QUERY_CASES), (ShareRule, SHARE_CASES)):
        lacking += [rule.name for rule in rules_of(kind) if not {"defect", "near_miss"} <= set(cases.get(rule.name, ()))]
    assert not lacking


def test_no_case_is_of_an_expectation_that_is_gone() -> None:
    assert set(QUERY_CASES) == {rule.name for rule in rules_of(QueryRule)}
    assert set(SHARE_CASES) == {rule.name for rule in rules_of(ShareRule)}
    first = {id(table_case(rule)) for rule in rules_of(TableRule)}
    assert not [case["rules"] for case in TABLE_CASES if id(case) not in first]


@pytest.mark.parametrize("rule", rules_of(TableRule), ids=lambda rule: rule.name)
def test_table_expectation(harmed: Harmed, rule: TableRule) -> None:
    case = table_case(rule)
    assert case
    for sql, passes in ((case["near_miss"], True), (case["defect"], False)):
        one = f"rowid = (select max(rowid) from {rule.relation})"
        column = str(rule.arguments.get("column", ""))
        unbound = f"create or replace table {rule.relation} as from {rule.relation};"
        with harmed(unbound + sql.format(relation=rule.relation, column=column, one=one, run=THIS)) as connection:
            (check,) = audit.check_tables(connection, [rule], THIS)
        assert check.success == passes, (sql, check)
        assert "could not run" not in check.observed


def query_check(connection: duckdb.DuckDBPyConnection, rule: QueryRule) -> Check:
    (check,) = audit.check_queries(connection, [rule], PARAMETERS)
    return check


@pytest.mark.parametrize("rule", rules_of(QueryRule), ids=lambda rule: rule.name)
def test_query_expectation(harmed: Harmed, rule: QueryRule) -> None:
    case = QUERY_CASES[rule.name]
    for sql in some(case["near_miss"]):
        with harmed(sql) as connection:
            assert query_check(connection, rule).success, (sql, query_check(connection, rule))
    for sql in some(case["defect"]):
        with harmed(sql) as connection:
            check = query_check(connection, rule)
        assert not check.success and check.examples, sql
        assert rule.severity != "reject" or "document_id" in check.examples[0]


@pytest.mark.parametrize("rule", rules_of(ShareRule), ids=lambda rule: rule.name)
def test_share_expectation(harmed: Harmed, rule: ShareRule) -> None:
    case = SHARE_CASES[rule.name]
    for given, passes in ((case["near_miss"], True), (case["defect"], False)):
        for sql in some(given):
            with harmed(sql) as connection:
                (check,) = audit.check_shares(connection, [rule], PARAMETERS)
            assert check.success == passes, (sql, check.observed)
            assert "could not run" not in check.observed

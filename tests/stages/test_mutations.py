"""Corruptions of a good candidate are held back or rejected, by the right check; harmless changes pass."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows import warehouse
from flows.stages import audit
from flows.stages.expectations import QueryRule, ShareRule, TableRule, failed
from flows.stages.quality.rejecting import reject_documents
from tests.stages.conftest import EXPECTATIONS, PARAMETERS, THIS, rules_of, settle

pytestmark = pytest.mark.whole

CASES = yaml.safe_load((Path(__file__).parent / "mutations.yaml").read_text(encoding="utf-8"))
_ONE = re.compile(r"@(\w+\.\w+)")


_judge_numbers = audit._judge_numbers
_known: dict[tuple[str, str, int | None], audit.Verdict] = {}


@pytest.fixture(autouse=True)
def each_number_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations takes a second for all rules; its word on a rule and a number, which are all it is given, is remembered."""

    def judge(name: str, rules: Sequence[str], numbers: Mapping[str, int]) -> dict[str, audit.Verdict]:
        new = [rule for rule in rules if (name, rule, numbers.get(rule)) not in _known]
        found = _judge_numbers(name, new, {rule: numbers[rule] for rule in new if rule in numbers})
        _known.update({(name, rule, numbers.get(rule)): verdict for rule, verdict in found.items()})
        return {rule: _known[name, rule, numbers.get(rule)] for rule in rules if (name, rule, numbers.get(rule)) in _known}

    monkeypatch.setattr(audit, "_judge_numbers", judge)


def verdict(connection: duckdb.DuckDBPyConnection, sql: str, late: str, expectations: Path = EXPECTATIONS) -> set[str]:
    """What the audit stage says of the harmed candidate: the rules that reject documents, and the checks that hold it back."""
    connection.execute(_ONE.sub(r"rowid = (select max(rowid) from \1)", sql))
    out = reject_documents(connection, expectations, THIS, PARAMETERS)
    said = {reject.reason for reject in out.rejects}
    taken = len(out.rejects)
    connection.execute("update ops.runs set loaded = loaded - ?, rejected = rejected + ? where run_id = ?", [taken, taken, THIS])
    count(connection)
    connection.execute(late or "select 1")
    touched = [rule for rule in rules_of(TableRule) if rule.relation in sql + late]
    checks: list[Any] = [*audit.check_tables(connection, touched, THIS)]
    checks += audit.check_queries(connection, rules_of(QueryRule), PARAMETERS)
    checks += audit.check_shares(connection, rules_of(ShareRule), PARAMETERS)
    return said | {check.name for check in failed(checks, "critical")}


def count(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        settle(connection, THIS)
    except duckdb.Error:
        return  # a table is lost; the audit says so


@pytest.mark.parametrize("case", CASES["corruptions"], ids=lambda case: case["what"])
def test_a_corruption_is_caught_by_the_right_check(candidate: Path, case: dict[str, Any]) -> None:
    with warehouse.connect(candidate) as connection:
        said = verdict(connection, case.get("sql", "select 1"), case.get("late", ""))
    assert case["caught_by"] in said, said
    assert not case["caught_by"].startswith("rule:") or said == {case["caught_by"]}


@pytest.mark.parametrize("case", CASES["harmless"], ids=lambda case: case["what"])
def test_a_harmless_change_passes(candidate: Path, case: dict[str, str]) -> None:
    with warehouse.connect(candidate) as connection:
        assert verdict(connection, case["sql"], "") == set()


def test_there_are_enough_of_both() -> None:
    assert len(CASES["corruptions"]) >= 60
    assert len(CASES["harmless"]) >= 60


def test_a_check_whose_query_raises_holds_the_candidate_back(candidate: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXPECTATIONS, tmp_path / "expectations"))
    query = folder / "queries" / "reprints_are_marked.sql"
    query.write_text(query.read_text(encoding="utf-8").replace("ops.fingerprints", "ops.no_such_table"), encoding="utf-8")
    with warehouse.connect(candidate) as connection:
        checks = audit.audit(connection, folder, THIS, PARAMETERS)
    (check,) = failed(checks, "critical")
    assert check.name == "reprints_are_marked" and check.observed.startswith("could not run: Catalog Error")

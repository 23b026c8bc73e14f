"""Every rule of the audit sees its planted defect, and lets the good release pass."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows import warehouse
from flows.stages import audit
from flows.stages.expectations import Check, ExpectationsError, failed, query_rules, table_rules
from tests.conftest import ROOT

pytestmark = pytest.mark.whole

EXPECTATIONS = ROOT / "expectations"
CORRUPTIONS: dict[str, str | list[str]] = yaml.safe_load((Path(__file__).parent / "corruptions.yaml").read_text(encoding="utf-8"))


@pytest.fixture()
def candidate(released: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "candidate.duckdb"
    shutil.copyfile((released / "current.duckdb").resolve(), copy)
    return copy


def parameters(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    row = connection.execute("select max(run_id) from ops.runs").fetchone()
    assert row
    return {"run_id": row[0], "window_start": "2019-12-01", "window_end": "2020-12-31", "max_lost_share": 0.5}


def test_every_rule_has_a_planted_defect() -> None:
    assert set(CORRUPTIONS) == {rule.name for rule in query_rules(EXPECTATIONS)}


def test_a_good_release_passes(candidate: Path) -> None:
    with warehouse.connect(candidate) as connection:
        given = parameters(connection)
        checks = audit.audit(connection, EXPECTATIONS, given["run_id"], given)
        recorded = connection.execute("select count(distinct name) from ops.checks").fetchone()
    assert not failed(checks, "critical")
    assert recorded == (len(query_rules(EXPECTATIONS)) + len(table_rules(EXPECTATIONS)),)


DEFECTS = [(name, sql) for name, given in sorted(CORRUPTIONS.items()) for sql in ([given] if isinstance(given, str) else given)]


@pytest.mark.parametrize(("name", "sql"), DEFECTS)
def test_a_planted_defect_is_seen(candidate: Path, name: str, sql: str) -> None:
    rule = next(rule for rule in query_rules(EXPECTATIONS) if rule.name == name)
    with warehouse.connect(candidate) as connection:
        given = parameters(connection)
        (before,) = audit.check_queries(connection, [rule], given)
        connection.execute(sql)
        (after,) = audit.check_queries(connection, [rule], given)
    assert before.success or rule.severity == "warning", before
    assert not after.success and after.examples, after


def test_documents_that_break_a_row_rule_are_rejected(candidate: Path) -> None:
    with warehouse.connect(candidate) as connection:
        given = parameters(connection)
        hurt = connection.execute(
            "select document_id, article_id from facts.measures join core.articles using (article_id) limit 1"
        ).fetchone()
        assert hurt
        connection.execute("update facts.measures set quote = 'other' where article_id = ?", [hurt[1]])
        out = audit.reject_documents(connection, EXPECTATIONS, given["run_id"], given)
        assert set(out.documents) == {hurt[0]} and (out.loaded, out.unchanged) == (1, 0)
        left = connection.execute("select count(*) from core.articles where document_id = ?", [hurt[0]]).fetchone()
        rejects = connection.execute("select distinct stage, reason from raw.rejects").fetchall()
        remembered = connection.execute("select sum(rejected) > 0 from ops.files").fetchone()
    assert left == (0,) and rejects == [("audit", "rule:spans_hold")] and remembered == (True,)


def test_a_query_that_cannot_run_has_failed(candidate: Path, tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "broken.sql").write_text(
        "-- relation: x\n-- severity: reject\n-- because: it must\nselect * from no_such_table\n"
    )
    with warehouse.connect(candidate) as connection:
        given = parameters(connection)
        assert audit.reject_documents(connection, tmp_path, given["run_id"], given).documents == {}
        checks = audit.audit(connection, tmp_path, given["run_id"], given)
    assert [check.observed[:13] for check in failed(checks, "critical")] == ["could not run"]


@pytest.mark.parametrize(
    ("expectation", "fields", "harm"),
    [
        ("ColumnValuesToBeUnique", "    column: fact_id\n", "update facts.people set fact_id = 'same'"),
        (
            "ColumnValuesToNotBeNull",
            "    column: role\n",
            "alter table facts.people alter role drop not null; update facts.people set role = null",
        ),
        ("ColumnValuesToBeInSet", "    column: confidence\n    value_set: [certain, probable, possible]\n", "CONFIDENCE"),
        ("ColumnValueLengthsToBeBetween", "    column: name\n    min_value: 2\n", "update facts.people set name = '王'"),
        ("ColumnValuesToBeBetween", "    column: raw_start\n    min_value: 0\n", "update facts.people set raw_start = -1"),
        ("ColumnValuesToNotBeNull", "    column: no_such_column\n", "select 1"),
    ],
)
def test_table_expectations_fail_on_bad_rows(candidate: Path, tmp_path: Path, expectation: str, fields: str, harm: str) -> None:
    (tmp_path / "tables").mkdir()
    text = f"relation: facts.people\nexpectations:\n  - expect: {expectation}\n{fields}    severity: critical\n    because: it must\n"
    (tmp_path / "tables" / "facts.people.yaml").write_text(text, encoding="utf-8")
    with warehouse.connect(candidate) as connection:
        given = parameters(connection)
        if harm == "CONFIDENCE":
            connection.execute("create or replace table facts.people as select * replace ('sure' as confidence) from facts.people")
        else:
            connection.execute(harm)
        (check,) = audit.audit(connection, tmp_path, given["run_id"], given)
    assert not check.success


@pytest.mark.parametrize(
    ("folder", "name", "text"),
    [
        (
            "tables",
            "x.yaml",
            "relation: x\nexpectations:\n  - expect: ColumnValuesToNotBeNull\n    column: a\n    severity: loud\n    because: b\n",
        ),
        ("tables", "x.yaml", "relation: x\nexpectations:\n  - expect: ColumnValuesToNotBeNull\n    column: a\n    severity: critical\n"),
        ("tables", "x.yaml", "a: [b\n"),
        ("queries", "x.sql", "-- relation: x\n-- severity: critical\nselect 1\n"),
    ],
)
def test_unusable_files_are_named(tmp_path: Path, folder: str, name: str, text: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ExpectationsError, match=name):
        (table_rules if folder == "tables" else query_rules)(tmp_path)


def test_an_unknown_expectation_is_named(candidate: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    text = "relation: facts.people\nexpectations:\n  - expect: NoSuchThing\n    severity: critical\n    because: it must\n"
    (tmp_path / "tables" / "x.yaml").write_text(text, encoding="utf-8")
    with warehouse.connect(candidate) as connection, pytest.raises(ExpectationsError, match="NoSuchThing"):
        audit.audit(connection, tmp_path, "r", {})


def test_failed_counts_what_could_not_be_rejected() -> None:
    check = Check("a", "b", "reject", False, "", "", "", [])
    assert failed([check], "critical") == [check] and not failed([check], "warning")

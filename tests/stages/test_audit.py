"""The audit as a whole: a good candidate passes, broken documents leave it, and what cannot run has failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import warehouse
from flows.stages import audit
from flows.stages.expectations import Check, ExpectationsError, declared, failed, query_rules, share_rules, table_rules
from flows.stages.quality.rejecting import reject_documents
from tests.stages.conftest import EXPECTATIONS, PARAMETERS, THIS

pytestmark = pytest.mark.whole


def test_a_good_candidate_passes_and_every_result_is_counted(candidate: Path) -> None:
    with warehouse.connect(candidate) as connection:
        checks = audit.audit(connection, EXPECTATIONS, THIS, PARAMETERS)
        recorded = connection.execute("select count(*), count(distinct name) from ops.checks where run_id = ?", [THIS]).fetchone()
    rules = declared(EXPECTATIONS)
    assert not [check for check in checks if not check.success]
    assert [check.name for check in checks] == [rule.name for rule in rules]
    assert recorded == (len(rules), len(rules))


def test_a_result_that_does_not_come_back_has_failed(candidate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "check_shares", lambda *_: [])
    monkeypatch.setattr(audit, "check_tables", lambda *_: [])
    with warehouse.connect(candidate) as connection:
        checks = audit.audit(connection, EXPECTATIONS, THIS, PARAMETERS)
    lost = {check.name for check in checks if check.observed == audit.NOT_RUN}
    assert lost == {rule.name for rule in [*table_rules(EXPECTATIONS), *share_rules(EXPECTATIONS)]}
    assert not [check for check in checks if check.name in lost and check.success]


def test_documents_that_break_a_row_rule_are_rejected(candidate: Path) -> None:
    with warehouse.connect(candidate) as connection:
        hurt = connection.execute(
            "select document_id, article_id from facts.measures join core.articles using (article_id) order by measures.rowid desc limit 1"
        ).fetchone()
        assert hurt
        connection.execute("update facts.measures set quote = 'other' where article_id = ?", [hurt[1]])
        out = reject_documents(connection, EXPECTATIONS, THIS, PARAMETERS)
        assert out.documents == {hurt[0]} and (out.loaded, out.unchanged) == (1, 0)
        assert [(reject.stage, reject.reason) for reject in out.rejects] == [("audit", "rule:spans_hold")]
        assert "spans_hold" not in out.clean and "gifts_have_units" in out.clean
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
        assert not reject_documents(connection, tmp_path, THIS, PARAMETERS).documents
        checks = audit.audit(connection, tmp_path, THIS, PARAMETERS)
    assert [check.observed[:13] for check in failed(checks, "critical")] == ["could not run"]


def test_an_expectation_on_a_column_that_is_gone_has_failed(candidate: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    text = (
        "relation: facts.people\nexpectations:\n  - {expect: ColumnValuesToNotBeNull, column: gone, severity: critical, because: it must}\n"
    )
    (tmp_path / "tables" / "facts.people.yaml").write_text(text, encoding="utf-8")
    with warehouse.connect(candidate) as connection:
        (check,) = audit.audit(connection, tmp_path, THIS, PARAMETERS)
    assert not check.success and check.observed.startswith("could not run")


def test_two_expectations_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    item = "  - {expect: ColumnValuesToNotBeNull, column: name, severity: critical, because: it must}\n"
    (tmp_path / "tables" / "x.yaml").write_text(f"relation: facts.people\nexpectations:\n{item}{item}", encoding="utf-8")
    with pytest.raises(ExpectationsError, match="same name"):
        declared(tmp_path)


@pytest.mark.parametrize(
    "header",
    [
        "-- relation: x\n-- because: y\n-- measure: half\n-- at_least: 1\n-- warning: 0.1\n",
        "-- relation: x\n-- because: y\n-- measure: share\n-- at_least: 1\n",
        "-- relation: x\n-- because: y\n-- measure: share\n-- warning: 0.1\n",
    ],
)
def test_unusable_shares_are_named(tmp_path: Path, header: str) -> None:
    (tmp_path / "shares").mkdir()
    (tmp_path / "shares" / "odd.sql").write_text(header + "select 1\n", encoding="utf-8")
    with pytest.raises(ExpectationsError, match=r"odd\.sql"):
        share_rules(tmp_path)


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

"""Statements and clauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.facts.language.clauses import layout


def statements(text: str) -> list[str]:
    return [text[part.start : part.stop] for part in layout(text).statements]


def test_statements_end_at_full_stops_and_paragraphs() -> None:
    assert statements("甲来了；乙走了。“好吗？”丙问\n丁在，戊在……己不在！") == [
        "甲来了；",
        "乙走了。",
        "“好吗？”",
        "丙问",
        "丁在，戊在……",
        "己不在！",
    ]


def test_quotations_in_a_row_are_statements_and_terms_are_not() -> None:
    assert statements("“要把每个路口都看住”“一个人也不能漏登记”他说。") == ["“要把每个路口都看住”", "“一个人也不能漏登记”他说。"]
    assert statements("抓好“错峰”“错时”工作。") == ["抓好“错峰”“错时”工作。"]


def test_clauses_end_at_commas_and_colons() -> None:
    parts = layout("一要快，二要稳：大家、小家都好。")
    assert [parts.text[clause.start : clause.stop] for clause in parts.clauses] == ["一要快，", "二要稳：", "大家、小家都好。"]
    assert [parts.text[clause.start : clause.stop] for clause in parts.clauses_of(0)] == ["一要快，", "二要稳：", "大家、小家都好。"]


def test_look_ups() -> None:
    parts = layout("甲，乙。丙")
    assert parts.clause_at(2) == parts.clauses[1]
    assert parts.statement_index(4) == 1


@given(st.text(alphabet="甲乙，。；：“”\n 、！", max_size=60))
def test_nothing_is_lost_or_counted_twice(text: str) -> None:
    parts = layout(text)
    joined = "".join(text[part.start : part.stop] for part in parts.statements)
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert "".join(text[clause.start : clause.stop] for clause in parts.clauses).replace(" ", "") == joined.replace(" ", "")

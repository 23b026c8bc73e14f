"""Formulas on invented sentences (formulas.yaml)."""

from __future__ import annotations

from typing import Any

import pytest

from flows.facts import formulas
from flows.facts.records import Formula
from tests.facts.readings import cases, reading, unsolved


def rows_of(case: dict[str, Any]) -> list[Formula]:
    return [row for row in formulas.facts(reading(case["body"], headline=case.get("headline"))) if isinstance(row, Formula)]


def check(case: dict[str, Any]) -> None:
    assert [[row.text, row.kind, row.canonical, list(row.members)] for row in rows_of(case)] == case["formulas"]


@pytest.mark.parametrize("case", cases("formulas"), ids=lambda case: case["body"][:14])
def test_formulas(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", unsolved("formulas"), ids=lambda case: case["body"][:14])
def test_formulas_not_yet_read(case: dict[str, Any]) -> None:
    check(case)


def test_numeral_and_head() -> None:
    rows = rows_of({"body": "执行11个“一律”和“七个必须”，夺取双胜利。"})
    assert [(row.numeral, row.head) for row in rows] == [(11, "一律"), (7, "必须"), (2, "胜利")]


def test_a_formula_of_the_headline_points_there() -> None:
    (row,) = rows_of({"body": "街道干部走街串巷。", "headline": "念好“五字诀”"})
    assert (row.part, row.start) == ("headline", 3)


@pytest.mark.parametrize("spelling", ["11个“一律”", "十一个一律", "十一个“一律”"])
def test_all_spellings_have_one_canonical_form(spelling: str) -> None:
    assert formulas.canonical(spelling) == "十一个一律"

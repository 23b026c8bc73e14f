"""Figures on invented sentences (figures.yaml)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.facts import figures
from flows.facts.records import Figure
from tests.facts.readings import cases, reading, unsolved


def rows_of(body: str) -> list[Figure]:
    return [row for row in figures.facts(reading(body)) if isinstance(row, Figure)]


def check(case: dict[str, Any]) -> None:
    found = [[row.value, row.unit, row.what, row.qualifier] for row in rows_of(case["body"])]
    assert found == case["figures"]


@pytest.mark.parametrize("case", cases("figures"), ids=lambda case: case["body"][:14])
def test_figures(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", unsolved("figures"), ids=lambda case: case["body"][:14])
def test_figures_not_yet_read(case: dict[str, Any]) -> None:
    check(case)


def test_the_day_is_the_articles_where_no_date_stands() -> None:
    rows = figures.facts(reading("设卡12个。", event_date=date(2020, 2, 3)))
    assert [row.on_date for row in rows if isinstance(row, Figure)] == [date(2020, 2, 3)]


def test_numerals_in_names_count_nothing() -> None:
    assert figures.facts(reading("艺人段八斤来了。", ["段八斤"])) == []

"""Figures that a list gives by place (figure_lists.yaml): what each counts and whose it is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from flows.facts import figures
from flows.facts.mentions import PlaceMention
from flows.facts.records import Figure
from tests.facts.readings import cases, reading


def _mention(match: re.Match[str], code: str) -> PlaceMention:
    return PlaceMention(
        start=match.start(),
        stop=match.end(),
        part="body",
        name=match[0],
        level="county",
        adcode=code,
        place_code=None,
        valid_name=None,
        rule="given",
        confidence="certain",
    )


@pytest.mark.parametrize("case", cases("figure_lists"), ids=lambda case: case["name"])
def test_lists_by_place(case: dict[str, Any]) -> None:
    read = reading(case["body"])
    read.places = tuple(_mention(match, code) for name, code in case["places"].items() for match in re.finditer(name, case["body"]))
    found = [[row.value, row.what, row.adcode] for row in figures.facts(read) if isinstance(row, Figure)]
    assert found == case["figures"]


def test_a_list_that_never_ends_counts_what_heads_it() -> None:
    body = "确诊病例9例，其中：" + "青山市1例、" * 3000
    assert len(figures.facts(reading(body))) == 2


def test_a_list_without_a_head_is_read_too() -> None:
    body = "其中：" + "".join(f"青山市{number % 97 + 2}例、" for number in range(6000))
    assert len(figures.facts(reading(body))) == 97


def test_words_that_end_many_phrases_are_read_once() -> None:
    assert [row.value for row in figures.facts(reading("达到约为已达" * 30 + "甲3例。")) if isinstance(row, Figure)] == [3]

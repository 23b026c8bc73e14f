"""Directives and quotes on invented sentences (speech.yaml)."""

from __future__ import annotations

from typing import Any

import pytest

from flows.facts import speech
from flows.facts.records import Directive, Quote
from tests.facts.readings import cases, reading, unsolved


def directives_of(case: dict[str, Any]) -> list[Directive]:
    return [row for row in speech.facts(reading(case["body"], case.get("people", ()), case.get("headline"))) if isinstance(row, Directive)]


def quotes_of(case: dict[str, Any]) -> list[Quote]:
    return [row for row in speech.facts(reading(case["body"], case.get("people", ()), case.get("headline"))) if isinstance(row, Quote)]


def check_directives(case: dict[str, Any]) -> None:
    found, expected = directives_of(case), case["directives"]
    assert [(row.speaker, row.text[: len(want["starts"])]) for row, want in zip(found, expected, strict=False)] == [
        (want["speaker"], want["starts"]) for want in expected
    ]
    assert len(found) == len(expected), [row.text for row in found]
    for row, want in zip(found, expected, strict=True):
        assert "ordinal" not in want or row.ordinal == want["ordinal"]
        assert "addressee" not in want or row.addressee == want["addressee"]


@pytest.mark.parametrize("case", [case for case in cases("speech") if "directives" in case], ids=lambda case: case["name"])
def test_directives(case: dict[str, Any]) -> None:
    check_directives(case)


@pytest.mark.parametrize("case", [case for case in cases("speech") if "quotes" in case], ids=lambda case: case["name"])
def test_quotes(case: dict[str, Any]) -> None:
    found = [(row.speaker, row.text, row.kind) for row in quotes_of(case)]
    assert found == [(want["speaker"], want["text"], want.get("kind", "statement")) for want in case["quotes"]]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", unsolved("speech"), ids=lambda case: case["name"])
def test_directives_not_yet_read(case: dict[str, Any]) -> None:
    check_directives(case)


@pytest.mark.parametrize("case", cases("speech"), ids=lambda case: case["name"])
def test_every_row_is_its_own_span(case: dict[str, Any]) -> None:
    for row in speech.facts(reading(case["body"], case.get("people", ()), case.get("headline"))):
        assert isinstance(row, Directive | Quote)
        assert case["body"][row.start : row.stop] == row.text


def test_a_list_has_one_id_and_a_single_item_none() -> None:
    rows = directives_of({"body": "会议强调，一要压实责任。二要管住流动。会议要求，一是要抓好宣传。"})
    assert [row.list_id for row in rows] == ["1", "1", None]


def test_time_grows_with_the_text_only() -> None:
    speech.facts(reading("会议强调，" + "要" * 50000))
    speech.facts(reading("“" * 20000 + "，他说" * 5000))

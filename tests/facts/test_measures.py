"""Measures on invented sentences (measures.yaml), and the data they are read with."""

from __future__ import annotations

from typing import Any

import pytest

from flows.facts import measures
from flows.facts.records import Measure
from flows.reference.vocabulary import table
from tests.facts.readings import cases, reading, unsolved

DETAILS = ("enforcer", "target_group", "quantity", "unit", "duration", "frequency")


def rows_of(case: dict[str, Any]) -> list[Measure]:
    return [row for row in measures.facts(reading(case["body"], case.get("people", ()), case.get("headline"))) if isinstance(row, Measure)]


def check(case: dict[str, Any]) -> None:
    rows = rows_of(case)
    for modality in ("carried_out", "demanded"):
        assert sorted({row.code for row in rows if row.modality == modality}) == case[modality], [
            (row.code, row.modality, row.rule) for row in rows
        ]


@pytest.mark.parametrize("case", [case for case in cases("measures") if "details" in case], ids=lambda case: case["name"])
def test_details(case: dict[str, Any]) -> None:
    rows = {row.code: row for row in rows_of(case)}
    for code, expected in case["details"].items():
        found = {name: value for name in DETAILS if (value := getattr(rows[code], name)) is not None}
        assert found == expected, code


@pytest.mark.parametrize("case", [case for case in cases("measures") if "carried_out" in case], ids=lambda case: case["name"])
def test_measures(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", unsolved("measures"), ids=lambda case: case["name"])
def test_measures_not_yet_read(case: dict[str, Any]) -> None:
    check(case)


def test_a_clause_names_a_code_once() -> None:
    rows = rows_of({"body": "社区开展排查、摸排和入户排查。"})
    assert [row.code for row in rows] == ["SV03"]


def test_the_speaker_of_a_demand_is_told() -> None:
    rows = rows_of({"body": "沈明远要求，要严格测温。", "people": ["沈明远"]})
    assert [(row.code, row.speaker) for row in rows] == [("SV01", "沈明远")]


def test_a_question_is_kept_as_one() -> None:
    rows = rows_of({"body": "“每天测体温几次？”沈明远问。", "people": ["沈明远"]})
    assert [(row.code, row.modality) for row in rows] == [("SV01", "questioned")]


def test_every_code_has_triggers_and_every_trigger_a_code() -> None:
    codes = {row["code"] for row in table("measures")}
    named = {code for row in table("measure_triggers") for code in row["code"].split() if code != measures.NO_CODE}
    assert named == codes
    assert all(row["triggers"].split() for row in table("measure_triggers"))


def test_what_is_praised_is_in_place() -> None:
    rows = rows_of({"body": "督导组对该村封闭管理工作给予充分肯定。"})
    assert [(row.code, row.modality) for row in rows] == [("MV02", "praised"), ("MV02", "carried_out")]


def test_a_notice_without_an_announcement_is_issued_by_its_title() -> None:
    first = rows_of({"body": "一、小区实施封闭管理。\n二、减少外出。", "headline": "青山县指挥部通告（第2号）"})[0]
    assert (first.code, first.modality, first.part, first.speaker) == ("OG11", "carried_out", "headline", "青山县指挥部")

"""Scores against gold files: what counts as agreement, and the floors of the samples, which only rise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import scoring
from flows.scoring import Score
from flows.warehouse import WarehouseError
from tests.conftest import SAMPLES

FLOORS: dict[str, float] = yaml.safe_load((SAMPLES / "floors.yaml").read_text(encoding="utf-8"))
_SLACK = 0.02


@pytest.mark.parametrize(
    ("kind", "gold", "found", "agrees"),
    [
        ("people", {"name": "周 小平"}, {"name": "周小平"}, True),
        ("people", {"name": "周小平"}, {"name": "周小"}, False),
        ("places", {"name": "丹江街"}, {"name": "丹江街道"}, True),
        ("places", {"name": "云和县"}, {"name": "新云和县"}, False),
        ("venues", {"name": "云和县客运站"}, {"name": "客运站"}, True),
        ("measures", {"code": "SD01", "modality": "demanded"}, {"code": "SD01", "modality": "carried_out"}, False),
        ("directives", {"starts": "严把入口关，"}, {"text": "一要严把入口关，不漏一人"}, True),
        ("directives", {"starts": "严把入口关，"}, {"text": "管住出口"}, False),
        ("figures", {"value": 1000, "unit": "个"}, {"value": 1000.0, "unit": "个"}, True),
        ("figures", {"value": 1000, "unit": None}, {"value": 1000.0, "unit": "个"}, False),
        ("donations", {"quantity": None, "item": "口罩", "donor": None}, {"quantity": None, "item": "医用口罩", "donor": None}, True),
        ("donations", {"quantity": None, "item": "口罩", "donor": "某公司"}, {"quantity": 5, "item": "口罩", "donor": "某公司"}, False),
        ("activities", {"type": "meeting", "date": None, "lead": []}, {"kind": "meeting", "date": None, "leads": None}, True),
        ("activities", {"type": "meeting", "date": None, "lead": ["周小平"]}, {"kind": "meeting", "date": None, "leads": None}, False),
    ],
)
def test_what_agrees(kind: str, gold: dict[str, Any], found: dict[str, Any], agrees: bool) -> None:
    assert scoring._AGREE[kind](gold, found) is agrees


def test_a_fact_answers_to_one_of_the_gold() -> None:
    pairs = scoring._pairs([{"name": "甲"}, {"name": "甲"}], [{"name": "甲"}], lambda g, f: g["name"] == f["name"])
    assert len(pairs) == 1


def test_scores() -> None:
    assert Score("people", 4, 2, 2).f1 == pytest.approx(2 / 3)
    assert Score("people", 0, 0, 0).f1 == 1.0


@pytest.mark.whole
def test_a_folder_without_gold_is_a_users_mistake(released: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="holds no gold files"):
        scoring.score(released / "current.duckdb", tmp_path)


@pytest.mark.whole
def test_what_the_release_lacks_is_counted(released: Path, tmp_path: Path) -> None:
    gold = json.loads((SAMPLES / "gold" / "chenggu-tour.gold.json").read_text(encoding="utf-8"))
    (tmp_path / "absent.gold.json").write_text(json.dumps({**gold, "doc": "absent.txt"}), encoding="utf-8")
    scores = {each.kind: each for each in scoring.score(released / "current.duckdb", tmp_path)}
    assert scores["articles"] == Score("articles", len(gold["articles"]), 0, 0)
    assert scores["people"] == Score("people", len(gold["people"]), 0, 0) and scores["people"].f1 == 0.0


@pytest.mark.whole
def test_the_samples_reach_their_floors(released: Path) -> None:
    scores = {each.kind: each.f1 for each in scoring.score(released / "current.duckdb", SAMPLES / "gold")}
    assert set(scores) == set(FLOORS)
    assert {kind: f1 for kind, f1 in scores.items() if f1 < FLOORS[kind]} == {}
    assert {kind: f1 for kind, f1 in scores.items() if f1 >= FLOORS[kind] + _SLACK} == {}, "raise these floors"

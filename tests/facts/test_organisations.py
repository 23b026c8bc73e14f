"""Organisations on invented sentences (organisations.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.facts import organisations
from flows.facts.records import Organisation
from tests.facts.articles import read

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "organisations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_organisations(case: dict[str, Any]) -> None:
    rows = [
        row
        for row in organisations.facts(read(case["body"], case.get("headline"), credits=case.get("credits", "")))
        if isinstance(row, Organisation)
    ]
    found = {row.name: row.kind for row in rows}
    assert found == case["organisations"]


def test_a_name_is_one_row() -> None:
    assert len(organisations.facts(read("塔里木集团已经复工。塔里木集团说，一切正常。"))) == 1


def test_a_body_in_a_title_counts_if_it_is_a_bureau_with_a_place() -> None:
    names = {mention.name for mention in read("嘉兴市大数据发展管理局局长周小山说，要用好数据。").organisations}
    assert names == {"嘉兴市大数据发展管理局"}

"""People, their roles and titles, on invented sentences (people.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.facts import people
from flows.facts.naming.names import name_score
from flows.facts.naming.titles import body_of
from flows.facts.records import Person, Position
from tests.facts.articles import read

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "people.yaml").read_text(encoding="utf-8"))
_UNTITLED_OBJECT = "他把鸡蛋交给我，等一下舒小喜把菜送到你家门口。"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_people_roles_and_titles(case: dict[str, Any]) -> None:
    rows = people.facts(read(case["body"], case.get("headline"), case.get("credits", "")))
    found = {
        row.name: [row.role, [p.title for p in rows if isinstance(p, Position) and p.name == row.name]]
        for row in rows
        if isinstance(row, Person)
    }
    assert found == case["people"]


@pytest.mark.parametrize("name", ["", "王"])
def test_less_than_two_characters_are_no_name(name: str) -> None:
    assert name_score(name) == float("-inf")


def test_rows_point_at_the_name_in_the_body_first() -> None:
    reading = read("县长薛海涛说，要抓实。", headline="薛海涛检查防控工作")
    person = next(row for row in people.facts(reading) if isinstance(row, Person))
    assert (person.part, reading.body[person.start : person.stop]) == ("body", "薛海涛")


def test_every_mention_is_kept_in_order() -> None:
    reading = read("县长薛海涛来到云岭镇。薛海涛说，要抓实。他强调，薛海涛会再来。")
    assert [reading.body[m.start : m.stop] for m in reading.people] == ["薛海涛"] * 3
    assert [bool(m.titles) for m in reading.people] == [True, False, False]


def test_modifier_body_and_ad_hoc() -> None:
    rows = people.facts(read("常务副县长、县疫情防控指挥部副指挥长段小军说，要抓实。"))
    posts = {row.title: (row.modifier, row.ad_hoc) for row in rows if isinstance(row, Position)}
    assert posts == {"常务副县长": ("executive", False), "县疫情防控指挥部副指挥长": ("deputy", True)}


@pytest.mark.parametrize(
    ("title", "body"),
    [("县委专职副书记", "县委"), ("常务副县长", None), ("县公安局局长", "县公安局"), ("村党支部第一书记", "村党支部"), ("院长", None)],
)
def test_the_body_of_a_title_holds_no_rank(title: str, body: str | None) -> None:
    assert body_of(title) == body


def test_untitled_object() -> None:
    assert "舒小喜" in {mention.name for mention in read(_UNTITLED_OBJECT).people}

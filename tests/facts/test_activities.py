"""Activities with leaders, dates and stops on invented articles (activities.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.facts import activities
from flows.facts.deeds import venue_kinds
from tests.facts.articles import read

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "activities.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_activities(case: dict[str, Any]) -> None:
    rows = activities.facts(read(case["body"], case.get("headline")))
    found = [
        {
            "kind": row.kind,
            "date": row.date,
            "leads": [person.name for person in row.people if person.role == "lead"],
            "stops": [venue.name for venue in row.venues],
            "others": {person.name: person.role for person in row.people if person.role != "lead"},
        }
        for row in rows
    ]
    assert found == [{"others": {}, **wanted} for wanted in case["activities"]]


def test_unannounced_and_order_of_stops() -> None:
    row = activities.facts(read("2月10日，县委书记邵永康采取不打招呼、随机抽查的方式，来到柳湾小区、石桥小区检查。"))[0]
    assert row.unannounced
    assert [(venue.seq, venue.name) for venue in row.venues] == [(1, "柳湾小区"), (2, "石桥小区")]


def test_a_meeting_has_a_title() -> None:
    row = activities.facts(read("2月4日，县长薛海涛主持召开全县疫情防控工作视频会议，部署下步工作。"))[0]
    assert row.title == "全县疫情防控工作视频会议"


def test_rows_point_at_the_body() -> None:
    reading = read("2月5日，县长薛海涛来到石桥村检查。")
    row = activities.facts(reading)[0]
    assert reading.body[row.venues[0].start : row.venues[0].stop] == "石桥村"
    assert reading.body[row.people[0].start : row.people[0].stop] == "薛海涛"


def test_stops_have_a_kind() -> None:
    row = activities.facts(read("2月10日，县委书记邵永康先后到石桥高速路口、柳湾小区、县人民医院检查。"))[0]
    assert [(venue.name, venue.venue_kind) for venue in row.venues] == [
        ("石桥高速路口", "checkpoint"),
        ("柳湾小区", "housing"),
        ("县人民医院", "hospital"),
    ]


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("石桥大药房", None, "pharmacy"),
        ("柳湾农贸市场", None, "market"),
        ("石桥镇集中医学观察点", None, "quarantine_site"),
        ("柳湾街道", "town", "town"),
        ("石桥县", "county", "area"),
        ("云顶", None, None),
    ],
)
def test_the_longest_ending_decides_the_kind(name: str, level: str | None, kind: str | None) -> None:
    assert venue_kinds.kind_of(name, level) == kind

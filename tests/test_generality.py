"""Rules must not know the texts that they were developed on: no name, no stop and no county of a gold file stands in code or word lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.shared

# The general secretary is named in every other article of the time; his name is no one article's knowledge.
EVERYWHERE = {"习近平"}
# A kind of site, and one of the triggers that come with the list of measure codes.
GENERIC = {"集中医学观察点"}
RULES = sorted(
    path
    for folder in ("flows", "sql", "expectations")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".yaml", ".csv", ".sql")
)
CODE = [path for path in RULES if path.suffix == ".py"]


def golds(shared: Path) -> list[dict[str, list[dict[str, object]]]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "gold" / "dev").glob("*.json"))]


def found(names: set[str], files: list[Path]) -> list[str]:
    """Which names stand in which files, comments included."""
    return [f"{path.name}: {name}" for path in files for name in names if name in path.read_text(encoding="utf-8")]


def test_no_person_stands_in_rules(shared: Path) -> None:
    names = {str(person["name"]) for gold in golds(shared) for person in gold["people"] if len(str(person["name"])) > 2}
    assert len(names) > 50
    assert found(names - EVERYWHERE, RULES) == []


def test_no_stop_stands_in_rules(shared: Path) -> None:
    stops = {str(stop) for gold in golds(shared) for activity in gold["activities"] for stop in activity["venues"] if len(str(stop)) > 4}  # type: ignore[attr-defined]
    assert len(stops) > 50
    assert found(stops - GENERIC, RULES) == []


def test_no_county_or_village_stands_in_code(shared: Path) -> None:
    places = {str(place["name"]) for gold in golds(shared) for place in gold["places"] if place["level"] in ("county", "town", "village")}
    assert len(places) > 20
    assert found(places, CODE) == []


def test_no_company_stands_in_rules(shared: Path) -> None:
    bodies = {str(body["name"]) for gold in golds(shared) for body in gold["organisations"]}
    assert len(bodies) > 20
    assert found(bodies, RULES) == []

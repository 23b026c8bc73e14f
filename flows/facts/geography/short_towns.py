"""Towns called without their suffix right behind their county's name (某县甲、某市乙等地), as in lists of ports and checkpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from flows.facts.mentions import PlaceMention
from flows.facts.naming.names import common_words
from flows.facts.records import Part
from flows.reference.gazetteer import Unit, gazetteer

_STEM = re.compile(r"[\u4e00-\u9fff]{2,3}(?=[、，。等和及]|\Z)")
_SUFFIXES = ("镇", "乡", "街道")


def find(text: str, units: Iterable[PlaceMention], day: date, part: Part) -> Iterator[PlaceMention]:
    """The towns that follow the names in `units`, where the county has exactly one town of that name and the name is no common word."""
    for unit in units:
        if unit.level != "county" or unit.adcode is None:
            continue
        match = _STEM.match(text, unit.stop)
        town = _town(match.group(), unit.adcode, day) if match else None
        if match and town:
            yield PlaceMention(
                start=match.start(),
                stop=match.end(),
                part=part,
                name=match.group(),
                level="town",
                adcode=unit.adcode,
                place_code=town.code,
                valid_name=town.name,
                rule="places.short_town",
                confidence="probable",
            )


def _town(stem: str, county: str, day: date) -> Unit | None:
    if stem in common_words():
        return None
    towns = [town for suffix in _SUFFIXES for town in gazetteer().towns(stem, suffix, day) if town.code.startswith(county)]
    return towns[0] if len(towns) == 1 else None

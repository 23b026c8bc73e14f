"""The stops of one tour: which of them are one, and which only hold others."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from flows.facts.deeds.scene import Scene
from flows.reference import vocabulary


class Stop(NamedTuple):
    """A stop's place in the body and its name. `inside`: the area in which the text says it lies (`某街道的某公司`), then no stop."""

    start: int
    stop: int
    name: str
    inside: str = ""


@cache
def kinds_of_places() -> frozenset[str]:
    """Words for kinds of places (`小区`, `卡点`), which alone name no stop."""
    return frozenset(vocabulary.words("activities.bare"))


def is_room(stop: Stop) -> bool:
    """Whether a stop is but a room of a building or factory (某车间, 某科室)."""
    return _ROOM.search(stop.name) is not None and len(stop.name) <= _LONGEST_ROOM


def unrepeated(stops: list[Stop]) -> list[Stop]:
    """Without stops that name an earlier one again in other words (吴家村 after 东乡吴家村)."""
    kept: list[Stop] = []
    for stop in stops:
        if not is_repeated(stop, kept):
            kept.append(stop)
    return kept


RECENT = 60  # how many of the stops before are compared with a new one: no tour that is told has more


def is_repeated(stop: Stop, known: list[Stop]) -> bool:
    """Whether one of the last stops of `known` is this one, in whatever words."""
    return any(same_stop(stop.name, other.name) for other in known[-RECENT:])


def same_stop(one: str, other: str) -> bool:
    """Whether two names of stops are one stop: one contains the other, the form of a firm left out (某某食品公司), or is its checkpoint."""
    if _behind_unit(one, other) in kinds_of_places():
        return True
    return one in other or other in one or (one.endswith("公司") and other.endswith("公司") and _same_firm(one, other))


_HOLDING = ("镇", "乡", "街道", "区", "县")
_UNIT = re.compile("(?:街道|[镇乡县市区])(?P<unit>[\u4e00-\u9fff]{2,4}?(?:社区|村))$")


def extend(known: list[Stop], found: list[Stop]) -> None:
    """Add the stops to those of the tour told before: in place of the area that holds one, and each but once."""
    for stop in found:
        if stop.inside:
            known[:] = [other for other in known if other.name not in stop.inside]
        outer = next((other for other in known[-RECENT:] if stop.name != other.name and _holds(other.name, stop.name)), None)
        if outer is not None and outer.name.endswith(_HOLDING):
            known.remove(outer)
            known.append(stop)
        elif not is_repeated(stop, known):
            known.append(stop)


def _holds(outer: str, name: str) -> bool:
    """Whether a stop's name says that it lies in another: it begins with all of that name, or with its last unit (某街道某社区, then
    某社区某小区)."""
    rest = _behind_unit(name, outer)
    return name.startswith(outer) or (rest is not None and rest not in kinds_of_places())


def _behind_unit(name: str, outer: str) -> str | None:
    """What a stop's name has behind the last unit of another's, with which it begins; a mere kind is that unit's own (某社区卡点)."""
    unit = _UNIT.search(outer)
    return name[len(unit["unit"]) :] if unit is not None and name.startswith(unit["unit"]) else None


_FORM = re.compile("(?:股份)?有限(?:责任)?公司$|(?:集团)?公司$")


def _same_firm(one: str, other: str) -> bool:
    short, long = sorted((_FORM.sub("", one), _FORM.sub("", other)), key=len)
    return len(short) > 2 and short in long


_AREA_ENDS = ("镇", "乡", "街道", *vocabulary.words("activities.container_end"))
_LIST_GAP = re.compile("、|和|与|及|以及")


def _listed(scene: Scene, stops: list[Stop]) -> set[Stop]:
    """The stops that stand in one list with a stop that is no area itself."""
    listed: set[Stop] = set()
    for left, right in pairwise(sorted(stops)):
        if left.stop <= right.start <= left.stop + 2 and _LIST_GAP.fullmatch(scene.text, left.stop, right.start):
            listed |= {right} if not left.name.endswith(_AREA_ENDS) else set()
            listed |= {left} if not right.name.endswith(_AREA_ENDS) else set()
    return listed


def without_containers(stops: list[Stop], scene: Scene) -> list[Stop]:
    """The stops less the areas that hold them (the county, the industrial park) where stops inside are named.

    A park that stands in one list with other stops is one of them.
    """

    listed = _listed(scene, stops)

    def is_area(stop: Stop) -> bool:
        place = scene.places.at(stop.start, stop.stop)
        level = place.level if place else ""
        if level in ("province", "prefecture", "county"):
            return True
        return stop.name.endswith(vocabulary.words("activities.container_end")) and stop not in listed

    inner = [stop for stop in stops if not is_area(stop)] or stops
    inner = [stop for number, stop in enumerate(inner) if not _names_town_of(stop.name, inner[number + 1 : number + 1 + RECENT])]
    return [stop for number, stop in enumerate(inner) if not _holds_rooms(stop, inner[number + 1 : number + 1 + RECENT])]


_TOWN = re.compile(r"([\u4e00-\u9fff]{2,})(?:镇|乡|街道)$")


def _names_town_of(name: str, later: list[Stop]) -> bool:
    """Whether a later stop lies in this town: it bears the town's name (某港镇, then 某港渔港码头)."""
    town = _TOWN.match(name)
    return town is not None and any(town.group(1) in other.name and other.name != name for other in later)


_BUILDING = re.compile(r"(?:办|局|委|院|公司|厂|中心|政府|大楼|企业)$")
_LONGEST_ROOM = 6  # the name of a room alone; one named with its building is longer
_ROOM = re.compile(r"(?:科|室|车间|厅|楼|病房|窗口|食堂|生产线|病区)$")


def _holds_rooms(stop: Stop, later: list[Stop]) -> bool:
    """Whether all later stops are rooms of this building (科室 of a bureau, workshops of a factory)."""
    return bool(later) and _BUILDING.search(stop.name) is not None and all(_ROOM.search(other.name) for other in later)

"""Figures that a list gives of one thing by place: 确诊病例401例，其中：甲市370例、乙市19例 counts 确诊病例 three times.

The thing stands once, at the figure that heads the list; the places stand where the thing would. The words: flows/reference/figures.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from flows.facts.mentions import PlaceMention
from flows.reference.vocabulary import alternation, words

_SEPARATED = re.compile(
    rf"[：、，；（和及。\n](?P<area>(?:[一-鿿]{{2,12}}?(?:{alternation('figures.area_ends')})(?:（[一-鿿]{{1,6}}）)?|{alternation('figures.elsewhere')}))$"
)
_EACH = re.compile(r"(?:等地?)?各$")
_JOINED = re.compile(r"[、和及]|以及")
_FAR = 60  # figures between a list's head and its last place; the longest lists, of provinces, have 34
_MARKS = re.compile(r"[（）]")
_AREA = 20  # letters
_OPENING, _LONGEST = 200, 2000  # letters of a sentence before its first figure that are looked at, and of a list
_LEADS = re.compile(
    r"^(?:其中|分别|具体|按|各|包括|（[^（）\d]{1,20}）|[（：，\s])*"
)  # a sentence that divides what the one before has counted
_NAMED_IN_FRONT = re.compile(
    r"(?P<thing>[一-鿿]{2,12}?)(?:(?:较多|最多|较少|最少|主要分布|分布)[^，。；\d]{0,14}(?:是|为|有|在|：)|[当之]?中[，：])"
)
_TAKING_UP = re.compile(rf"(?:^|[向给他她我就里又再还也天后由][^，。；]{{0,12}}?)(?:{alternation('figures.taking_up')})[了出着下]?$")
_ENDS_CLAUSE = re.compile(r"[，。；！”]|$")
_UNSPECIFIC = frozenset((None, *words("figures.unspecific_units")))
_DIGIT = re.compile(r"\d")


class Counted(NamedTuple):
    """A figure at `start:stop` with its unit. `what` is the thing it counts as its own words name it.

    Where they name a place instead, `by_place` is True and `thing` is what the list counts, as far as it is known.
    """

    start: int
    stop: int
    unit: str | None
    what: str | None
    by_place: bool = False
    thing: str | None = None


class Share(NamedTuple):
    """The place that a figure of a list is of, as written, and its code; None for a code where several or no place are meant."""

    name: str
    adcode: str | None


def share_at(text: str, start: int, what: str | None, ends: Mapping[int, PlaceMention]) -> Share | None:
    """The place in front of the numeral at `start`, where `what` names it and nothing else; `ends` are the body's places by their ends."""
    if what is None:
        return None
    each = _EACH.search(text, max(0, start - 3), start)
    stop = each.start() if each else start
    place = ends.get(stop)
    if place is not None and each:
        parts = _JOINED.split(what.removesuffix(each[0]).removesuffix("等"))
        return Share(what, None) if place.name.startswith(parts[-1]) or parts[-1] == text[place.start : place.stop] else None
    if place is not None:
        around = ends.get(place.start, place)  # 某省某市
        alone = what in (text[place.start : stop], text[around.start : stop]) or _NAMED_IN_FRONT.match(what)
        return Share(place.name, place.adcode) if alone else None
    area = _SEPARATED.search(text, max(0, start - _AREA), start)
    return Share(what, None) if area is not None and area["area"] == what else None


def thing_of_list(text: str, earlier: Sequence[Counted], one: Counted, places: Iterable[str]) -> str | None:
    """What the list counts that holds `one`, a figure of a place: the thing of the last figure of its unit, of `earlier`, that names one.

    It stands in the same sentence, or in the one before where this one only goes on with it (其中…). What stands in brackets that are
    closed again (甲市93例（出院26例），乙市10例) heads nothing outside them. The name of the whole, one of `places`, is left out: what is
    某省新增病例 is 新增病例 in each of its cities.
    """
    recent = earlier[-_FAR:]
    sentence = _sentence_at(text, one.start)
    for last in recent[-1:]:
        if last.thing and last.unit == one.unit and last.start >= sentence and not _is_closed(text, last.stop, one.start):
            return last.thing
    first = next(iter(recent[bisect_left(recent, sentence, key=attrgetter("start")) :]), one)
    opening = text[max(sentence, first.start - _OPENING) : first.start]
    named = _NAMED_IN_FRONT.search(opening)
    if named is not None:
        return named["thing"]
    goes_on = first.by_place and _LEADS.sub("", opening) == first.what
    begin = _sentence_at(text, sentence - 1) if goes_on else sentence
    for figure in reversed(recent):
        if figure.start < begin:
            return None
        if _heads(figure, one, text):
            return _without_place(figure.what or "", places)
    return None


def thing_taken_up(text: str, earlier: Sequence[Counted], one: Counted, clause: int) -> str | None:
    """The thing of an earlier figure that `one` counts again without naming it; `clause` is where its clause starts.

    排查9.6万户、32.7万人 goes on with what was counted; 只有两支测温枪，…要求再调拨4支 and 日产酒精12吨。当天，他就捐出5吨 count the
    thing of the last figure of their unit, in the same sentence or the one before.
    """
    last = earlier[-1] if earlier else None
    if last is None:
        return None
    if one.what is None and text[last.stop : one.start] in ("、", "和", "及"):
        return last.what
    own = text[max(clause, one.start - 40) : one.start]
    if one.unit in _UNSPECIFIC or not _TAKING_UP.search(own) or not _ENDS_CLAUSE.match(text, one.stop):
        return None
    begin = _sentence_at(text, _sentence_at(text, one.start) - 1)
    same = next((figure for figure in reversed(earlier[-4:]) if figure.unit == one.unit), None)
    return same.what if same is not None and same.start >= begin and _names_goods_behind(text, same) else None


def _names_goods_behind(text: str, figure: Counted) -> bool:
    """Whether a figure names its thing directly beside its numeral: 4支测温枪, 酒精12吨."""
    what = figure.what
    return what is not None and (text.startswith((what, "的" + what), figure.stop) or text.endswith(what, 0, figure.start))


def _heads(figure: Counted, one: Counted, text: str) -> bool:
    names_thing = figure.what is not None and not figure.by_place and not _DIGIT.search(figure.what)
    return names_thing and figure.unit == one.unit and not _is_closed(text, figure.stop, one.start)


def _sentence_at(text: str, position: int) -> int:
    """Where the sentence of a position begins; no further back than a list and what heads it can reach."""
    far = max(0, position - _LONGEST)
    return max(max(text.rfind(mark, far, max(position, 0)) for mark in "。！？\n"), far - 1) + 1


def _without_place(what: str, places: Iterable[str]) -> str:
    longest = max((name for name in places if what.startswith(name)), key=len, default="")
    return what[len(longest) :] if len(what) - len(longest) >= 2 else what


def _is_closed(text: str, start: int, stop: int) -> bool:
    """Whether brackets that were open at `start` are closed before `stop`."""
    depth = 0
    for mark in _MARKS.finditer(text, start, stop):
        depth += 1 if mark[0] == "（" else -1
        if depth < 0:
            return True
    return False

"""Finding the names of provinces, prefectures and counties in a text, before anybody decides which unit of that name is meant.

A full form counts wherever it is not part of a company's, a paper's or a venue's name; a short form (广西) only where it is no part of
any other name. Word lists: flows/reference/place_words.yaml and place_lookalikes.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.naming.candidates import right_evidence
from flows.facts.naming.names import name_score
from flows.reference.gazetteer import Unit, gazetteer, is_zone
from flows.reference.vocabulary import alternation, words


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name at `start:stop`; `units` are those that bear it on the day in question, `full` tells the full form from the short one.

    `weak` marks a name that is also an ordinary expression and needs its province or prefecture nearby. `counts` is False for a name
    that is part of another name: no place of the article, yet evidence for where it is. `zone`: the name is a functional zone's and
    `units` are what holds it. `label`: it opens its text and a colon follows. `after_surname`: it may be the given name of a person.
    """

    start: int
    stop: int
    name: str
    units: tuple[Unit, ...]
    full: bool
    weak: bool
    counts: bool
    zone: bool = False
    label: bool = False
    after_surname: bool = False


_GAP = rf"(?:(?!{alternation('place_words.particles')})[\u4e00-\u9fff])"
_PART_AFTER = re.compile(
    rf"(?:{alternation('place_words.part_of_after')})|[东西南北](?=至|到|开[往出]|[—-]|、[\u4e00-\u9fff]{{2,3}}[东西南北](?![\u4e00-\u9fff]{{0,2}}部)|等(?:车站|高铁|站))"
    rf"|{_GAP}{{0,12}}(?:{alternation('place_words.company_after')})"
    rf"|{_GAP}{{0,4}}(?:{alternation('place_words.medium_after')})|{_GAP}{{0,6}}(?:{alternation('place_words.venue_after')})"
    rf"|{_GAP}{{0,8}}(?:{alternation('place_words.body_after')})"
)
_FULL_PART_AFTER = re.compile(
    rf"{_GAP}{{0,12}}(?:{alternation('place_words.company_after')})|{_GAP}{{0,3}}(?:{alternation('place_words.medium_after')})"
    rf"|{_GAP}{{0,3}}(?:{alternation('place_words.market_after')})"
)
_NOT_A_SUFFIX = {
    "市": re.compile("民(?!政)|场|容|委会大楼"),
    "区": re.compile("域|间"),
    "县": re.compile("域(?!经济)"),
    "省": re.compile("份"),
}
_FUNCTION_WORDS = frozenset("于从向时都年路全由经到来家区县市州省和与及在南北东西江山河湖海")
_CROSSING = re.compile("[上下]城区")  # 当前形势下 | 城区
_OWN_BODY = re.compile("县(?:委|长|政府|人)")  # 南县县委: no 南县 that is two words
_PREPOSITION_BEFORE = {
    "于": re.compile("[位由对处关属用鉴居善等低高大小基终至勇便利]$"),
    "和": re.compile("[总温缓柔]$"),
    "从": re.compile("[服自]$"),
}
_SURNAME_FRAME = re.compile(rf"(?:[记长任员席者志师授]|、)(?:{alternation('surnames')})$")
_AFTER_GAP = frozenset(" \u3000，")
_LABEL_BEFORE, _LABEL_AFTER = frozenset("\n】【 "), frozenset("：】")


@cache
def _patterns() -> tuple[tuple[str, ...], AhoCorasick]:
    known = gazetteer()
    names = tuple(dict.fromkeys([*known.full_names(), *known.short_names(), *_new_areas(), *words("place_lookalikes")]))
    return names, AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)


@cache
def _new_areas() -> dict[str, str]:
    """The named zones that lie in no county or prefecture of the gazetteer's own list, each with the code of what holds it."""
    return dict(entry.split("=") for entry in words("place_words.zone_holders"))


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    return (
        frozenset(words("place_lookalikes")),
        frozenset(words("place_words.common_short")),
        frozenset(words("place_words.common_prefecture")),
        frozenset(words("place_words.common_full")),
    )


@cache
def _surnames() -> frozenset[str]:
    """Surnames of one character that are not also the end of ordinary words before a place."""
    return (
        frozenset(word for word in words("surnames") if len(word) == 1)
        - frozenset("".join(words("place_words.particles")))
        - _FUNCTION_WORDS
    )


def find_units(text: str, day: date) -> list[UnitName]:
    """The names of provinces, prefectures and counties in a text, in order; offsets are code points of `text`."""
    names, automaton = _patterns()
    lookalikes = _lists()[0]
    found: list[UnitName] = []
    for index, start, stop in automaton.find_matches_as_indexes(text):
        name = names[index]
        if name in lookalikes:
            continue
        unit = _unit_name(text, start, stop, name, day)
        if unit is not None:
            if found and found[-1].stop == unit.start and unit.counts and not unit.full and not found[-1].full:
                found[-1] = replace(
                    found[-1], counts=True
                )  # two counties side by side: what follows the first is no part of its name but another unit's
            found.append(unit)
    return found


def _unit_name(text: str, start: int, stop: int, name: str, day: date) -> UnitName | None:
    if name in _new_areas():
        holder = gazetteer().unit(_new_areas()[name], day)
        return UnitName(start, stop, name, (holder,), True, False, False, zone=True) if holder else None
    suffix = _NOT_A_SUFFIX.get(name[-1])
    if suffix and len(name) > 2 and suffix.match(text, stop):  # 湖州市民, 重庆市场: the short form and another word
        name, stop = name[:-1], stop - 1
    _, _, common_prefecture, common_full = _lists()
    full, units = _bearers(name, day)
    if full and all(is_zone(unit) for unit in full):
        holders = _holders(full, day)
        return UnitName(start, stop, name, holders, True, False, False, zone=True) if holders else None
    if full:
        return UnitName(
            start,
            stop,
            name,
            full,
            True,
            (name in common_full and not _OWN_BODY.match(text, stop)) or _CROSSING.fullmatch(name) is not None,
            not _FULL_PART_AFTER.match(text, stop),
        )
    if not units or _inside_word(text, start, stop, name):
        return None
    weak = name in common_prefecture and all(unit.level != "province" for unit in units)
    before, after_surname = text[max(0, start - 3) : start], text[start - 1 : start] in _surnames()
    is_given_name = _SURNAME_FRAME.search(before) or (after_surname and before[-2:-1] in _AFTER_GAP)
    counts = not _PART_AFTER.match(text, stop) and not is_given_name
    suffixed = name[-1] in "县区旗州" and units[0] in gazetteer().called(name[:-1], day)
    label = (start == 0 and stop == len(text)) or (
        text[stop : stop + 1] in _LABEL_AFTER and (start == 0 or text[start - 1] in _LABEL_BEFORE)
    )
    return UnitName(start, stop, name, units, suffixed, weak, counts, label=label, after_surname=after_surname)


_POST_BEFORE = re.compile("董事$|秘书$|[市县区旗镇乡村局处科厅部院校所站队组团会行]$")


def _is_person(text: str, start: int) -> bool:
    """Whether a person's name begins here rather than what goes on from a place's (董事长沙某某说)."""
    return max(name_score(text[start : start + width]) + right_evidence(text, start + width)[0] for width in (2, 3)) > 0


@lru_cache(maxsize=1 << 14)
def _bearers(name: str, day: date) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """The units with this full name, and those that have it as a short form; a county only if the form is no ordinary word."""
    known, common = gazetteer(), _lists()[1]
    short = (unit for unit in known.called(name, day) if not is_zone(unit) and (unit.level != "county" or name not in common))
    return tuple(known.named(name, day)), tuple(short)


@lru_cache(maxsize=256)
def _holders(zones: tuple[Unit, ...], day: date) -> tuple[Unit, ...]:
    known = gazetteer()
    return tuple(holder for unit in zones if (holder := known.unit(known.prefecture(unit.code), day)))


def _inside_word(text: str, start: int, stop: int, name: str) -> bool:
    """Whether a short form crosses into another word: 位于都市, 沈潭镇江田村, or is the stem of a town's name: 三河镇."""
    if text[stop : stop + 1] in ("镇", "乡", "村") or text.startswith(("街道", "社区"), stop):
        return True
    if name[0] == "长" and _POST_BEFORE.search(text[max(0, start - 2) : start]) and _is_person(text, start + 1):
        return True
    before = _PREPOSITION_BEFORE.get(name[0])
    if before is not None and before.search(text[max(0, start - 1) : start]):
        return True
    if name[0] not in "镇乡":
        return False
    return any(gazetteer().known_towns([(text[start - length : start], name[0]) for length in (2, 3, 4) if start >= length]))

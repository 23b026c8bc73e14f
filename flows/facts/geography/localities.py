"""Which town or village a name means, and in which county it lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from flows.facts.geography.locality_names import LocalityName, town_forms
from flows.facts.records import Confidence
from flows.reference.division_names import town_stem, village_stem
from flows.reference.gazetteer import gazetteer
from flows.reference.vocabulary import alternation, table


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a name: where it begins, and the units that bear it, as codes (nine or twelve digits) and full names."""

    start: int
    units: tuple[tuple[str, str], ...]

    def counties(self) -> set[str]:
        """The counties of these units."""
        return {code[:6] for code, _ in self.units}

    def inside(self, outer: str) -> tuple[tuple[str, str], ...]:
        """The units inside a province, prefecture, county (six digits) or town (nine)."""
        known = gazetteer()
        if len(outer) > 6:
            return tuple(unit for unit in self.units if unit[0].startswith(outer))
        return tuple(unit for unit in self.units if known.contains(outer, unit[0]))


@dataclass(frozen=True, slots=True)
class Locality:
    """A town or village at `start:stop` as it was decided; `code` is None where the gazetteer has it not."""

    start: int
    stop: int
    name: LocalityName
    county: str | None
    code: str | None
    valid_name: str | None
    rule: str
    confidence: Confidence


_LIST_BEFORE = re.compile(rf"(?:[、和及]|{alternation('place_words.going')}|位于|驻)$")
_PLACE_AFTER = re.compile(rf"[、，。的]|[“”]?两委|{alternation('place_words.locality_after')}")
_PART_AFTER = re.compile(
    rf"(?:(?!{alternation('place_words.particles')})[\u4e00-\u9fff]){{0,4}}(?:{alternation('place_words.locality_part_after')})"
)
_MARKS = frozenset(["", "，", "。", "；", "：", "（", "“", "\n"])
_NO_NAME = re.compile(
    rf"[\d一二三四五六七八九十几多]|{alternation('place_words.particles')}|{alternation('place_words.going')}|[该此我你他她它们这那哪某各每其何]"
)
_NO_NAME_END = re.compile(r"[集小城县全各该本大老新中型级性]$")


def options(name: LocalityName, day: date) -> list[Option]:
    """The ways to read a name, the longest first; only stems that some unit bears on that day."""
    known, found = gazetteer(), []
    for stem in name.known:
        if name.follows and len(stem) < len(name.free):
            break
        if name.kind == "town":
            units = tuple((unit.code, unit.name) for form in town_forms(stem, name.suffix) for unit in known.towns(*form, day))
        else:
            units = tuple((village.code, stem + village.suffix) for village in known.villages(village_stem(stem)[0], day))
        if units:
            found.append(Option(name.mark - len(stem), units))
    return found


def clear(name: LocalityName, option: Option) -> bool:
    """Whether the text itself delimits this reading of a name, so that it may speak for a county."""
    if name.mark - option.start != len(name.free):
        return False
    return name.follows or not (len(name.free) == 1 or name.free in _common_words() or _NO_NAME.search(name.free))


@cache
def _common_words() -> frozenset[str]:
    """Ordinary words (完善, 幸福): such a stem names a place only where the text goes there or lists it."""
    return frozenset(row["first"] + rest for row in table("common_words") for rest in row["rest"].split())


def _may_begin(text: str, name: LocalityName, option: Option) -> bool:
    """Whether a reading of a name may begin where it does: a doubtful stem only behind a place, a verb of going or a list's comma; the
    stem of a town also behind any other mark."""
    stem = text[option.start : name.mark]
    if name.follows or not (len(stem) == 1 or stem in _common_words() or (stem[-1] == "城" and name.suffix in ("镇", "乡"))):
        return True
    if name.kind == "town" and len(stem) > 1 and stem[-1] != "城" and text[max(0, option.start - 1) : option.start] in _MARKS:
        return True
    return _LIST_BEFORE.search(text[max(0, option.start - 3) : option.start]) is not None


def _opens(text: str, name: LocalityName, option: Option) -> bool:
    """Whether a village with a stem of one character opens a sentence (柳村组建了…): good enough inside the article's own county."""
    alone = name.kind == "village" and name.mark - option.start == 1
    return alone and text[max(0, option.start - 1) : option.start] in _SENTENCE_MARKS


_SENTENCE_MARKS = frozenset(["", "。", "；", "！", "”", "\n"])


def votes(groups: Iterable[Sequence[Option]], region: str | None) -> dict[str, float]:
    """How strongly towns and villages speak for each county: a name that only one county has counts 1, one of ten counties a tenth each.

    A group is a town with the villages named after it: they lie in one county. `region` limits the counties to a prefecture or province.
    """
    known, score = gazetteer(), dict[str, float]()
    for group in groups:
        sets = [{county for county in option.counties() if region is None or known.contains(region, county)} for option in group]
        sets = [counties for counties in sets if counties]
        if not sets:
            continue
        common = set.intersection(*sets) or max(sets, key=lambda counties: -len(counties))
        for county in common:
            score[county] = score.get(county, 0.0) + len(sets) / len(common)
    return score


def decide(
    text: str,
    day: date,
    name: LocalityName,
    found: list[Option],
    contexts: Sequence[tuple[str, str, Confidence]],
    previous: Locality | None,
) -> Locality | None:
    """The town or village that a name means.

    `contexts` are units (code, rule, confidence) in which to look, the most telling first; `previous` is the locality that ends where this
    name begins, or before it in the same list. None if the characters are no name of a place.
    """
    if _PART_AFTER.match(text, name.stop):
        return None
    opening = [option for option in found if _opens(text, name, option)]
    found = [option for option in found if _may_begin(text, name, option)]
    for outer, rule, confidence in contexts:
        at_home = rule == "places.in_jurisdiction" and confidence == "certain"
        for option in [*found, *opening] if at_home else found:
            inside = option.inside(outer)
            if not inside or (outer.endswith("00") and len(outer) == 6 and not clear(name, option)):
                continue
            codes = {code for code, _ in inside}
            counties = {code[:6] for code in codes}
            if len(counties) > 1:
                continue
            code, valid = inside[0] if len(codes) == 1 else (None, None)
            return Locality(option.start, name.stop, name, counties.pop(), code, valid, rule, confidence)
    county = next((code for code, _, _ in contexts if len(code) == 6 and not code.endswith("00")), None)
    return _undocumented(text, day, name, county, previous, beside=any(rule == "places.after_county" for _, rule, _ in contexts))


def _undocumented(
    text: str, day: date, name: LocalityName, county: str | None, previous: Locality | None, *, beside: bool
) -> Locality | None:
    """A name that the gazetteer has not in this county: a misprint of one that it has, or a place that the text itself delimits clearly."""
    if not name.free or county is None:
        return None
    start = name.mark - len(name.free)
    if name.kind == "town" and (near := _misprinted(text[start : name.stop], county, day)):
        return Locality(start, name.stop, name, county, near[0], near[1], "places.misprint", "probable")
    gap = text[previous.stop : start] if previous and previous.stop <= start else None
    if not 2 <= len(name.free) <= 4 or _NO_NAME.search(name.free) or (gap != "" and _NO_NAME_END.search(name.free)):
        return None
    if name.suffix not in _PLAIN_SUFFIXES or not (
        gap == "" or (gap in ("、", "和", "及") and _PLACE_AFTER.match(text, name.stop)) or beside or name.suffix == "嘎查"
    ):
        return None
    inside = previous.county if previous and gap == "" else county
    return Locality(start, name.stop, name, inside, None, None, "places.suffix", "probable")


_PLAIN_SUFFIXES = ("村", "社区", "镇", "乡", "街道", "嘎查")


def _misprinted(written: str, county: str, day: date) -> tuple[str, str] | None:
    """The town of the county whose name differs from the written one by one character, if there is but one."""
    stem, suffix = town_stem(written)
    if len(stem) < 2:
        return None
    near = []
    for unit in gazetteer().towns_in(county, day):
        other, kind = town_stem(unit.name)
        if kind == suffix and len(other) == len(stem) and sum(a != b for a, b in zip(other, stem, strict=True)) == 1:
            near.append((unit.code, unit.name))
    return near[0] if len({code for code, _ in near}) == 1 else None

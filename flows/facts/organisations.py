"""Organisations: bodies given by a proper name or with a place's name in them, found by the word that ends their name.

The name begins where the phrase begins (punctuation, verb or preposition before it, as for titles). A party or state body needs a place in
its name (`某县人民医院`), a firm or association some proper name; words that say nothing of whose it is (`县某局`, `大型超市`) make none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from flows.facts.deeds.scene import Scene, Spans
from flows.facts.mentions import OrganisationMention, Reading, TitleMention
from flows.facts.naming import body_names
from flows.facts.naming.names import common_words
from flows.facts.records import Fact, Organisation, OrganisationKind, Part
from flows.reference import vocabulary

_PARTS: tuple[Part, ...] = ("headline", "body")
_KINDS: tuple[OrganisationKind, ...] = ("company", "public", "social", "media")
_LONGEST = 40
_TITLE_BODIES = re.compile(
    r"(?:委|委员会|领导小组|指挥部|工作组|专班|党组|党委|党工委|党支部|党总支|纪委监委|纪委|监委|政府|人大|人大常委会|政协|组)$"
)
_SOURCE_LINE = re.compile(r"(?:来源|转自|摘自|原载|据)[：:]?\s*$")
_NATIONAL = re.compile(
    r"^(?:党中央|国务院|中央|中共中央|全国人大|全国政协|最高人民|国家[\u4e00-\u9fff]{2,8}(?:局|委|委员会|办)$|[\u4e00-\u9fff]{2,8}部$)"
)


_GOES_ON = re.compile(r"常委|全会|书记|扩大会")  # 某县委常委会 is a meeting, no body
_JOINS = frozenset("和与及")
_PREFIX = re.compile(r"(?:中共|共青团|国家税务总局|中国人民银行|国网|公安|中国[\u4e00-\u9fff]{2,6}|民[革盟建进]|[\u4e00-\u9fff]{2,6}公司)?")
_LED_IN = re.compile(r"[经据由向为对将被在从给与和及]")
_ZONE = re.compile(r"^[\u4e00-\u9fff]{0,6}?(?:工业园区|产业园区|园区|开发区|高新区|经开区|工业园(?!区))(?=[\u4e00-\u9fff]{4})")
_DOCUMENT = re.compile(r"《[^《》\n]{1,80}》")


class _Ending(NamedTuple):
    start: int
    stop: int
    kind: OrganisationKind


@cache
def _endings() -> tuple[AhoCorasick, tuple[OrganisationKind, ...]]:
    """The automaton over all endings, and the kind of each."""
    words: dict[str, OrganisationKind] = {}
    for kind in _KINDS:
        for word in vocabulary.words(f"organisations.{kind}"):
            words.setdefault(word, kind)
    for word in vocabulary.words("organisations.trade"):
        words.setdefault(word, "company")
    return AhoCorasick(list(words)), tuple(words.values())


@cache
def _weak() -> frozenset[str]:
    return frozenset(vocabulary.words("organisations.weak"))


def find_organisations(readings: list[Reading]) -> None:
    """Set `reading.organisations` of every article: all mentions in headline and body, in order."""
    for reading in readings:
        found: list[OrganisationMention] = []
        for part in _PARTS:
            found += _in_text(reading, part)
        reading.organisations = tuple(found)


def _in_text(reading: Reading, part: Part) -> list[OrganisationMention]:
    text = reading.text_of(part)
    if not text:
        return []
    scene = Scene(reading, part)
    protected = frozenset(offset for place in scene.places.items for offset in range(place.start, place.stop))
    titles = Spans(title for person in scene.people.items for title in person.titles)
    documents = frozenset(offset for match in _DOCUMENT.finditer(text) for offset in range(*match.span()))
    found: list[OrganisationMention] = []
    floor = 0
    for ending in _candidates(text):
        if ending.start in documents:
            continue
        near = scene.people.beginning_in(ending.start - _LONGEST, ending.start)
        floor = max([floor, *(person.stop for person in near if person.stop <= ending.start)])
        if (
            found
            and found[-1].stop < ending.start
            and (text[found[-1].stop] in _JOINS or scene.places.beginning_in(found[-1].stop, found[-1].stop + 1))
        ):
            floor = max(floor, found[-1].stop + (text[found[-1].stop] in _JOINS))
        mention = _mention(scene, part, ending, floor, protected, titles)
        if mention is None:
            continue
        if found and mention.start < found[-1].stop:
            if mention.start <= found[-1].start:
                found[-1] = mention
            continue
        found.append(mention)
    return found


def _candidates(text: str) -> list[_Ending]:
    """The endings in order; of those that end at one place the longest."""
    automaton, kinds = _endings()
    best: dict[int, _Ending] = {}
    for number, start, stop in automaton.find_matches_as_indexes(text, overlapping=True):
        if stop not in best or best[stop].start > start:
            best[stop] = _Ending(start, stop, kinds[number])
    return [best[stop] for stop in sorted(best)]


def _mention(
    scene: Scene, part: Part, ending: _Ending, floor: int, protected: frozenset[int], titles: Spans[TitleMention]
) -> OrganisationMention | None:
    """The organisation that ends here, or None if nothing proper is in its name."""
    text, stop = scene.text, ending.stop
    if not _may_end(scene, ending):
        return None
    company = ending.kind == "company"
    begin = body_names.name_start(text, (ending.start, stop), floor, protected, ending.kind in ("company", "media"), _LONGEST)
    named = [(place.start, place.stop) for place in scene.places.beginning_in(begin, stop)]
    start = _from_place(text, begin, ending.start, named, company)
    if company:
        start = _over_bracket(text, start, floor, protected)
    name = text[start:stop]
    overrun = any(left < stop < right for left, right in named)
    if len(name) > _LONGEST or _NATIONAL.match(name) or overrun:
        return None
    if not body_names.is_proper(text, start, stop, text[ending.start : stop], ending.kind, named):
        return None
    inside_title = any(title.start <= start and stop <= title.stop for title in titles.touching(start, stop))
    if (inside_title and _TITLE_BODIES.search(name)) or (ending.kind == "media" and _SOURCE_LINE.search(text[max(0, start - 6) : start])):
        return None
    rule = "organisations.body_with_place" if ending.kind == "public" else f"organisations.{ending.kind}"
    return OrganisationMention(start=start, stop=stop, part=part, name=name, kind=ending.kind, rule=rule, confidence="certain")


def _may_end(scene: Scene, ending: _Ending) -> bool:
    """Whether a name can end here: not inside a word (局长, 布局), before a meeting's noun or before a village of the body's own."""
    text, word, words = scene.text, scene.text[ending.start : ending.stop], common_words()
    if len(word) == 1 and text[ending.start - 1 : ending.stop] in words:
        return False
    if word in _weak() and text[ending.start - 1 : ending.start + 1] in words:
        return False
    followed = scene.places.beginning_in(ending.stop, ending.stop + 1)
    return text[ending.stop - 1 : ending.stop + 1] not in words and not _GOES_ON.match(text, ending.stop) and not followed


_BRACKET = re.compile(r"（[\u4e00-\u9fff]{2,6}）$")


def _over_bracket(text: str, start: int, floor: int, protected: frozenset[int]) -> int:
    """Where a firm's name begins that has a bracket in it (`某某（中国）有限公司`)."""
    bracket = _BRACKET.search(text, max(floor, start - 8), start)
    if bracket is None:
        return start
    begin = body_names.name_start(text, (bracket.start(), bracket.start()), floor, protected, True, _LONGEST)
    return begin if bracket.start() - begin >= 2 else start


def _from_place(text: str, start: int, stop: int, places: list[tuple[int, int]], company: bool) -> int:
    """Where the name begins if only general words stand before it (园区江西某公司 begins at 江西)."""
    inner = [left for left, right in places if start < left and right <= stop]
    if inner and not company and not _PREFIX.fullmatch(text[start : inner[0]]):
        return inner[0]
    if inner and (body_names.is_general(text[start : inner[0]]) or _LED_IN.fullmatch(text[start : inner[0]])):
        return inner[0]
    zone = _ZONE.match(text[start:stop])
    if zone is not None and not any(start <= left < start + zone.end() for left, _ in places):
        return start + zone.end()
    return start


def facts(reading: Reading) -> list[Fact]:
    """Organisation rows, one per name; a mention of the body is preferred to one of the headline."""
    rows: dict[str, Fact] = {}
    for mention in sorted(reading.organisations, key=lambda mention: mention.part != "body"):
        if mention.name not in rows:
            rows[mention.name] = Organisation(
                start=mention.start,
                stop=mention.stop,
                part=mention.part,
                rule=mention.rule,
                confidence=mention.confidence,
                name=mention.name,
                kind=mention.kind,
            )
    return list(rows.values())

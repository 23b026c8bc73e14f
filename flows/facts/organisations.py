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
from flows.facts.naming import phrases
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
def _trades() -> frozenset[str]:
    return frozenset(vocabulary.words("organisations.trade")) - frozenset(vocabulary.words("organisations.company"))


@cache
def _weak() -> frozenset[str]:
    return frozenset(vocabulary.words("organisations.weak"))


@cache
def _facilities() -> frozenset[str]:
    return frozenset((*vocabulary.words("organisations.facility"), *_stations()))


@cache
def _stations() -> frozenset[str]:
    return frozenset(vocabulary.words("organisations.station"))


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.verb"))


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.generic"))


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
    begin = _start(text, stop, floor, protected, company)
    inner = [(place.start, place.stop) for place in scene.places.beginning_in(begin, stop)]
    start = _from_place(text, begin, ending.start, inner, company)
    name, core = text[start:stop], text[start : ending.start]
    overrun = any(left < stop < right for left, right in inner)
    if len(core) < 2 or len(name) > _LONGEST or _NATIONAL.match(name) or overrun:
        return None
    placed = any(start <= left and right <= stop for left, right in inner) or _level_name(core)
    if not _is_proper(text, start, ending, core, placed):
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


def _start(text: str, stop: int, floor: int, protected: frozenset[int], company: bool) -> int:
    """Where the name begins: where the phrase does, or after the last verb of those that only here are limits."""
    start = phrases.phrase_start(text, stop, floor, protected, _LONGEST)
    for match in _verbs().finditer(text, start, stop):
        word = len(match.group()) == 1 and (
            text[match.start() - 1 : match.end()] in common_words() or text[match.start() : match.end() + 1] in common_words()
        )
        if match.start() not in protected and match.end() < stop and not word:
            start = match.end()
    joined = text.rfind("和", start, stop) if company else -1
    return joined + 1 if joined - start >= 2 and stop - joined > 4 and text[joined : joined + 2] not in common_words() else start


def _is_proper(text: str, start: int, ending: _Ending, core: str, placed: bool) -> bool:
    """Whether the name says whose it is: by a place, or by characters that are no general words."""
    word = text[ending.start : ending.stop]
    if _PASSING.search(core) or re.search(r"\d", core):
        return False
    rest, odd = _generic().sub("", core), _odd_characters(core)
    if ending.kind == "public":
        return placed or (word in _facilities() and len(rest) >= 2 and (odd >= 1 or word in _stations()))
    if word in _trades():
        return (odd >= 2 or placed) and _trade_stands(text, start, ending.stop, len(core))
    if word in _weak():
        before, after = text[max(0, start - 6) : start], text[ending.stop : ending.stop + 1]
        visited = before[-1:] in ("、", "和", "与") or after == "、" or _VISITED.search(before) is not None
        return len(core) <= 12 and len(rest) >= 2 and (visited if word == "企业" else odd >= 2 or visited)
    return odd >= 1 or len(rest) >= 2


_PASSING = re.compile(r"等|临时$|互联网$|下属$|设立的?$|的$")  # 临时党支部 and the like are no standing bodies
_VISITED = re.compile(r"(?:来到|走进|深入|前往|赶到|走访|在|对|到)$")


def _odd_characters(core: str) -> int:
    """How many characters of the core no general word and no common word accounts for, read from the left, longest words first."""
    rest = _generic().sub("", core)
    words, odd, at = common_words(), 0, 0
    while at < len(rest):
        width = next((width for width in (3, 2) if rest[at : at + width] in words and at + width <= len(rest)), 0)
        odd += width == 0
        at += width or 1
    return odd


def _from_place(text: str, start: int, stop: int, places: list[tuple[int, int]], company: bool) -> int:
    """Where the name begins if only general words stand before it (园区江西某公司 begins at 江西)."""
    inner = [left for left, right in places if start < left and right <= stop]
    if inner and not company and not _PREFIX.fullmatch(text[start : inner[0]]):
        return inner[0]
    if inner and (not _generic().sub("", text[start : inner[0]]) or _LED_IN.fullmatch(text[start : inner[0]])):
        return inner[0]
    zone = _ZONE.match(text[start:stop])
    if zone is not None and not any(start <= left < start + zone.end() for left, _ in places):
        return start + zone.end()
    return start


def _level_name(core: str) -> bool:
    """Whether the core begins with an unlisted place: two or three characters of no common word before a level word."""
    match = _LEVEL_NAME.match(core) if _generic().sub("", core) else None
    return match is not None and _odd_characters(match.group("stem")) >= 1


_LEVEL_NAME = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,3}?)(?:县|区|旗|镇|乡|街道|街|村|社区)")


def _trade_stands(text: str, start: int, stop: int, width: int) -> bool:
    """Whether a branch of trade ends a firm's name here: an item of an enumeration, with two to four characters before it."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return (
        2 <= width <= 4
        and (before == "、" or after == "、")
        and (after in "、，。；和等" or text[stop : stop + 2] in ("二期", "一期", "公司"))
    )


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

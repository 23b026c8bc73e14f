"""Organisations: bodies given by a proper name or with a place's name in them, found by the word that ends their name.

The name begins where the phrase begins (punctuation, verb or preposition before it, as for titles). A party or state body needs a place in
its name (`某县人民医院`), a firm or association some proper name; words that say nothing of whose it is (`县某局`, `大型超市`) make none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.deeds.scene import Scene, Spans
from flows.facts.mentions import OrganisationMention, Reading, TitleMention
from flows.facts.naming import body_names, special_bodies
from flows.facts.naming.names import common_words
from flows.facts.records import Fact, Organisation, OrganisationKind, Part
from flows.reference import vocabulary

_PARTS: tuple[Part, ...] = ("headline", "body")
_PREFERENCE: dict[Part, int] = {"body": 0, "headline": 1, "credits": 2}
_KINDS: tuple[OrganisationKind, ...] = ("company", "public", "social", "media")
_LONGEST = 40
_TITLE_BODIES = re.compile(
    r"(?:[省市县区州盟旗镇乡村党工地政常]委|委员会|村委会|居委会|领导小组|指挥部|工作组|专班|党组|党委|党工委|党支部|党总支|纪委监委|纪委|监委|妇联|团委|团支部|村支部|政府|人大|人大常委会|政协|组)$"
)
_SOURCE_LINE = re.compile(r"(?:来源|转自|摘自|原载|据)[：:]?\s*$")
_NATIONAL = re.compile(
    r"^(?:党中央|国务院|中央|中共中央|全国人大|全国政协|最高人民|国家[\u4e00-\u9fff]{2,8}(?:局|委|委员会|办)$|(?![\u4e00-\u9fff]{0,8}委)[\u4e00-\u9fff]{2,8}(?<!支)部$)"
)


_GOES_ON = re.compile(r"常委|全会|书记|扩大会")  # 某县委常委会 is a meeting, no body
_CENTRE_GOES_ON = re.compile(
    r"城|镇|村|组|户|环节|思想|工作|任务|地带|位置|地区|区域|区|线|点|校区|建设|城市"
)  # 市中心城区 is a part of a town
_PROPERTY_GOES_ON = re.compile(r"服务|管理|公司|人员|费|企业|保安|部门|方|用房|区域|小区")
_GOES_ON_AS_VERB = ("用", "有", "以", "为")  # 派出所用…封堵: no 所用
_QUARTER_GOES_ON = re.compile("社区(?!卫生|医)|小区|居民区|[东南西北]?[路街](?!口|面|边|上|道)")  # 学院社区, 医院路: a quarter's name
_LEVEL_BODY = re.compile("[省市县区](?:委|政府)")  # 某省委省政府: the second says nothing of whose it is
_APPLICATION = re.compile("[”》]?(?:App|APP|app|小程序|客户端)")
_JOINS = frozenset("和与及")
_LED_BY = 24  # characters looked back at for the body of a party cell
_COMMITTEES = ("居委会", "居民委员会")  # whose name begins behind the town's
_LED_IN = re.compile(r"[经据由向为对将被在从给与和及]")
_ZONE = re.compile(r"^[\u4e00-\u9fff]{0,6}?(?:工业园区|产业园区|园区|开发区|高新区|经开区|工业园(?!区))(?=[\u4e00-\u9fff]{4})")
_DOCUMENT = re.compile(r"《[^《》\n]{1,80}》")


_START = attrgetter("start")


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
def _prefix() -> re.Pattern[str]:
    """What stands before a unit's name and is part of the body's own (国家税务总局某省税务局)."""
    words = vocabulary.alternation("organisations.prefix")
    return re.compile(rf"(?:{words}|中国[\u4e00-\u9fff]{{2,6}}|[\u4e00-\u9fff]{{2,6}}公司)?")


@cache
def _cell_of() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("organisations.cell_of") + ")(?:直属)?(?:机关)?$")


@cache
def _platform() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.platform"))


@cache
def _known() -> AhoCorasick:
    return AhoCorasick(list(vocabulary.words("organisations.known")), matchkind=MatchKind.LeftmostLongest)


@cache
def _weak() -> frozenset[str]:
    return frozenset(vocabulary.words("organisations.weak"))


def find_organisations(readings: list[Reading]) -> None:
    """Set `reading.organisations` of every article: all mentions in headline and body, in order."""
    for reading in readings:
        found: list[OrganisationMention] = []
        for part in _PARTS:
            found += _in_text(reading, part)
        found += _issuers(reading)
        reading.organisations = tuple(found)


def _issuers(reading: Reading) -> Iterator[OrganisationMention]:
    """The bodies that sign a paper: those whose name fills a whole line of the credits."""
    lines = reading.credits
    for mention in _in_text(reading, "credits"):
        begin, end = lines.rfind("\n", 0, mention.start) + 1, lines.find("\n", mention.stop)
        rest = lines[begin : mention.start] + lines[mention.stop : end if end >= 0 else len(lines)]
        if mention.kind == "public" and not rest.strip():
            yield mention


def _in_text(reading: Reading, part: Part) -> list[OrganisationMention]:
    """The bodies of one text, in order."""
    text = reading.text_of(part)
    if not text:
        return []
    found = _with_endings(reading, part)
    documents = _documents(text)
    known = [*_known_firms(text, part, found, documents), *_stations(text, part, found, documents), *_teams(reading, part, found)]
    return sorted([*found, *known], key=_START) if known else found


def _documents(text: str) -> frozenset[int]:
    """The offsets inside the titles of papers (《…》), in which no body acts."""
    return frozenset(offset for match in _DOCUMENT.finditer(text) for offset in range(*match.span()))


def _with_endings(reading: Reading, part: Part) -> list[OrganisationMention]:
    """The bodies whose name ends in a word that says what they are, in order."""
    text = reading.text_of(part)
    endings = _candidates(text)
    if not endings:
        return []
    scene = Scene(reading, part)
    documents = _documents(text)
    protected = frozenset(offset for place in scene.places.items for offset in range(place.start, place.stop))
    protected |= body_names.task_groups(text, ((place.start, place.stop) for place in scene.places.items))
    in_firms = protected | body_names.firm_beginnings(text)
    titles = Spans(title for person in scene.people.items for title in person.titles)
    found: list[OrganisationMention] = []
    floor = 0
    for ending in endings:
        if ending.start in documents or (
            found and _LEVEL_BODY.match(text, found[-1].stop) and found[-1].stop <= ending.start <= found[-1].stop + 4
        ):
            continue
        near = scene.people.beginning_in(ending.start - _LONGEST, ending.start)
        floor = max([floor, *(person.stop for person in near if person.stop <= ending.start)])
        if (
            found
            and found[-1].stop < ending.start
            and (text[found[-1].stop] in _JOINS or scene.places.beginning_in(found[-1].stop, found[-1].stop + 1))
        ):
            floor = max(floor, found[-1].stop + (text[found[-1].stop] in _JOINS))
        mention = _mention(scene, part, ending, floor, in_firms if ending.kind == "company" else protected, titles)
        if mention is None:
            continue
        if found and mention.start < found[-1].stop:
            if mention.start <= found[-1].start:
                found[-1] = mention
            continue
        found.append(mention)
    return found


_FIRM_GOES_ON = re.compile("间|[\u4e00-\u9fff]{0,8}?(?:分行|支行|分公司|公司|集团|银行)")


def _known_firms(text: str, part: Part, found: list[OrganisationMention], documents: frozenset[int]) -> Iterator[OrganisationMention]:
    """Firms that everybody knows by a name without an ending, where they are no part of a longer name."""
    firms = _known().find_matches_as_indexes(text) if vocabulary.beginnings("organisations.known").search(text) else ()
    taken = frozenset(offset for mention in found for offset in range(mention.start, mention.stop)) if firms else frozenset()
    for _, start, stop in firms:
        if start in taken or stop - 1 in taken or start in documents or _FIRM_GOES_ON.match(text, stop):
            continue
        name = text[start:stop]
        yield OrganisationMention(
            start=start, stop=stop, part=part, name=name, kind="company", rule="organisations.known_firm", confidence="certain"
        )


def _stations(text: str, part: Part, found: list[OrganisationMention], documents: frozenset[int]) -> Iterator[OrganisationMention]:
    """Railway stations that bear a town's name alone, where they are no part of a longer name."""
    if "站" not in text:
        return
    taken = documents | {offset for mention in found for offset in range(mention.start, mention.stop)}
    for start, stop in special_bodies.railway_stations(text):
        if start not in taken and stop - 1 not in taken:
            yield _found(part, start, stop, text[start:stop], "public")


def _teams(reading: Reading, part: Part, found: list[OrganisationMention]) -> Iterator[OrganisationMention]:
    """Medical teams that a place sent."""
    text = reading.text_of(part)
    bodies = Spans(found)
    places = [(place.start, place.stop) for place in reading.places if place.part == part]
    for start, stop in special_bodies.medical_teams(text, places):
        if not bodies.touching(start, stop):
            yield _found(part, start, stop, text[start:stop], "public")


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
    start = _past_double(text, _from_place(text, begin, ending.start, named, company))
    if any(right == start > begin for _, right in named):
        named.append((start, start))  # the place it was cut from says whose it is
    if company:
        start = _over_bracket(text, start, floor, protected)
    owned = body_names.over_quotation(text, start, ending.start, floor, protected, _LONGEST) if ending.kind == "social" else start
    if owned < start:
        return _found(part, owned, stop, text[owned:stop], ending.kind)
    name = text[start:stop]
    overrun = any(left < stop < right for left, right in named)
    if len(name) > _LONGEST or _NATIONAL.match(name) or overrun or _platform().search(name):
        return None
    chain = company and text[ending.start : stop] in vocabulary.words("organisations.chain")
    branch = special_bodies.branch_end(text, stop) if chain else stop
    named_shop = branch > stop and ending.start - start >= 2 and not body_names.is_general(text[start : ending.start])
    if not named_shop and not body_names.is_proper(text, start, stop, text[ending.start : stop], ending.kind, named):
        return None
    name, stop = text[start:branch], branch
    inside_title = any(title.start <= start and stop <= title.stop for title in titles.touching(start, stop))
    if (inside_title and _TITLE_BODIES.search(name)) or (ending.kind == "media" and _SOURCE_LINE.search(text[max(0, start - 6) : start])):
        return None
    return _found(part, start, stop, name, ending.kind)


def _found(part: Part, start: int, stop: int, name: str, kind: OrganisationKind) -> OrganisationMention:
    rule = "organisations.body_with_place" if kind == "public" else f"organisations.{kind}"
    return OrganisationMention(start=start, stop=stop, part=part, name=name, kind=kind, rule=rule, confidence="certain")


def _may_end(scene: Scene, ending: _Ending) -> bool:
    """Whether a name can end here: not inside a word (局长, 布局), before a meeting's noun or before a village of the body's own."""
    text, word, words = scene.text, scene.text[ending.start : ending.stop], common_words()
    if len(word) == 1 and text[ending.start - 1 : ending.stop] in words:
        return False
    if word in vocabulary.words("organisations.party_cell") and _cell_of().search(text, max(0, ending.start - _LED_BY), ending.start):
        return False
    goes_on = _CENTRE_GOES_ON if word.endswith("中心") else _PROPERTY_GOES_ON if word == "物业" else None
    if goes_on is not None and goes_on.match(text, ending.stop):
        return False
    if word in vocabulary.words("organisations.facility") and _QUARTER_GOES_ON.match(text, ending.stop):
        return False
    if _APPLICATION.match(text, ending.stop) or (word == "银行" and text.startswith("间", ending.stop)):
        return False
    if text.startswith("成员", ending.stop):
        return True
    if word in _weak() and text[ending.start - 1 : ending.start + 1] in words:
        return False
    followed = scene.places.beginning_in(ending.stop, ending.stop + 1)
    doubled = text[ending.stop - 1 : ending.stop] == text[ending.stop : ending.stop + 1]  # 小学学生
    inside = (
        text[ending.stop - 1 : ending.stop + 1] in words
        and not doubled
        and not (len(word) > 2 and text.startswith(_GOES_ON_AS_VERB, ending.stop))
    )
    return not inside and not _GOES_ON.match(text, ending.stop) and not followed


_BRACKET = re.compile(r"（[\u4e00-\u9fff]{2,6}）$")


def _over_bracket(text: str, start: int, floor: int, protected: frozenset[int]) -> int:
    """Where a firm's name begins that has a bracket in it (`某某（中国）有限公司`)."""
    bracket = _BRACKET.search(text, max(floor, start - 8), start)
    if bracket is None:
        return start
    begin = body_names.name_start(text, (bracket.start(), bracket.start()), floor, protected, True, _LONGEST)
    return begin if bracket.start() - begin >= 2 else start


def _past_double(text: str, start: int) -> int:
    """Where the name begins if a table's columns run together before it (某某区某某区人民医院)."""
    return start + next((cut for cut in range(3, 6) if text[start : start + cut] == text[start + cut : start + 2 * cut]), 0)


def _from_place(text: str, start: int, stop: int, places: list[tuple[int, int]], company: bool) -> int:
    """Where the name begins if only general words stand before it (园区江西某公司 begins at 江西)."""
    inner = [left for left, right in places if start < left and right <= stop]
    if text[stop : stop + 3] in _COMMITTEES or text[stop : stop + 5] in _COMMITTEES:
        last = max((right for _, right in places if right <= stop - 2), default=start)
        return max(start, last)
    seat = body_names.seat_before(text, start, stop) if company else start
    if seat > start:
        return seat
    led = _prefix().fullmatch(text[start : inner[0]]) if inner else None
    if inner and ((led is not None and led.group()) or text.endswith("附属", start, inner[0])):
        return start
    if inner and not company:
        return inner[0]
    if inner and (body_names.is_general(text[start : inner[0]]) or _LED_IN.fullmatch(text[start : inner[0]])):
        return inner[0]
    zone = _ZONE.match(text[start:stop])
    if zone is not None and not any(start <= left < start + zone.end() for left, _ in places):
        return start + zone.end()
    return start


def facts(reading: Reading) -> list[Fact]:
    """Organisation rows, one per body, under the fullest name of the article; a mention of the text is preferred to one of the headline."""
    if not reading.organisations:
        return []
    rows: dict[str, Fact] = {}
    names = {mention.name for mention in reading.organisations}
    seated = _seated(reading, names)
    shortened = _shortened(names - seated) | _headed(reading) | seated
    for mention in sorted(reading.organisations, key=lambda mention: _PREFERENCE[mention.part]):
        if mention.name not in rows and mention.name not in shortened:
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


def _seated(reading: Reading, names: set[str]) -> set[str]:
    """The firms' names that begin with the town or village in which they are, where the article also names them without it."""
    firms = {mention.name for mention in reading.organisations if mention.kind == "company"}
    places = {place.name for place in reading.places}
    towns = tuple(place.name for place in reading.places if place.level in ("town", "village"))
    found = set()
    for name in firms:
        for cut in range(2, len(name) - 3):
            seat = name[:cut]
            if name[cut:] in firms and seat.endswith(towns) and (seat in towns or any(seat.startswith(place) for place in places)):
                found.add(name)
    return found


_GROUPS = ("领导小组", "指挥部")


def _headed(reading: Reading) -> set[str]:
    """The task groups of the article's headline that its text only names in the title of who heads them (领导小组组长)."""
    titles = [title.text for person in reading.people for title in person.titles if title.part == "body"]
    heads = [group for group in _GROUPS if any(group in title for title in titles)]
    in_body = {mention.name for mention in reading.organisations if mention.part == "body"}
    return {mention.name for mention in reading.organisations if mention.name.endswith(tuple(heads)) and mention.name not in in_body}


_FORM = re.compile("有限责任|股份有限|有限|股份|集团|公司")


def _shortened(names: set[str]) -> set[str]:
    """The names that only shorten another name of the article: its end (金山医院 of 青河市金山医院), a firm's name without its form, a
    railway station's without its kind."""
    suffixes = {name[cut:] for name in names for cut in range(1, len(name) - 3)}
    fullest: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        fullest.setdefault(_plain(name), name)
    plain = {_plain(name) for name in names if _FORM.search(name)}
    tails = {name[cut:] for name in plain for cut in range(1, len(name) - 3)}
    suffixes |= {name for name in names if _FORM.search(name) and _plain(name) in tails}
    suffixes |= {name for name in names if name.endswith("站") and f"{name[:-1]}火车站" in names}
    return (suffixes & names) | {name for name in names if fullest[_plain(name)] != name}


def _plain(name: str) -> str:
    """What the full and the short form of one body's name have in common."""
    short = _FORM.sub("", name)
    for full, abbreviation in _abbreviations():
        short = short.replace(full, abbreviation)
    return short if len(short) > 1 else name


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    return tuple(tuple(pair.split("=")) for pair in vocabulary.words("organisations.abbreviation"))  # type: ignore[misc]

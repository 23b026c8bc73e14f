"""People: every mention of every person in an article, with titles and role, and the rows they make.

Names are found in three passes over all articles of a document: candidates with evidence beside them (candidates.py) and bylines
(credits.py); a vote of the document on how long each name is, since a name is cut or lengthened by a verb-like neighbour in one place but
hardly in all; then all mentions of the names so known. Titles are read at the mentions that carry them (titles.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from flows.facts.deeds.scene import Spans
from flows.facts.mentions import PersonMention, PlaceMention, Reading, TitleMention
from flows.facts.naming import appositions, contacts, credits, minority_names, taking_up, titles
from flows.facts.naming.body_names import firm_beginnings
from flows.facts.naming.candidates import (
    THRESHOLD,
    Candidate,
    find_candidates,
    is_free,
    is_likely,
    quick_look,
    right_evidence,
)
from flows.facts.naming.enumerated import list_members, neighbours, padded, unlisted
from flows.facts.naming.name_vote import voted
from flows.facts.naming.names import common_words, is_compound, name_score, surname_lengths
from flows.facts.naming.occurrences import Finder
from flows.facts.naming.posts import post_adcode
from flows.facts.naming.titles import Title
from flows.facts.records import Confidence, Fact, Part, Person, PersonRole, Position
from flows.reference import vocabulary
from flows.reference.gazetteer import gazetteer

_PARTS: tuple[Part, ...] = ("headline", "body", "credits")
_LIST_GAP = re.compile(r"[、和与及，\s　]{1,2}")
_LABEL_GAP = re.compile(r"[（(][^（）()\n]{0,60}[）)][、，；\s　]{1,2}")
_WITH_OFFICIALS = re.compile(r"(?:和|等|以及)[^，。；]{0,14}(?:负责同志|负责人|领导)[^，。；]{0,6}(?:参加|出席|陪同)")
_OFFICIAL_ACTS = re.compile("|".join(map(re.escape, sorted(vocabulary.words("titles.official_acts"), key=len, reverse=True))))


@dataclass(slots=True)
class _Page:
    """One text of one article under reading."""

    reading: Reading
    part: Part
    text: str
    ends: dict[int, str]
    protected: frozenset[int]
    places: Spans[PlaceMention]
    candidates: list[Candidate] = field(default_factory=list)
    weak: list[Candidate] = field(default_factory=list)
    bylines: list[credits.Credit] = field(default_factory=list)
    contacts: dict[int, contacts.Contact] = field(default_factory=dict)


def find_people(readings: list[Reading]) -> None:
    """Set `reading.people` of every article of a document: all mentions, in order of headline, body, credits."""
    pages = [page for reading in readings for page in _pages(reading)]
    for page, places in zip(pages, quick_look().places([page.text for page in pages]), strict=True):
        found, weak = find_candidates(page.text, page.ends, places)
        spelled = minority_names.find(page.text, page.ends)
        strange = Spans(spelled)
        found = [each for each in found if not strange.touching(each.start, each.stop) and not _is_place(page, each)]
        likely = (each for each in weak if is_likely(page.text, each))
        listed = [*list_members(page.text, page.ends, found), *neighbours(page.text, weak), *likely]
        page.contacts = {each.start: each for each in contacts.find(page.text)}
        named = [Candidate(each.start, each.stop, each.name, THRESHOLD, "contact") for each in page.contacts.values()]
        named += padded(page.text, page.ends)
        named += [
            each
            for each in unlisted(page.text, page.ends, found)
            if not _is_place(page, each) and not strange.touching(each.start, each.stop)
        ]
        page.candidates = [*found, *spelled, *named, *(each for each in listed if not _is_place(page, each))]
        page.weak = weak
        if page.part == "credits":
            page.bylines = credits.read_credits(page.text)
        elif page.part == "body":
            page.bylines = _inner_bylines(page.text)
    _admit_recurring(pages)
    names = voted([candidate for page in pages for candidate in page.candidates], "\n".join(page.text for page in pages))
    for compound in [name for name in names if is_compound(name) and name[0] in surname_lengths()]:
        names.pop(compound[:2], None)  # the two surnames alone are how such a person is called, no full name
    names |= {credit.name: "credit" for page in pages for credit in page.bylines if credit.name not in names}
    finder = _finder(names, pages) if names else None
    by_reading: dict[int, list[PersonMention]] = defaultdict(list)
    for page in pages:
        by_reading[id(page.reading)] += _mentions(page, finder, names)
    for reading in readings:
        reading.people = tuple(_with_roles(by_reading[id(reading)], reading))


def _is_place(page: _Page, candidate: Candidate) -> bool:
    """Whether an unmarked candidate is a place's name or begins with one (`浦东、某某、静安`; 某省榆中)."""
    if candidate.frame not in ("bare", "action", "particle", "list"):
        return False
    if candidate.name in _unit_names():
        return True
    return any(place.start <= candidate.start for place in page.places.touching(candidate.start, candidate.stop))


@cache
def _unit_names() -> frozenset[str]:
    """The short names of provinces, prefectures and counties (黄浦), which look like persons' in a list."""
    return frozenset(gazetteer().short_names())


def _admit_recurring(pages: list[_Page]) -> None:
    """Names too weakly marked in each place are admitted where the document has them again, followed by what follows a name."""
    places: dict[str, list[tuple[_Page, Candidate]]] = defaultdict(list)
    for page in pages:
        for candidate in page.weak:
            if right_evidence(page.text, candidate.stop)[0] > 0 and not _is_place(page, candidate):
                places[candidate.name].append((page, candidate))
    for name, found in places.items():
        often = len(found) >= (_AGAIN if len(name) > 2 else _OFTEN) and name_score(name) > _RECURRING
        if often and (len(name) > 2 or any(is_free(page.text, candidate.start) for page, candidate in found)):
            for page, candidate in found:
                page.candidates.append(candidate)


_AGAIN, _OFTEN = 2, 3  # how often a weakly marked name of three, of two characters must stand
_RECURRING = -4.0  # and how much like a name it must look


def _pages(reading: Reading) -> Iterable[_Page]:
    for part in _PARTS:
        text = reading.text_of(part)
        if not text:
            continue
        places = Spans(place for place in reading.places if place.part == part)
        protected = frozenset(offset for place in places.items for offset in range(place.start, place.stop))
        protected |= firm_beginnings(text)
        yield _Page(reading, part, text, titles.title_ends(text), protected, places)


_INNER_BYLINE = re.compile(
    r"（((?:来源|文[／/:：]|图[／/:：]|本报|本网|本台|全媒体|特约|见习|新华社|通讯员|记者|摄影|编辑|责编|责任编辑|[\u4e00-\u9fff]{2,8}(?:记者|报道组))[^（）。]{1,60})）"
)


def _inner_bylines(text: str) -> list[credits.Credit]:
    """Bylines in brackets inside a body (`（记者甲、乙）`)."""
    found = []
    for match in _INNER_BYLINE.finditer(text):
        for credit in credits.read_credits(match.group(1)):
            moved = tuple(Title(t.start + match.start(1), t.stop + match.start(1), t.text) for t in credit.titles)
            found.append(credits.Credit(credit.start + match.start(1), credit.stop + match.start(1), credit.name, moved))
    for match in _SIGNATURE.finditer(text):
        if not _INNER_BYLINE.match(text, match.start()) and all(
            name_score(name) > _SIGNED for name in re.split("[ 　、]+", match.group(1))
        ):
            found += [
                credits.Credit(match.start(1) + name.start(), match.start(1) + name.end(), name.group(), ())
                for name in re.finditer(r"[\u4e00-\u9fff]+", match.group(1))
            ]
    return found


_SIGNATURE = re.compile(
    r"（(?:[\u4e00-\u9fff]{3,8}[ 　]+)?([\u4e00-\u9fff]{2,3}(?:[ 　、]+[\u4e00-\u9fff]{2,3}){0,3})）(?=\n|\Z)"
)  # （甲 乙） at a paragraph's end
_SIGNED = 0.0  # how much like a name each part of such a signature must look


_PADDING = ("", *" 　\xa0", *map("".join, product(" 　\xa0", repeat=2)))  # what may set apart the characters of a name of two
_PADDED = re.compile("\\S[ 　\xa0]{1,2}\\S")
_BLANK = re.compile(r"\s")


def _finder(names: Iterable[str], pages: list[_Page]) -> Finder:
    """Finds the names of a document, the longer ones first, those of two characters also set apart by spaces."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    if any(_PADDED.search(page.text) for page in pages):
        ordered = [form for name in ordered for form in _forms(name)]
    return Finder(ordered)


def _forms(name: str) -> list[str]:
    return [name] if len(name) != 2 else [name[0] + padding + name[1] for padding in _PADDING]


def _mentions(page: _Page, finder: Finder | None, names: dict[str, str]) -> list[PersonMention]:
    """All mentions of the known names in one text, with the titles each carries."""
    if finder is None:
        return []
    accepted = {(candidate.start, candidate.stop) for candidate in page.candidates}
    bylines = {credit.start: credit for credit in page.bylines}
    spans: list[tuple[int, int, str]] = []
    for start, stop in finder.find(page.text):
        name = _BLANK.sub("", page.text[start:stop])
        if name in names and ((start, stop) in accepted or start in bylines or _stands(page, start, stop, name)):
            spans.append((start, stop, name))
    taken = {start for start, _, _ in spans}
    spans += [(credit.start, credit.stop, credit.name) for start, credit in bylines.items() if start not in taken]
    spans.sort()
    return _titled(page, spans, names, bylines)


def _stands(page: _Page, start: int, stop: int, name: str) -> bool:
    """Whether a known name found again is that name here and no part of a word or a place."""
    if any(
        place.start <= start and stop <= place.stop and place.stop - place.start > stop - start
        for place in page.places.touching(start, stop)
    ):
        return False
    if len(name) > 2 and name not in common_words():
        return True
    before = page.text[start - 1 : start]
    if before and before + name[0] in common_words() and start not in page.ends:
        return False
    right, _ = right_evidence(page.text, stop)
    return right > 0 or (name_score(name) > 0 and right > -4.0)


def _titled(
    page: _Page, spans: list[tuple[int, int, str]], names: dict[str, str], bylines: dict[int, credits.Credit]
) -> list[PersonMention]:
    """The mentions with titles: before the name, after it, shared along a list, after a list, and of bylines."""
    carried: list[list[tuple[Title, str]]] = []
    floor = 0
    titled: set[str] = set()  # who was introduced with titles before: 院长甲与乙商定 gives such a person no second title
    for number, (start, stop, name) in enumerate(spans):
        own = [(title, "people.title_before_name") for title in titles.titles_before(page.text, start, floor, page.ends, page.protected)]
        gap = page.text[spans[number - 1][1] : start] if number else "-"
        shared = bool(number) and _LIST_GAP.fullmatch(gap) is not None
        credit = bylines.get(start)
        if credit is not None:
            own = [(title, "people.byline") for title in credit.titles]
        elif not own:
            after = titles.title_after(page.text, start, stop, floor, page.protected)
            if after is not None:
                own = [(after, "people.title_after_name")]
            elif shared and gap[0] != "，" and not (gap in ("和", "与", "及") and name in titled):
                own = [(title, "people.title_of_list") for title, _ in carried[-1]]
        contact = page.contacts.get(start)
        if contact is not None and all(title.text != contact.title.text for title, _ in own):
            own = [(contact.title, "people.contact"), *own]
        if number and not own and _LABEL_GAP.fullmatch(gap):
            own = [(title, "people.label") for title, _ in carried[-1][:1] if titles.is_label(page.text, title)]
        if all(titles.is_label(page.text, title) for title, _ in own):
            own += [(title, "people.apposition") for title in appositions.titles_behind(page.text, stop)]
        left = min([start, *(title.start for title, _ in own)])
        assumed = titles.assumed_title(page.text, left, stop, floor, page.ends, page.protected)
        if assumed is not None:
            own = [(assumed, "people.assumed_post"), *own]
        carried.append([(title, rule) for title, rule in own if not titles.is_relation(title.text)])
        if carried[-1]:
            titled.add(name)
        floor = stop
    _collective_titles(page, spans, carried)
    for number, (_, stop, _) in enumerate(spans):
        complements = [(title, "people.copula") for title in titles.copula_titles(page.text, stop)]
        first = number
        while complements and first and page.text[spans[first - 1][1] : spans[first][0]] == "、":
            first -= 1
        for index in range(first, number + 1):
            carried[index] += complements
        if not complements:
            limit = spans[number + 1][0] if number + 1 < len(spans) else len(page.text)
            carried[number] += [(title, "people.taken_up") for title in taking_up.titles_taken_up(page.text, stop, limit)]
    return [
        _mention(page, span, carried[number], "credit" if span[0] in bylines else names.get(span[2], "credit"))
        for number, span in enumerate(spans)
    ]


def _collective_titles(page: _Page, spans: list[tuple[int, int, str]], carried: list[list[tuple[Title, str]]]) -> None:
    """Give the title after a list (`甲、乙等市领导`) to all of the list."""
    for number, (_, stop, _) in enumerate(spans):
        title = appositions.title_of_list(page.text, stop, page.ends)
        if title is None:
            continue
        first = number
        while first and carried[first][:1] == [] and _LIST_GAP.fullmatch(page.text[spans[first - 1][1] : spans[first][0]]):
            first -= 1
        for index in range(first, number + 1):
            if not carried[index]:
                carried[index].append((title, "people.title_after_list"))


def _mention(page: _Page, span: tuple[int, int, str], carried: list[tuple[Title, str]], frame: str) -> PersonMention:
    start, stop, name = span
    made = tuple(
        TitleMention(start=t.start, stop=t.stop, part=page.part, text=t.text, rule=rule, confidence="certain") for t, rule in carried
    )
    role: PersonRole = "press" if frame == "credit" and (page.part == "credits" or not made) else "citizen"
    confidence: Confidence = "certain" if frame in ("title", "list", "credit", "after", "contact") else "probable"
    return PersonMention(
        start=start, stop=stop, part=page.part, name=name, role=role, titles=made, rule=f"people.{frame}", confidence=confidence
    )


def _with_roles(mentions: list[PersonMention], reading: Reading) -> list[PersonMention]:
    """The mentions with one role per person, decided by all titles and acts the article gives them."""
    roles: dict[str, PersonRole] = {}
    by_name: dict[str, list[PersonMention]] = defaultdict(list)
    for mention in mentions:
        by_name[mention.name].append(mention)
    lists = _list_stops(reading, mentions)
    for name, own in by_name.items():
        given = {titles.role_of(title.text) for mention in own for title in mention.titles}
        if "official" in given:
            roles[name] = "official"
        elif "press" in given or any(mention.role == "press" for mention in own):
            roles[name] = "press"
        elif any(_is_of_public_body(reading.text_of(m.part), m) for m in own):
            roles[name] = "official"
        else:
            acts = not given and any(_acts_officially(reading.text_of(m.part), lists[m.part, m.start]) for m in own)
            roles[name] = "official" if acts else "citizen"
    return [
        PersonMention(
            start=m.start, stop=m.stop, part=m.part, name=m.name, role=roles[m.name], titles=m.titles, rule=m.rule, confidence=m.confidence
        )
        for m in mentions
    ]


def _list_stops(reading: Reading, mentions: list[PersonMention]) -> dict[tuple[Part, int], int]:
    """For every mention, where the list of persons that it begins or belongs to ends."""
    stops: dict[tuple[Part, int], int] = {}
    following: PersonMention | None = None
    for mention in reversed(mentions):
        text = reading.text_of(mention.part)
        joined = following is not None and following.part == mention.part and _LIST_GAP.fullmatch(text[mention.stop : following.start])
        stops[mention.part, mention.start] = stops[mention.part, following.start] if joined and following else mention.stop
        following = mention
    return stops


def _acts_officially(text: str, stop: int) -> bool:
    """Whether what follows is what only officials do (主持会议; 和有关负责同志参加)."""
    return _OFFICIAL_ACTS.match(text, stop) is not None or _WITH_OFFICIALS.match(text, stop) is not None


_FROM_BODY = re.compile(
    r"(?:来自[\u4e00-\u9fff]{2,20}(?:局|委|办|厅|检验所|监管所|机关|政府|街道|中心|支队|大队|法院|检察院)的?|(?:干部|公务员|民警)们?中，)"
    r"(?:[\u4e00-\u9fff]{2,4}、){0,5}$|[\u4e00-\u9fff]{2}(?:局|委|办|厅|大队|支队|派出所|政府|法院|检察院)$"
)


def _is_of_public_body(text: str, mention: PersonMention) -> bool:
    """Whether the words before the person, titles included, place the person in a public body (来自某局的某某; 这些干部中，某某)."""
    start = min([mention.start, *(title.start for title in mention.titles)])
    return _FROM_BODY.search(text, max(0, start - 48), start) is not None


def facts(reading: Reading) -> list[Fact]:
    """Person rows, one per name, and Position rows, one per name and title; a mention of the body is preferred to others."""
    rows: list[Fact] = []
    if not reading.people:
        return rows
    places = {part: Spans(place for place in reading.places if place.part == part) for part in _PARTS}
    order = sorted(reading.people, key=lambda mention: _PREFERENCE[mention.part])
    seen: set[str] = set()
    positions: set[tuple[str, str]] = set()
    in_body = {(mention.name, title.text) for mention in reading.people if mention.part == "body" for title in mention.titles}
    for mention in order:
        if mention.name not in seen:
            seen.add(mention.name)
            rows.append(
                Person(
                    start=mention.start,
                    stop=mention.stop,
                    part=mention.part,
                    rule=mention.rule,
                    confidence=mention.confidence,
                    name=mention.name,
                    role=mention.role,
                )
            )
        for title in mention.titles:
            if mention.part == "headline" and any(name == mention.name and _names_unit_of(full, title.text) for name, full in in_body):
                continue
            if (mention.name, title.text) not in positions:
                positions.add((mention.name, title.text))
                rows.append(_position(reading, mention, title, places[title.part]))
    return rows


_UNIT_BEFORE_POST = re.compile("[\u4e00-\u9fff]{1,8}[省市县区州盟旗镇乡]")


def _names_unit_of(full: str, short: str) -> bool:
    """Whether a title of the text is that of the headline with its unit's name before it (某市副市长 and 副市长)."""
    return full.endswith(short) and _UNIT_BEFORE_POST.fullmatch(full[: len(full) - len(short)]) is not None


_PREFERENCE: dict[Part, int] = {"body": 0, "headline": 1, "credits": 2}


def _position(reading: Reading, mention: PersonMention, title: TitleMention, places: Spans[PlaceMention]) -> Position:
    governing = reading.date_at(title.start) if title.part == "body" else None
    return Position(
        start=title.start,
        stop=title.stop,
        part=title.part,
        rule=title.rule,
        confidence=title.confidence,
        name=mention.name,
        title=title.text,
        adcode=post_adcode(reading.jurisdiction, title, places.inside(title.start, title.stop)),
        body=titles.body_of(title.text),
        modifier=titles.modifier_of(title.text),
        ad_hoc=titles.is_ad_hoc(title.text),
        observed_on=reading.event_date or (governing.first if governing else None),
    )

"""Where: the administrative places that an article names, each with its code, and the unit whose events the article reports."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from flows.facts.deeds.scene import Spans
from flows.facts.geography import coverage, jurisdiction, short_towns, shorthand
from flows.facts.geography.coverage import Scene
from flows.facts.geography.localities import Locality, Option, clear, decide, options, votes
from flows.facts.geography.locality_names import LocalityName, find_localities
from flows.facts.geography.unit_names import UnitName, find_units
from flows.facts.geography.unit_resolution import Resolved, resolve, surroundings
from flows.facts.mentions import Jurisdiction, OrganisationMention, PlaceMention, Reading
from flows.facts.records import Confidence, Part, Place
from flows.reference.gazetteer import Unit, gazetteer, stand_in

_PARTS: tuple[Part, ...] = ("headline", "body")
_NEAR_COUNTIES = 12  # counties named before a town, and at the article's beginning, in which it is looked for
_LIST_GAP = 12  # characters between two names of one list at most
_SEAT = re.compile("城(?![关镇乡厢郊东西南北中门头角隍子墙步])")
_ROAD = re.compile("[东西南北中]{0,2}[一二三四]?(?:大道|路|街(?!道))")
_ABBREVIATED = 1.5  # what an abbreviation adds to the votes for a county


def find_places(readings: list[Reading]) -> None:
    """Set `places` (headline, then body) and `jurisdiction` of the readings of one document."""
    if not readings:
        return
    page = _Page(readings)
    for index, scan in enumerate(page.scans):
        scan.reading.jurisdiction = page.jurisdiction_of(index)
        scan.reading.places = tuple(page.mentions_of(scan))


def _is_part_of_body(mention: PlaceMention, bodies: Spans[OrganisationMention]) -> bool:
    """Whether a name is part of a firm's or medium's, or, in short form, of any body's (重庆三峡中心医院), and so no place."""
    short = mention.rule == "places.short_form"
    around = (body for body in bodies.touching(mention.start, mention.stop) if body.start <= mention.start and mention.stop <= body.stop)
    return any(short or body.kind in ("company", "media") for body in around)


def facts(reading: Reading) -> list[Place]:
    """One row per place, at its first mention, under the fullest form that the article uses."""
    if not reading.places:
        return []
    rows: dict[tuple[str, str], Place] = {}
    bodies = {part: Spans(body for body in reading.organisations if body.part == part) for part in _PARTS}
    for mention in reading.places:
        if mention.part in bodies and _is_part_of_body(mention, bodies[mention.part]):
            continue
        key = (
            mention.level,
            mention.place_code or (mention.adcode if mention.level in ("province", "prefecture", "county") else None) or mention.name,
        )
        known = rows.get(key)
        if known is None:
            rows[key] = Place(
                start=mention.start,
                stop=mention.stop,
                part=mention.part,
                rule=mention.rule,
                confidence=mention.confidence,
                name=mention.name,
                level=mention.level,
                adcode=mention.adcode,
                place_code=mention.place_code,
                valid_name=mention.valid_name,
            )
        elif len(mention.name) > len(known.name):
            rows[key] = replace(known, name=mention.name, start=mention.start, stop=mention.stop, part=mention.part)
    return list(rows.values())


@dataclass(slots=True)
class _Scan:
    """What one article names, found but not yet decided."""

    reading: Reading
    day: date
    names: dict[Part, list[UnitName]]
    localities: dict[Part, list[LocalityName]]
    units: dict[Part, list[Resolved]] = field(default_factory=dict)
    found: dict[Part, list[list[Option]]] = field(default_factory=dict)
    decided: dict[str, Locality] = field(default_factory=dict)


class _Page:
    """A document: the units that its articles, its title and its medium name, and what each article may take from the others."""

    def __init__(self, readings: list[Reading]) -> None:
        document = readings[0].document
        day = stand_in(
            next((reading.event_date for reading in readings if reading.event_date), None)
            or document.published_on
            or readings[0].window.start
        )
        self.day = day
        title = " ".join(
            filter(None, (document.title.text if document.title else None, document.title_given, document.metadata.get("title")))
        )
        self._title_text = title
        self._title = find_units(title, day)
        self._medium = find_units(" ".join(filter(None, (document.source_name, document.author, *(r.credits for r in readings)))), day)
        self.scans = [_scan(reading, day) for reading in readings]
        for scan in self.scans:
            for part, localities in scan.localities.items():
                scan.found[part] = [options(locality, day) for locality in localities]
        own = [_surroundings(scan) for scan in self.scans]
        page = sum(own, Counter[str]()) + surroundings(self._title) + surroundings(self._title) + surroundings(self._medium)
        for scan, near in zip(self.scans, own, strict=True):
            for part, names in scan.names.items():
                scan.units[part] = resolve(names, near, page)
        self._title_units = resolve(self._title, Counter(), page)
        self._medium_units = resolve(self._medium, sum((_called_own(self._medium, scan) for scan in self.scans), Counter()), page)
        self._region = self._common_region()
        self._scenes = [self._scene(scan) for scan in self.scans]
        self._own = [
            None if self._is_zone(scan) else jurisdiction.article_jurisdiction(scene)
            for scan, scene in zip(self.scans, self._scenes, strict=True)
        ]

    def jurisdiction_of(self, index: int) -> Jurisdiction:
        """The article's own answer, else that of the page, the other articles, the towns and villages of them all, or the medium."""
        scene, own = self._scenes[index], self._own[index]
        if own is not None:
            return own
        for code, why in self._of_page():
            found = jurisdiction.by_page(scene, code, why)
            if found:
                return found
        return jurisdiction.by_medium(scene) or jurisdiction.undecided(scene)

    def _is_zone(self, scan: _Scan) -> bool:
        return jurisdiction.is_zone_label(scan.reading.headline) and not scan.units["headline"]

    def _of_page(self) -> Iterator[tuple[str | None, str]]:
        title = jurisdiction.title_unit(self._title_text, self._title_units)
        if title:
            yield title[0], f"page title names {title[1]}"
        named = Counter(
            each.code for scan in self.scans for each in scan.units["body"] if each.unit and each.unit.level == "county" and each.name.full
        )
        others = Counter(own.adcode for own in self._own if own and own.adcode)
        if others and others.most_common(1)[0][1] * 2 >= sum(others.values()):
            yield others.most_common(1)[0][0], "the page's other articles lie there"
        if len(self.scans) == 1:
            return
        pooled = votes([group for scan in self.scans for group in _groups(scan)], self._region)
        for code in named:
            if code:
                pooled[code] = pooled.get(code, 0.0) + named[code]
        ranked = sorted(pooled.items(), key=lambda item: (-item[1], item[0]))
        if ranked and ranked[0][1] >= 1 and (len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]):
            yield ranked[0][0], "towns and villages of the page's articles lie there"

    def _common_region(self) -> str | None:
        """The prefecture (or province) in which the page's title and the units it names mostly lie."""
        weights: Counter[str] = Counter()
        for each in coverage.telling(self._title_text, self._title_units):
            weights[gazetteer().prefecture(str(each.code))] += 3
        for scan in self.scans:
            for part in _PARTS:
                text = scan.reading.text_of(part)
                for each in scan.units[part]:
                    if each.unit and not coverage.is_background(text, each):
                        weights[gazetteer().prefecture(each.unit.code)] += 1
        if not weights:
            return None
        code, most = weights.most_common(1)[0]
        return code if most * 2 > sum(weights.values()) else None

    def _scene(self, scan: _Scan) -> Scene:
        body = scan.reading.body
        abbreviations = shorthand.letters(body)
        return Scene(
            day=self.day,
            headline=scan.reading.headline,
            body=body,
            headline_units=scan.units["headline"],
            body_units=scan.units["body"],
            medium_units=self._medium_units,
            headline_localities=votes([[option] for option in _firsts(scan, "headline")], self._region),
            candidates=tuple(_candidates(scan)),
            localities=self._favoured(votes(_groups(scan), self._region), abbreviations),
            locality_names=tuple(
                dict.fromkeys(
                    body[found[0].start : name.stop]
                    for name, found in zip(scan.localities["body"], scan.found["body"], strict=True)
                    if found
                )
            ),
        )

    def _favoured(self, score: dict[str, float], abbreviations: frozenset[str]) -> dict[str, float]:
        """The votes, with more weight for counties to whose name or prefecture an abbreviation in the text (返萍) may belong."""
        if not abbreviations:
            return score
        known = gazetteer()
        return {
            county: votes * (_ABBREVIATED if any(letter in known.path(county, self.day)[3:] for letter in abbreviations) else 1.0)
            for county, votes in score.items()
        }

    def mentions_of(self, scan: _Scan) -> list[PlaceMention]:
        """All places of an article's headline and body, in order."""
        mentions: list[PlaceMention] = []
        for part in _PARTS:
            units, localities = list(self._unit_mentions(scan, part)), list(self._locality_mentions(scan, part))
            taken = [*units, *localities, *short_towns.find(scan.reading.text_of(part), units, self.day, part)]
            taken.sort(key=lambda mention: (mention.start, -mention.stop))
            done = 0
            for mention in taken:
                if mention.start >= done:
                    mentions.append(mention)
                    done = mention.stop
        return mentions

    def _unit_mentions(self, scan: _Scan, part: Part) -> Iterator[PlaceMention]:
        for each in scan.units[part]:
            name, unit = each.name, each.unit or _at_home(each, scan.reading.jurisdiction.adcode)
            if not name.counts:
                continue
            level = unit.level if unit else name.units[0].level
            confidence: Confidence = "certain" if each.sure else "probable" if unit else "possible"
            rule = "places.full_form" if name.full else "places.short_form"
            yield PlaceMention(
                start=name.start,
                stop=name.stop,
                part=part,
                name=name.name,
                level="county" if level == "town" else level,
                adcode=unit.code if unit else None,
                place_code=None,
                valid_name=unit.name if unit else None,
                rule=rule,
                confidence=confidence,
            )

    def _locality_mentions(self, scan: _Scan, part: Part) -> Iterator[PlaceMention]:
        text = scan.reading.text_of(part)
        previous: Locality | None = None
        decided = scan.decided
        ends = {each.name.stop: each for each in scan.units[part] if each.unit and each.unit.level == "county"}
        counties = [each for each in scan.units[part] if each.unit and each.unit.level == "county"]
        for name, found in zip(scan.localities[part], scan.found[part], strict=True):
            start = found[0].start if found else name.mark - len(name.free)
            run = ends.get(start) or ends.get(start - 1)
            locality = None if run or name.follows else _named_before(text, name, decided)
            if locality is None:
                locality = decide(text, self.day, name, found, self._contexts(scan, name, run, previous, counties), previous)
            if locality is None:
                continue
            previous = decided[text[locality.start : locality.stop]] = locality
            yield PlaceMention(
                start=locality.start,
                stop=locality.stop,
                part=part,
                name=text[locality.start : locality.stop],
                level=name.kind,
                adcode=locality.county,
                place_code=locality.code,
                valid_name=locality.valid_name,
                rule=locality.rule,
                confidence=locality.confidence,
            )

    def _contexts(
        self, scan: _Scan, name: LocalityName, run: Resolved | None, previous: Locality | None, counties: list[Resolved]
    ) -> list[tuple[str, str, Confidence]]:
        """Where to look for a town or village, the most telling unit first."""
        contexts: list[tuple[str, str, Confidence]] = []
        if run and run.code:
            contexts.append((run.code, "places.after_county", "certain"))
        if previous and name.kind == "village" and 0 <= name.mark - previous.stop <= _LIST_GAP:
            town = previous.code[:9] if previous.code else None
            if town:
                contexts.append((town, "places.after_town", "certain"))
            if previous.county:
                contexts.append((previous.county, "places.after_town", "certain"))
        home = scan.reading.jurisdiction.adcode
        if home:
            contexts.append((home, "places.in_jurisdiction", "certain" if not home.endswith("00") else "probable"))
        here = bisect_left(counties, name.mark, key=lambda each: each.name.start)
        near = (*reversed(counties[max(0, here - _NEAR_COUNTIES) : here]), *counties[:_NEAR_COUNTIES])
        contexts += [(str(each.code), "places.in_named_county", "probable") for each in near]
        for outer in (home, self._region):
            if outer:
                contexts.append((gazetteer().prefecture(outer), "places.in_region", "probable"))
        return list(dict.fromkeys(contexts))


def _scan(reading: Reading, day: date) -> _Scan:
    names: dict[Part, list[UnitName]] = {part: find_units(reading.text_of(part), day) for part in _PARTS}
    localities: dict[Part, list[LocalityName]] = {
        part: find_localities(reading.text_of(part), _edges(reading.text_of(part), names[part]), _loose(names[part])) for part in _PARTS
    }
    return _Scan(reading, day, names, localities)


def _surroundings(scan: _Scan) -> Counter[str]:
    """The units for which the article itself speaks without doubt."""
    named = surroundings([name for names in scan.names.values() for name in names])
    return named + _holders(scan) + shorthand.certain_units(scan.reading.body) + _called_own(scan.names["headline"], scan)


def _called_own(names: list[UnitName], scan: _Scan) -> Counter[str]:
    """The counties that a headline or a medium's name gives in short form and that the body speaks of as its own (我县, 县委)."""
    single = (name.units[0] for name in names if not (name.full or name.weak or name.after_surname) and len(name.units) == 1)
    counties = [unit for unit in single if unit.level == "county"]
    level = coverage.own_level(scan.reading.body) if counties else None
    return Counter(unit.code for unit in counties if coverage.is_of(unit, level))


def _at_home(each: Resolved, home: str | None) -> Unit | None:
    """The one unit of an ambiguous name that is the article's own, lies in it or holds it."""
    if home is None:
        return None
    known = gazetteer()
    near = [unit for unit in each.name.units if known.contains(home, unit.code) or known.contains(unit.code, home)]
    return near[0] if len(near) == 1 else None


def _edges(text: str, names: list[UnitName]) -> set[int]:
    """Where a name of another place may begin: behind a unit's name (a county's seat, 大邑县城, counts as its name) that does not begin a
    road's (南京西路街道)."""
    placed = (name for name in names if name.full or name.counts or not _ROAD.match(text, name.stop))
    return {name.stop + (name.name.endswith("县") and _SEAT.match(text, name.stop) is not None) for name in placed}


def _loose(names: list[UnitName]) -> dict[int, int]:
    """Where short forms of units end, with where they begin."""
    return {name.stop: name.start for name in names if not name.full}


def _holders(scan: _Scan) -> Counter[str]:
    """The units that a name may mean and that hold the town or village right behind it (宝山区大场镇)."""
    found: Counter[str] = Counter()
    for part in _PARTS:
        ends = {name.stop: name for name in scan.names[part] if len(name.units) > 1 or name.weak}
        for locality_options in scan.found[part] if ends else ():
            for option in locality_options:
                name = ends.get(option.start)
                holding = [unit.code for unit in name.units if option.inside(unit.code)] if name else []
                if len(holding) == 1:
                    found[holding[0]] += 1
    return found


def _candidates(scan: _Scan) -> Iterator[str]:
    """The codes of the units that the undecided names of an article may mean; towns and villages stand for their counties."""
    for part in _PARTS:
        for each in scan.units[part]:
            if each.unit is None:
                yield from (unit.code for unit in each.name.units)
    for part in _PARTS:
        for name, found in zip(scan.localities[part], scan.found[part], strict=True):
            if found and name.mark - found[0].start == len(name.free):
                yield from sorted(found[0].counties())


def _named_before(text: str, name: LocalityName, decided: dict[str, Locality]) -> Locality | None:
    """The town or village that the article has named before in the same words."""
    for start in range(max(0, name.mark - 7), name.mark):
        known = decided.get(text[start : name.stop])
        if known is not None and known.name.kind == name.kind:
            return replace(known, start=start, stop=name.stop, name=name)
    return None


def _firsts(scan: _Scan, part: Part) -> Iterator[Option]:
    """The longest way to read each town or village of a part, where the text delimits it."""
    for name, found in zip(scan.localities[part], scan.found[part], strict=True):
        if found and clear(name, found[0]):
            yield found[0]


def _groups(scan: _Scan) -> Iterator[list[Option]]:
    """The towns of an article, each with the villages named right after it; other villages stand alone. A name counts once."""
    seen: set[str] = set()
    for part in _PARTS:
        text = scan.reading.text_of(part)
        group: list[Option] = []
        last = None
        for name, found in zip(scan.localities[part], scan.found[part], strict=True):
            if not found or not clear(name, found[0]):
                continue
            written = text[found[0].start : name.stop]
            joined = last is not None and name.kind == "village" and name.mark - last <= _LIST_GAP
            last = name.stop
            if written in seen:
                continue
            seen.add(written)
            if not joined and group:
                yield group
                group = []
            group.append(found[0])
        if group:
            yield group

"""Whose events an article reports: from its label or headline, from where its first sentence goes, from the towns and villages it names,
from the page around it, and from its medium, in this order; with one line that says on what the answer rests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from flows.facts.geography.coverage import (
    DOMINANCE,
    FIRST_SENTENCE,
    Scene,
    is_background,
    is_of,
    own_level,
    own_words,
    reports_nation,
    telling,
    weights,
)
from flows.facts.geography.shorthand import issuer, own_unit, own_word
from flows.facts.geography.unit_resolution import Resolved
from flows.facts.mentions import Jurisdiction
from flows.reference.gazetteer import gazetteer
from flows.reference.vocabulary import alternation

_GOING_BEFORE = re.compile(rf"(?:{alternation('place_words.going')}|{alternation('place_words.going')}[\u4e00-\u9fff]{{0,2}}[省市])$")
_TITLE_AFTER = re.compile(r"(?:委|区委|县委|市委|人民政府|政府|人大|政协|[区县市]?长)")
_ZONE = re.compile(rf"(?:{alternation('place_words.zones')})")
_SENTENCE_END = re.compile(r"[。！？\n]")
_MUNICIPALITIES = ("11", "12", "31", "50")  # cities in law, provinces in rank
_LISTED = 4  # candidates that the evidence names
_CLEAR_VOTE = 1.5  # how far the towns and villages must prefer one county to the next


def article_jurisdiction(scene: Scene) -> Jurisdiction | None:
    """The jurisdiction that the article's own text gives, or None. An article that reports the whole country has none at all."""
    if reports_nation(scene):
        return Jurisdiction(adcode=None, name=None, evidence="reports the whole country")
    steps: tuple[Callable[[Scene], tuple[str, str] | None], ...] = (
        _by_own_word,
        _by_headline,
        _by_first_sentence,
        _by_names_in_headline,
        _by_localities,
        _by_shorthand,
        _by_mentions,
    )
    for step in steps:
        found = step(scene)
        if found is not None:
            return stated(found[0], scene.day, found[1])
    return None


def stated(code: str, day: date, evidence: str) -> Jurisdiction:
    """A jurisdiction with its path name and evidence."""
    return Jurisdiction(adcode=code, name=gazetteer().path(code, day), evidence=evidence)


def by_page(scene: Scene, page: str | None, why: str) -> Jurisdiction | None:
    """The unit of the page around the article, unless the article's own words (我县, 省委) exclude its level."""
    return stated(page, scene.day, why) if page else None


def by_medium(scene: Scene) -> Jurisdiction | None:
    """The unit after which the medium is named, where the article speaks of its own unit at that level (我市 in a city's paper)."""
    level = own_level(scene.body)
    for unit in (resolved.unit for resolved in scene.medium_units):
        if unit is not None and is_of(unit, level) and _holds(scene, unit.code):
            return stated(unit.code, scene.day, f"medium named after {unit.name}, text speaks of its own {level}")
    return None


def undecided(scene: Scene) -> Jurisdiction:
    """No jurisdiction; the evidence lists the best candidates."""
    best = [code for code, _ in sorted(scene.localities.items(), key=lambda item: (-item[1], item[0]))]
    codes = list(dict.fromkeys([*best, *scene.candidates]))
    if not codes:
        return Jurisdiction(adcode=None, name=None, evidence="no unit named that the events could be placed in")
    listed = ", ".join(f"{code} {gazetteer().path(code, scene.day)}" for code in codes[:_LISTED])
    more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
    return Jurisdiction(adcode=None, name=None, evidence=f"undecided between {listed}{more}")


def _by_own_word(scene: Scene) -> tuple[str, str] | None:
    found = own_word(f"{scene.headline}\n{scene.body[:FIRST_SENTENCE]}")
    return (found[0], f"speaks of its own place: {found[1]}") if found else None


def _by_headline(scene: Scene) -> tuple[str, str] | None:
    units = [each for each in telling(scene.headline, scene.headline_units) if each.name.counts]
    return _from_headline(scene, units) if units else _by_headline_localities(scene)


def _by_names_in_headline(scene: Scene) -> tuple[str, str] | None:
    """A place that stands in the headline as part of another name (北京海关, 萍乡人保财险)."""
    units = telling(scene.headline, scene.headline_units)
    return _from_headline(scene, units) if units else None


def _from_headline(scene: Scene, units: list[Resolved]) -> tuple[str, str] | None:
    chosen = _lowest_of_run(units)
    for each in units:
        if each.code != chosen.code and gazetteer().contains(str(chosen.code), str(each.code)) and _is_target(scene.headline, each):
            chosen = each
    listed = _listed_with(scene.headline, units, chosen)
    code = _common([str(each.code) for each in listed])
    return (code, f"headline names {_named(listed)}") if code else None


def title_unit(title: str, units: list[Resolved]) -> tuple[str, str] | None:
    """The code of the unit that a page's title names first, or of what holds the units it lists, and their names."""
    found = telling(title, units)
    listed = _listed_with(title, found, found[0]) if found else []
    code = _common([str(each.code) for each in listed]) if listed else None
    return (code, _named(listed)) if code else None


def _by_headline_localities(scene: Scene) -> tuple[str, str] | None:
    county = _clear_winner(scene.headline_localities, 0.5)
    return (county, "headline names a town or village of it") if county else None


def _lowest_of_run(units: Sequence[Resolved]) -> Resolved:
    """The last of the names that follow each other from the first one and lie in each other."""
    lowest = units[0]
    for each in units[1:]:
        if each.name.start - lowest.name.stop > 1 or not gazetteer().contains(str(lowest.code), str(each.code)):
            break
        lowest = each
    return lowest


def _listed_with(text: str, units: Sequence[Resolved], chosen: Resolved) -> list[Resolved]:
    """The units that stand in one enumeration with the chosen one."""
    listed = [chosen]
    for each in units:
        if each.name.start < chosen.name.stop:
            continue
        gap = text[listed[-1].name.stop : each.name.start]
        apart = gap == "" and not gazetteer().contains(str(listed[-1].code), str(each.code))  # 浙江重庆两地
        if apart or gap in ("、", "和", "与", "及"):
            listed.append(each)
    return listed


def _named(listed: Sequence[Resolved]) -> str:
    return "、".join(each.name.name for each in listed)


def _by_first_sentence(scene: Scene) -> tuple[str, str] | None:
    """Where the first sentence that names a place goes, else whom it names: the lowest unit of which it gives a title, or its first."""
    named = (each for each in scene.body_units if each.unit and (each.name.counts or each.name.zone) and each.name.start < FIRST_SENTENCE)
    units = [each for each in named if not is_background(scene.body, each)]
    if not units:
        return None
    end = _SENTENCE_END.search(scene.body, units[0].name.stop)
    units = [each for each in units if end is None or each.name.start < end.start()]
    target = next((each for each in units if _is_target(scene.body, each)), None)
    if target:
        run = _lowest_of_run(units[units.index(target) :])
    else:
        run = _lowest_of_run(units)
        for each in units:
            inside = gazetteer().contains(str(run.code), str(each.code))
            if inside and _TITLE_AFTER.match(scene.body, each.name.stop):
                run = each
    listed = _listed_with(scene.body, units, run)
    why = f"first sentence {'goes to' if target else 'names'} {_named(listed)}"
    code = _common([str(each.code) for each in listed])
    if code and code.endswith("00") and not (run.name.full or target) and _is_passing(scene, run.name.start):
        return None
    strays = target is None and not run.name.full and len({gazetteer().province(str(each.code)) for each in units}) > 1
    if code is None or strays or not _holds(scene, code):
        return None
    return _at_level(scene, code, why)


def _is_passing(scene: Scene, start: int) -> bool:
    """Whether a city or province that stands behind the opening sentence is but mentioned by a county's or district's article."""
    return own_level(scene.body) in ("county", "district") and _SENTENCE_END.search(scene.body, 0, start) is not None


def _holds(scene: Scene, code: str) -> bool:
    """Whether the article stays in the province of a unit: at least a third of what it names lies there."""
    total = weights(scene)
    province = gazetteer().province(code)
    inside = sum(weight for other, weight in total.items() if gazetteer().province(other) == province)
    return inside * 3 >= sum(total.values())


def _by_localities(scene: Scene) -> tuple[str, str] | None:
    county = _clear_winner(scene.localities, 1.0)
    if county is None or own_level(scene.body) == "province" or not _holds(scene, county):
        return None
    return county, f"its towns and villages lie there: {'、'.join(scene.locality_names[:6])}"


def _by_shorthand(scene: Scene) -> tuple[str, str] | None:
    named = [each.unit for each in (*scene.headline_units, *scene.body_units, *scene.medium_units) if each.unit]
    found = own_unit(scene.body, named, least=1 if own_words(scene.body) else 2) or issuer(scene.headline)
    return _at_level(scene, found[0], f"speaks of its own place: {found[1]}") if found else None


def _clear_winner(score: dict[str, float], least: float) -> str | None:
    ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] < _CLEAR_VOTE * ranked[1][1]):
        return None
    return ranked[0][0]


def _by_mentions(scene: Scene) -> tuple[str, str] | None:
    """The lowest unit that holds most of what the article names, where it names units in full or speaks of one as its own."""
    counts = weights(scene)
    if not own_words(scene.body) and not any(each.name.full for each in scene.body_units):
        return None
    total = sum(counts.values())
    if total < 3:
        return None
    known, shares = gazetteer(), Counter[str]()
    for code, weight in counts.items():
        for outer in {code, known.prefecture(code), known.province(code)}:
            shares[outer] += weight
    fitting = [code for code, weight in shares.items() if weight >= DOMINANCE * total]
    if not fitting:
        return None
    lowest = max(fitting, key=lambda code: (not code.endswith("0000")) + (not code.endswith("00")))
    if _is_too_wide(scene, lowest):
        return None
    return _at_level(scene, lowest, f"{shares[lowest]} of {total} mentions lie there")


def _is_too_wide(scene: Scene, code: str) -> bool:
    """Whether a unit is a province of cities where the article speaks of its own city, county or district (市 also says a municipality)."""
    level = own_level(scene.body)
    return level in ("city", "county", "district") and code.endswith("0000") and code[:2] not in _MUNICIPALITIES


def _at_level(scene: Scene, code: str, why: str) -> tuple[str, str]:
    """Lift a county to the province or city of which the article speaks as its own (我省, 全市), lower a city to the county it means."""
    known, level = gazetteer(), own_level(scene.body)
    if level == "province" and not code.endswith("0000"):
        return known.province(code), f"{why}; speaks of its province"
    if level in ("county", "district") and code.endswith("00"):
        inside = {county: score for county, score in scene.localities.items() if known.contains(code, county)}
        county = _clear_winner(inside, 0.5)
        if county:
            return county, f"{why}; its towns and villages lie in {known.path(county, scene.day)}"
    return code, why


def _is_target(text: str, each: Resolved) -> bool:
    return _GOING_BEFORE.search(text[max(0, each.name.start - 6) : each.name.start]) is not None


def _common(codes: Sequence[str]) -> str | None:
    """The lowest unit that holds all; None if that is the country."""
    known = gazetteer()
    for outer in (codes[0], known.prefecture(codes[0]), known.province(codes[0])):
        if all(known.contains(outer, code) for code in codes):
            return outer
    return None


def is_zone_label(headline: str) -> bool:
    """Whether a headline is the label of a functional zone (经开区)."""
    return len(headline) <= 12 and _ZONE.search(headline) is not None

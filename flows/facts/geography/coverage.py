"""Of what an article reports: the whole country or one place, its own unit or others that only send, receive or threaten."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from flows.facts.geography.unit_resolution import Resolved
from flows.reference.gazetteer import Unit, gazetteer
from flows.reference.vocabulary import alternation


@dataclass(slots=True)
class Scene:
    """What is known about an article before its jurisdiction: its texts and the units they name.

    `headline_localities` and `localities` give for each county how strongly the towns and villages of the headline and of the whole article
    speak for it, inside the region that the page names if it names one. `zone`: the headline is a functional zone's.
    """

    day: date
    headline: str
    body: str
    headline_units: list[Resolved]
    body_units: list[Resolved]
    medium_units: list[Resolved] = field(default_factory=list)
    headline_localities: dict[str, float] = field(default_factory=dict)
    localities: dict[str, float] = field(default_factory=dict)
    locality_names: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


_BACKGROUND_BEFORE = re.compile(rf"(?:{alternation('place_words.background_before')})$")
_BACKGROUND_AFTER = re.compile(rf"(?:[、和及][\u4e00-\u9fff]{{2,4}}){{0,4}}?(?:{alternation('place_words.background_after')})")
_EPIDEMIC_AFTER = re.compile(r"(?:新型冠状病毒|新冠病毒|新冠|不明原因)?(?:感染的?)?(?:的?肺炎)?(?:疫情)?")
_CONTROL_AFTER = re.compile(rf"{alternation('place_words.control_after')}")
_LEADER = re.compile(r"(?:总书记|国家主席|总理)[^。；]{0,24}$")
_NATIONAL = re.compile(rf"(?:{alternation('place_words.national')})")
_NATIONAL_BODY = re.compile(
    r"\d+个?省[份市区（]|全国[\u4e00-\u9fff]{2,4}系统|\d+个?省、|全国各[地省]|各省、自治区、直辖市|国务院联防联控机制(?:新闻发布会|召开|举行|在)"
)
_ADDRESSED = re.compile("各省、自治区|各省（|各省市区|各省区市|国务院各部")
_ALL_PROVINCES = re.compile(r"31个?省|全国31|国家卫(?:健|生健康)委(?:员会)?(?:官方)?(?:网站)?(?:消息|通报)")
_SALUTATION = 60  # characters in which a circular names those it is for
_EVERYWHERE = re.compile(rf"(?<![省市县区州\u4e00-\u9fff]{{2}})(?:{alternation('place_words.everywhere')})")
_BRANCH = re.compile(
    r"(?:国家税务总局|中国人民银行|国家外汇管理局|中国[\u4e00-\u9fff]{2,6}银行|[工农中建]行|国开行|人行|人民银行)[\u4e00-\u9fff]{2,8}(?:局|分行|支行|支局|部)"
)
_HEADLINE_PART = re.compile(r"[\s！：，。、【】]+")
_MEDIUM_LABEL = re.compile(r"^[【\[（(][^】\]）)]{2,14}[】\]）)]")
_CITED = re.compile(r"[^，。；]{0,40}?(?:讲话|精神|指示|批示|嘱托)")
_HINTS = {level: re.compile(alternation(f"place_words.level_{level}")) for level in ("province", "city", "county", "district")}
FIRST_SENTENCE = 260  # characters at most: a sentence of a list is longer than that
DOMINANCE = 0.7  # share of the mentions that a unit must hold to be the article's without any other evidence
_FEW_MENTIONS = 3  # fewer mentions than these make no article of one unit out of a report that opens with the whole country
_MANY_PROVINCES = 3  # named by a report that speaks of some unit as its own and yet is a round-up
_SUFFIXES = {"city": "市", "county": "县", "district": "区"}


def telling(title: str, units: list[Resolved]) -> list[Resolved]:
    """The units of a headline or title that tell where its text plays: decided, outside a leading 【…】, neither background nor a national
    body's branch."""
    label = _MEDIUM_LABEL.match(title)
    begin = label.end() if label and not any(each.name.start == 1 and each.name.stop == label.end() - 1 for each in units) else 0
    found = [each for each in units if each.unit and each.name.start >= begin and not is_background(title, each)]
    return [] if found and is_national(title, found[0].name.start) else found


def is_national(text: str, stop: int) -> bool:
    """Whether the text before a place speaks of a national body or the whole country, and the place is not that body's branch."""
    matches = list(_NATIONAL.finditer(text, 0, stop))
    return bool(matches) and matches[-1].end() < stop and not text[:stop].rstrip().endswith(("总局", "银行"))


def reports_nation(scene: Scene) -> bool:
    """Whether headline or opening speak for the whole country (国家卫健委：…, 各地…, 31个省…) and no unit is the article's own."""
    if _ADDRESSED.search(scene.body, 0, _SALUTATION) and not any(each.name.full for each in scene.headline_units):
        return True
    own = own_words(scene.body)
    if not own and _ALL_PROVINCES.search(scene.body, 0, _SALUTATION):
        return True
    parts = _HEADLINE_PART.split(scene.headline)
    national = [part for part in parts if _NATIONAL.match(part) and not _BRANCH.match(part)]
    if national and (not own or (own < _FEW_MENTIONS and (parts[0] in national or not telling(scene.headline, scene.headline_units)))):
        return True
    if own:
        return own < _FEW_MENTIONS and not scene.headline_units and _is_round_up(scene, _MANY_PROVINCES)
    if any(each.name.counts for each in telling(scene.headline, scene.headline_units)) or scene.headline_localities:
        return False
    if _NATIONAL.search(scene.headline) and not _BRANCH.search(scene.headline):
        return True
    return _NATIONAL_BODY.search(scene.body, 0, FIRST_SENTENCE) is not None or _is_round_up(scene)


def _is_round_up(scene: Scene, least: int = 0) -> bool:
    """Whether the article opens with all or many places (各地, 多个省份) and then stays in no province, having named `least` at least."""
    if _EVERYWHERE.search(scene.body, 0, FIRST_SENTENCE) is None:
        return False
    counts = weights(scene)
    total = sum(counts.values())
    provinces = Counter[str]()
    for code, weight in counts.items():
        provinces[gazetteer().province(code)] += weight
    return len(provinces) >= least and (total < _FEW_MENTIONS or max(provinces.values()) < DOMINANCE * total)


def weights(scene: Scene) -> Counter[str]:
    """How often the article names each unit as no mere background, at most three times."""
    counts: Counter[str] = Counter()
    for text, units in ((scene.headline, scene.headline_units), (scene.body, scene.body_units)):
        for each in units:
            if each.unit and each.name.counts and counts[each.unit.code] < 3 and not is_background(text, each):
                counts[each.unit.code] += 1
    return counts


@lru_cache(maxsize=16)
def _own_words_by_level(body: str) -> dict[str, int]:
    return {level: len(pattern.findall(body)) for level, pattern in _HINTS.items()}


def own_words(body: str) -> int:
    """How often the article speaks of a unit as its own."""
    return sum(_own_words_by_level(body).values())


def own_level(body: str) -> str | None:
    """The level of the unit that the article calls its own, if it speaks of one level more than of any other."""
    counts = _own_words_by_level(body)
    level, most = max(counts.items(), key=lambda item: item[1])
    return level if most and sorted(counts.values())[-2] < most else None


def is_of(unit: Unit, level: str | None) -> bool:
    """Whether a unit is of the level that an article calls its own (see `own_level`)."""
    if level is None:
        return False
    return unit.level == "province" if level == "province" else unit.name.endswith(_SUFFIXES[level])


def is_background(text: str, each: Resolved) -> bool:
    """A place that only sends, receives or threatens: 支援湖北, 武汉返乡人员, a leader's speech in 北京."""
    before = text[max(0, each.name.start - 30) : each.name.start]
    if _LEADER.search(before) and _CITED.match(text, each.name.stop):
        return True
    if each.name.full and each.unit and each.unit.level == "county":
        return False
    return (
        _BACKGROUND_BEFORE.search(before) is not None
        or _BACKGROUND_AFTER.match(text, each.name.stop) is not None
        or (not each.name.full and _is_epidemic(text, each.name.stop))
    )


def _is_epidemic(text: str, start: int) -> bool:
    """Whether a name stands before the epidemic itself (武汉新冠肺炎疫情), not before the work against it (周口市疫情防控)."""
    match = _EPIDEMIC_AFTER.match(text, start)
    return bool(match and match[0]) and _CONTROL_AFTER.match(text, match.end() if match else start) is None

"""Establishments: bodies (a party branch, a headquarters, a task force, a patrol) that are set up, and plants that start up."""

from __future__ import annotations

import re
from functools import cache

from flows.facts.deeds.draft import Draft
from flows.facts.deeds.scene import Scene
from flows.facts.deeds.telling import Telling
from flows.facts.deeds.venues import Stop, is_place_like
from flows.facts.language.clauses import statements_with
from flows.facts.mentions import DateMention
from flows.reference import vocabulary

_REPORTED_LATE = re.compile(r"中共中央|党中央|国务院|中央(?:应对|指导|成立)|此前|早在|去年|当年|\d{4}年(?!1?\d月)")
_NEGATED = re.compile(r"(?:未|没有?|无法|不能|尚未|无需|(?<![委工商协联])会|尽快|可以|如果)[^，。；]{0,4}$")
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、])(?!.*?[了已])")  # of a plan, not told as done


@cache
def _established() -> re.Pattern[str]:
    """A body set up; `after` the verb there is no 以来, 后 or 的, which only mention it."""
    verbs, bodies = vocabulary.alternation("activities.establish"), vocabulary.alternation("activities.established")
    return re.compile(
        rf"(?P<body>(?:{bodies}))[”」]?(?:正式|已|相继|先后|全部|现场|随即)?(?:成立|揭牌|挂牌|投产)(?!以来|之后|后|的|于|初|仪式)"
        rf"|(?:{verbs})(?!以来|后|的|于|中的)起?了?[^，。；：]{{0,40}}?(?:{bodies})(?![长员的内织])"
    )


_PLANT = re.compile(r"(?:生产线|隔离点|方舱医院|医院)[^。；“”]{0,24}(?:投入试产|试产|正式投产|投产|投入使用|正式启用)")


@cache
def _occasion() -> re.Pattern[str]:
    """The words without which nothing is set up or starts up."""
    return re.compile(f"成立|揭牌|挂牌|试产|投产|投入使用|正式启用|{vocabulary.alternation('activities.establish')}")


_COUNT = re.compile(r"[一二三四五六七八九十两\d]+[个处支].*$")


def find(scene: Scene, telling: Telling) -> list[Draft]:
    """The bodies set up and the plants started, one draft for each day; without a day, one in all, and none beside a dated one."""
    drafts: list[Draft] = []
    for statement in statements_with(_occasion(), scene.text):
        span = statement.start, statement.stop
        draft = _body_set_up(scene, telling, *span) or _plant_started(scene, telling, *span)
        if draft is not None and not any(_day(draft.on) == _day(known.on) for known in drafts):
            drafts.append(draft)
    return [draft for draft in drafts if draft.on is not None] or drafts[:1]


def _day(mention: DateMention | None) -> object:
    return mention.first if mention is not None else None


def _body_set_up(scene: Scene, telling: Telling, start: int, stop: int) -> Draft | None:
    text = scene.text
    for match in _established().finditer(text, start, stop):
        before = text[start : match.start()]
        if _REPORTED_LATE.search(before) or _ITEM.match(text, start, stop) or _NEGATED.search(before) or not telling.is_done(match.start()):
            continue
        stops = _sites(text, start, match.start()) if match.group("body") else []  # before 成立了…队 stands who set it up
        return Draft("establishment", start, stop, (), scene.day_in(start, match.end()), "activities.establishment", stops=stops)
    return None


def _plant_started(scene: Scene, telling: Telling, start: int, stop: int) -> Draft | None:
    match = _PLANT.search(scene.text, start, stop)
    on = scene.day_in(start, stop)
    if match is None or on is None or not telling.is_done(match.start()):
        return None
    return Draft("establishment", start, stop, (), on, "activities.start_up")


_AT = re.compile(r"(?<=[，。\n日天午晚])在([\u4e00-\u9fff]{3,24})，")


def _sites(text: str, start: int, stop: int) -> list[Stop]:
    """Where bodies are set up: the places named before them (`某口、某口四处防控点临时党支部成立`)."""
    said = _AT.search(text, start, stop)
    if said is not None and is_place_like(said.group(1)):
        return [Stop(said.start(1), said.end(1), said.group(1))]
    left = max(start, max(text.rfind(mark, start, stop) for mark in "，。；") + 1)
    stops: list[Stop] = []
    at = left
    for piece in text[left:stop].split("、"):
        name = _COUNT.sub("", piece).removeprefix("在")
        offset = at + piece.find(name)
        if 3 <= len(name) <= 24 and is_place_like(name) and not name.endswith(("党委", "党支部", "政府", "委")):
            stops.append(Stop(offset, offset + len(name), name))
        at += len(piece) + 1
    return stops

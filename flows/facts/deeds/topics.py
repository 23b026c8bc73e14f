"""The place with which a paragraph of a tour opens, before its leader is told of, and the place for which a mere category stands.

A tour told stop by stop opens each paragraph with its stop: `在某车站，工作人员正在…`, `某公司是一家…`, `某镇某村住着300户居民`,
`最后一站是某医院`. It is a stop if the tour's leader then acts in the same paragraph (`flows/facts/activities.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.facts.deeds.scene import Scene
from flows.facts.deeds.tour_stops import Stop
from flows.facts.deeds.venues import STATION_OF_TOUR, is_named, is_place_like, items_in, stop_at_opening
from flows.facts.mentions import DateMention

_IS_WHERE = re.compile("[，]?(?:是|位于|地处|坐落|作为|现有|共有|占地|主要|成立于|始建于|目前|承担|总投资)")
_WHEN = re.compile(
    r"(?:(?:(?:\d{1,2}月)?\d{1,2}日|[当次同]日|当天|随后|接着|之后|紧接着|离开[^，。；]{2,16})，?)?"
    r"(?:(?:[上下中]午|凌晨|清晨|早上|早晨|傍晚|晚上?|夜里?|一大?早)(?:\d{1,2}[时点]许?)?)?，?"
)
_LYING = re.compile(r"(?:位于|坐落[于在]|地处)[^，。；：、]{2,16}?的|(?:由|从)[^，。；：、]{2,12}?(?:转产|改建|改造)(?:而成|而来)?的")
_TOLD_OF = re.compile(
    r"[，。]|(?:里|内|外|上|前)?(?:，|(?:是(?!否)|有|共|住着|住有|位于|地处|坐落|毗邻|紧邻|作为|现有|占地|辖|因|已|正|早已|已经|于?\d{1,2}月|\d|人流|车流|车来|机器|灯火))"
)
_GATE = re.compile(r"(?:出口|入口|路口|收费站|检查站|检疫站|卡口|卡点|服务区)$")
_PREDICATE = re.compile("是|有(?!限)|住着|住有|共有|现有|位于|坐落|地处|毗邻|紧邻|占地|作为|成为|已经")
_BODY = re.compile(
    "(?:局|委|办|政府|指挥部|支队|大队|中队|所|队|处|科)$"
)  # what acts rather than is gone to, unless the text says where it lies
_NO_TOPIC = re.compile(r"[、和与及的长员办委局组]")
_LONGEST = 26  # of an opening place, in characters
_SHORTEST = 4
_NAME_CHARACTERS = re.compile(r"[\u4e00-\u9fff\dA-Za-z]+")


class Topic(NamedTuple):
    """The place `stop` with which a paragraph opens; `day` is the day that is given before it (`20日上午，在某村，…`)."""

    paragraph: int
    stop: Stop
    day: DateMention | None


def topic_of(scene: Scene, start: int, stop: int, paragraph: int) -> Topic | None:
    """The place with which the paragraph that begins at `start` opens, in its first statement's narrated part `start:stop`."""
    text = scene.text
    if start and text[start - 1] not in "\n 　":
        return None
    when = _WHEN.match(text, start, stop)
    at = when.end() if when else start
    day = scene.day_in(start, at) if at > start else None
    if text.startswith("在", at):
        opened = stop_at_opening(scene, at, stop)
        return Topic(paragraph, opened, day) if opened else None
    body = next(iter(scene.organisations.beginning_in(at, at + 1)), None)
    if body is not None and _IS_WHERE.match(text, body.stop):
        return Topic(paragraph, Stop(body.start, body.stop, body.name), day)
    announced = STATION_OF_TOUR.match(text, at, stop) or _LYING.match(text, at, stop)
    found = _named_place(scene, announced.end() if announced else at, stop, announced is not None)
    return Topic(paragraph, found, day) if found else None


def _named_place(scene: Scene, start: int, stop: int, announced: bool) -> Stop | None:
    """The longest place name at `start` that something is told of; where the text announces a stop, whatever follows."""
    text = scene.text
    run = _NAME_CHARACTERS.match(text, start, min(stop, start + _LONGEST))
    if run is None:
        return None
    predicate = _PREDICATE.search(text, start + 2, run.end())
    for end in range(predicate.start() if predicate else run.end(), start + _SHORTEST - 1, -1):
        name = text[start:end]
        if not is_place_like(name) or (name[-1] in "里内" and is_place_like(name[:-1])):
            continue
        told = _TOLD_OF.match(text, end) if not (announced or _GATE.search(name)) else not _NO_TOPIC.match(text, end)
        if not announced and _BODY.search(name):
            return None
        if told and is_named(scene, start, end):
            return next(iter(items_in(scene, start, end)), None)
    return None


_TO_CATEGORY = re.compile(
    "(?:来到|走进|到|赴|深入|前往|赶到)(?P<category>车站|医院|企业|公司|学校|超市|市场|酒店)(?:检查|督查|督导|调研|查看|察看|看望|慰问|了解|现场|实地|，)"
)
_CATEGORY_ENDS: dict[str, tuple[str, ...]] = {
    "车站": ("站",),
    "医院": ("医院",),
    "企业": ("公司", "厂", "集团", "合作社"),
    "公司": ("公司",),
    "学校": ("学校", "中学", "小学", "学院"),
    "超市": ("超市",),
    "市场": ("市场",),
    "酒店": ("酒店", "宾馆"),
}
_REFERRED = 400  # how far back a place that a category stands for is looked for, in characters


def referred_stop(scene: Scene, start: int, predicate: int, stop: int) -> Stop | None:
    """The place that a category in `predicate:stop` stands for: the last one named before `start` that ends so (到车站检查)."""
    bare = _TO_CATEGORY.search(scene.text, predicate, stop)
    if bare is None:
        return None
    ending = _CATEGORY_ENDS[bare.group("category")]
    near = scene.organisations.beginning_in(max(0, start - _REFERRED), start)
    named = {body.name: body for body in near if body.name.endswith(ending)}
    body = next(iter(named.values())) if len(named) == 1 else None
    return Stop(body.start, body.stop, body.name) if body else None

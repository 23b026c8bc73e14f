"""Establishments: bodies (a party branch, a headquarters, a task force, a patrol) that are set up, and plants that start up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from flows.facts.deeds.draft import Draft
from flows.facts.deeds.scene import Scene
from flows.facts.deeds.telling import Telling
from flows.facts.deeds.topics import topic_of
from flows.facts.deeds.tour_stops import Stop
from flows.facts.deeds.venues import is_named, is_place_like
from flows.facts.language.clauses import statements_with
from flows.facts.mentions import DateMention, PersonMention
from flows.reference import vocabulary

_REPORTED_LATE = re.compile(r"中共中央|党中央|国务院|中央(?:应对|指导|成立)|此前|早在|去年|当年|\d{4}年(?!1?\d月)")
_NEGATED = re.compile(r"(?:未|没有?|无法|不能|尚未|无需|(?<![委工商协联])会|尽快|可以|如果|将|拟|计划|准备)[^，。；]{0,4}$")
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、])(?!.*?[了已])")  # of a plan, not told as done


_HEARD = re.compile(r"(?<!记者)(?:得知|获知|听说|听闻|看到)[^。；]{0,60}$")  # what a leader learns is no event of the article's own


@cache
def _established() -> re.Pattern[str]:
    """A body set up; `after` the verb there is no 以来, 后 or 的, which only mention it."""
    verbs, bodies = vocabulary.alternation("activities.establish"), vocabulary.alternation("activities.established")
    return re.compile(
        rf"(?P<body>(?:{bodies}))[”」]?(?:于[\d年月日]{{2,10}}[上下]?午?)?(?:在(?P<site>[^，。；：、]{{2,20}}?))?"
        rf"(?:正式|已|相继|先后|全部|现场|随即)?(?:成立|揭牌|挂牌|投产)(?!以来|之后|后|的|于|初|仪式)"
        rf"|(?:{verbs})(?!以来|后|的|于|中的)起?了?[^，。；：]{{0,40}}?(?:{bodies})(?![长员的内织])"
    )


@cache
def _decided() -> re.Pattern[str]:
    """A body that a meeting or another body decides on: 会议…决定成立…专班, 县委决定成立…领导小组."""
    verbs, bodies = vocabulary.alternation("activities.establish"), vocabulary.alternation("activities.established")
    return re.compile(
        rf"(?:(?P<meeting>会(?:议|上)[^。；：“”]{{0,60}}?)|[委府局部组办](?:经?研究)?)决定[^，。；：]{{0,8}}?(?:{verbs})(?!的)"
        rf"[^，。；：]{{0,40}}?(?:{bodies})(?![长员的内织])"
    )


_PLANT = re.compile(
    r"(?:生产线|口罩机|隔离点|方舱医院|医院)[^。；“”]{0,24}(?:投入试产|试产|试生产|正式投产|投产|投入生产|投入使用|投入运行|正式启用)"
    r"|(?:生产线|口罩机|口罩厂|消毒液厂)[^，。；“”]{0,8}(?:开机|开工生产|启动生产|开始生产|点火|下线首批)"
)


@cache
def _occasion() -> re.Pattern[str]:
    """The words without which nothing is set up or starts up."""
    return re.compile(
        f"成立|揭牌|挂牌|试产|试生产|投产|投入使用|投入生产|投入运行|正式启用|生产线|口罩机|口罩厂|消毒液厂|{vocabulary.alternation('activities.establish')}"
    )


_STARTED = ("生产线", "隔离点")  # plants and sites among the bodies
_START_UP = "activities.start_up"
_COUNT = re.compile(r"[一二三四五六七八九十两\d]+[个处支].*$")


def find(scene: Scene, telling: Telling, drafts: Sequence[Draft]) -> list[Draft]:
    """The bodies set up and the plants started, one draft for each day; without a day, one in all, and none beside a dated one.

    `drafts`: the meetings and tours already found; what a meeting decides to set up has its day.
    """
    found: list[Draft] = []
    for statement in statements_with(_occasion(), scene.text):
        span = statement.start, statement.stop
        draft = _body_set_up(scene, telling, *span) or _decided_upon(scene, drafts, *span) or _plant_started(scene, telling, *span)
        if draft is not None and not any(draft.rule == known.rule and _day(draft.on) == _day(known.on) for known in found):
            found.append(draft)
    dated = {draft.rule for draft in found if draft.on is not None}
    undated = {draft.rule: draft for draft in reversed(found) if draft.on is None and draft.rule not in dated}
    return [draft for draft in found if draft.on is not None or undated.get(draft.rule) is draft]


def _day(mention: DateMention | None) -> object:
    return mention.first if mention is not None else None


def _body_set_up(scene: Scene, telling: Telling, start: int, stop: int) -> Draft | None:
    text = scene.text
    for match in _established().finditer(text, start, stop):
        before = text[start : match.start()]
        if _REPORTED_LATE.search(before) or _ITEM.match(text, start, stop) or _NEGATED.search(before) or not telling.is_done(match.start()):
            continue
        if _HEARD.search(before):
            continue
        on, leads = scene.day_in(start, match.end()), _in_charge(scene, start, stop)
        plant = match.group().endswith(_STARTED) or (match.group("body") or "").endswith(_STARTED)
        rule = _START_UP if plant else "activities.establishment"
        return Draft("establishment", start, stop, leads, on, rule, stops=_sites(scene, start, match))
    return None


def _decided_upon(scene: Scene, drafts: Sequence[Draft], start: int, stop: int) -> Draft | None:
    """The body that the meeting told of last decides to set up, on the meeting's day, or that another body does on a day given with it."""
    match = _decided().search(scene.text, start, stop)
    if match is None or _REPORTED_LATE.search(scene.text, start, match.end()) or _EARLIER.search(scene.text, start, match.end()):
        return None
    on = scene.day_in(start, match.start())
    if on is None:
        meeting = next((draft for draft in reversed(drafts) if draft.kind == "meeting" and draft.start <= start), None)
        if meeting is None or match.group("meeting") is None:
            return None
        on = meeting.on
    return Draft("establishment", start, stop, _in_charge(scene, start, stop), on, "activities.establishment")


_EARLIER = re.compile("上次|前次|此前")


def _plant_started(scene: Scene, telling: Telling, start: int, stop: int) -> Draft | None:
    match = _PLANT.search(scene.text, start, stop)
    on = scene.day_in(start, stop)
    if match is None or on is None or not telling.is_done(match.start()):
        return None
    return Draft("establishment", start, stop, (), on, _START_UP, stops=_factory(scene, start, match.start()))


_FACTORY = re.compile("(?:公司|集团|厂|企业)$")


def _factory(scene: Scene, start: int, plant: int) -> list[Stop]:
    """The one firm that the text names before its plant in the same paragraph."""
    opening = max(scene.text.rfind("\n", 0, plant) + 1, start - _PARAGRAPH)
    named = {body.name: body for body in scene.organisations.inside(opening, plant) if _FACTORY.search(body.name)}
    return [Stop(body.start, body.stop, body.name) for body in named.values()] if len(named) == 1 else []


_PARAGRAPH = 400  # how far back in its paragraph the firm of a plant is named, in characters


_CHARGED = re.compile("(?:同志)?(?:总?牵头|挂帅|领衔)(?!的)")
_SETS_UP = re.compile("牵头(?:成立|组建|设立)")


def _in_charge(scene: Scene, start: int, stop: int) -> tuple[PersonMention, ...]:
    """Who takes charge of the body: `由某镇党委委员某某牵头`, `某某牵头成立…专班`."""
    for person in scene.people.beginning_in(start, stop):
        left = min([person.start, *(title.start for title in person.titles if start <= title.start < person.start)])
        charged = scene.text.startswith("由", left - 1) and _CHARGED.match(scene.text, person.stop)
        if person.role == "official" and (charged or _SETS_UP.match(scene.text, person.stop)):
            return (person,)
    return ()


_AT = re.compile(r"(?<=[，。\n日天午晚])在([\u4e00-\u9fff]{3,24})，")


_HERE = re.compile(r"在(?P<site>[^，。；：、]{3,20})$")


def _sites(scene: Scene, start: int, match: re.Match[str]) -> list[Stop]:
    """Where bodies are set up: `…党支部在某卡点成立`, `在某卡点成立…队`, or named before them (`某口、某口四处防控点临时党支部成立`)."""
    text = scene.text
    at_end = _HERE.search(text, start, match.start())
    site = match.span("site") if match.group("site") else at_end.span("site") if at_end else None
    if site is not None and text[slice(*site)] in _THIS_PLACE:
        before = topic_of(scene, *_statement_before(text, start), 0)
        return [before.stop] if before else []
    if site is not None and is_place_like(text[slice(*site)]) and is_named(scene, *site):
        return [Stop(*site, text[slice(*site)])]
    return _sites_before(text, start, match.start()) if match.group("body") else []  # before 成立了…队 stands who set it up


_THIS_PLACE = ("这里", "此地", "此处", "这儿")


def _statement_before(text: str, start: int) -> tuple[int, int]:
    """The paragraph's opening up to the statement that begins at `start`."""
    return text.rfind("\n", 0, start) + 1, start


_NO_SITE = ("党委", "党支部", "政府", "委")
_KIND_OF_SITE = re.compile(
    "(?:高速|公路|国道|省道|路口|出口|入口|出入口|联合|疫情|防控|检疫|检查|执勤|监测|测温|劝返|值守)+(?:站|点|卡点|卡口)?"
)


def _sites_before(text: str, start: int, stop: int) -> list[Stop]:
    """The places named before a body that is set up."""
    said = _AT.search(text, start, stop)
    if said is not None and is_place_like(said.group(1)):
        return [Stop(said.start(1), said.end(1), said.group(1))]
    left = max(start, max(text.rfind(mark, start, stop) for mark in "，。；") + 1)
    stops: list[Stop] = []
    at = left
    for piece in text[left:stop].split("、"):
        name = _COUNT.sub("", piece).removeprefix("在")
        offset = at + piece.find(name)
        if 3 <= len(name) <= 24 and is_place_like(name) and not (name.endswith(_NO_SITE) or _KIND_OF_SITE.fullmatch(name)):
            stops.append(Stop(offset, offset + len(name), name))
        at += len(piece) + 1
    return stops

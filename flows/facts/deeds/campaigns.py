"""Establishments and mobilisations: bodies that are set up, and a unit's lasting campaign that no leader's tour or meeting tells of."""

from __future__ import annotations

import re
from functools import cache

from flows.facts.deeds.draft import Draft
from flows.facts.deeds.scene import Scene
from flows.facts.deeds.venues import Stop, is_place_like, posts_in
from flows.facts.language.clauses import Statement, layout
from flows.facts.mentions import DateMention, Reading
from flows.reference import vocabulary

_ENOUGH_WORDS = 4  # different words of campaigning that an article must have
_FEW_WORDS = 2  # of an article about a town, village or other unit
_ENOUGH_STATEMENTS = 2
_DEMAND_REACH = 60  # how far before it a demand governs what is set up, in characters


@cache
def _established() -> re.Pattern[str]:
    verbs, bodies = vocabulary.alternation("activities.establish"), vocabulary.alternation("activities.established")
    return re.compile(
        f"(?:{bodies})(?P<passive>正式|已|相继)?(?:成立|揭牌|挂牌|投产)(?!以来|后|的)|(?:{verbs})了?[^，。；：“”]{{0,24}}?(?:{bodies})"
    )


@cache
def _campaign() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("activities.campaign"))


_NOT_NARRATED = re.compile(
    r"(?<![主重需首摘概提])要(?![求素点闻])|必须|应当|应该|务必|不得|严禁|希望|拟|计划|将(?![军近来])|请(?:各|广大|您|大家)|如需|可以|确保"
)


@cache
def _document_head() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("activities.document_head") + ")[)）》”]?$|^关于")


def find(reading: Reading, scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """What the article tells of bodies set up, of tours by bodies and of campaigns, beside the activities already found."""
    if not reading.body or _is_document(reading):
        return []
    led = any(each.leads for each in drafts)
    found = _establishments(reading, scene, bool(drafts))
    if not drafts:
        found += _inspection_by_body(scene)
    return found + _mobilisation(reading, scene, led or bool(drafts))


def _is_document(reading: Reading) -> bool:
    """Whether the article is a notice, a plan or a list of measures rather than a report."""
    if reading.article.kind == "document" or _document_head().search(reading.headline):
        return True
    return len(_NUMBERED.findall(reading.body)) >= _MANY_HEADINGS


_NUMBERED = re.compile(r"(?:^|\n|(?<=[。；]))\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、])")
_MANY_HEADINGS = 4


def _establishments(reading: Reading, scene: Scene, beside: bool) -> list[Draft]:
    """A body set up: told in the headline or at the head of an article that tells nothing else; a plant that starts up, on its day."""
    text, parts = scene.text, layout(scene.text)
    for statement in parts.statements:
        match = _established().search(text, statement.start, statement.stop)
        on = scene.day_in(statement.start, statement.stop)
        if match is not None and not beside and (statement.paragraph == 0 or _established().search(reading.headline)):
            narrated = not _NOT_NARRATED.search(text[max(statement.start, match.start() - _DEMAND_REACH) : match.start()])
            if narrated and text.count("“", statement.start, match.start()) == text.count("”", statement.start, match.start()):
                stops = _sites(text, statement.start, match.start())
                return [Draft("establishment", statement.start, statement.stop, (), on, "activities.establishment", stops=stops)]
        plant = _PLANT.search(text, statement.start, statement.stop)
        if plant is not None and on is not None and not _NOT_NARRATED.search(plant.group()):
            return [Draft("establishment", statement.start, statement.stop, (), on, "activities.start_up")]
    return []


_PLANT = re.compile(r"(?:生产线|隔离点|方舱医院|医院)[^。；“”]{0,24}(?:投入试产|试产|正式投产|投产|投入使用|正式启用)")
_COUNT = re.compile(r"[一二三四五六七八九十两\d]+[个处支].*$")


def _sites(text: str, start: int, stop: int) -> list[Stop]:
    """Where bodies are set up: the places named before them (`某口、某口四处防控点临时党支部成立`)."""
    left = max(text.rfind(mark, start, stop) for mark in "，。；") + 1
    left = max(left, start)
    stops: list[Stop] = []
    at = left
    for piece in text[left:stop].split("、"):
        name = _COUNT.sub("", piece)
        name = name.removeprefix("在")
        offset = at + piece.find(name)
        if 3 <= len(name) <= 24 and is_place_like(name) and not name.endswith(("党委", "党支部", "政府", "委")):
            stops.append(Stop(offset, offset + len(name), name))
        at += len(piece) + 1
    return stops


_BODY_TOUR = re.compile(
    r"(?:指挥部|领导小组|督导组|督查组|检查组|工作组|巡察组)(?:[\u4e00-\u9fff]{0,12})?(?:对|深入|赴|到|来到|就)[^。；“”\n]{1,50}?(?:督导检查|督导|督查|检查|暗访|抽查)"
)


def _inspection_by_body(scene: Scene) -> list[Draft]:
    """An inspection that a body carries out, without a named leader, told at the head of the article."""
    text, parts = scene.text, layout(scene.text)
    for statement in parts.statements[:3]:
        match = _BODY_TOUR.search(text, statement.start, statement.stop)
        if match is not None and not _NOT_NARRATED.search(text[statement.start : match.start()]):
            on = scene.day_in(statement.start, statement.stop)
            return [Draft("inspection", statement.start, statement.stop, (), on, "activities.tour_of_body")]
    return []


_SINCE = re.compile(r"(?:以来|开始|起)")


def _mobilisation(reading: Reading, scene: Scene, beside: bool) -> list[Draft]:
    """A campaign: told by many words over several statements; beside other activities only where one statement has them together."""
    if not _is_local(reading):
        return []
    text, parts = scene.text, layout(scene.text)
    words: set[str] = set()
    telling: list[int] = []
    for number, statement in enumerate(parts.statements):
        if text[statement.start] == "“" or (beside and not _plainly_told(scene, statement)):
            continue
        hits = set(_campaign().findall(_NOT_NARRATED.split(text[statement.start : statement.stop])[0]))
        if beside and len(hits) < _ENOUGH_WORDS:
            continue
        if hits:
            words |= hits
            telling.append(number)
    enough = _FEW_WORDS if not beside and _is_unit(reading) else _ENOUGH_WORDS
    if len(words) < enough or (not beside and len(telling) < _ENOUGH_STATEMENTS):
        return []
    first = parts.statements[telling[0]]
    stops = [stop for number in telling for stop in posts_in(scene, parts.statements[number].start, parts.statements[number].stop)]
    on = _since(scene) or (scene.day_in(first.start, first.stop) if not beside else None)
    return [Draft("mobilisation", first.start, first.stop, (), on, "activities.mobilisation", stops=stops)]


_UNIT = re.compile(r"[镇乡村]|街道|社区|办事处|小区|卡口|卡点|支队|大队|派出所|局|中心|医院|学校|公司|协会|商会|党员|志愿者")
_OWN_UNIT = re.compile(
    r"[镇乡村]|街道|社区|办事处|小区|卡口|卡点|支队|大队|派出所|局|医院|学校|公司"
)  # who alone can be meant, unlike 党员
_LASTING = re.compile(r"以来|连日|连续|每天|每日|期间|日夜|昼夜|24小时|全天候")


def _is_local(reading: Reading) -> bool:
    """Whether the article is local news: a county's events, or those of no one county if the headline names who campaigns."""
    adcode = reading.jurisdiction.adcode
    if _POLICY.search(reading.headline):
        return False
    return (adcode is not None and not adcode.endswith("00")) or _OWN_UNIT.search(reading.headline) is not None


def _is_unit(reading: Reading) -> bool:
    """Whether the article is about a unit of a county and tells of something lasting; then few words of campaigning are enough."""
    adcode = reading.jurisdiction.adcode
    if adcode is None or adcode.endswith("00"):
        return False
    return _UNIT.search(reading.headline or reading.body[:40]) is not None and _LASTING.search(reading.body) is not None


_POLICY = re.compile(r"出台|印发|若干|实施方案|发布会|问答|专访|访谈|群英谱|事迹|答卷|条举措|条措施|[一二三四五六七八九十\d]条")
_EARSHOT = 2000  # how far back in a paragraph a verb of saying still counts, in characters
_SPOKEN = re.compile(r"(?:说|强调|指出|要求|表示|认为)[，：]|会议|要求|叮嘱|嘱咐")


def _plainly_told(scene: Scene, statement: Statement) -> bool:
    """Whether a statement is neither about a person nor inside what someone says: no verb of saying stands before it in its paragraph."""
    if scene.people.beginning_in(statement.start, statement.stop):
        return False
    opening = max(scene.text.rfind("\n", 0, statement.start) + 1, statement.start - _EARSHOT)
    return _SPOKEN.search(scene.text, opening, statement.stop) is None


def _since(scene: Scene) -> DateMention | None:
    """The day from which the campaign lasts (`自大年初二以来`), if the article gives one."""
    for mention in scene.dates.items:
        if mention.first is not None:
            before, after = scene.text[max(0, mention.start - 1) : mention.start], scene.text[mention.stop : mention.stop + 2]
            if before in ("自", "从") and _SINCE.match(after):
                return mention
    return None

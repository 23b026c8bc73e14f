"""Mobilisations, a unit's lasting campaign, and tours by bodies: what an article tells beside the tours and meetings of named leaders."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache

from flows.facts.deeds import establishments
from flows.facts.deeds.acts import is_leader
from flows.facts.deeds.draft import Draft
from flows.facts.deeds.scene import Scene
from flows.facts.deeds.telling import Telling
from flows.facts.deeds.tour_stops import is_repeated
from flows.facts.deeds.venues import posts_in
from flows.facts.language.clauses import Statement, layout, statements_with
from flows.facts.mentions import DateMention, PersonMention, Reading
from flows.reference import vocabulary

_ENOUGH_WORDS = 4  # different words of campaigning that an article must have
_FEW_WORDS = 2  # of an article about a town, village or other unit
_ENOUGH_STATEMENTS = 2


@cache
def _campaign() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("activities.campaign"))


@cache
def _deployed() -> re.Pattern[str]:
    """People whom a unit posts: 组织…干部…下沉, 每天都有近百名民警驻守, 村干部分片包户."""
    calls, staff = vocabulary.alternation("activities.deploy"), vocabulary.alternation("activities.staff")
    duties, posted = vocabulary.alternation("activities.duty"), vocabulary.alternation("activities.posted")
    return re.compile(
        rf"(?:(?:{calls})|\d余?[名人])(?:(?!成立|组建|建立)[^，。；：]){{0,30}}?(?:{staff})[^。；：]{{0,40}}?(?:{duties})"
        rf"|(?:{staff})[^，。；：]{{0,12}}?(?:{posted})|{_ROUND_THE_CLOCK}"
    )


# A checkpoint's work told without those who do it: 逢车必查、逢人必测，每8小时轮一班
_ROUND_THE_CLOCK = r"逢[车人]必[查检测登][^。；：]{0,24}?(?:小时轮|轮一?班|轮守|班倒|24小时|昼夜|日夜|不间断)"


@cache
def _posting() -> re.Pattern[str]:
    """What every statement of whom a unit posts, and where, has at least."""
    return re.compile(vocabulary.alternation("activities.staff") + "|逢[车人]必")


@cache
def _lasting_duty() -> re.Pattern[str]:
    """What people do day after day, which is a campaign if a day is given from which it lasts (`自2月9日起，…逐户敲门`)."""
    return re.compile(vocabulary.alternation("activities.lasting_duty"))


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
    telling = Telling(reading)
    found = establishments.find(scene, telling, drafts)
    if not any(draft.kind == "inspection" for draft in drafts):
        found += _inspection_by_body(scene, telling, bool(drafts))
    toured = _toured(scene, drafts)
    return found + (_deployment(reading, scene, telling, toured) or _mobilisation(reading, scene, bool(drafts or found), toured))


def _is_document(reading: Reading) -> bool:
    """Whether the article is a notice, a plan or a list of measures rather than a report."""
    if reading.article.kind == "document" or _document_head().search(reading.headline):
        return True
    headings = [match.start() for match in _NUMBERED.finditer(reading.body)]
    return len(headings) >= _MANY_HEADINGS and not _recounts(reading.body[: headings[0]])


def _recounts(opening: str) -> bool:
    """Whether what stands before numbered headings tells of work done (`疫情发生以来，…。截至2月9日，累计…`), no list to come."""
    return _SO_FAR.search(opening) is not None and _ANNOUNCED.search(opening) is None


_SO_FAR = re.compile(r"(?:发生|开始|暴发|爆发|打响)以来|连日来|近日|截[至止]|累计")
_ANNOUNCED = re.compile(r"如下|以下|为[^，。；]{2,40}，|结合[^，。；]{0,16}实际|制定|制订|印发|出台|发布|公布|提出")

_NUMBERED = re.compile(
    r"(?=[\s一二三四五六七八九十（\d])"  # tells at once of most characters that no number begins there
    r"(?:^|\n|(?<=[。；]))\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、])"
)
_MANY_HEADINGS = 4

_BODY_TOUR = re.compile(
    r"(?:指挥部|领导小组|督导组|督查组|检查组|工作组|巡察组)(?:[\u4e00-\u9fff]{0,12})?(?:对|深入|赴|到|来到|就)[^。；“”\n]{1,50}?(?:督导检查|督导|督查|检查|暗访|抽查)"
)
_TEAM_TOUR = re.compile(
    r"(?:组成|成立|派出|组建|抽调)[^，。；“”]{0,12}?(?:[\d一二三四五六七八九十]+|多)个?[^，。；“”]{0,8}?(?:督导|督查|检查|巡查|巡察|暗访)组[^。；“”\n]{0,60}?(?:督导检查|督导|督查|检查|暗访|抽查)(?!组)"
    r"|(?:主要领导|班子成员|领导班子|领导干部)[^，。；“”]{0,6}(?:多次|先后|分别|深入|到)[^，。；“”]{0,20}?(?:察看|查看|检查|督导|督查|调研|慰问)"
)
_TEAM = re.compile("组成|成立|派出|组建|抽调|主要领导|班子成员|领导班子|领导干部")  # with one of them every `_TEAM_TOUR` begins
_PLANNED = re.compile("(?:将|拟|计划|准备|打算|即将)(?![近军领])")
_HEAD = 3  # statements


def _inspection_by_body(scene: Scene, telling: Telling, beside: bool) -> list[Draft]:
    """An inspection by a body, told at the head of an article that tells nothing else, or by teams or unnamed leaders, told anywhere."""
    text, parts = scene.text, layout(scene.text)
    told_of = {parts.statement_index(match.start()) for match in _TEAM.finditer(text)}
    for number in sorted(told_of if beside else {*range(min(_HEAD, len(parts.statements))), *told_of}):
        statement = parts.statements[number]
        match = _BODY_TOUR.search(text, statement.start, statement.stop) if number < _HEAD and not beside else None
        match = match or _TEAM_TOUR.search(text, statement.start, statement.stop)
        planned = match is not None and _PLANNED.search(text, statement.start, match.start()) is not None
        if match is not None and not planned and telling.is_done(match.start()):
            on = scene.day_in(statement.start, statement.stop)
            return [Draft("inspection", statement.start, statement.stop, (), on, "activities.tour_of_body")]
    return []


_UNTIL = re.compile(r"截[至止]$")
_SINCE = re.compile(r"(?:以来|开始|起)")


def _toured(scene: Scene, drafts: list[Draft]) -> Mapping[int, int]:
    """The paragraphs that tell of a tour's leader, each with where they begin to: its start, if it opens with a stop (`在某村，…`,
    `某村住着…`), else the leader's first mention. Who is posted there is what the leader saw, no campaign of its own."""
    names = {person.name for draft in drafts if draft.kind == "inspection" for person in draft.leads}
    stops = sorted(stop.start for draft in drafts if draft.kind == "inspection" for stop in draft.stops)
    parts = layout(scene.text)
    toured: dict[int, int] = {}
    for person in scene.people.items:
        if person.name in names:
            paragraph = parts.statements[parts.statement_index(person.start)].paragraph
            opening = scene.text.rfind("\n", max(0, person.start - _EARSHOT), person.start) + 1
            first = next(iter(stops[bisect_left(stops, opening) :][:1]), len(scene.text))
            with_stop = scene.text.startswith("在", opening) or first < opening + _OPENING
            toured.setdefault(paragraph, opening if with_stop else person.start)
    return toured


_OPENING = 16  # how far from a paragraph's start its opening stop may begin, in characters


def _deployment(reading: Reading, scene: Scene, telling: Telling, toured: Mapping[int, int]) -> list[Draft]:
    """Campaigns told by the statements that say whom a unit posts where, one for each day from which they last; without a day, one in all.

    They count at whatever level the article reports, but not the nation's; not where a tour is told of (`toured`).
    """
    if (reading.jurisdiction.adcode is None and _OWN_UNIT.search(reading.headline) is None) or _POLICY.search(reading.headline):
        return []
    drafts: list[Draft] = []
    since = _since_days(scene)
    for statement in sorted({*statements_with(_posting(), scene.text), *since}):
        if statement.stop > toured.get(statement.paragraph, statement.stop):
            continue
        at = _told_at(scene, telling, statement, since)
        if at is None:
            continue
        on = _first_day(scene, statement.start, at)
        stops = posts_in(scene, statement.start, statement.stop)
        known = next((draft for draft in drafts if on is None or draft.on is None or draft.on.first == on.first), None)
        if known is None:
            leads = _led_by(scene, statement)
            drafts.append(Draft("mobilisation", statement.start, statement.stop, leads, on, "activities.deployment", stops=stops))
        else:
            known.on = known.on or on
            known.stops += [stop for stop in stops if not is_repeated(stop, known.stops)]
    _add_posts(scene, telling, drafts)
    for draft in drafts:
        draft.on = draft.on or (_since(scene) if _is_local(reading) else None)
    return drafts


_LEADS = re.compile("(?:同志)?(?:带着|带领|率领|率)\\d*余?[名人]?")


_OFFICE = re.compile("书记|委员|主席|[镇乡县区市局部]长$")  # of party and government; a hospital's head works there


def _led_by(scene: Scene, statement: Statement) -> tuple[PersonMention, ...]:
    """The official who goes with those posted: `镇武装部部长某某带着8名退役军人打头阵`."""
    for person in scene.people.beginning_in(statement.start, statement.stop):
        charged = is_leader(scene, person) and any(_OFFICE.search(title.text) for title in person.titles)
        if charged and person.role == "official" and _LEADS.match(scene.text, person.stop):
            return (person,)
    return ()


_SETS_POSTS = re.compile(r"设(?:立|置|了)?[^，。；]{0,10}(?:检查站|检疫站|检测站|检查点|检测点|查控点|执勤点|值守点|防控点|卡点|卡口)")
_NEXT = 2  # how many paragraphs after a campaign's statement the places may stand at which its posts were set up


def _add_posts(scene: Scene, telling: Telling, drafts: list[Draft]) -> None:
    """The places at which a campaign's posts were set up, told shortly before or behind it (`在甲出口、乙车站设立9个检疫站`)."""
    parts = layout(scene.text)
    for statement in statements_with(_SETS_POSTS, scene.text) if drafts else ():
        near = (
            draft for draft in drafts if abs(parts.statements[parts.statement_index(draft.start)].paragraph - statement.paragraph) <= _NEXT
        )
        draft = next(near, None)
        if draft is not None and telling.is_done(statement.stop - 1):
            stops = posts_in(scene, statement.start, statement.stop)
            draft.stops += [stop for stop in stops if not is_repeated(stop, draft.stops)]


def _told_at(scene: Scene, telling: Telling, statement: Statement, since: Mapping[Statement, int]) -> int | None:
    """Where a statement tells as done whom a unit posts, or from when its people do what they do every day; None if it does not."""
    for match in _deployed().finditer(scene.text, statement.start, statement.stop):
        own_deed = _SINGLE.search(scene.text[statement.start : match.start()])  # one villager's, no unit's
        if not own_deed and telling.is_done(match.start()) and telling.is_done(match.end() - 1):
            return match.start()
    if statement not in since:
        return None
    duty = _lasting_duty().search(scene.text, since[statement], statement.stop)
    if duty is None or _RULE.search(scene.text, since[statement], statement.stop):
        return None
    if _SINGLE.search(scene.text[since[statement] : duty.start()]):
        return None
    return duty.start() if telling.is_done(duty.start()) else None


_RULE = re.compile(
    "停运|停课|关闭|停止|暂停|禁止|限行|延期|延迟|凭证|一律|不得|实行|实施|执行"
)  # what holds for everybody from a day on is a measure


_SINGLE = re.compile("(?:^|，)[他她](?!们)")


def _since_days(scene: Scene) -> dict[Statement, int]:
    """The statements that say from which day something lasts, each with where they have said so."""
    parts = layout(scene.text)
    days = [mention for mention in scene.dates.items if mention.first is not None and _SINCE_DAY.match(scene.text, mention.stop)]
    return {parts.statements[parts.statement_index(mention.start)]: mention.stop for mention in days}


_SINCE_DAY = re.compile(r"(?:[零\d一二三四五六七八九十]+[时点]|[上下]午|早上?|晚上?)?(?:起|开始)，")


def _first_day(scene: Scene, start: int, stop: int) -> DateMention | None:
    """The day from which a campaign lasts (`2月3日起，…`), or else the day that the statement tells of before `stop`."""
    mentions = [mention for mention in scene.dates.beginning_in(start, stop) if mention.first is not None]
    mentions = [mention for mention in mentions if not _UNTIL.search(scene.text, max(start, mention.start - 2), mention.start)]
    since = (mention for mention in mentions if _SINCE.match(scene.text, mention.stop))
    return next(since, None) or next((mention for mention in mentions if mention.governs), None)


def _mobilisation(reading: Reading, scene: Scene, beside: bool, toured: Mapping[int, int]) -> list[Draft]:
    """A campaign: told by many words over several statements; beside other activities only where one statement has them together."""
    if not _is_local(reading):
        return []
    text, parts = scene.text, layout(scene.text)
    words: set[str] = set()
    telling: list[int] = []
    for number, statement in enumerate(parts.statements):
        if statement.stop > toured.get(statement.paragraph, statement.stop):
            continue
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

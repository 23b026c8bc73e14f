"""Stops of a tour: the places that a clause names after a verb of going or before the tour's leader (`在某村，`), in order.

An item of a list is a stop if it ends like a place (`place_end` in `flows/reference/activities.yaml`) or stands in a list with such items
or before `等小区`; unspecific items (`部分企业`, `一线`) are none. Offsets are code points of the body.
"""

from __future__ import annotations

import re
from functools import cache

from flows.facts.deeds.scene import Scene
from flows.facts.deeds.tour_stops import Stop, kinds_of_places, unrepeated
from flows.facts.naming.names import common_words
from flows.reference import vocabulary

_LONGEST = 24
_ITEM_GAP = re.compile(r"[、，和与及]|以及|还有")
_JOINING = re.compile("[和与及]")
_ETC = re.compile(r"等(?:地|处|多地|多处|[一二三四五六七八九十\d多几]+(?:个|处|家)?)?([\u4e00-\u9fff]{0,6})")
_HEAD = re.compile(
    r"^(?:了|新?分包的|结对的|联系的|位于|地处|坐落于|我市|我县|我区|全市|全县|该市|辖区内?的?|城区的?|市区的?|的|县城的?|园区的?)+"
)
_OF = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:商圈|辖区|境内|路段)的")
_SEEING = "检查|督查|督导|调研|走访|察看|查看|慰问|暗访|了解|考察|视察|看望|巡查|抽查"
_IN = re.compile(
    rf"(?:\A|(?<=[，。；！？”…\n]))(?:随后|接着|之后|期间|当天|同时|下午|上午)?，?在(?P<place>[^，。；：“”！？\n]{{2,80}}?)"
    rf"(?:(?:进行|实地|现场)?(?:{_SEEING})(?:时|期间|中|过程中)?|现场)?，"
)
STATION_OF_TOUR = re.compile(r"(?:第[一二三四五六七八九十]|首|下一|最后一|末)站(?:便是|就是|是|设在|选在|定在|来到了?|到了?)")
_AT_PREDICATE = re.compile(rf"在(?P<place>[^，。；：“”！？\n]{{2,40}}?)(?:，|(?:进行|实地|现场)?(?:{_SEEING})(?:时|期间|中|过程中)?)")
_TOWARDS = re.compile(
    rf"(?:对|就)(?P<place>[^，。；：“”！？\n]{{2,90}}?)(?:的[^，。；]{{1,30}}?)?(?:进行|开展)了?[^，。；]{{0,6}}?(?:{_SEEING})"
)
_COMMA_ITEM = re.compile(r"，(?P<item>[\u4e00-\u9fff\d]{2,16}?)(?=[，、]|等(?:地|处))")
_ADVERB_TAIL = re.compile(r"(?:现场|实地|进行|分别|认真|详细|仔细|亲切|随机|亲自|后|时|里|内|上|中|等)+$")


_EXIT = re.compile(r"高速[\u4e00-\u9fff]{0,8}口$")
_VAGUE = re.compile(r"[\u4e00-\u9fff]{0,8}(?:部分|各|有关|相关|全[市县区镇乡省])")


@cache
def _visits() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("activities.visit") + ")(?:了|位于)?")


@cache
def _place_end() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("activities.place_end") + ")$")


@cache
def _unspecific() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("activities.unspecific") + ")")


@cache
def _closing() -> re.Pattern[str]:
    """What follows the stops in their clause: a verb of seeing or doing, or a preposition."""
    words = vocabulary.alternation("activities.visit_after") + "|" + vocabulary.alternation("activities.after_stops")
    return re.compile(words)


def stops_in(scene: Scene, start: int, stop: int, predicate: int = -1) -> list[Stop]:
    """The stops that the narrated text `start:stop` of the body names; `predicate`: where its subject ends, if it lies there."""
    text = scene.text
    found: list[Stop] = []
    if start < predicate < stop and (at := _AT_PREDICATE.match(text, predicate, stop)):
        found += items_in(scene, *at.span("place"))
    for station in STATION_OF_TOUR.finditer(text, start, stop):
        found += items_in(scene, station.end(), _list_end(text, station.end(), stop))
    for pattern in (_IN, _TOWARDS):
        for match in pattern.finditer(text, start, stop):
            found += items_in(scene, match.start("place"), match.end("place"))
    inner = bool(found)
    for match in _visits().finditer(text, start, stop):
        if _is_visit(text, match, scene) and not (inner and match.group() in _ENTERING):
            found += items_in(scene, match.end(), _list_end(text, match.end(), stop))
    for match in _sees().finditer(text, start, stop):
        if scene.places.beginning_in(match.end(), match.end() + 1) or scene.organisations.beginning_in(match.end(), match.end() + 1):
            found += items_in(scene, match.end(), _list_end(text, match.end(), stop))
    return unrepeated(sorted(found))


def stop_at_opening(scene: Scene, start: int, stop: int) -> Stop | None:
    """The first stop of a statement `start:stop` that opens with it: `在某市场，…`."""
    opened = _IN.match(scene.text, start, stop)
    stops = items_in(scene, *opened.span("place")) if opened else []
    return next((found for found in stops if is_place_like(found.name) or _is_known(scene, found.start, found.stop)), None)


@cache
def _sees() -> re.Pattern[str]:
    """A verb of inspection whose object is a place right behind it (夜查某社区、某车站值守情况)."""
    return re.compile("(?:" + vocabulary.alternation("activities.inspect") + ")了?")


def _is_visit(text: str, match: re.Match[str], scene: Scene) -> bool:
    """Whether a short verb (到, 赴) is one here and no part of another (问到, 做到)."""
    if len(match.group()) > 1:
        return True
    before = text[max(0, match.start() - 2) : match.start()]
    if not before or before[-1] in _BOUNDARY or before in _ADVERBS:
        return True
    return scene.people.ending_at(match.start()) is not None


_BOUNDARY = "，。；：、！？“”\n 　行人等"
_ADVERBS = frozenset(vocabulary.words("activities.visit_adverb"))


_ENTERING = frozenset(("走进", "走进了", "到", "深入"))  # after 在某村， these lead to some part of it


def _list_end(text: str, start: int, stop: int) -> int:
    """Where the list of stops that begins at `start` ends: at a verb, a stop sign, or a comma after which no list goes on."""
    limit = min(stop, start + 160)
    at = start
    while at < limit:
        character = text[at]
        if character in "。；：！？“”\n" or (character == "，" and not _goes_on(text, at)):
            return at
        closing = _closing().match(text, at)
        if closing is not None and at > start + 1 and not _inside_word(text, at, closing.end()):
            return at
        at += 1
    return limit


def _goes_on(text: str, comma: int) -> bool:
    """Whether the list goes on after a comma: a short item that ends like a place, then another comma or 等地."""
    item = _COMMA_ITEM.match(text, comma)
    return (
        item is not None
        and _place_end().search(item.group("item")) is not None
        and not _closing().search(item.group("item"))
        and not _visits().search(item.group("item"))
    )


def _inside_word(text: str, start: int, stop: int) -> bool:
    """Whether a closing word is part of a noun (检查站) or a single character part of another word (对口)."""
    if text[stop : stop + 1] in "站点组队室员所":
        return True
    return stop - start == 1 and (text[start : start + 2] in common_words() or text[start - 1 : start + 1] in common_words())


def items_in(scene: Scene, start: int, stop: int) -> list[Stop]:
    """The stops of the list `start:stop`."""
    text = scene.text
    etc = _ETC.search(text, start, stop)
    category = bool(etc and _place_end().search(etc.group(1) or ""))
    if etc:
        stop = etc.start()
    pieces: list[tuple[int, int]] = []
    at = start
    for gap in [*_ITEM_GAP.finditer(text, start, stop), None]:
        end = gap.start() if gap else stop
        if gap is not None and gap.group() in "和与及" and not _divides(text, gap.start(), start, stop):
            continue
        pieces.append((at, end))
        at = gap.end() if gap else stop
    if any(_VAGUE.match(text[left:right]) for left, right in pieces):
        return []
    general = etc is not None and any(text[left:right].lstrip("“ ") in kinds_of_places() for left, right in pieces)
    listed = not general and (category or (etc is not None and len(pieces) > 1))
    if general:  # 深入学校、商业街区、企业等: kinds of places, none of them a stop unless it has a name of its own
        pieces = [(left, right) for left, right in pieces if _is_known(scene, left, right)]
    return [piece for piece in (_stop(text, left, right, listed, scene) for left, right in pieces) if piece]


def _is_known(scene: Scene, start: int, stop: int) -> bool:
    return bool(scene.places.inside(start, stop) or scene.organisations.inside(start, stop))


_BORDER = re.compile("[和与及][\u4e00-\u9fff]{2,8}(?:交界|接壤|相邻|毗邻|结合部|之间)")  # one place between two: 甲镇与乙县交界处


def _divides(text: str, at: int, start: int, stop: int) -> bool:
    """Whether 和, 与 or 及 at `at` joins two stops rather than standing inside a word (和平路)."""
    return at - start >= 2 and _place_end().search(text[start:at]) is not None and _BORDER.match(text, at, stop) is None


def _stop(text: str, start: int, stop: int, listed: bool, scene: Scene) -> Stop | None:
    """The stop named by one item, or None if it is none."""
    for pattern in (_HEAD, _OF):
        head = pattern.match(text[start:stop])
        if head and start + head.end() < stop:
            start += head.end()
    stop = _without_ground(scene, start, stop)
    start += _described(text, start, stop, scene)
    inner = next(iter(scene.organisations.inside(start + 1, stop)), None)
    inside = ""
    if inner is not None and text[inner.start - 1] == "的":
        inside, start = text[start : inner.start - 1], inner.start
    while start < stop and text[start] in " 　“":
        start += 1
    counted = _COUNTED.search(text, start + 2, stop)
    if counted is not None and scene.places.ending_at(counted.start()) is not None:  # 某镇9家餐饮单位
        stop = counted.start()
    name = text[start:stop].rstrip("”） ")
    if not _place_end().search(name):
        name = _ADVERB_TAIL.sub("", name)
    stop = start + len(name)
    if (
        not 2 <= len(name) <= _LONGEST
        or name in kinds_of_places()
        or _unspecific().match(name)
        or re.search(r"部分|^\d+余?[个家处名户]|各(?!莊)|[一两三几多]家|以及|情况|工作$", name)
    ):
        return None
    known = scene.places.at(start, stop) or scene.organisations.at(start, stop)
    if not known and all(part in kinds_of_places() for part in _JOINING.split(name)):  # 集市和企业
        return None
    if not (known or listed or _place_end().search(name) or _EXIT.search(name) or scene.is_short_name(name)):
        return None
    if scene.people.beginning_in(start, stop):
        return None
    return Stop(start, stop, name, inside)


_COUNTED = re.compile(r"(?:\d+|[一二三四五六七八九十两]+)余?[家个处户名所]")
_SEEN = re.compile(r"[\u4e00-\u9fff]{0,3}?(?:参观|观看|眺望|察看|查看|考察)了?(?=[\u4e00-\u9fff]{2})")


_GROUND = re.compile(r"的(?![^的]*的)[\u4e00-\u9fff]{1,8}$")


def _without_ground(scene: Scene, start: int, stop: int) -> int:
    """Where the name of a village or firm ends of which only the ground is told (`某村的麦田里`, `某社区的院子里`)."""
    ground = _GROUND.search(scene.text, start, stop)
    if ground is None or not is_place_like(scene.text[start : ground.start()]):
        return stop
    inner = scene.text[ground.start() + 1 : stop]
    own = is_place_like(inner.rstrip("里内中上")) or _is_known(scene, ground.start() + 1, stop)
    return stop if own else ground.start()


def _described(text: str, start: int, stop: int, scene: Scene) -> int:
    """How many characters before the name only describe the stop (宽敞明亮的大厅) or say that it was seen (参观了某纪念馆)."""
    seen = _SEEN.match(text, start, stop)
    skip = seen.end() - start if seen else 0
    of = text.rfind("的", start + skip, stop - 1)
    if of > start + skip and not _place_end().search(text[start + skip : of]) and not _is_known(scene, start + skip, of):
        skip = of + 1 - start
    return skip


_POSTED = re.compile(
    r"(?:下沉到|加入到|值守在|坚守在|驻守在|奋战在|驻守|驻点|进驻|前移至|前移到|投入到|增援)(?=[^，。；：“”]{2})"
    r"|(?:(?<=[，。；\n])|\A|组织[^，。；]{1,12}?|[员者部警局队所院委会镇乡村办司校组府站])在(?=[^，。；：“”]{2,80}?(?:设立|设置|设卡|执勤|值守|站岗|协助|开展|[一二三四五六七八九十\d]+[个处]|，))"
    r"|(?<=[日天晚午时夜]，)(?=[\u4e00-\u9fff]{3,24}，[^，。；]{0,8}(?:交警|民警|医护|执法|工作人员|志愿者|党员|干部|医务|值守))"
)
_POSTED_END = re.compile(
    r"协助|开展|执勤|值守|站岗|设立|设置|设卡|帮助|(?<=[^\d等])[一二三四五六七八九十\d]+[个处]|的(?=公安|医务|执勤|工作|志愿|民警|干部)|一线|，(?![\u4e00-\u9fff]{2,8}的(?:公安|医务|民警|志愿|干部|工作|党员))|[。；：“”！？\n]"
)


_ETC_COUNTED = re.compile(r"等[一二三四五六七八九十\d]+[个处]")


def posts_in(scene: Scene, start: int, stop: int) -> list[Stop]:
    """The places at which a campaign's people are posted (`值守在某路口的民警`, `在某出口设卡`)."""
    found: list[Stop] = []
    for match in _POSTED.finditer(scene.text, start, stop):
        end = _POSTED_END.search(scene.text, match.end() + 1, stop)
        last = end.start() if end else stop
        counted = _ETC_COUNTED.search(scene.text, match.end(), last) is not None  # 甲、乙、丙等3个居民区: stops whatever their endings
        found += [item for item in items_in(scene, match.end(), last) if counted or _is_post(scene, item)]
    return unrepeated(sorted(found))


def _is_post(scene: Scene, stop: Stop) -> bool:
    place = scene.places.at(stop.start, stop.stop)
    if place is not None:
        return place.level == "village"
    return is_place_like(stop.name)


def is_place_like(name: str) -> bool:
    """Whether a name ends like a stop and is no mere category."""
    ends = _place_end().search(name) or _EXIT.search(name)
    return ends is not None and name not in kinds_of_places() and _unspecific().match(name) is None


_ONE_PLACE = re.compile(
    "(?:[\u4e00-\u9fff]{2}高速|高速(?!公路|路口|出口|入口|进出|沿线|卡口|卡点))[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2}(?:村|社区|小区|街道|镇|县|国道|省道|收费站)"
)


def is_named(scene: Scene, start: int, stop: int) -> bool:
    """Whether a place's words are those of one place rather than of a kind (高速路口)."""
    return bool(_ONE_PLACE.search(scene.text, start, stop) or _is_known(scene, start, stop))

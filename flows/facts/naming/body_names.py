"""Whether the words before an organisation's last word name one body, and where that name begins.

A name is proper by a place in it or by characters that no general word accounts for; words that only say what kind of body it is
(`物流企业`), how many (`两家医院`) or whose in general (`全市中小学`) make none. Offsets are code points of the text handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.naming import phrases
from flows.facts.naming.names import common_words
from flows.facts.records import OrganisationKind
from flows.reference import vocabulary
from flows.reference.gazetteer import gazetteer


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.verb"))


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.generic"))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile("^(?:" + vocabulary.alternation("organisations.lead") + "|" + _COUNTED + r"|[.．%+＋·\-])+")


@cache
def _plural() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.plural") + "|" + _COUNTED + r"|[\d%+]|什么")


@cache
def _class_of_facility() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("organisations.class_of_facility"))


@cache
def _ministry() -> re.Pattern[str]:
    """The organs of the state, whose offices are bodies of their own (财政部办公厅)."""
    return re.compile(vocabulary.alternation("organisations.ministry") + r"\Z")


@cache
def _function() -> re.Pattern[str]:
    return re.compile("[" + "".join(vocabulary.words("organisations.function")) + "]")


@cache
def _group(name: str) -> frozenset[str]:
    return frozenset(vocabulary.words(f"organisations.{name}"))


@cache
def trades() -> frozenset[str]:
    """Branches of trade that end a firm's name only in lists and among stops."""
    return _group("trade") - _group("company")


_COUNTED = "[一二两三四五六七八九十几数多任每哪那这某各](?:间|家|个|架|座|批|类|所|支(?!队))"
_MEASURE = re.compile(
    r"^[余多]?(?:支(?![队行部])|枚|只|斤|份|箱|桶|袋|套|件|吨|瓶|盒|台|批|名|人|个|家|间|所|座|位|架|天内|天|次|条|辆|名|岁)"
)
_JOINED_AFTER = (
    "口",
    "站",
    "店",
    "机场",
    "院",
    "校",
    "所",
    "府",
    "局",
    "委",
    "厅",
    "会",
    "司",
    "行",
    "团",
    "学",
    "生",
    "员",
    "者",
    "室",
    "处",
    "部",
    "部门",
    "单位",
    "企业",
)
_ONE_WORD_WITH_JOIN = re.compile("[协颐人祥仁泰中太义]和|和[平谐睦谷美]")


@cache
def _unit_names() -> AhoCorasick:
    """The names of provinces, prefectures and counties that are no ordinary words."""
    known = gazetteer()
    ordinary = common_words() | set(vocabulary.words("place_words.common_short")) | set(vocabulary.words("place_lookalikes"))
    names = {*known.full_names(), *(name for name in known.short_names() if name not in ordinary), *_group("regions")}
    return AhoCorasick(sorted(name for name in names if len(name) > 1), matchkind=MatchKind.LeftmostLongest)


def _unit_at(core: str) -> int:
    """How long the unit's name is with which the words begin, also where it is part of another name (上海博物馆); 0 if there is none."""
    head = _BEFORE_UNIT.match(core)
    start = head.end() if head else 0
    found = next(iter(_unit_names().find_matches_as_indexes(core)), None)
    return found[2] if found is not None and found[1] in (0, start) else 0


_BEFORE_UNIT = re.compile("中共|共青团|国家税务总局|中国人民银行|人民银行|人行|国网|公安|中国[\u4e00-\u9fff]{2,6}")


def name_start(text: str, ending: tuple[int, int], floor: int, protected: frozenset[int], company: bool, reach: int) -> int:
    """Where the name begins whose last word is `ending`: where its phrase does, or after the last verb or particle that is a limit here."""
    stop = ending[1]
    start = phrases.phrase_start(text, stop, floor, protected, reach)
    strong = (word := text[ending[0] : stop]) != "银行" and word in _group("strong")
    for pattern in (_verbs(), _function()):
        for match in pattern.finditer(text, start, ending[0]):
            before_head = match.end() == ending[0]
            if match.start() in protected or match.end() >= stop - 1 or (before_head and pattern is _verbs() and strong):
                continue  # 投资 in 某某投资集团 is no verb
            if (before_head and match.group() in "为于") or not _in_word(text, match):  # 确定为医院
                start = match.end()
    start = max((match.end() for match in _TELEPHONE.finditer(text, start, ending[0])), default=start)
    office = _OFFICE_IN.search(text, start, ending[0])
    start = _after_join(text, office.end() if office else start, ending, company, protected)
    if start and text[start - 1].isdigit():
        measure = _MEASURE.match(text[start:stop])
        start += measure.end() if measure else 0
    lead = _lead().match(text[start:stop])
    if lead is not None and lead.group() == "经" and text[start - 1 : start] in ("和", "、", "与"):
        lead = None  # an item of a list that begins with a town's name (…和经岭某超市)
    if lead is not None and start not in protected and text[start : start + lead.end() + 1] not in common_words():
        start += lead.end()
    return start


@cache
def _after_region() -> re.Pattern[str]:
    begins = "".join(vocabulary.words("organisations.firm_begins"))
    return re.compile(f"(?:{vocabulary.alternation('organisations.regions')})省?市?([{begins}])(?=[\u4e00-\u9fff]{{2,14}}(?:公司|集团))")


@cache
def _seat() -> re.Pattern[str]:
    return re.compile(f"[\u4e00-\u9fff]{{2,5}}?[县区镇乡](?={vocabulary.alternation('organisations.regions')})")


def seat_before(text: str, start: int, stop: int) -> int:
    """Where a firm's name begins that has its seat before it (某县浙江…有限公司 begins at the province), else `start`."""
    seat = _seat().match(text, start, stop)
    return seat.end() if seat else start


def firm_beginnings(text: str) -> frozenset[int]:
    """The offsets in firms' own names of what is a preposition or an adverb elsewhere (某省同…有限公司; 在某都某超市，)."""
    opening = {offset for match in _shop_at_opening().finditer(text) for offset in range(*match.span("name"))}
    if "公司" not in text and "集团" not in text:
        return frozenset(opening)
    return frozenset(opening | {match.start(1) for match in _after_region().finditer(text)})


@cache
def _shop_at_opening() -> re.Pattern[str]:
    """A shop at which a sentence opens, that has an adverb's character in its name: 在客都某超市，."""
    return re.compile("在(?<![^\n。；]在)(?P<name>[\u4e00-\u9fff]都[\u4e00-\u9fff]{1,2})(?=(?:超市|商场|药房|药店|酒店|宾馆)，)")


_QUOTED_NAME = re.compile("“[\u4e00-\u9fffA-Za-z]{2,8}”\\Z")
_OWNER_END = re.compile("(?:[省市县区镇乡村局院校]|街道|社区|公司|大学|学院|医院)\\Z")
_LONGEST_QUOTED = 10


def over_quotation(text: str, start: int, ending: int, floor: int, protected: frozenset[int], reach: int) -> int:
    """Where a group's name begins that has a quoted name in it behind its owner (`某镇“红某某”志愿服务队`), else `start`."""
    quoted = _QUOTED_NAME.search(text, max(floor, ending - _LONGEST_QUOTED), ending) if text.startswith("”", ending - 1) else None
    if quoted is None:
        return start
    begin = name_start(text, (quoted.start(), quoted.start()), floor, protected, False, reach)
    owner = text[begin : quoted.start()]
    return begin if len(owner) >= 3 and _OWNER_END.search(owner) and not _plural().search(owner) and not is_general(owner) else start


_TASK_GROUP = re.compile("(?:统筹|应对|推进|加强)[\u4e00-\u9fff]{4,28}?(?:领导小组|指挥部)(?:办公室)?")


def task_groups(text: str, places: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The offsets in names of task groups of a place that are made of a verb and what it is about (某市统筹…和…工作领导小组办公室)."""
    groups = (match for _, stop in places if (match := _TASK_GROUP.match(text, stop)))
    return frozenset(offset for match in groups for offset in range(*match.span()))


_TELEPHONE = re.compile(r"\d{5,}")
_OFFICE_IN = re.compile("(?<=[出管督验究务])所在(?=街道|社区|区|县|市|镇|乡|村)")  # 派出所在街道…: two bodies and a preposition


def _in_word(text: str, match: re.Match[str]) -> bool:
    words = common_words()
    return len(match.group()) == 1 and (text[match.start() - 1 : match.end()] in words or text[match.start() : match.end() + 1] in words)


def _after_join(text: str, start: int, ending: tuple[int, int], company: bool, protected: frozenset[int]) -> int:
    """Behind the last 和 that joins two bodies (`道口和火车站`) rather than the parts of one name (`文化和旅游局`)."""
    at = text.rfind("和", start, ending[1])
    if at - start < 2 or _ONE_WORD_WITH_JOIN.search(text, at - 1, at + 2):
        return start
    if at not in protected and text[start:at].endswith(_UNIT_ENDS) and text[at + 1] in _LEVELS:  # 某镇和县医院
        return at + 1
    return at + 1 if company or at + 1 >= ending[0] or text[start:at].endswith(_JOINED_AFTER) else start


_UNIT_ENDS = ("镇", "乡", "街道", "村", "社区", "县", "市", "区", "旗", "州")
_LEVELS = frozenset("省市县区旗州镇乡村街各周驻")


@lru_cache(maxsize=1 << 12)
def _specific(words: str) -> str:
    """What is left of a name without the words that stand in many bodies' names."""
    return _generic().sub("", words)


def is_proper(text: str, start: int, stop: int, word: str, kind: OrganisationKind, places: Sequence[tuple[int, int]]) -> bool:
    """Whether `text[start:stop]`, which ends in `word`, says whose body it is. `places` are spans of places in the text."""
    core = text[start : stop - len(word)]
    if len(core) < 2 or _PASSING.search(core) or _plural().search(core):
        return False
    inside = [(left, right) for left, right in places if start <= left and right <= stop]
    unit = _unit_at(core)
    if unit and not inside:
        inside = [(start, start + unit)]
    placed = (
        bool(inside) or _ministry().match(core) is not None or _level_name(core) or (kind != "public" and _NATIONAL.match(core) is not None)
    )
    own = _without(core, start, inside)
    rest, odd = _specific(own), _odd_characters(own)
    placed = placed or _OF_BRANCH.match(core) is not None
    placed = placed or (word in _ZONE_BODIES and core.endswith("区") and len(rest) >= 1 and len(core) > 3)
    if kind == "public":
        return _is_public(word, core, rest, odd, placed)
    if kind == "company":
        return _is_company(text, (start, stop), word, rest, odd, placed)
    if kind == "media":
        return placed or odd >= 1
    if _LEVEL_WORD.match(core) and not placed:
        return False
    if word in _group("team"):
        return bool(inside) and len(rest) >= 2
    return (placed and (len(rest) >= 1 or bool(inside))) or odd >= 2 or (odd == 1 and len(core) <= 6)


_OF_BRANCH = re.compile("[\u4e00-\u9fff]{2,4}公安分局[\u4e00-\u9fff]{2,6}\\Z")  # a police post by its branch and its own name
_ZONE_BODIES = ("管委会", "管理委员会", "党工委")  # whose zone is no place of the gazetteer
_LEVEL_WORD = re.compile("[省市县区镇乡](?![\u4e00-\u9fff]?[省市县区镇乡])")  # 省某某协会 says nothing of whose it is


# What before an ending makes no standing body of its own: 临时党支部, 办税服务厅, 手机银行
_PASSING = re.compile(r"等|临时$|互联网$|下属$|设立的?$|的$|(?<!第)一$|办税服务$|功能$|掌上$|手机$|网上$|协$")


def _is_public(word: str, core: str, rest: str, odd: int, placed: bool) -> bool:
    facility = word in _group("facility") or word in _group("station")
    if facility and _class_of_facility().search(core):
        return False
    if placed:
        local = (word in _CELLS and core.endswith(("村", "社区", "嘎查"))) or (facility and core.endswith(("镇", "乡", "苏木")))
        bare = word in _group("never_bare") and not local and _is_bare(core)
        return not bare and not (word == "医院" and _unit_at(core) == len(core) and core[-1] not in "区县市旗")
    short = len(core) <= _LONGEST_UNPLACED or "大学" in core or "学院" in core
    university = (
        word == "大学" and len(core) == len(rest) == 2 and core not in _group("general_university")
    )  # 复旦 and the like are common words too
    known = len(rest) >= 2 and (odd >= 1 or university or word in _group("station"))
    return facility and short and (known or (len(rest) >= 1 and _is_town(core)))


def _is_town(core: str) -> bool:
    """Whether the words are a town's name without its suffix (钟管派出所)."""
    return core not in _group("general_place") and any(gazetteer().known_towns([(core, level) for level in ("镇", "乡", "街道")]))


_CELLS = ("党支部", "党总支", "党委")  # which every village has but one of
_NATIONAL = re.compile("中国|中华|国家(?!级)|国网|全国(?!性)")
_LONGEST_UNPLACED = 8


def _is_bare(core: str) -> bool:
    """Whether nothing but a unit's name stands before the last word (`某市支队`)."""
    return len(core) <= 3 or (len(core) <= _LONGEST_UNPLACED and core.endswith(("省", "市", "区", "县", "州")))


def _is_company(text: str, span: tuple[int, int], word: str, rest: str, odd: int, placed: bool) -> bool:
    start, stop = span
    width = stop - start - len(word)
    if word in trades():
        if text.startswith("国网", start) and placed:
            return True
        return (odd >= 2 or placed or (odd >= 1 and _is_item(text, start, stop))) and _trade_stands(text, start, stop, width)
    visited = _is_visited(text, start, stop)
    if word == "企业":
        return 3 <= width <= 8 and odd >= 1 and len(rest) >= 4 and _GOAL.search(text, max(0, start - 13), start) is not None
    if word == "广场":
        return 2 <= width <= 6 and len(rest) >= 1 and visited and not rest.endswith(_PARTS_OF_TOWN)
    if word in _group("weak") or word == "公司":
        if not placed and odd < 2 and _LEVEL_WORD.match(text, start):
            return False
        if placed:
            return word in _group("placed_enough") or len(rest) >= 2 or (len(rest) == 1 and odd >= 1)
        return width <= 12 and _is_shop(rest, odd, width, visited)
    if placed:
        return True
    if _LEVEL_WORD.match(text, start) and odd < 2:
        return False
    return odd >= 1 or (len(rest) >= 2 and word in _group("strong"))


def _is_shop(rest: str, odd: int, width: int, visited: bool) -> bool:
    """Whether a shop or a firm without a place has a name: rare characters, or any word of its own where it is visited or listed."""
    if len(rest) < 2:
        return visited and odd == 1
    return visited or odd >= 2 or (odd == 1 and width <= 4)


_PARTS_OF_TOWN = ("文化", "市民", "中心", "站前", "休闲", "小吃", "门", "时代", "世纪", "外", "前")
_GOAL = re.compile(r"(?:来到|走进|前往|赶到|走访|赴|深入)[^，。；]{0,6}$")
_VISITED = re.compile(r"(?:来到|走进|深入|前往|赶到|走访|位于[^，。；]{2,8}的|在|对|到)$")


def _is_visited(text: str, start: int, stop: int) -> bool:
    """Whether the name is an item of a list or the goal of a visit."""
    before, after = text[max(0, start - 13) : start], text[stop : stop + 1]
    return before[-1:] in ("、", "和", "与") or after == "、" or _VISITED.search(before) is not None


def _without(core: str, start: int, places: Sequence[tuple[int, int]]) -> str:
    """The core less the places in it."""
    kept, at = [], 0
    for left, right in places:
        kept.append(core[at : max(at, left - start)])
        at = max(at, right - start)
    return "".join([*kept, core[at:]])


def _odd_characters(core: str) -> int:
    """How many characters of the core no general word and no common word accounts for, read from the left, longest words first."""
    rest = _specific(core)
    words, odd, at = common_words(), 0, 0
    while at < len(rest):
        width = next((width for width in (3, 2) if rest[at : at + width] in words and at + width <= len(rest)), 0)
        odd += width == 0
        at += width or 1
    return odd


def _level_name(core: str) -> bool:
    """Whether the core begins with an unlisted place: two or three characters of no common word before a level word."""
    match = _LEVEL_NAME.match(core) if _specific(core) else None
    return match is not None and _odd_characters(match.group("stem")) >= 1


_LEVEL_NAME = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,3}?)(?:县|区|旗|镇|乡|街道|街|村|社区)")


def is_general(words: str) -> bool:
    """Whether the words say nothing of whose a body is."""
    return not _specific(words)


def _is_item(text: str, start: int, stop: int) -> bool:
    """Whether the name stands between two enumeration commas."""
    return text[start - 1 : start] == "、" and text[stop : stop + 1] == "、"


def _trade_stands(text: str, start: int, stop: int, width: int) -> bool:
    """Whether a branch of trade ends a firm's name here: an item of an enumeration, with two to four characters before it."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return (
        2 <= width <= 4
        and (before == "、" or after == "、")
        and (after in "、，。；和等" or text[stop : stop + 2] in ("二期", "一期", "公司"))
    )

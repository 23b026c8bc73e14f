"""Quantities that say something of the world: value, unit, what is counted.

numbers.py finds the numerals that count; this room reads the unit behind each, drops mere articles (一名, 一家) and the numerals of
formulas, and finds the thing counted: behind the unit (12个卡口), or in front of the numeral (卡口12个). The words:
flows/reference/figures.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from flows.facts import formulas
from flows.facts.figure_lists import Counted, share_at, thing_of_list
from flows.facts.language.clauses import Clause, Layout, layout
from flows.facts.mentions import NumberMention, Reading
from flows.facts.numbers import find_numbers
from flows.facts.records import Fact, Figure, Qualifier
from flows.reference.vocabulary import alternation, groups, words

_UNIT_WORDS = {
    word
    for group in groups("numerals")
    if group.startswith("measure_") and group != "measure_bodies"
    for word in words(f"numerals.{group}")
}
_UNIT = re.compile(
    r"\s?(?:个(?=小时|星期|工作日|昼夜|钟头))?(?P<unit>[人家户批车场班台件点架艘辆份例间头席店]次|"
    + "|".join(map(re.escape, sorted(_UNIT_WORDS, key=lambda word: (-len(word), word))))
    + r"|[%％‰℃]|星期|工作日|钟头|点(?=[^，。；\d]{0,6}(?:要求|意见|建议|措施|部署|任务))|(?:[kKcm]?m|[kKm]?g|m?[lL])(?![A-Za-z]))"
    r"(?P<other>（[个家人户次名件条处例起台辆]）)?"
)
_NOUN_ONLY = re.compile(rf"(?:{alternation('numerals.measure_bodies')})")
_EVERY_DAY = re.compile(r"每[天日周月晚][^，。；]{0,12}$")
_ONE = re.compile(r"(?<![十百千万亿\d])一$")
_COUNTED_ONE = re.compile(r"(?:[已共仅只]有|仅|新增|新增了|共|累计|达)$")
_CONTENT = re.compile(r"(?:的)?(?:医用|浓度)?(?:酒精|乙醇|消毒)")
_TO = re.compile(r"至|到|[-~～—–]{1,2}")
_TO_OR_NOTHING = re.compile(rf"(?:{_TO.pattern})?")
_MEETING = re.compile(r"[^，。；]{0,6}(?:会议|常委会|全会|例会|党组会)")
_TELEPHONE = re.compile(r"\d{7,}|123\d\d|95\d{3}")
_STEP_NAME = re.compile(r"[步](?:法|洗手|走)|角(?![钱，。；、）\s]|$)|层(?=[的等东南西北]|大[厅堂]|入口)")
_TITLE = re.compile(r"《[^《》]{1,60}》")
_TABLE_CELL = re.compile(r"[:：]\d\d \d{0,3}[一-鿿]{0,6}$")
_VAGUE_DAYS = re.compile(r"[前这近头那][两几]天")
_TIMES = frozenset(("年", "天", "个月", "周", "日", "小时", "个小时", "分钟", "星期"))
_AGO = re.compile(r"多?(?:前(?![后往来])|后(?![续期的]))")  # a point of time, no duration
_SINCE = re.compile(r"[病诊院国家岗工]前$")  # 发病前12天
_NUMBERED_BODY = re.compile(r"医院|中学|小学|学校")  # 市六医院
_BORDER = re.compile(r"[省市县区镇乡村](?:交界|接壤|毗邻)")
_POINTS_BACK = re.compile(r"(?:上述|以上|前述|这|那|该|此)$")
_MEASURING = frozenset(words("figures.measuring"))
_PHRASE_AFTER = re.compile(r"的?(?P<phrase>(?:[^，。；：！？…\n、（）“”《》\s\d]|《[^《》]{1,30}》|（[^（）]{1,12}）|“[^“”]{1,12}”){2,24})")
_QUALIFIER_AFTER = re.compile(r"(?:（含）)?(?:以上|以下|以内|之内|左右|上下|[内多余](?![有的]))(?=的?[一-鿿]{2})|（含）(?:以上|以下)")
_AREA_AFTER = re.compile(r"(?:范围)?内")
_MONEY = frozenset(("元", "美元", "万元", "亿元"))
_JOINED_END = re.compile(r"(?<=[一-鿿])(?:以及|和|与|及|的|[+＋])$")
_AREAS = frozenset(words("figures.areas"))
_ATTRIBUTE = re.compile(rf"(?:{alternation('figures.attribute_after')})")
_BODY_END = re.compile(rf"(?:{alternation('numerals.measure_bodies')}|{alternation('figures.body_ends')})$")
_THINGS_AND_PERSONS = frozenset(words("figures.classifiers"))
_GRANT = re.compile(r"(?:/人)?的?(?:标准)?，?(?:给予|发放|予以|享受)(?=[^，。；]{0,8}(?:补|奖|资助|慰问|津贴))|的?标准(?=[一-鿿]{2})")
_IN_A_ROW = re.compile(r"连续了?$")
_RESPECTIVELY = re.compile(r"^[^、]{2,40}分别[是为](?=[一-鿿]{2})")
_SUBJECT = re.compile(r"^[^、]{2,40}?(?:[共已]|累计|总计|合计|一共)+(?=(?P<verb>[一-鿿]{2,3}?[到出了]|提前介入))(?P=verb)(?=[一-鿿]{2})")
_IS = re.compile(r"^[为是系](?=[一-鿿]{2})")
_COUNTED_IN_BRACKETS = re.compile(r"（[^（）]*\d[^（）]*）$")
_LISTED = re.compile(r"(?P<rest>(?:、[^，。；：！？…\n、（）\d一二两三四五六七八九十]{1,12}){1,8}(?:等[^，。；：！？…\n、（）\d]{0,10})?)")
_PREDICATE = re.compile(rf"(?!{alternation('figures.attribute_heads')})(?:{alternation('figures.predicate_after')})")
_PREDICATE_BEHIND_LIMIT = re.compile(r"按|根据|未|无(?!症状)")  # 半年以上按…发放; nouns follow 以下 directly (三年以下有期徒刑)
_STOP_IN_PHRASE = re.compile(
    r"(?<=[一-鿿])(?:已(?![婚故])|设起|均|都)|(?<=[一-鿿]{2})(?:齐上阵|正在|已经|全部|分别|踊跃|积极|主动|用于|进行|开展|投入|参加|参与|得到|给予|送到|送给|同时|为了|以及其他|在(?!建|职|岗|校))"
)
_PHRASE_BEFORE = re.compile(r"(?:[^，。；：！？…\n（）\s]|（[^（）]{1,12}）){2,80}$")
_COUNTED_BEFORE = re.compile(
    r"[\d一二两三四五六七八九十百千万亿余多][个名位人户口家条处起例座辆台套份只件张块袋箱瓶盒包桶罐元吨公斤箱把支项次天批]+、"
)
_LEAD = re.compile(rf"^(?!占比|及时)(?:{alternation('figures.lead')}|[了的])+")
_SETTING = re.compile(rf"^.{{2,60}}(?:{alternation('figures.setting')})了?(?=[一-鿿]{{3}})")
_VERBS = re.compile(rf"^(?:{alternation('figures.verbs')}|[了的])+")
_TRAIL = re.compile(
    r"(?:共计|总计|合计|累计|已达|可达|高达|达到|达|约为|约|近|为|有|共|各|至少|超过|超|仅|只|就|也|已|均|都|的|了|在|是|到|(?<![年期上下权时])限|由|从|自|每天|每日|每人|每户|上升|下降|增长|同比|连续|以|用|按|不|少于|不少于|不超过|不低于|其余|剩余|其中|[:：])+$"
)


def facts(reading: Reading) -> list[Fact]:
    """The figures of an article's body in order of the text; a quantity of one thing counts once, however often it is told."""
    once: list[Fact] = []
    told: dict[tuple[float | None, str | None, Qualifier | None, str | None], list[str]] = {}
    for figure, place in _figures(reading):
        earlier = told.setdefault((figure.value, figure.unit, figure.qualifier, place), [])
        spans_time = figure.unit in _TIMES or figure.unit == "次"  # 14天 is another duration in every rule
        if figure.what is None or spans_time or not any(_is_same_thing(figure.what, what) for what in earlier[-20:]):
            once.append(figure)
        earlier += [figure.what] if figure.what is not None else []
    return once


def _is_same_thing(one: str, other: str) -> bool:
    """消毒保洁员 and 保洁员: one name ends with the other or begins with it."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and (long.endswith(short) or long.startswith(short))


def _figures(reading: Reading) -> Iterator[tuple[Figure, str | None]]:
    """The figures with the place that each is of, where a list gives them by place."""
    text = reading.body
    divided = layout(text)
    taken = _taken(text, reading)
    starts = [start for start, _ in taken]
    places = {mention.stop: mention for mention in reading.places if mention.part == "body"}
    named = {mention.name for mention in places.values()}
    counted: list[Counted] = []
    mentions = find_numbers(text)
    for number, mention in enumerate(mentions):
        at = bisect_right(starts, mention.stop - 1) - 1
        if at >= 0 and mention.start < taken[at][1]:
            continue
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        unit, stop = _unit(text, mention, following)
        if _is_article(text, mention, unit) or _is_settled(text, mention, unit, stop) or (unit is None and not _counts_bare(text, mention)):
            continue
        clause = divided.clause_at(mention.start)
        what = _what(text, divided, clause, mention, unit, stop, following)
        share = share_at(text, mention.start, what, places)
        one = Counted(mention.start, stop, unit, what, share is not None)
        if share is not None:
            one = one._replace(thing=thing_of_list(text, counted, one, named))
            what = one.thing or what
        counted.append(one)
        dated = reading.date_at(mention.start)
        figure = Figure(
            start=mention.start,
            stop=stop,
            rule="figures.unit" if unit else "figures.bare",
            confidence="certain" if what else "probable",
            value=round(mention.value, 6),
            unit=unit,
            what=what,
            qualifier=None if unit in _AREAS and _AREA_AFTER.match(text, stop) else _qualifier(mention.qualifier),
            adcode=share.adcode if share is not None else reading.jurisdiction.adcode,
            on_date=dated.first if dated else reading.event_date,
        )
        yield figure, share.name if share is not None else None


def _taken(text: str, reading: Reading) -> list[tuple[int, int]]:
    """Where numerals count nothing: in formulas, names and the titles of papers; overlapping spans are joined."""
    titles = (match.span() for match in _TITLE.finditer(text))
    joined: list[tuple[int, int]] = []
    for start, stop in sorted([*formulas.numbered_spans(text), *_named_spans(reading), *titles]):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _named_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where persons, places and bodies are named: the numerals of a name count nothing."""
    for mentions in (reading.people, reading.places, reading.organisations):
        yield from ((mention.start, mention.stop) for mention in mentions if mention.part == "body")


def _qualifier(word: str | None) -> Qualifier | None:
    return word if word in ("more_than", "about", "up_to") else None  # type: ignore[return-value]


def unit_behind(text: str, mention: NumberMention) -> tuple[str | None, int]:
    """The unit behind a numeral and where it ends; None where none is written."""
    return _unit(text, mention, None)


def _unit(text: str, mention: NumberMention, following: NumberMention | None) -> tuple[str | None, int]:
    """The unit behind the numeral and where it ends. The first numeral of a range has the unit of the second."""
    if "分之" in text[mention.start : mention.stop]:
        return "%" if text[mention.start : mention.stop].find("百分之") >= 0 else None, mention.stop
    match = _UNIT.match(text, mention.stop)
    if match:
        return match["unit"].replace("％", "%") + (match["other"] or ""), match.end()
    if following is not None and following.start - mention.stop <= 2 and _TO_OR_NOTHING.fullmatch(text[mention.stop : following.start]):
        match = _UNIT.match(text, following.stop)
        if match:
            return match["unit"].replace("％", "%"), mention.stop
    return None, mention.stop


def _is_article(text: str, mention: NumberMention, unit: str | None) -> bool:
    """一名, 一家, 一个: no count, unless it measures (一小时, 一米)."""
    if mention.value != 1 or not _ONE.search(text[max(0, mention.stop - 2) : mention.stop]):
        return False
    often = unit in ("次", "回", "趟") and _EVERY_DAY.search(text[max(0, mention.start - 16) : mention.start])
    return unit not in _MEASURING and not often and not _COUNTED_ONE.search(text[max(0, mention.stop - 5) : mention.stop - 1])


def _is_settled(text: str, mention: NumberMention, unit: str | None, stop: int) -> bool:
    """57次常委会 and 二次 are ordinals, 四套班子 a noun, 上述4个 points back, 前两天 is no duration."""
    if unit == "%" and _CONTENT.match(text, stop):
        return True
    if (unit == "次" and _MEETING.match(text, stop)) or (unit == "套" and text.startswith("班子", stop)):
        return True
    if unit is not None and _STEP_NAME.match(text, stop - len(unit)):
        return True
    if unit in (None, "回") and _TABLE_CELL.search(text, max(0, mention.start - 12), mention.start):
        return True
    if unit in _TIMES and (_AGO.match(text, stop) or _SINCE.search(text, max(0, mention.start - 3), mention.start)):
        return True
    if unit == "个" and mention.value == 2 and text.startswith("人", stop) and not text.startswith(("人员", "人民"), stop):
        return True  # 两个人: the two told of
    if unit == "人" and text.startswith("民", stop):
        return True
    if unit == "条" and (text[stop : stop + 1] in tuple("”’") or text.endswith("政策", 0, mention.start)):
        return True
    if unit is None and _NUMBERED_BODY.match(text, mention.stop) and text[mention.start - 1 : mention.start] in tuple("市区县州"):
        return True
    if unit is None and _BORDER.match(text, mention.stop):
        return True
    if _VAGUE_DAYS.match(text, mention.start - 1):
        return True
    return text[mention.start : mention.stop] == "二" or _POINTS_BACK.search(text[max(0, mention.start - 4) : mention.start]) is not None


def _counts_bare(text: str, mention: NumberMention) -> bool:
    """A bare numeral counts before a noun of persons or bodies (12万居民) or as a share (三分之一); telephone numbers never."""
    if _TELEPHONE.fullmatch(text, mention.start, mention.stop):
        return False
    return (
        _NOUN_ONLY.match(text, mention.stop) is not None
        or "分之" in text[mention.start : mention.stop]
        or (mention.value >= 10000 and text[mention.stop - 1] in "万亿余多")
    )


def _what(
    text: str, divided: Layout, clause: Clause, mention: NumberMention, unit: str | None, stop: int, following: NumberMention | None
) -> str | None:
    """The thing counted, in the text's words."""
    after = _after(text, stop, unit)
    between = text[stop : following.start] if following is not None else None
    is_share, joined = unit == "%" and text[mention.start - 1] == "的", between in ("", "、", "限")
    before = _before(text, clause, mention) if is_share or joined or after is None else None
    if before is not None and is_share:
        return before
    if _IN_A_ROW.search(text, max(0, mention.start - 3), mention.start) and (row := _PHRASE_AFTER.match(text, stop)):
        return row["phrase"]
    if following is not None and between is not None and _TO.fullmatch(between):
        other, end = _unit(text, following, None)
        return _what(text, divided, clause, mention, other, end, None)
    if following is not None and joined and (before is None or between != "、"):
        nested = _UNIT.match(text, following.stop)
        found = _after(text, nested.end() if nested else following.stop, None)
        if found:
            return found
    return after or before or _rest(text, stop) or _earlier(text, divided, clause)


def _rest(text: str, stop: int) -> str | None:
    """Whatever follows the unit, without the verb that says so and without what brackets count: 3例为本土病例（甲市2例，乙市1例）."""
    rest = _PHRASE_AFTER.match(text, stop)
    return (_COUNTED_IN_BRACKETS.sub("", _IS.sub("", rest["phrase"])) or rest["phrase"]) if rest else None


def _after(text: str, stop: int, unit: str | None) -> str | None:
    if unit in _AREAS and _AREA_AFTER.match(text, stop):
        return None
    skipped = _GRANT.match(text, stop) if unit in _MONEY else _QUALIFIER_AFTER.match(text, stop)
    if skipped:
        stop = skipped.end()
    match = _PHRASE_AFTER.match(text, stop)
    if match is None:
        return None
    phrase = match["phrase"]
    predicate = (_PREDICATE_BEHIND_LIMIT if skipped else _PREDICATE).match(text, stop)
    if predicate and not text.startswith("的", stop) and not _is_attribute(phrase, unit):
        return None
    cut = _STOP_IN_PHRASE.search(phrase)
    if cut:
        return phrase[: cut.start()] or None
    if unit in _MONEY or text.startswith("的", stop):
        listed = _LISTED.match(text, match.end())
        phrase += listed["rest"] if listed else ""
    return _JOINED_END.sub("", phrase) or None


def _is_attribute(phrase: str, unit: str | None) -> bool:
    """12户未签约村民, 4个集中救治医院: the verb behind the classifier belongs to a noun at the end of the phrase."""
    return unit in _THINGS_AND_PERSONS and _ATTRIBUTE.match(phrase) is not None and _BODY_END.search(phrase) is not None


def _before(text: str, clause: Clause, mention: NumberMention) -> str | None:
    match = _PHRASE_BEFORE.search(text[max(clause.start, mention.start - 160) : mention.start])
    if match is None:
        return None
    phrase = match[0]
    cut = max(phrase.rfind(mark) for mark in "、”》")
    if cut == len(phrase) - 1 and phrase[cut] != "、":
        cut = phrase.rfind("、")
    if _COUNTED_BEFORE.search(phrase):
        phrase = phrase[phrase.rfind("、") + 1 :]
    phrase = _LEAD.sub("", _SUBJECT.sub("", _RESPECTIVELY.sub("", _TRAIL.sub("", phrase))))
    shorter = _VERBS.sub("", _SETTING.sub("", phrase))
    named = (shorter if len(shorter) >= 2 else phrase).strip("、“”")
    return named if len(named) >= 2 else None


def _earlier(text: str, divided: Layout, clause: Clause) -> str | None:
    """The last words of the clause before, when the figure's own clause names nothing."""
    previous = [other for other in divided.clauses_of(clause.statement) if other.stop <= clause.start]
    if not previous:
        return None
    phrase = text[previous[-1].start : previous[-1].stop].strip("，：、。；")
    return phrase[-12:] if len(phrase) >= 2 else None

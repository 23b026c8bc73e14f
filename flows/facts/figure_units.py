"""The units behind the numerals of a text, and the numerals that count nothing: mere articles (一名, 一家), settled expressions, ordinals.

The words: flows/reference/numerals.yaml and figures.yaml.
"""

from __future__ import annotations

import re

from flows.facts.language.numerals import WARY_MEASURES
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import alternation, groups, words

TO = re.compile(r"至|到|[-~～—–]{1,2}")
TIMES = frozenset(("年", "天", "个月", "周", "日", "小时", "个小时", "分钟", "星期"))
_UNIT_WORDS = {
    word
    for group in groups("numerals")
    if group.startswith("measure_") and group != "measure_bodies"
    for word in words(f"numerals.{group}")
}
UNIT = re.compile(
    r"\s?(?:个[多余]?(?=小时|星期|工作日|昼夜|钟头)|个[多余](?=月))?(?P<unit>[人家户批车场班台件点架艘辆份例间头席店]次|"
    + "|".join("人(?!口)" if word == "人" else re.escape(word) for word in sorted(_UNIT_WORDS, key=lambda word: (-len(word), word)))
    + rf"|{WARY_MEASURES}"
    + r"|[%％‰℃]|星期|工作日|钟头|点(?=[^，。；\d]{0,6}(?:要求|意见|建议|措施|部署|任务))|(?:[kKcm]?m|[kKm]?g|m?[lL])(?![A-Za-z]))"
    r"(?P<other>（[个家人户次名件条处例起台辆]）)?"
)
_NOUN_ONLY = re.compile(rf"(?:{alternation('numerals.measure_bodies')})")
_OFTEN = re.compile(r"每[天日周月晚][^，。；]{0,12}$|[\d一两二三四五六七八九十][天日周]$")  # 每天巡查一次, 一天一次
_ONE = re.compile(r"(?<![十百千万亿\d])一$")
_COUNTED_ONE = re.compile(rf"(?:{alternation('figures.before_one')})$")
_OFTEN_AFTER = re.compile(r"[\d一两二三四五六七八九十]")  # 一周一次
_THIS_WEEK = frozenset("上下每的新前后这那")
_CONTENT = re.compile(r"(?:的)?(?:医用|浓度)?(?:酒精|乙醇|消毒)")
_TO_OR_NOTHING = re.compile(rf"(?:{TO.pattern})?")
_MEETING = re.compile(r"[^，。；]{0,6}(?:会议|常委会|全会|例会|党组会)")
_TELEPHONE = re.compile(r"\d{7,}|123\d\d|95\d{3}")
_STEP_NAME = re.compile(r"[步](?:法|洗手|走)|角(?![钱，。；、）\s]|$)|层(?=[的等东南西北]|大[厅堂]|入口)")
_TABLE_CELL = re.compile(r"[:：]\d\d \d{0,3}[一-鿿]{0,6}$")
_VAGUE_DAYS = re.compile(r"[前这近头那][两几]天")
_AGO = re.compile(r"多?(?:前(?![后往来])|后(?![续期的]))")  # a point of time, no duration
_SINCE = re.compile(r"[病诊院国家岗工]前$")  # 发病前12天
_NUMBERED_BODY = re.compile(r"医院|中学|小学|学校")  # 市六医院
_BORDER = re.compile(r"[省市县区镇乡村](?:交界|接壤|毗邻)")
_POINTS_BACK = re.compile(r"(?:上述|(?<![元岁天人家个年月日次倍吨米斤亩户名%）])以上|前述|这|那|该|此)$")
_BOTH = re.compile(r"[省市县区镇乡村](?![\d一二三四五六七八九十级委办])")  # 两镇合设卡口: the two told of
_MEASURING = frozenset(words("figures.measuring"))


def unit_behind(text: str, mention: NumberMention) -> tuple[str | None, int]:
    """The unit behind a numeral and where it ends; None where none is written."""
    return unit_of(text, mention, None)


def unit_of(text: str, mention: NumberMention, following: NumberMention | None) -> tuple[str | None, int]:
    """The unit behind the numeral and where it ends. The first numeral of a range has the unit of the second."""
    if "分之" in text[mention.start : mention.stop]:
        return "%" if text[mention.start : mention.stop].find("百分之") >= 0 else None, mention.stop
    match = UNIT.match(text, mention.stop)
    if match:
        named = "个月" if match[0].strip().startswith("个") and match["unit"] == "月" else match["unit"].replace("％", "%")  # 两个多月
        return named + (match["other"] or ""), match.end()
    if following is not None and following.start - mention.stop <= 2 and _TO_OR_NOTHING.fullmatch(text[mention.stop : following.start]):
        match = UNIT.match(text, following.stop)
        if match:
            return match["unit"].replace("％", "%"), mention.stop
    return None, mention.stop


def is_article(text: str, mention: NumberMention, unit: str | None, stop: int) -> bool:
    """一名, 一家, 一个: no count, unless it measures (一小时, 一米)."""
    if mention.value != 1 or not _ONE.search(text[max(0, mention.stop - 2) : mention.stop]):
        return False
    often = unit in ("次", "回", "趟") and _OFTEN.search(text[max(0, mention.start - 16) : mention.start])
    if unit in ("周", "星期") and (text[mention.start - 1 : mention.start] in _THIS_WEEK or _OFTEN_AFTER.match(text, stop)):
        return True
    return unit not in _MEASURING and not often and not _COUNTED_ONE.search(text[max(0, mention.stop - 7) : mention.stop - 1])


def is_settled(text: str, mention: NumberMention, unit: str | None, stop: int) -> bool:
    """57次常委会 and 二次 are ordinals, 四套班子 a noun, 上述4个 points back, 前两天 is no duration."""
    if unit == "%" and _CONTENT.match(text, stop):
        return True
    if (unit == "次" and _MEETING.match(text, stop)) or (unit == "套" and text.startswith("班子", stop)):
        return True
    if unit is not None and _STEP_NAME.match(text, stop - len(unit)):
        return True
    if unit in (None, "回") and _TABLE_CELL.search(text, max(0, mention.start - 12), mention.start):
        return True
    if unit in TIMES and (_AGO.match(text, stop) or _SINCE.search(text, max(0, mention.start - 3), mention.start)):
        return True
    if unit == "个" and mention.value == 2 and text.startswith("人", stop) and not text.startswith(("人员", "人民"), stop):
        return True  # 两个人: the two told of
    if unit == "人" and text.startswith("民", stop):
        return True
    if unit == "条" and (text[stop : stop + 1] in tuple("”’") or text.endswith("政策", 0, mention.start)):
        return True
    if unit is None and _NUMBERED_BODY.match(text, mention.stop) and text[mention.start - 1 : mention.start] in tuple("市区县州"):
        return True
    if unit is None and (_BORDER.match(text, mention.stop) or (text[mention.stop - 1] == "两" and _is_both(text, mention))):
        return True
    if _VAGUE_DAYS.match(text, mention.start - 1):
        return True
    return text[mention.start : mention.stop] == "二" or _POINTS_BACK.search(text[max(0, mention.start - 4) : mention.start]) is not None


def _is_both(text: str, mention: NumberMention) -> bool:
    """两镇合设卡口, 两县: the two told of; 下辖两镇 and 甲、乙等两镇 count."""
    return _BOTH.match(text, mention.stop) is not None and text[max(0, mention.start - 1) : mention.start] not in tuple("辖有等共全")


def counts_bare(text: str, mention: NumberMention) -> bool:
    """A bare numeral counts before a noun of persons or bodies (12万居民) or as a share (三分之一); telephone numbers never."""
    if _TELEPHONE.fullmatch(text, mention.start, mention.stop):
        return False
    return (
        _NOUN_ONLY.match(text, mention.stop) is not None
        or "分之" in text[mention.start : mention.stop]
        or (mention.value >= 10000 and text[mention.stop - 1] in "万亿余多")
    )

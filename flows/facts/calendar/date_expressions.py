"""Finding date expressions in a text: what they say, before anybody decides which year (or day) they mean.

Word lists: flows/reference/date_words.yaml. Copyright years, registration and document numbers, durations and addresses are no dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.language.numerals import parse
from flows.reference.vocabulary import alternation, words

Kind = Literal["day", "part", "offset", "weekday", "lunar", "solar", "vague"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A date expression at `start:stop`. Which fields are set depends on the kind.

    `day`: year, month (None for a bare 8日), day; `end` is the last (month, day) of a range. `part`: a month or a third of it (year, month,
    day and end_day; 0 stands for the month's end). `offset`: days from `base`. `weekday`: 0 (Monday) to 6, `weeks` from the base's week.
    `months`: from the report's month, for a part of a month that is only told by it (上月底). `latest`: the last such weekday before the
    base. `lunar`, `solar`: month and day of that calendar; `lunar_end` is the end of a lunar range. `evidence`: what stands beside the
    date and may tell its year (a weekday, or a lunar month and day). `governs`: False if no event of its own falls on it (a citation,
    a limit, a month).
    """

    start: int
    stop: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int = 0
    end: tuple[int, int] | None = None
    end_day: int = 0
    days: int = 0
    base: Literal["report", "last"] = "report"
    weekday: int | None = None
    weeks: int = 0
    latest: bool = False
    months: int = 0
    lunar: tuple[int, int] | None = None
    lunar_end: tuple[int, int] | None = None
    relative_year: int | None = None
    governs: bool = True


def _offsets(group: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in words(f"date_words.{group}"))


_REPORT, _LAST = _offsets("from_report"), _offsets("from_last")
_MOON, _SUN = _offsets("lunar_festival"), _offsets("solar_festival")

_N = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_TO = r"\s?(?:[上下]午|晚上?|凌晨)?(?:至|到|[-–—~～－]{1,2})\s?"
_CANDIDATE = re.compile(
    rf"(?<![\d.])(?:\d{{4}}(?=[-/.年]\d)|{_N}(?=\s?[月日号])|[一二][〇○零九一二]{{3}}(?=年)|\d{{1,2}}(?=\.\d{{1,2}}(?![\d.])))"
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_FULL = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|[一二][〇○零九一二三四五六七八]{{3}})\s?年\s?)?(?P<month>{_N})\s?月(?:份)?\s?"
    rf"(?:(?P<first>{_N})\s?[日号]?{_TO}(?:(?P<month2>{_N})\s?月\s?)?(?P<last>{_N})\s?[日号]"
    rf"|(?P<day>{_N})\s?(?:[日号](?!楼|院|线|病|患|门|仓)|(?=(?:、{_N}){{1,4}}[日号]))"
    r"|(?P<part>上中旬|中下旬|上旬|中旬|下旬|初|中(?!小|国|央|心|午|学)|底|末)?)"
)
_BARE = re.compile(
    rf"(?P<first>{_N})\s?(?:[日号]{_TO}(?P<last>{_N})\s?[日号]|日|号(?=[上下中]午|凌晨|晚|早|当天|起|，|至|到|\d{{1,2}}[时点]))"
)
_BARE_RANGE = re.compile(rf"(?P<first>{_N})(?:{_TO})(?P<last>{_N})[日](?=[，上下晚早])")
_DOTTED = re.compile(r"(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?=[日号上下晚起至）)\n—-]|$)")
_NO_BARE_AFTER = re.compile(r"[日号](?:[游龄均耗产报程记常益本元内]|以内|之内|之久|以上|左右|无|零|为期|夜)")
_NO_BARE_BEFORE = re.compile(
    r"(?:居家|[每近前后多满第足逾达\d.%至到个约]|逗留|停留|历时|为期|连续|短短|超过|不少于|最近|过去|未来|留观|隔离|观察)$"
)
_WEEKDAY_BESIDE = re.compile(r"\s?[（(，,]?\s?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[）)]?")
_LUNAR = re.compile(
    rf"(?:(?:农历|夏历)?(?P<moon>正月|腊月)(?P<name>初[一二三四五六七八九十]|{_N})|(?:大年|农历|年)(?P<year_name>初[一二三四五六七八九十]))[日号]?"
)
_LUNAR_TO = re.compile(rf"(?:至|到|—|-|~)(?:大年|农历)?(?P<moon>正月|腊月)?(?P<name>初[一二三四五六七八九十]|{_N})[日号]?(?!月)")
_LUNAR_DAY = re.compile(r"(?P<moon>)(?P<name>初[一二三四五六七八九十])(?=[上下]午|凌晨|晚上|当天|当晚|一早|早上|清晨)")
_LUNAR_BESIDE = re.compile(rf"[^。；\d]{{0,6}}?(?:{_LUNAR.pattern}|(?P<festival>{'|'.join(_MOON)}))")
_WEEKDAY = re.compile(r"(?P<week>上上|上|本|这|下)?(?:个)?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])(?!至|到|[-—]|次)")
_BARE_WEEKDAY_AFTER = re.compile(rf"[）)]?(?:{alternation('date_words.after_weekday')})")
_DAYS_BEFORE = re.compile(rf"(?<![\d提第.])(?P<days>{_N}|两)天前(?!往|来|去)")
_MONTH_WORD = re.compile(
    r"(?:(?P<past>上个?)|(?P<now>本|当)|(?P<next>下个?))月(?P<part>上旬|中旬|下旬|初|中(?!小|国|央|心|午|学)|底|末)?(?!\d)"
)
_YEAR_BEFORE = re.compile(r"(?:(?P<past>去年|上年)|(?P<now>今年|本年)|(?P<next>明年|次年)|(?P<year>(?:19|20)\d\d)年)的?$")
_MONTH_BEFORE = re.compile(r"(?:(?P<past>上)|(?P<now>本|当|这))(?:个)?月$")
_LIMIT_AFTER = re.compile(rf"(?:[日号]|凌晨|零时|\d{{1,2}}[时点]|24时)*(?:{alternation('date_words.limit_after')})(?!往|赴|来)")
_LIMIT_BEFORE = re.compile(rf"(?:{alternation('date_words.limit_before')})$")
_CITED_AFTER = re.compile(rf"[^，。；！？\n]{{0,40}}?(?:{alternation('date_words.cited_after')})")
_DOCUMENT_NUMBER = re.compile(r"(?:©|[Cc]opyright|版权|备案?|〔|［|\[|第|No\.?)\s?(?:©|\(c\))?\s?$")
_WEEKDAYS = {letter: index for index, letter in enumerate("一二三四五六日")} | {"天": 6}
_PARTS = {
    "上中旬": (1, 20),
    "中下旬": (11, 0),
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 0),
    "底": (21, 0),
    "末": (21, 0),
}


_TRIGGERS = ("正月", "腊月", "大年初", "年初", "农历", "初", "星期", "礼拜", "周", "上月", "上个月", "本月", "当月", "下月", "下个月")
_QUOTED = 200  # characters back in which a quotation mark is looked for
_ASKED_BEFORE = re.compile("(?:要求|叮嘱|嘱咐|责令|必须|务必|确保|争取|力争|最迟|须)[^，。；：”]{0,4}$")
_ASKED_AFTER = re.compile(
    "(?:之?前(?=[^，。；]{0,12}(?:完成|到位|上报|报|整改|必须|务必|须|要))|以?内(?=[^，。；]{0,8}(?:完成|上报|必须|务必|须))"
    "|务必|必须|一定要|就要(?!求))"
)
_PATTERNS = (*_REPORT, *_LAST, *_MOON, *_SUN, *words("date_words.vague"), *_TRIGGERS)
_WORDS = AhoCorasick(_PATTERNS, matchkind=MatchKind.LeftmostLongest)
_COUNTS = frozenset("一二三四五六七八九十百几数半多0123456789")
_VAGUE = frozenset(words("date_words.vague"))
_WORD_AFTER = re.compile(rf"{alternation('date_words.not_after_word')}")
_WORD_BEFORE = re.compile(rf"(?:{alternation('date_words.not_before_word')})$")


def find_expressions(text: str) -> list[Expression]:
    """The date expressions of a text, in order and without overlap; offsets are code points of `text`."""
    found = sorted([*_numeric(text), *_worded(text)], key=lambda expression: (expression.start, -expression.stop))
    kept: list[Expression] = []
    for expression in found:
        if kept and (expression.start < kept[-1].stop or _is_evidence(expression, kept[-1])):
            continue
        kept.append(expression)
    return kept


def _is_evidence(expression: Expression, before: Expression) -> bool:
    """Whether a weekday stands beside a date (2月11日，星期二) and says nothing of its own."""
    return expression.kind == "weekday" and before.weekday is not None and expression.start - before.stop <= 2


def _numeric(text: str) -> list[Expression]:
    found: list[Expression] = []
    done = 0
    for candidate in _CANDIDATE.finditer(text):
        if candidate.start() < done:
            continue
        expression = _numeric_at(text, candidate.start())
        if expression is not None:
            found.append(expression)
            done = expression.stop
    if "天前" not in text:
        return found
    return found + [
        Expression(start=match.start(), stop=match.end(), kind="offset", days=-_number(match["days"]), governs=False)
        for match in _DAYS_BEFORE.finditer(text)
        if _number(match["days"])
    ]


def _numeric_at(text: str, at: int) -> Expression | None:
    before = text[max(0, at - 8) : at]
    if _DOCUMENT_NUMBER.search(before):
        return None
    if match := _ISO.match(text, at):
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        return Expression(
            start=at, stop=match.end(), kind="day", year=year, month=month, day=day, weekday=_weekday_beside(text, match.end())
        )
    if match := _FULL.match(text, at):
        return _full(text, match, before)
    if (match := _BARE.match(text, at)) or (match := _BARE_RANGE.match(text, at)):
        return _bare(text, match, before)
    if (match := _DOTTED.match(text, at)) and (not before or before[-1] in "\n（(，。；：至到从自在于 "):
        month, day = int(match["month"]), int(match["day"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return Expression(start=at, stop=match.end(), kind="day", month=month, day=day)
    return None


def _number(numeral: str | None) -> int:
    return int(parse(numeral or "") or 0)


def _year_number(numeral: str | None) -> int | None:
    return _number(numeral) or None


def _full(text: str, match: re.Match[str], before: str) -> Expression | None:
    """年月日 and 月日, single days and ranges, and months or parts of them."""
    month = _number(match["month"])
    if before.endswith(("个", "第")) or (not match["year"] and before[-1:].isdigit()):
        return None
    year, relative, start = _year_number(match["year"]), None, match.start()
    if year is None and (word := _YEAR_BEFORE.search(before)):
        start -= len(word[0])
        relative = {"past": -1, "now": 0, "next": 1}.get(word.lastgroup or "")
        year = int(word["year"]) if word["year"] else None
    if not (match["day"] or match["first"]):
        return _part(text, match, start, year, month, relative)
    first = _number(match["day"] or match["first"])
    end = (_number(match["month2"]) or month, _number(match["last"])) if match["last"] else None
    stop = match.end()
    beside = None if end else _LUNAR_BESIDE.match(text, stop)
    return Expression(
        start=start,
        stop=stop,
        kind="day",
        year=year,
        month=month,
        day=first,
        end=end,
        weekday=_weekday_beside(text, stop),
        lunar=_lunar_of(beside) if beside else None,
        relative_year=relative,
        governs=_governs(text, start, stop),
    )


def _part(text: str, match: re.Match[str], start: int, year: int | None, month: int, relative: int | None) -> Expression | None:
    if not 1 <= month <= 12 or text[match.end() : match.end() + 1] in ("龄", "嫂", "饼", "球", "子"):
        return None
    first, last = _PARTS.get(match["part"] or "", (1, 0))
    return Expression(
        start=start,
        stop=match.end(),
        kind="part",
        year=year,
        month=month,
        day=first,
        end_day=last,
        relative_year=relative,
        governs=False,
    )


def _bare(text: str, match: re.Match[str], before: str) -> Expression | None:
    """A day without its month: 8日, 本月8日, 8日至10日."""
    first, last = _number(match["first"]), _number(match["last"]) if match.re is _BARE_RANGE or match["last"] else 0
    if not 1 <= first <= 31 or (match["first"][0] not in "0123456789" and (len(match["first"]) < 2)):
        return None
    sign = match.start("first") + len(match["first"])
    if _NO_BARE_AFTER.match(text, sign) or _NO_BARE_BEFORE.search(before):
        return None
    month = _MONTH_BEFORE.search(before)
    start = match.start() - (len(month[0]) if month else 0)
    return Expression(
        start=start,
        stop=match.end(),
        kind="day",
        day=first,
        end=(0, last) if last else None,
        days=-1 if month and month["past"] else 0,
        weekday=_weekday_beside(text, match.end()),
        governs=_governs(text, start, match.end()),
    )


def _weekday_beside(text: str, stop: int) -> int | None:
    match = _WEEKDAY_BESIDE.match(text, stop)
    return _WEEKDAYS[match["weekday"]] if match else None


def _governs(text: str, start: int, stop: int) -> bool:
    """False for the date of a cited text or session, and for a limit (2月底前, 2月10日起)."""
    before = text[max(0, start - 5) : start]
    if before.endswith("《") or _LIMIT_BEFORE.search(before) or _CITED_AFTER.match(text, stop):
        return False
    return _LIMIT_AFTER.match(text, stop) is None


def _governs_here(text: str, start: int, stop: int) -> bool:
    """The same for a day told from that of the report (今天): one that is spoken of or asked for is no day of its events."""
    begin = max(0, start - _QUOTED)
    quoted = text.rfind("“", begin, start) > text.rfind("”", begin, start)
    return not quoted and not _is_asked_for(text, start, stop) and _governs(text, start, stop)


def _is_asked_for(text: str, start: int, stop: int) -> bool:
    """Whether something is to be done on the day: 要求今天务必补足, 次日前必须上报."""
    return _ASKED_BEFORE.search(text[max(0, start - 10) : start]) is not None or _ASKED_AFTER.match(text, stop) is not None


def _lunar_of(match: re.Match[str]) -> tuple[int, int] | None:
    """Lunar month and day of a match of `_LUNAR` (or of a festival beside a date)."""
    if "festival" in match.re.groupindex and match["festival"]:
        return _month_day(_MOON[match["festival"]])
    day = _number((match["name"] or match["year_name"] or "").removeprefix("初"))
    return (12 if match["moon"] == "腊月" else 1, day) if 1 <= day <= 30 else None


def _month_day(value: str) -> tuple[int, int] | None:
    month, _, day = value.partition("-")
    return (int(month), int(day)) if int(month) else None


def _worded(text: str) -> list[Expression]:
    found = []
    for index, start, stop in _WORDS.find_matches_as_indexes(text):
        word = _PATTERNS[index]
        expression = _trigger(text, start) if word in _TRIGGERS else _word(text, word, start, stop)
        if expression is not None:
            found.append(expression)
    return found


def _word(text: str, word: str, start: int, stop: int) -> Expression | None:
    if _WORD_AFTER.match(text, stop):
        return None
    if word in _VAGUE:
        if word.startswith("日") and text[start - 1 : start] in _COUNTS:  # 十日前
            return None
        return Expression(start=start, stop=stop, kind="vague", governs=False)
    if word in _REPORT:
        return Expression(start=start, stop=stop, kind="offset", days=int(_REPORT[word]), governs=_governs_here(text, start, stop))
    if word in _LAST:
        if _WORD_BEFORE.search(text[max(0, start - 1) : start]):
            return None
        return Expression(
            start=start, stop=stop, kind="offset", days=int(_LAST[word]), base="last", governs=not _is_asked_for(text, start, stop)
        )
    value = _month_day(_MOON.get(word) or _SUN[word])
    if value is None:
        return None
    if word in _MOON:
        return Expression(start=start, stop=stop, kind="lunar", lunar=value, governs=_governs(text, start, stop))
    return Expression(start=start, stop=stop, kind="solar", month=value[0], day=value[1], governs=_governs(text, start, stop))


def _trigger(text: str, start: int) -> Expression | None:
    if text[start] in "星礼周":
        return _weekday(text, start)
    if text[start] in "上本当下":
        return _month_word(text, start)
    match = _LUNAR_DAY.match(text, start) if text[start] == "初" else _LUNAR.match(text, start)
    if match is None or text[start - 1 : start] in ("今", "去", "明", "前"):
        return None
    value = _lunar_of(match)
    if value is None:
        return None
    stop, end = match.end(), None
    if until := _LUNAR_TO.match(text, stop):
        day = _number(until["name"].removeprefix("初"))
        end = (12 if until["moon"] == "腊月" else 1 if until["moon"] else value[0], day) if 1 <= day <= 30 else None
        stop = until.end() if end else stop
    return Expression(start=start, stop=stop, kind="lunar", lunar=value, lunar_end=end, governs=_governs(text, start, stop))


def _month_word(text: str, start: int) -> Expression | None:
    """本月, 上月底, 下个月初: a month, or a third of it, told by the month of the report."""
    match = _MONTH_WORD.match(text, start)
    if match is None:
        return None
    first, last = _PARTS.get(match["part"] or "", (1, 0))
    months = -1 if match["past"] else 1 if match["next"] else 0
    return Expression(start=start, stop=match.end(), kind="part", months=months, day=first, end_day=last, governs=False)


def _weekday(text: str, start: int) -> Expression | None:
    """上周五, 本周三, 星期二; a weekday beside a date is that date's evidence and stands inside no expression of its own."""
    begin = start - 1 if text[start - 1 : start] in ("上", "本", "这", "下") else start
    match = _WEEKDAY.match(text, begin)
    if (
        match is None
        or text[begin - 1 : begin] in ("每", "逢", "日", "号", "（", "(", "至", "到", "—", "-")
        or (begin == start and text[start] == "周" and not _is_bare_weekday(text, match))
    ):
        return None
    weeks = {"上": -1, "下": 1}.get(match["week"] or "", 0)
    latest = begin == start and not _TO_COME.match(text, match.end())
    return Expression(start=begin, stop=match.end(), kind="weekday", weekday=_WEEKDAYS[match["weekday"]], weeks=weeks, latest=latest)


_TO_COME = re.compile("起|将|前|之前|要|会")


def _is_bare_weekday(text: str, match: re.Match[str]) -> bool:
    """Whether 周三 is a day: no count of weeks (一周三次), no person (周五福), no timetable (双周三)."""
    return text[match.start() - 1 : match.start()] not in _NO_WEEK_BEFORE and _BARE_WEEKDAY_AFTER.match(text, match.end()) is not None


_NO_WEEK_BEFORE = frozenset("一两二三四五六七八九十几半双单逢每0123456789")

"""What stands before the first sentence of a report: dateline, reporter, byline in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, lru_cache

from flows.reference import vocabulary
from flows.text.layout import credits

_HAN = r"[\u4e00-\u9fff]"
_NAME = r"[\u4e00-\u9fff·]{2,4}"
_OPENING = re.compile(r"[（(【\[][^（）()【】\[\]]{4,80}[）)】\]]\s*")
_SHORTEST = 3
_LOOKED_AT = 200
_LATEST = timedelta(days=62)


@cache
def _medium() -> str:
    return rf"(?:{vocabulary.alternation('credits.agencies')}|{_HAN}{{1,12}}?(?:{vocabulary.alternation('credits.media_ends')}|新闻))"


@cache
def _dateline() -> re.Pattern[str]:
    when = r"(?:20\d\d年)?(?:\d{1,2}月)?\d{1,2}日"
    place = rf"(?:{_HAN}|·){{0,10}}?(?:/{_HAN}{{2,6}})?"
    return re.compile(
        rf"[（(【]?(?:据?{_medium()}{place}\s*{when}\s*(?:专电|电|讯|消息|报道)(?![，、的称])"  # 新华社武汉2月11日电
        rf"|{_medium()}(?<!发布)(?:快讯|讯|消息)(?=[\s（(：:—\-\u3000]|$)"  # 老城新闻网讯
        rf"|{_HAN}{{2,8}}讯(?=\s*[（(][^（）()]{{0,12}}(?:记者|通讯员)))[）)】]?"  # 萍乡讯（记者 …）
        r"\s*(?:[（(][^（）()]{2,80}[）)])?\s*[：:—\-]*\s*"
    )


@cache
def _reporter() -> re.Pattern[str]:
    names = rf"{_NAME}(?:[\s、，]+{_NAME}){{0,5}}"
    who = rf"(?:{_medium()}?(?:全媒体|融媒体|首席|见习|实习|特派)?记者|通讯员)\s*{names}(?:\s*通讯员\s*{names})?"
    return re.compile(rf"{who}\s*(?:报道|采写|摄影报道|文/图)?(?:[：:]|\s{{1,4}}|$)")


@cache
def _named_medium() -> re.Pattern[str]:
    return re.compile(rf"[（(【]?据?(?P<medium>{_medium()})(?:讯|消息|快讯|\S{{0,10}}日)")


@cache
def _day() -> re.Pattern[str]:
    ends = vocabulary.alternation("credits.dateline_ends")
    return re.compile(rf"(?:(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日\s*(?:{ends})")


@lru_cache(maxsize=1024)
def dateline_end(string: str) -> int:
    """How many characters at the start of a paragraph are a dateline, with the bylines in it; 0 if there is none."""
    match = _dateline().match(string[:_LOOKED_AT])
    return match.end() if match and len(match[0].strip()) >= _SHORTEST else 0


def byline_end(string: str) -> int:
    """How many characters at the start of a paragraph are a byline; 0 if there is none.

    Understood are a reporter (`本报记者 甲 乙 报道：`) and a byline in brackets (`（2月18日 某某日报 记者 甲）`).
    """
    match = _reporter().match(string[:_LOOKED_AT])
    if match and credits.is_credit(match[0].strip().rstrip("：:")):
        return match.end()
    match = _OPENING.match(string)
    return match.end() if match and credits.is_credit(match[0].strip(), alone=False) else 0


def day(string: str, stated: Iterable[date]) -> date | None:
    """The day of a dateline (`新华社济南2月14日电`). One without a year takes it from the days that the page states in full: the year in
    which it falls on one of them or up to two months behind it."""
    match = _day().search(string[: dateline_end(string)])
    if match is None:
        return None
    years = {int(match["year"])} if match["year"] else {known.year + ahead for known in stated for ahead in (0, 1)}
    found = set()
    for year in years:
        try:
            told = date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        if match["year"] or any(timedelta(0) <= told - known <= _LATEST for known in stated):
            found.add(told)
    return found.pop() if len(found) == 1 else None


def medium(string: str) -> str | None:
    """The medium that a dateline names (`老城新闻网讯`, `新华社武汉2月11日电`); None for 本报 and for other lines."""
    match = _named_medium().match(string) if dateline_end(string) else None
    return None if match is None or match["medium"].startswith("本") else match["medium"]

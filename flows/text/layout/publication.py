"""What a page says about its publication: its line of date, source and counters, and what bylines say of source, author and editor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from flows.reference import vocabulary
from flows.text.layout import datelines, words

_LONGEST = 160
_WORDLESS = re.compile(r"[\W_\d]+")
_VALUE = re.compile(r"\s*[：:|｜]\s*([^\s：:|｜（）()【】\[\]]{1,40})")
_NAMES = r"[：:\s/|｜]*(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、，]+[\u4e00-\u9fff·]{2,4})*)"
_CALENDAR = re.compile(  # weekday, lunar year, month and day
    "(?:星期|周)[一二三四五六日天]|农历|夏历|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
    "|闰?[正一二三四五六七八九十冬腊]{1,2}月(?:[初十廿][一二三四五六七八九十]|二十|三十)"
)
_COUNT = re.compile(r"\s*[：:]\s*\d")
_PAGE = re.compile(r"(?:第|\s)[A-Z]?\d{1,3}\s*版|第[一二三四五六七八九十]{1,2}版|版次")
_BETWEEN_NAMES = re.compile(r"[\s、，]+")
_BRACKETED = re.compile(r"【([^【】]{2,24})】\s*")


class Statement(NamedTuple):
    """What a line states: the day of publication, the source, author and editor, and how many characters of it are something else."""

    published: date | None
    source: str | None
    author: str | None
    editor: str | None
    rest: int


@cache
def _field() -> re.Pattern[str]:
    groups = {
        "source": "credits.sources",
        "editor": "credits.editor_roles",
        "author": "credits.author_roles",
        "published": "credits.published",
        "other": "credits.fields",
    }
    return re.compile("|".join(f"(?P<{name}>{vocabulary.alternation(words_of)})" for name, words_of in groups.items()))


@cache
def _author() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.alternation('credits.author_roles')}){_NAMES}")


@cache
def _editor() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.alternation('credits.editor_roles')}){_NAMES}")


@cache
def _published() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.alternation('credits.published')})[：:]")


def parse_date(string: str) -> date | None:
    """The first full date of a string (`2020-02-07 09:11`, `2020年2月7日`, `2020/2/7`), None if there is none in the calendar."""
    return next((found for match in words.DATE.finditer(string) if (found := _date(match))), None)


def stated_days(string: str) -> list[date]:
    """The full dates of a string that the calendar has, in order."""
    return [found for match in words.DATE.finditer(string) if (found := _date(match))]


def _date(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def is_plain_date(string: str) -> bool:
    """Whether the line is a day and nothing else, as documents are signed."""
    return words.DATE.fullmatch(string.strip()) is not None


def is_calendar_line(string: str) -> bool:
    """Whether the line is a day as papers print it under their name: date, weekday and lunar date (`2020年2月11日 星期二 农历…`)."""
    return words.DATE.match(string) is not None and not _WORDLESS.sub("", _CALENDAR.sub("", words.DATE.sub("", string)))


def names_page(string: str) -> bool:
    """Whether the line names a day and a page of a paper's issue (`2020年2月8日 第01版`)."""
    return words.DATE.search(string) is not None and _PAGE.search(string) is not None


def names_source(string: str) -> bool:
    """Whether the line is a source behind its word and a colon and nothing else (`来源：某城日报`)."""
    stated = _read_fields(string) if "：" in string and len(string) <= _LONGEST else None
    return stated is not None and stated.source is not None and stated.rest == 0


def is_head(string: str) -> bool:
    """Whether the line is a page's line of date, source and counters: a date or two fields, and next to nothing else."""
    if len(string) > _LONGEST or string[-1] in "。！？；" or string[0] in "（(":
        return False
    if "：" not in string and ":" not in string and not words.DATE.search(string):
        return False
    stated = _read_fields(string)
    named = sum(value is not None for value in stated[:4]) + (stated.source is not None and _counts(string))
    if stated.published is None and named < 2:
        return False
    has_time = words.TIME.search(string) is not None
    return stated.rest <= (8 if has_time else 4 if named > 1 else 0) or (has_time and stated.rest <= 12 and stated.source is not None)


def _counts(string: str) -> bool:
    """Whether the line holds a counter of the page (`浏览：2217`)."""
    return any(match.lastgroup == "other" and _COUNT.match(string, match.end()) for match in _field().finditer(string))


def _read_fields(string: str) -> Statement:
    """The date of a line, and the source, author and editor that stand behind their words and a colon."""
    values: dict[str, str] = {}
    dated = words.DATE.search(string)
    rest = words.TIME.sub(" ", words.DATE.sub(" ", string))
    left, position = len(_WORDLESS.sub("", rest)), 0
    while match := _field().search(rest, position):
        position = match.end()
        value = _VALUE.match(rest, match.end())
        if value and match.lastgroup and not _field().fullmatch(value[1]):
            values.setdefault(match.lastgroup, value[1].strip("，。；、"))
            position = value.end()
        left -= (value.end() if value else match.end()) - match.start()
    if "source" not in values and dated and words.is_medium(rest.strip()):
        values["source"], left = rest.strip(), 0
    return Statement(_date(dated), values.get("source"), values.get("author"), values.get("editor"), max(0, left))


def bracketed_medium_end(string: str) -> int:
    """How many characters at the start of a headline are a medium in brackets (`【老城日报】`); 0 if there is none."""
    match = _BRACKETED.match(string)
    return match.end() if match and words.is_medium(match[1]) else 0


def read(string: str) -> Statement:
    """What a credit or a line of the page's head states; bracketed and unlabelled forms (`（转自老城日报）`, `文/甲某`) are understood
    too."""
    core = string.strip().strip("（）()[]【】 ")
    fields = _read_fields(core)
    source = fields.source or _unlabelled_source(core) or _medium_beside_name(core) or (core if bracketed_medium_end(string) else None)
    author, editor = fields.author or _names(_author(), core), fields.editor or _names(_editor(), core)
    return Statement(fields.published if _states_date(string) else None, _without_reporter(source), author, editor, fields.rest)


def read_all(lines: Iterable[str]) -> Statement:
    """What several lines state together, the first statement of each kind; a dateline's medium is the source where no line names one."""
    kept = [line for line in lines if line.strip()]
    read_lines = [read(line) for line in kept]
    published = next((stated.published for stated in read_lines if stated.published), None)
    source = next((stated.source for stated in read_lines if stated.source), None)
    source = source or next((found for line in kept if (found := datelines.medium(line))), None)
    author = next((stated.author for stated in read_lines if stated.author), None)
    return Statement(published, source, author, next((stated.editor for stated in read_lines if stated.editor), None), 0)


def _states_date(string: str) -> bool:
    """Whether the date on the line is that of publication: with a word for it, a clock time, a source or a medium, or alone."""
    if is_plain_date(string) or is_calendar_line(string) or names_page(string) or words.TIME.search(string):
        return True
    if _published().search(string) or words.sources().search(string):
        return True
    return string[0] in "（(" and any(words.is_medium(word) for word in words.TOKEN.findall(string))


def _names(pattern: re.Pattern[str], string: str) -> str | None:
    """The names behind a word of role, joined by the enumeration comma."""
    match = pattern.search(string)
    names = [name for name in _BETWEEN_NAMES.split(match["names"]) if not words.roles().search(name)] if match else []
    return "、".join(names) or None


def _unlabelled_source(string: str) -> str | None:
    """The medium after a source word without colon."""
    match = words.sources().match(string)
    if match is None or match[0].strip() == "据":
        return None
    return string[match.end() :].strip().split(" ")[0] or None


def _medium_beside_name(string: str) -> str | None:
    """The medium that stands as a word of its own in a byline (`竹乡播报 甲某`), None for a mere desk of it (报道组) and for 本报."""
    tokens = words.TOKEN.findall(string)
    desks = vocabulary.words("credits.desks")
    media = (token for token in tokens if words.is_medium(token) and not token.endswith(desks) and not token.startswith("本"))
    return next(media, None) if len(tokens) > 1 else None


def _without_reporter(source: str | None) -> str | None:
    """The name of the medium without the reporter behind it (`老城日报记者` is 老城日报)."""
    if source is None:
        return None
    match = words.roles().search(source)
    name = source[: match.start()] if match and match.start() > 1 else source
    return name.strip("，。；、 ") or None

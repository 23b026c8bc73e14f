"""How official papers end and are numbered.

Issuing bodies and the day stand on the last lines (`某市交通运输局` | `2020年2月5日`), the number behind the title
(`某府办发〔2020〕15号`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout import words
from flows.text.layout.lines import bare, is_ended, is_listed

_LONGEST_LINE, _LONGEST_NAME, _MOST_LINES, _MOST_UNDATED = 40, 60, 10, 3
_SHORTEST_UNDATED = 5
LOOKED_AT = _MOST_LINES + 2  # of a text's last paragraphs: all that a signature can be, and one above it
_NUMERALS = "〇○Ｏ零Oo0一二三四五六七八九"
_DAY = re.compile(
    rf"\s*[（(]?(?:(?P<year>20\d\d)\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日?"
    rf"|(?P<year_in_words>二[{_NUMERALS}]{{3}})\s*年\s*(?P<month_in_words>[一二三四五六七八九十元]{{1,2}})\s*月\s*(?P<day_in_words>[一二三四五六七八九十廿卅]{{1,3}})\s*日)"
    r"[）)]?\s*$"
)
_LONGEST_NAMES = 240
_NAMES_AT_END = re.compile(rf"[\u4e00-\u9fff·“”（）()、\s]{{2,{_LONGEST_NAMES}}}$")
_NO_NAME = re.compile(r"[。！？；：，:]|\d")
_NO_NAME_STARTS = ("附", "《", "（", "(", "特此", "此")
_IMPRINT = re.compile(r"(?:抄送|抄报|分送)[：:]|.{0,40}印发$")  # below the signature: who gets a copy, and who printed it when
_MOST_IMPRINTS = 3
_BEGINS_ANEW = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州]|国家|国务院|中共|中国")
_IN_SLOGANS = re.compile("[每各全把让的这么我你他]")
_NAME = re.compile(r"[^\s、]+")
_BETWEEN_NAMES = re.compile(r"[\s、]+")
_NUMBER = r"[（(]?[\u4e00-\u9fff]{1,12}\s*[〔\[（(【﹝［]\s*(?:19|20)\d\d\s*年?[〕\]）)】﹞］]\s*第?\s*\d{1,5}\s*号[）)]?"
_NUMBER_LINE = re.compile(rf"\s*{_NUMBER}\s*")
_NUMBER_FIRST, _NUMBER_LAST = re.compile(rf"{_NUMBER}\s*(?=\S)"), re.compile(rf"(?<=\S)\s+{_NUMBER}$")
_ORDINALS = {character: value for value, character in enumerate("一二三四五六七八九", 1)} | {"元": 1}


class Signature(NamedTuple):
    """The end of a paper: it begins in the paragraph `number` at the character `start`; `lines` are its lines without white space. `issuer`
    and `day`: None if not stated."""

    number: int
    start: int
    lines: tuple[str, ...]
    issuer: str | None
    day: date | None


@cache
def _issuer() -> re.Pattern[str]:
    ends = "|".join((vocabulary.alternation("credits.body_ends"), vocabulary.alternation("credits.issuer_ends")))
    return re.compile(rf"[\u4e00-\u9fff·“”（）()]{{1,{_LONGEST_NAME}}}(?:{ends})")


def is_number(string: str) -> bool:
    """Whether the line is the number of an official paper."""
    return string[-1:] in "号）)" and _NUMBER_LINE.fullmatch(string) is not None


def number_span(headline: str) -> tuple[int, int] | None:
    """Where a paper's number stands at the beginning or, behind a space, at the end of a headline."""
    if "号" not in headline:
        return None
    match = _NUMBER_FIRST.match(headline) or _NUMBER_LAST.search(headline)
    return match.span() if match else None


def _is_issuer(string: str) -> bool:
    """Whether the string is the name of a body that can issue a paper."""
    name = bare(string).removesuffix("（代章）")
    return (2 <= len(name) <= _LONGEST_NAME and not is_listed(name) and _issuer().fullmatch(name) is not None) or words.is_body(name)


def find(paragraphs: Sequence[str]) -> Signature | None:
    """The signature at the end of a text: bodies, the day, or both, alone on the last lines or behind the last sentence."""
    last = len(paragraphs) - 1
    while last > 0 and len(paragraphs) - last <= _MOST_IMPRINTS and _IMPRINT.match(paragraphs[last]):
        last -= 1
    if last < 0:
        return None
    day = _DAY.search(paragraphs[last], max(0, len(paragraphs[last]) - _LONGEST_NAME)) if "日" in paragraphs[last][-4:] else None
    if day is None:
        return _undated(paragraphs)
    before = paragraphs[last][: day.start()]
    if before.strip():
        start = _names_start(before)
        return None if start is None else _signature(paragraphs, last, start, day)
    first = _first_line(paragraphs, last)
    if first == 0:
        return None
    if first == last and not is_ended(paragraphs[last - 1]):
        start = _names_start(paragraphs[last - 1])
        if start:
            return _signature(paragraphs, last - 1, start, day)
    return _signature(paragraphs, first, 0, day)


def _signature(paragraphs: Sequence[str], number: int, start: int, day: re.Match[str] | None) -> Signature:
    lines = [paragraphs[number][start:], *paragraphs[number + 1 :]]
    names = lines
    if day is not None:
        stop = next(index for index, line in enumerate(lines) if line.endswith(day[0]))
        names = [*lines[:stop], lines[stop][: len(lines[stop]) - len(day[0])]]
    return Signature(number, start, tuple(map(bare, lines)), _issuers(names), _date(day) if day else None)


def _first_line(paragraphs: Sequence[str], last: int) -> int:
    """The first of the lines above the day that are names of bodies, whole or broken over two lines; `last` if there are none."""
    first = last
    while first > max(0, last - _MOST_LINES) and _may_be_name(paragraphs[first - 1]):
        first -= 1
    lines = paragraphs[first:last]
    return first if lines and _is_issuer(lines[-1]) else last


def _may_be_name(string: str) -> bool:
    return (
        len(string) <= _LONGEST_LINE
        and _NO_NAME.search(string) is None
        and not is_listed(string)
        and not string.startswith(_NO_NAME_STARTS)
    )


def _undated(paragraphs: Sequence[str]) -> Signature | None:
    """Bodies alone on the last lines, below a finished sentence."""
    first = len(paragraphs)
    while first > 0 and len(paragraphs) - first <= _MOST_UNDATED and _is_undated_name(paragraphs[first - 1]):
        first -= 1
    count = len(paragraphs) - first
    if not 1 <= count <= _MOST_UNDATED or first == 0 or not is_ended(paragraphs[first - 1]) or paragraphs[first - 1][-1] in "：:":
        return None
    return _signature(paragraphs, first, 0, None)


def _is_undated_name(string: str) -> bool:
    """Whether the line is a body's full name, its place in front; without a day below it, a slogan could end so too (`守好每个社区`)."""
    if len(string) < _SHORTEST_UNDATED or not _may_be_name(string) or not _is_issuer(string) or _IN_SLOGANS.search(string):
        return False
    return _BEGINS_ANEW.match(string) is not None or any(string[:length] in place_names() for length in range(2, 8))


def _names_start(string: str) -> int | None:
    """Where the names of bodies at the end of a string begin: behind a sentence, a number or a space."""
    tail = string[-_LONGEST_NAMES:]
    match = _NAMES_AT_END.search(tail)
    if match is None:
        return None
    offset = len(string) - len(tail) + match.start()
    names = string[offset:]
    if string[offset - 1 : offset] in "，：:" and offset:
        space = names.find(" ")
        if space < 0:
            return None
        offset, names = offset + space, names[space:]
    parts = [(offset + part.start(), part[0]) for part in _NAME.finditer(names)]
    if not parts or not _is_issuer(parts[-1][1]):
        return None
    whole = next(number for number, (_, part) in enumerate(parts) if _is_issuer(part))
    return next((start for start, part in parts[: whole + 1] if _BEGINS_ANEW.match(part)), parts[0][0])


def _issuers(lines: Sequence[str]) -> str | None:
    """The issuing bodies of a signature's lines, joined by the enumeration comma; a name broken over lines or by spaces is one."""
    found, broken = [], ""
    for part in (part for line in lines for part in _BETWEEN_NAMES.split(line) if part):
        broken = part if _BEGINS_ANEW.match(part) else broken + part
        if _is_issuer(part) or _is_issuer(broken):
            found.append(broken)
            broken = ""
    return "、".join(found) or None


def _date(match: re.Match[str]) -> date | None:
    try:
        if match["year"]:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        digits = "".join(str(_ORDINALS.get(character, 0)) for character in match["year_in_words"])
        return date(int(digits), _number(match["month_in_words"]), _number(match["day_in_words"]))
    except ValueError:
        return None


def _number(numeral: str) -> int:
    """The value of a numeral below forty."""
    tens, has_tens, ones = numeral.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not has_tens:
        return _ORDINALS[tens]
    return (_ORDINALS[tens] if tens else 1) * 10 + (_ORDINALS[ones] if ones else 0)

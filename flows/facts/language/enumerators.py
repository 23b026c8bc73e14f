"""Enumerators at the head of a statement: 一是, 二要, 第三，, （四）, 五、, 6., ⑦, 其八, 首先, 最后."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.facts.language.numerals import parse


class Enumerator(NamedTuple):
    """An enumerator that ends at `stop`, where its item begins. `demands`: it says itself that the item is an instruction (一要)."""

    stop: int
    ordinal: int | None
    demands: bool


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = "[一二三四五六七八九十]{1,3}"
_MARK = re.compile(
    rf"[“\s]*(?:(?P<sequence>首先|其次|再次|再者|最后)(?P<first_must>要)?[，：]?"
    rf"|第?(?P<han>{_HAN})(?P<must>是要|要|是|则)[，：]?"
    rf"|第(?P<place>{_HAN})[，、：]"
    rf"|其(?P<part>[一二三四五六七八九十])[，、：是]"
    rf"|[（(](?P<bracket>{_HAN}|\d{{1,2}})[）)][、，]?"
    rf"|(?P<head>{_HAN})、"
    r"|(?P<digit>\d{1,2})(?:[、）)]|[.．](?!\d))"
    rf"|(?P<circled>[{_CIRCLED}])[、.]?)\s*"
)
_SEQUENCE = {"首先": 1, "其次": 2, "再次": 3, "再者": None, "最后": None}


def enumerator_at(text: str, start: int, stop: int) -> Enumerator | None:
    """The enumerator with which `text[start:stop]` begins, or None."""
    match = _MARK.match(text, start, stop)
    if match is None:
        return None
    if match["sequence"]:
        return Enumerator(match.end(), _SEQUENCE[match["sequence"]], bool(match["first_must"]))
    if match["circled"]:
        return Enumerator(match.end(), _CIRCLED.index(match["circled"]) + 1, False)
    numeral = next(match[name] for name in ("han", "place", "part", "bracket", "head", "digit") if match[name])
    value = parse(numeral)
    return Enumerator(match.end(), int(value) if value is not None else None, "要" in (match["must"] or ""))


def enumerator_before(text: str, start: int) -> bool:
    """True if an enumerator stands right in front of a position, at the head of its line."""
    line = text.rfind("\n", 0, start) + 1
    mark = enumerator_at(text, line, start)
    while mark is not None and mark.stop < start:
        line = mark.stop
        mark = enumerator_at(text, line, start)
    return mark is not None

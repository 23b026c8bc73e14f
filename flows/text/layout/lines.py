"""Lines of a page, and what they show about themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from flows.text.formats.source import Mark
from flows.text.spans import Mapped

# What a line is. `meta`: a page's line of date, source and counters; `credit`: a byline, dateline or editor's line; `byline`: a bare name.
Kind = Literal["text", "furniture", "closing", "caption", "meta", "credit", "byline"]

_ENDS = tuple("。！？；…：!?;")
_LISTED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:[、是要章节条关步招问]|方面)|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[、）)]|[.．](?!\d)|\s(?=[\u4e00-\u9fff]{3})(?![年月日时点分秒个名人家件只台号]))|[①-⑳❶-❿⑴-⒇⒈-⒛]"
    r"|首先|其次|再次|最后|同时|此外|另外)"
)
_MARKS = re.compile(r"[\W_]+")
_PROSE_MARK = re.compile("[。！？；]")


@dataclass(slots=True)
class Line:
    """A line of a page, without white space at its ends.

    `gap`: blank lines before it; `inline`: it follows its predecessor on the same line of the file, after a space; `mark`: what the
    format says of it; `string`: the text without its places.
    """

    text: Mapped
    gap: int = 0
    inline: bool = False
    mark: Mark | None = None
    kind: Kind = "text"
    string: str = field(init=False)

    def __post_init__(self) -> None:
        self.string = self.text.text

    def __len__(self) -> int:
        return len(self.string)


def page_lines(text: Mapped, marks: dict[int, Mark]) -> list[Line]:
    """The lines that are not blank, in order."""
    lines, start, gap, string = [], 0, 0, text.text
    for number, raw in enumerate(string.split("\n")):
        stripped = raw.strip(" \t\u3000")
        if stripped:
            left = start + raw.index(stripped[0])
            lines.append(Line(text.slice(left, left + len(stripped)), gap, mark=marks.get(number)))
            gap = 0
        elif lines:
            gap += 1
        if marks.get(number) == "rule" and lines and not stripped:
            gap += 1
        start += len(raw) + 1
    return lines


def is_ended(string: str) -> bool:
    """Whether the string ends as a sentence does (or with the colon that announces one)."""
    return string.rstrip('”’）》】"')[-1:] in _ENDS


def is_listed(string: str) -> bool:
    """Whether the string begins with an enumerator (`一、`, `二是`, `（三）`, `4.`)."""
    return _LISTED.match(string) is not None


def is_prose(string: str) -> bool:
    """Whether the string holds the end of a sentence."""
    return _PROSE_MARK.search(string) is not None


def words(string: str) -> str:
    """The string without white space and punctuation: what two headlines must share to say the same."""
    return _MARKS.sub("", string)


def bare(string: str) -> str:
    """The string without white space: what two lines must share to be the same line."""
    return "".join(string.split())

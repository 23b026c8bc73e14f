"""Newspaper columns joined: `物资储⏎⏎备情况` is one word that the end of a column cut.

A break is sure where the first line is a paragraph without an end or a word of the dictionary spans it. On a page that has a sure one,
lines that could also be subheads are joined too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.text import lexicon
from flows.text.layout import divide, headings, labels
from flows.text.layout.lines import Line, is_ended, is_listed
from flows.text.spans import Mapped, Repair

_HAN = re.compile("[\u3400-\u9fff]")
_CONTINUES = re.compile("[，。、；：？！”’）》…]")
_PROSE_LENGTH, _PROSE_COMMAS = 25, 2
_INNER_END = re.compile("[。？！；]")
_SAID = re.compile("(?:强调|指出|要求|表示|说|认为|介绍|提出)，")
_ODD_START = re.compile(r"[\u3400-\u9fff]{1,2}[，。、；）]")  # `室，黄…`: what no paragraph begins with
_SHORTEST_WORD_BREAK = 10
_SEEN = 1000  # characters of a paragraph's end that say whether it goes on; looking at all of it again for every line would be quadratic


@dataclass(slots=True)
class _Paragraph:
    """Lines joined so far: the first of them, the texts of all, and the end of what these say together."""

    first: Line
    texts: list[Mapped]
    string: str

    def append(self, line: Line) -> None:
        self.texts.append(line.text)
        self.string = (self.string + line.string)[-_SEEN:]

    def line(self) -> Line:
        first = self.first
        return first if len(self.texts) == 1 else Line(Mapped.joined(self.texts), first.gap, first.inline, first.mark)


def joined(lines: list[Line]) -> tuple[list[Line], list[Repair]]:
    """The lines with broken paragraphs made whole, and a repair for each joint."""
    neighbours = zip(lines, lines[1:], [*lines[2:], None], strict=False)
    has_columns = any(_is_sure(_Paragraph(first, [first.text], first.string), second, third) for first, second, third in neighbours)
    paragraphs: list[_Paragraph] = []
    repairs: list[Repair] = []
    for number, line in enumerate(lines):
        previous, following = paragraphs[-1] if paragraphs else None, lines[number + 1] if number + 1 < len(lines) else None
        if previous is not None and (_is_sure(previous, line, following) or (has_columns and _is_likely(previous, line))):
            repairs.append(_repair(previous.texts[-1], line.text))
            previous.append(line)
        else:
            paragraphs.append(_Paragraph(line, [line.text], line.string))
    return [paragraph.line() for paragraph in paragraphs], repairs


def _repair(before: Mapped, after: Mapped) -> Repair:
    start, stop = before.raw_span(0, len(before))[1], after.raw_span(0, len(after))[0]
    return Repair("column_break", start, max(start, stop), "\n", "")


def _may_join(previous: _Paragraph, line: Line) -> bool:
    """Whether the two lines are text that can belong together at all."""
    first = previous.first
    if first.kind != "text" or line.kind != "text" or line.inline or first.mark or line.mark:
        return False
    return (
        not is_ended(previous.string) and not is_listed(line.string) and ((label := labels.label_of(line.string)) is None or label.is_bare)
    )


def _is_sure(previous: _Paragraph, line: Line, following: Line | None) -> bool:
    """Whether the line certainly goes on in the middle of the previous one's sentence."""
    if is_ended(previous.string) or not _may_join(previous, line):
        return False
    before, after = previous.string, line.string
    if _CONTINUES.match(after):
        return True
    if _is_broken_prose(before):
        return not _is_headline(line, following)
    if not _HAN.match(before[-1]) or not _HAN.match(after[0]) or not _goes_on(after) or len(before) < _SHORTEST_WORD_BREAK:
        return False
    if labels.label_of(before) is not None:  # a section's headline, whose last character may make a word with the first of its text
        return False
    return lexicon.joins_word(before[-3:], after[:3]) or _ODD_START.match(after) is not None


def _is_likely(previous: _Paragraph, line: Line) -> bool:
    """Whether, on a page with columns, the line goes on: the previous one has a comma, this one does not begin a report."""
    if not _may_join(previous, line) or headings.starts_with_time(line.string):
        return False
    return any(mark in previous.string for mark in "，、") and (_goes_on(line.string) or len(line) == 1)


def _is_broken_prose(string: str) -> bool:
    """Whether a line without an end is the beginning of a paragraph, not a headline."""
    marks = sum(string.count(mark) for mark in "，。、；")
    if (len(string) >= _PROSE_LENGTH and marks >= _PROSE_COMMAS) or string[-1] in "，、":
        return True
    return (
        headings.is_broken_start(string)
        or divide.is_open(string)
        or _SAID.search(string) is not None
        or _INNER_END.search(string) is not None
    )


def _is_headline(line: Line, following: Line | None) -> bool:
    """Whether a line behind a paragraph that lacks its full stop is the headline of the next report."""
    return not _goes_on(line.string) and len(line) > 4 and following is not None and headings.starts_with_time(following.string)


def _goes_on(string: str) -> bool:
    """Whether the line is prose: a headline has no end."""
    return is_ended(string) or any(mark in string for mark in "。，")

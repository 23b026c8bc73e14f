"""Headlines: which lines are one, and which of them begin an article of their own.

A line begins an article where the text before it was closed by a byline, where it is a place's or a body's label among others of its
kind, where a dateline follows, or where the page says that it is a round-up. Other headings are subheads and stay in the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from flows.reference import vocabulary
from flows.text.layout import credits, datelines
from flows.text.layout.labels import LONGEST, Label, is_report_label, label_of
from flows.text.layout.lines import Line, is_ended, is_listed

_SHORTEST = 6  # characters of a headline that no label marks as one
_FEWEST_PARAGRAPHS = 3  # of a report before another on the same page that only its headline sets apart
_AHEAD, _NEAR = 9, 6  # lines looked at behind a heading
_DAY = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号](?:上午|下午|晚|，)")
_NEAR_DAY = re.compile("[昨今前当]天|[昨今前当]日|今[早晨]|昨[夜晚]")
_CONTINUED = re.compile(r"下转\s*第?\s*[A-Za-z]?[\d一二三四五六七八九十]+\s*版[）)]?$")


@cache
def _announcing() -> re.Pattern[str]:
    return re.compile(rf"(?:{vocabulary.alternation('section_words.announcing')})[，,：:]?$")


@cache
def _times() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("section_words.times"))


@cache
def _roundup() -> re.Pattern[str]:
    return re.compile(rf"(?:{vocabulary.alternation('section_words.roundups')})(?:[（(\d].*)?$")


@cache
def _document() -> re.Pattern[str]:
    ends, about = vocabulary.alternation("section_words.document_ends"), vocabulary.alternation("section_words.document_ends_about")
    return re.compile(rf"(?:{ends}|关于.*(?:{about}))[》”]?(?:[（(【〔].*)?$")


def may_be_heading(line: Line) -> bool:
    """Whether the line can be a headline, a label or a subhead: short, without the end of a sentence inside."""
    if line.mark == "heading":
        return True
    string = line.string
    if line.kind != "text" or not 2 <= len(string) <= LONGEST or line.mark == "caption":
        return False
    last = string[-1]
    if last in "。；，、…" or "。" in string or (last == "：" and label_of(string) is None):
        return False
    return not _DAY.match(string) and datelines.dateline_end(string) == 0


def is_roundup(title: str) -> bool:
    """Whether the page's title announces several reports."""
    return _roundup().search(title) is not None


def is_document(title: str) -> bool:
    """Whether the headline is that of an official document (notice, order, plan)."""
    return _document().search(title) is not None


def is_broken_start(string: str) -> bool:
    """Whether a line without an end is the start of a report that a column's end cut off: a day, a word for one or a dateline, a comma."""
    if "，" not in string:
        return False
    return _DAY.match(string) is not None or datelines.dateline_end(string) > 0 or _times().match(string) is not None


def names_day(string: str) -> bool:
    """Whether a paragraph begins with a day of the calendar or one told from it (昨天), not just a vague 连日来."""
    return _DAY.search(string[:40]) is not None or _NEAR_DAY.search(string[:24]) is not None


def starts_with_time(string: str) -> bool:
    """Whether a paragraph begins like a report: with a dateline, a day or a word for one, among its first characters."""
    return datelines.dateline_end(string) > 0 or _DAY.search(string[:24]) is not None or _times().match(string) is not None


@dataclass(slots=True)
class Headings:
    """The headings of a page by the number of their line, which of them begin an article, and whether the page is a round-up."""

    candidates: dict[int, Label | None] = field(default_factory=dict)
    starts: set[int] = field(default_factory=set)
    is_roundup: bool = False


def find(lines: list[Line], title: str) -> Headings:
    """The headings among the lines of a page with this title (which may be empty)."""
    return _Finder(lines, title).found


class _Finder:
    """One page under reading: which lines can be headings at all, then which labels stand among their like, then which begin articles."""

    def __init__(self, lines: list[Line], title: str) -> None:
        self._lines = lines
        self._may_be = [may_be_heading(line) for line in lines]
        candidates = {number: self._label(number) for number in range(len(lines)) if self._is_candidate(number)}
        self.found = Headings(candidates, set(), is_roundup(title))
        self._several = set() if is_document(title) else _several({number: label for number, label in candidates.items() if label})
        self._is_sectioned = len(self._several) > 1 or any(
            self._is_place_report(number) or self._is_closed(number) for number in candidates
        )
        self.found.starts = {number for number in candidates if self._starts_article(number)} or self._second_report()

    def _is_candidate(self, number: int) -> bool:
        return self._may_be[number] and not self._announces(number) and self._leads_to_prose(number)

    def _label(self, number: int) -> Label | None:
        """The label on a line; behind an enumerator only a place is one (`一、云和县`), and a body without more only on its own line."""
        line = self._lines[number]
        label = label_of(line.string)
        if label is None or (label.is_place and not label.is_led):
            return label
        return None if is_listed(line.string) or (label.is_bare and (line.inline or number == 0)) else label

    def _is_place_report(self, number: int) -> bool:
        """Whether a place's label on a line of its own stands over a report of a day."""
        line, label = self._lines[number], self.found.candidates[number]
        is_label = label is not None and label.is_place and bool(label.rest) and not line.inline and number > 0
        return is_label and starts_with_time(self._paragraph_behind(number, _NEAR) or "")

    def _announces(self, number: int) -> bool:
        """Whether the line leads in to the paragraph behind it (`会议强调`); before another short line it is part of a headline."""
        if not _announcing().search(self._lines[number].string):
            return False
        following = number + 1
        return following >= len(self._lines) or not self._may_be[following] or is_listed(self._lines[following].string)

    def _leads_to_prose(self, number: int) -> bool:
        """Whether text follows the line, at once or after more headings, captions and credits."""
        return self._paragraph_behind(number, _AHEAD) is not None

    def _paragraph_behind(self, number: int, distance: int) -> str | None:
        for following in range(number + 1, min(number + distance, len(self._lines))):
            if self._lines[following].kind == "closing":
                return None
            if self._lines[following].kind == "text" and not self._may_be[following]:
                return self._lines[following].string
        return None

    def _starts_article(self, number: int) -> bool:
        line, label = self._lines[number], self.found.candidates[number]
        behind = self._paragraph_behind(number, _NEAR) or ""
        if label is not None and number in self._several and (not label.is_led or starts_with_time(behind)):
            return True
        if is_listed(line.string):
            return False
        if self._is_closed(number):
            return True
        if number == 0 or len(line) < _SHORTEST:
            return False
        is_place = label is not None and label.is_place
        if line.mark == "heading":
            return is_place or datelines.dateline_end(behind) > 0
        if datelines.dateline_end(behind):
            return True
        if (self._is_sectioned or is_place) and not line.inline and starts_with_time(behind):
            return label is not None or number + 1 not in self._several  # a caption over the next section's label
        return self.found.is_roundup and line.string[-1] not in "：:"

    def _second_report(self) -> set[int]:
        """The one heading in the middle of a page whose texts before and behind it both begin with a day: a report has several subheads or
        none."""
        inner = [number for number in self.found.candidates if number > 1 and not is_listed(self._lines[number].string)]
        if len(inner) != 1 or len(self._lines[inner[0]]) < _SHORTEST or inner[0] + 1 >= len(self._lines):
            return set()
        before = [line.string for line in self._lines[: inner[0]] if line.kind == "text" and is_ended(line.string)]
        behind = self._lines[inner[0] + 1].string
        return {inner[0]} if len(before) >= _FEWEST_PARAGRAPHS and _DAY.match(before[0]) and _DAY.match(behind) else set()

    def _is_closed(self, number: int) -> bool:
        """Whether a byline, a mark that the text goes on elsewhere or the label of a report closed the text before the line."""
        for before in range(number - 1, -1, -1):
            line = self._lines[before]
            if line.kind in ("credit", "byline"):
                return not credits.is_photo_credit(line.string)
            if line.kind == "text":
                string = line.string
                if is_report_label(string):
                    return True
                is_signed = credits.tail_start(string) < len(string) or _CONTINUED.search(string) is not None
                return not self._may_be[before] and is_signed
        return False


def _several(labels: dict[int, Label]) -> set[int]:
    """The labels that stand among others: all of them where at least two are different places, or two different bodies."""
    for is_place in (True, False):
        if len({label.name for label in labels.values() if label.is_place == is_place}) > 1:
            return set(labels)
    return set()

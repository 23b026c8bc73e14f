"""Headlines: which lines are one, and which of them begin an article of their own.

A line begins an article where the text before it was closed by a byline, where it is a place's or a body's label among others of its
kind, where a dateline follows, or where the page says that it is a round-up. Other headings are subheads and stay in the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout import credits, datelines
from flows.text.layout.lines import Line, is_listed, is_prose
from flows.text.spans import Mapped

LONGEST = 64
_LONGEST_NAME, _LONGEST_LABEL = 8, 16
_DECORATION = re.compile(
    r"^(?:[【\[〔◆◇●○■□★☆▶►◎※＊*·•▪#—\-\s]+|(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?\s*[、.．:：\s]\s*)|\d{1,2}(?=[\u4e00-\u9fff])|0\d\s*)+"
)
_END_DECORATION = re.compile(r"[】\]〕◆◇●○■□★☆◀◄◎※＊*·•▪#—\-\s：:]+$")
_LABELLED = re.compile(r"(?P<label>[\u4e00-\u9fff·]{2,16}?)(?:[：:丨｜|]|\s+(?=\S{4}))(?P<rest>.*)$")
_BRACKET_LABEL = re.compile(r"[【\[〔](?P<label>[\u4e00-\u9fff·]{2,16})[】\]〕]\s*(?P<rest>.*)$")
_DAY = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号](?:上午|下午|晚|，)")
_NEAR_DAY = re.compile("[昨今前当]天|[昨今前当]日|今[早晨]|昨[夜晚]")
_QUOTE = re.compile("[“”]")


@cache
def _place_end() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{1,{_LONGEST_NAME}}}?(?:{vocabulary.alternation('section_words.place_ends')})")


@cache
def _body_end() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{2,{_LONGEST_LABEL}}}(?:{vocabulary.alternation('section_words.body_ends')})")


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


@cache
def _not_labels() -> frozenset[str]:
    return frozenset(vocabulary.words("section_words.not_labels"))


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a section: the place or body it names, what follows it on the line, whether it is a place (from the gazetteer or by
    its ending),
    and whether it only begins with one (`莲都区人民医院发热门诊 …`), which counts where the text behind it begins like a report."""

    name: str
    rest: str
    is_place: bool
    is_led: bool = False


def without_decoration(text: Mapped) -> Mapped:
    """A label without the brackets, numbers and ornaments around it (`【云和县】`, `◆ 云和县`); any other headline unchanged."""
    string = text.text
    start = match.end() if (match := _DECORATION.match(string)) else 0
    stop = match.start() if (match := _END_DECORATION.search(string, start)) else len(string)
    return text.slice(start, stop) if start < stop and _is_label_name(string[start:stop]) else text


def may_be_heading(line: Line) -> bool:
    """Whether the line can be a headline, a label or a subhead: short, without the end of a sentence inside."""
    string = line.string
    if line.mark == "heading":
        return True
    if line.kind != "text" or not 2 <= len(string) <= LONGEST or line.mark == "caption":
        return False
    if string[-1] in "。；，、" or (string[-1] == "：" and label_of(string) is None) or "。" in string:
        return False
    return not _DAY.match(string) and string[-1] != "…" and datelines.dateline_end(string) == 0


def is_roundup(title: str) -> bool:
    """Whether the page's title announces several reports."""
    return _roundup().search(title) is not None


def is_document(title: str) -> bool:
    """Whether the headline is that of an official document (notice, order, plan)."""
    return _document().search(title) is not None


def is_broken_start(string: str) -> bool:
    """Whether a line without an end is the start of a report that a column's end cut off: a day, a word for one or a dateline, then a
    comma."""
    return "，" in string and (_DAY.match(string) is not None or datelines.dateline_end(string) > 0 or _times().match(string) is not None)


def names_day(string: str) -> bool:
    """Whether a paragraph begins with a day of the calendar or one told from it (昨天), not just a vague 连日来."""
    return _DAY.search(string[:40]) is not None or _NEAR_DAY.search(string[:24]) is not None


def starts_with_time(string: str) -> bool:
    """Whether a paragraph begins like a report: with a dateline, a day or a word for one, among its first characters."""
    return datelines.dateline_end(string) > 0 or _DAY.search(string[:24]) is not None or _times().match(string) is not None


def label_of(string: str) -> Label | None:
    """The label that the line is, or begins with; None if it is none."""
    bracketed = _BRACKET_LABEL.match(string)
    core = _END_DECORATION.sub("", _DECORATION.sub("", string))
    if bracketed:
        name, rest = bracketed["label"], bracketed["rest"]
    elif _is_label_name(core):
        name, rest = core, ""
    elif (match := _LABELLED.match(_DECORATION.sub("", string))) and not _QUOTE.search(match["label"]):
        name, rest = match["label"], match["rest"]
    else:
        return None
    if name in _not_labels() or name[0] in "各全" or (rest and is_prose(rest[:-1])) or (rest and len(rest) > LONGEST):
        return None
    if _is_place(name):
        return Label(name, rest, is_place=True)
    if rest and _starts_with_place(name) and "：" not in string:
        return Label(name, rest, is_place=True, is_led=True)
    named = rest or bracketed or string[-1] == "："
    return Label(name, rest, is_place=False) if named and _body_end().fullmatch(name) else None


def _is_label_name(string: str) -> bool:
    """Whether the whole string is a place's name and so a label without more."""
    return 2 <= len(string) <= _LONGEST_LABEL and _is_place(string)


def _is_place(name: str) -> bool:
    """Whether the name is a place: in the gazetteer, two names of it in a row, or with the ending of one."""
    known = place_names()
    if name in known:
        return True
    if any(name[:cut] in known and (name[cut:] in known or 2 <= len(name) - cut <= 4) for cut in range(2, min(len(name) - 1, 8))):
        return len(name) <= _LONGEST_NAME
    return len(name) <= _LONGEST_NAME + 4 and _place_end().fullmatch(name) is not None and len(name) >= 3


def _starts_with_place(name: str) -> bool:
    """Whether the name begins with a county's or city's full name (`莲都区人民医院发热门诊`)."""
    return any(name[:length] in place_names() and name[length - 1] in "省市县区旗州" for length in range(3, min(len(name), 8)))


@dataclass(slots=True)
class Headings:
    """The headings of a page by the number of their line, and which of them begin an article."""

    candidates: dict[int, Label | None] = field(default_factory=dict)
    starts: set[int] = field(default_factory=set)
    is_roundup: bool = False


def find(lines: list[Line], title: str) -> Headings:
    """The headings among the lines of a page with this title (which may be empty)."""
    found = Headings()
    for number, line in enumerate(lines):
        if may_be_heading(line) and not _announces(lines, number) and _leads_to_prose(lines, number):
            found.candidates[number] = None if is_listed(line.string) and not _is_listed_label(line.string) else label_of(line.string)
    labels = {number: label for number, label in found.candidates.items() if label is not None}
    several = _several(labels)
    roundup = found.is_roundup = is_roundup(title)
    if is_document(title):
        several = set()
    for number in found.candidates:
        if _starts_article(lines, number, labels.get(number), several=several, roundup=roundup):
            found.starts.add(number)
    return found


def _announces(lines: list[Line], number: int) -> bool:
    """Whether the line leads in to the paragraph behind it (`会议强调`); before another short line it is part of a headline."""
    if not _announcing().search(lines[number].string):
        return False
    return number + 1 >= len(lines) or not may_be_heading(lines[number + 1]) or is_listed(lines[number + 1].string)


def _is_listed_label(string: str) -> bool:
    """`一、云和县`: an enumerated place."""
    label = label_of(string)
    return label is not None and label.is_place


def _several(labels: dict[int, Label]) -> set[int]:
    """The labels that stand among others of their kind: at least two places, or two bodies."""
    kept: set[int] = set()
    for is_place in (True, False):
        kind = {number: label for number, label in labels.items() if label.is_place == is_place}
        if len({label.name for label in kind.values()}) > 1:
            kept |= set(kind)
    return kept


def _leads_to_prose(lines: list[Line], number: int) -> bool:
    """Whether text follows the line, at once or after more headings, captions and credits."""
    for line in lines[number + 1 : number + 9]:
        if line.kind == "closing":
            return False
        if line.kind == "text" and not may_be_heading(line):
            return True
    return False


def _starts_article(lines: list[Line], number: int, label: Label | None, *, several: set[int], roundup: bool) -> bool:
    line = lines[number]
    following = next((other.string for other in lines[number + 1 : number + 6] if other.kind == "text" and not may_be_heading(other)), "")
    if label is not None and number in several and (not label.is_led or starts_with_time(following)):
        return True
    if is_listed(line.string):
        return False
    if (line.mark == "heading" and number and ((label is not None and label.is_place) or starts_with_time(following))) or _is_closed(
        lines, number
    ):
        return True
    if datelines.dateline_end(following) and number > 0 and len(line) >= 6:
        return True
    if (
        (len(several) > 1 or (label is not None and label.is_place))
        and number
        and not line.inline
        and len(line) >= 6
        and starts_with_time(following)
    ):
        return True
    return roundup and number > 0 and len(line) >= 6 and line.string[-1] not in "：:"


def _is_closed(lines: list[Line], number: int) -> bool:
    """Whether a byline, or a mark that the text goes on elsewhere, closed the text before the line."""
    for line in reversed(lines[:number]):
        if line.kind in ("credit", "byline"):
            return not credits.is_photo_credit(line.string)
        if line.kind == "text":
            if may_be_heading(line):
                return False
            string = line.string
            return credits.tail_start(string) < len(string) or _CONTINUED.search(string) is not None
    return False


_CONTINUED = re.compile(r"下转\s*第?\s*[A-Za-z]?[\d一二三四五六七八九十]+\s*版[）)]?$")

"""A page divided into its articles."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.text.layout import captions, columns, credits, datelines, divide, furniture, headings, labels, masthead, publication, signatures
from flows.text.layout.lines import Line, bare, is_ended, is_listed, is_prose, words
from flows.text.spans import Mapped, Repair

_LEAD_IN_PARAGRAPHS, _LEAD_IN_LENGTH = 2, 260
_HEADLINE_PARTS = 4
_COPIES = 4  # what comes more often is no copy of the page
_SHORTEST_PARAGRAPH = 12  # a shorter line may come twice in an article
_ORIGINAL_TITLE = ("原标题：", "原题：")
_FIRST_HEADLINE, _LONGEST_HEADLINE = 64, 120


@dataclass(slots=True)
class Draft:
    """An article as it grows: the lines of its headline, its paragraphs, its credits.

    `is_headed`: a line of the page's date and source stands under the headline.
    """

    headline: list[Mapped] = field(default_factory=list)
    paragraphs: list[Mapped] = field(default_factory=list)
    credits: list[Mapped] = field(default_factory=list)
    is_section: bool = False
    is_headed: bool = False


@dataclass(slots=True)
class Page:
    """A page: its own headline (apart from the articles' ones), the lines of its head, its articles, the repairs of its layout.

    `paper`: the name in its masthead; `signed`: what signs each article, filled in when the drafts are made articles.
    """

    title: Mapped | None = None
    paper: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    signed: list[signatures.Signature | None] = field(default_factory=list)


def read(lines: list[Line], given: str | None) -> Page:
    """The articles of a page's lines. `given`: the title given with the input, whose repetition in the text is the headline."""
    page = Page()
    lines = divide.divided([_untagged(line) for line in lines])
    _classify(lines)
    page.paper = masthead.note(lines)
    _note_original_title(lines)
    page.title = repeated.text if (repeated := captions.note(lines)) else None
    lines = furniture.drop_rest(lines)
    lines = [line for line in lines if line.kind not in ("furniture", "caption", "closing") and line is not repeated]
    lines = _without_duplicates(lines)
    if page.title is None:
        _mark_first_headline(lines, given)
    lines, page.repairs = columns.joined(lines)
    _note_bylines(lines)
    _collect(page, lines, headings.find(lines, _title_string(page, lines, given)))
    page.drafts = [draft for draft in page.drafts if draft.paragraphs]
    _drop_repeated_articles(page)
    return page


def _untagged(line: Line) -> Line:
    """The line without the tags of its page in front (`[视频]`)."""
    text = furniture.without_tags(line.text)
    return line if text is line.text else Line(text, line.gap, line.inline, line.mark)


def _without_duplicates(lines: list[Line]) -> list[Line]:
    """The lines without a second copy of the page's text: a run that begins like the page or its first paragraph and holds a paragraph."""
    strings = [line.string for line in lines]
    beginnings = {
        number for number in range(min(2, len(lines))) if lines[number].kind == "text" and strings.count(strings[number]) <= _COPIES
    }
    kept, number = [], 0
    while number < len(lines):
        length = max(
            (_common(strings, start, number) for start in beginnings if start < number and strings[start] == strings[number]), default=0
        )
        if any(len(string) >= _SHORTEST_PARAGRAPH and is_prose(string) for string in strings[number : number + length]):
            number += length
        else:
            kept.append(lines[number])
            number += 1
    return kept


def _common(strings: list[str], first: int, second: int) -> int:
    """How many lines from `second` on are the same as those from `first` on."""
    length = 0
    while second + length < len(strings) and first + length < second and strings[first + length] == strings[second + length]:
        length += 1
    return length


def _classify(lines: list[Line]) -> None:
    """Set the kinds that a line shows by itself."""
    for line in lines:
        string = line.string
        if line.mark in ("aside", "title"):
            line.kind = "furniture"
        elif furniture.is_plain_prose(string):
            continue
        elif furniture.is_closing(string):
            line.kind = "closing"
        elif furniture.is_furniture(string):
            line.kind = "furniture"
        elif line.mark != "heading" and (credits.is_credit(string) or datelines.dateline_end(string) == len(string)):
            line.kind = "credit"
        elif line.mark != "heading" and (publication.is_head(string) or signatures.is_number(string)):
            line.kind = "meta"


def _note_original_title(lines: list[Line]) -> None:
    """The parts of an original title below the headline (`原标题：甲 乙 丙`) that spaces divided are furniture like its first part."""
    is_titled = is_open = False
    for line in lines:
        if line.kind == "furniture" and line.string.startswith(_ORIGINAL_TITLE):
            is_open = is_titled
        elif is_open and line.inline and line.kind == "text" and not is_prose(line.string) and not datelines.dateline_end(line.string):
            line.kind = "furniture"
        else:
            is_open = False
        is_titled = is_titled or line.kind == "text"


def _note_bylines(lines: list[Line]) -> None:
    """A bare name under a finished paragraph, with a headline or nothing behind it, is a byline."""
    for number, line in enumerate(lines):
        if line.kind != "text" or line.inline or number == 0 or not credits.is_byline(line.string) or labels.label_of(line.string):
            continue
        before, after = lines[number - 1], lines[number + 1] if number + 1 < len(lines) else None
        if is_ended(before.string) or before.kind in ("credit", "byline"):
            line.kind = (
                "byline"
                if after is None or after.kind != "text" or not is_ended(after.string) or after.gap > 1 or line.gap == 0
                else "text"
            )


def _mark_first_headline(lines: list[Line], given: str | None) -> None:
    """The first line of a one-line text is a headline even with a mark at its end (`最新消息！`); a repeated given title is one."""
    first = next((line for line in lines if line.kind == "text"), None)
    if first is None:
        return
    string = first.string
    ends_like_one = string[-1] in "！？”’）》" and len(string) <= _FIRST_HEADLINE and not string.startswith("“")
    is_open = (
        not is_ended(string) and string[-1] not in "，、" and len(string) <= _LONGEST_HEADLINE and not headings.is_broken_start(string)
    )
    follows = any(line.kind == "text" and is_prose(line.string) for line in lines[1:10])
    if (given and bare(given) == bare(string)) or ((ends_like_one or is_open) and "。" not in string and follows):
        first.mark = "heading"


def _title_string(page: Page, lines: list[Line], given: str | None) -> str:
    if given or page.title:
        return given or (page.title.text if page.title else "")
    first = next((line for line in lines if line.kind == "text"), None)
    return first.string if first is not None and headings.may_be_heading(first) else ""


def _collect(page: Page, lines: list[Line], found: headings.Headings) -> None:
    """Go through the lines and put each where it belongs."""
    draft = Draft()
    page.drafts.append(draft)
    prose_ahead = _last_prose(lines)
    is_list = sum(divide.is_stamp(line.string) for line in lines if line.kind == "meta") >= divide.FEWEST_STAMPS
    for number, line in enumerate(lines):
        if is_list and divide.is_stamp(line.string):
            draft = _next_item(page, draft, line)
        elif line.kind in ("credit", "byline", "meta"):
            _add_credit(page, draft, line)
        elif number in found.candidates and number not in found.starts and number + 1 in found.starts and draft.paragraphs:
            continue
        elif number in found.candidates:
            draft = _add_heading(page, draft, line, number, found)
        elif number > prose_ahead and not _is_sign_off(line, draft, number - prose_ahead):
            continue
        else:
            draft.paragraphs.append(line.text)


def _next_item(page: Page, draft: Draft, stamp: Line) -> Draft:
    """The draft of the next item of a list of news, whose stamp is its byline; the page's heading is no item's."""
    if draft.paragraphs or draft.headline:
        if not draft.paragraphs:
            page.title = page.title or Mapped.joined(draft.headline, " ")
            page.drafts.remove(draft)
        draft = Draft()
        page.drafts.append(draft)
    draft.credits.append(stamp.text)
    return draft


def _last_prose(lines: list[Line]) -> int:
    """The number of the last line that is a paragraph."""
    paragraphs = (
        number
        for number, line in enumerate(lines)
        if line.kind == "text" and (is_ended(line.string) or is_prose(line.string) or len(line) > labels.LONGEST)
    )
    return max(paragraphs, default=-1)


def _is_sign_off(line: Line, draft: Draft, distance: int) -> bool:
    """Whether a short line after the last paragraph signs the text (body, date, annex) rather than names other pages."""
    if line.inline or (distance <= 1 and len(line) <= 24):
        return bool(draft.paragraphs)
    title = " ".join(part.text for part in draft.headline)
    return bool(draft.paragraphs) and (headings.is_document(title) or is_listed(line.string) or line.string.startswith("附"))


def _add_credit(page: Page, draft: Draft, line: Line) -> None:
    """Credits of an article; the page's head before any paragraph; the date that signs a document stays in its text."""
    if line.kind == "meta" and draft.paragraphs and publication.read(line.string).source is None:
        if publication.is_plain_date(line.string):
            draft.paragraphs.append(line.text)
        else:
            page.tail.append(line.string)
        return
    draft.is_headed = draft.is_headed or bool(draft.headline and not draft.paragraphs and _is_of_page(line.string))
    if line.kind == "meta" and not draft.paragraphs:
        page.head.append(line.string)
        return
    if not draft.paragraphs and not page.drafts[:-1]:
        page.head.append(line.string)
    draft.credits.append(line.text)


def _is_of_page(string: str) -> bool:
    """Whether a line under a headline tells of the page's publication and so makes it the page's: date and source, or the source alone."""
    return publication.is_head(string) or publication.names_source(string)


def _add_heading(page: Page, draft: Draft, line: Line, number: int, found: headings.Headings) -> Draft:
    """The draft that goes on after a heading: a new one, or the same with more of its headline or a subhead."""
    label = found.candidates[number]
    starts = number in found.starts
    if draft.paragraphs:
        if not starts:
            draft.paragraphs.append(line.text)
            return draft
        fresh = Draft([line.text], is_section=label is not None)
        page.drafts.append(fresh)
        return fresh
    heads_several = found.is_roundup or (draft.is_headed and len(found.starts) > 1)
    if starts and (label is not None or heads_several) and draft.headline:
        page.title = page.title or Mapped.joined(draft.headline, " ")
        draft.headline, draft.is_headed = [line.text], False
        draft.is_section = label is not None
        return draft
    if is_listed(line.string) or (draft.headline and line.string[-1] in "？！："):
        draft.paragraphs.append(line.text)
        return draft
    known = "".join(words(part.text) for part in draft.headline)
    if words(line.string) not in known and len(draft.headline) < _HEADLINE_PARTS:
        draft.headline.append(line.text)
        draft.is_section = draft.is_section or (starts and label is not None)
    return draft


def _drop_repeated_articles(page: Page) -> None:
    """An article that the page holds twice counts once."""
    seen: set[str] = set()
    kept = []
    for draft in page.drafts:
        key = bare("".join(part.text for part in draft.paragraphs))
        if key not in seen:
            kept.append(draft)
        seen.add(key)
    page.drafts = kept


def is_lead_in(draft: Draft, *, is_titled: bool) -> bool:
    """Whether a text before the first labelled section only introduces the page: short, and without a day of its own.

    `is_titled`: the page has a headline above this text's, so that a label over it makes it a section like the others.
    """
    paragraphs = [part.text for part in draft.paragraphs]
    if draft.is_section and (is_titled or len(paragraphs) > 1):
        return False
    return (
        len(paragraphs) <= _LEAD_IN_PARAGRAPHS
        and sum(map(len, paragraphs)) <= _LEAD_IN_LENGTH
        and not any(headings.names_day(paragraph[datelines.dateline_end(paragraph) :]) for paragraph in paragraphs)
    )

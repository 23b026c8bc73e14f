"""HTML pages: our own tokeniser gives the lines with their places, trafilatura says which of them are the article."""

from __future__ import annotations

import re
from dataclasses import replace

import trafilatura

from flows.text.formats import markup
from flows.text.formats.source import Mark, Source
from flows.text.spans import Mapped

_WHOLE_PAGE = re.compile(r"<(?:html|body|head)\b|<!doctype html", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Room around the extracted text for headline and source lines above, bylines and editors below; menus there are known by their words.
_LINES_ABOVE, _LINES_BELOW = 8, 6
_MEANINGFUL = 8  # a shorter line may stand in the text by chance
# No clock: the library must not compare dates with today.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01", "min_date": "1995-01-01"}


def read(raw: Mapped) -> Source:
    """The lines of a page's article; of a fragment (no html or body element) all lines."""
    text, marks, repairs = markup.visible(raw, keep_lines=False)
    source = Source(raw.text, text, marks, repairs=tuple(repairs))
    if not _WHOLE_PAGE.search(raw.text):
        return source
    try:
        extracted = trafilatura.bare_extraction(
            raw.text, favor_recall=True, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
    except AssertionError:  # lxml's, where the library wants to take away the root of a broken page
        extracted = None
    if extracted is None:
        return replace(source, text=_only(text, marks, _shown(text.text, marks)))
    guessed = {"title": extracted.title, "published": extracted.date, "source": extracted.sitename, "author": extracted.author}
    kept = _article_lines(text.text, marks, extracted.text or "", extracted.title or "") or _shown(text.text, marks)
    return replace(source, text=_only(text, marks, kept), guessed={key: value for key, value in guessed.items() if value})


def _shown(text: str, marks: dict[int, Mark]) -> set[int]:
    """All lines outside menus and footers."""
    return {number for number in range(text.count("\n") + 1) if marks.get(number) not in ("aside", "title")}


def _article_lines(text: str, marks: dict[int, Mark], extracted: str, title: str) -> set[int]:
    """The lines from the headline to the last extracted one and the few below, as far as they are no menu."""
    haystack, wanted = _SPACE.sub("", extracted), _SPACE.sub("", title)
    lines = [_SPACE.sub("", line) for line in text.split("\n")]
    filled = [number for number, line in enumerate(lines) if line and marks.get(number) not in ("aside", "title")]
    found = [number for number in filled if len(lines[number]) >= _MEANINGFUL and lines[number] in haystack]
    if not found:
        return set()
    headline = _headline(lines, filled, marks, wanted)
    if headline is None:
        headline = next(iter([number for number in filled if number < found[0]][-_LINES_ABOVE:]), found[0])
    below = [number for number in filled if number > found[-1]][:_LINES_BELOW]
    last = below[-1] if below else found[-1]
    return {number for number in filled if headline <= number <= last}


def _headline(lines: list[str], filled: list[int], marks: dict[int, Mark], title: str) -> int | None:
    """The line of the headline: the first heading that the page's title holds or that holds it, else the line that equals it."""
    if not title:
        return None
    for number in filled:
        line = lines[number]
        if marks.get(number) == "heading" and len(line) >= 4 and (line in title or title in line):
            return number
    return next((number for number in filled if len(lines[number]) >= _MEANINGFUL and title.startswith(lines[number])), None)


def _only(text: Mapped, marks: dict[int, Mark], kept: set[int]) -> Mapped:
    """The text with all other lines emptied (their numbers stay, so the marks still fit)."""
    parts, start = [], 0
    for number, line in enumerate(text.text.split("\n")):
        if number:
            parts.append(text.slice(start - 1, start))
        if number in kept:
            parts.append(text.slice(start, start + len(line)))
        start += len(line) + 1
    return Mapped.joined(parts)

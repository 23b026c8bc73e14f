"""Texts with marked spans, as HTML. Pure; every character of the text and of the marks is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape as escape_html
from itertools import pairwise

from markupsafe import Markup

# Characters that cannot be seen; a mark shows their number instead.
_HIDDEN = {
    code: f"U+{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)
}
_SPECIAL = re.compile("[&<>\"']")
_ANY_HIDDEN = re.compile("[" + "".join(map(re.escape, map(chr, _HIDDEN))) + "]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `start:stop` in code points, and what its mark carries: classes, and attributes by name."""

    start: int
    stop: int
    classes: str
    attributes: dict[str, str] = field(default_factory=dict)


def marked(text: str, spans: Iterable[Span], begin: int = 0) -> Markup:
    """The text as HTML, with a `span` element around each stretch.

    `begin` is the offset of the text's first character, in the numbers that the spans use; what lies outside the text is cut off.
    Spans may nest and cross in any way: where one would close inside another, both are closed and the other is opened again.
    """
    end = begin + len(text)
    clipped = [Span(max(s.start, begin), min(s.stop, end), s.classes, s.attributes) for s in spans if s.stop > begin and s.start < end]
    ordered = sorted((s for s in clipped if s.start < s.stop), key=lambda s: (s.start, -s.stop))
    cuts = sorted({begin, end, *(s.start for s in ordered), *(s.stop for s in ordered)})
    pieces: list[str] = []
    stack: list[Span] = []
    coming = iter([*ordered, None])
    upcoming = next(coming)
    for left, right in pairwise(cuts):
        stack = _closed(stack, left, pieces)
        while upcoming is not None and upcoming.start == left:
            pieces.append(_opening(upcoming))
            stack.append(upcoming)
            upcoming = next(coming)
        pieces.append(_shown(text[left - begin : right - begin]))
    pieces.append("</span>" * len(stack))
    return Markup("".join(pieces))


def _closed(stack: list[Span], at: int, pieces: list[str]) -> list[Span]:
    """Close what ends here; spans that were opened later and go on are closed and opened again."""
    first = next((n for n, span in enumerate(stack) if span.stop <= at), None)
    if first is None:
        return stack
    pieces.append("</span>" * (len(stack) - first))
    going_on = [span for span in stack[first:] if span.stop > at]
    pieces.extend(_opening(span) for span in going_on)
    return stack[:first] + going_on


def _opening(span: Span) -> str:
    attributes = "".join(f' {_escaped(name)}="{_escaped(value)}"' for name, value in span.attributes.items())
    return f'<span class="{_escaped(span.classes)}"{attributes}>'


def _escaped(text: str) -> str:
    """The text for HTML; most stretches hold nothing to escape, and looking is faster than replacing."""
    return escape_html(text) if _SPECIAL.search(text) else text


def _shown(text: str) -> str:
    if _ANY_HIDDEN.search(text) is None:
        return _escaped(text)
    return "".join(_named(character) for character in text)


def _named(character: str) -> str:
    code = _HIDDEN.get(ord(character))
    return f'<span class="hidden-character" data-code="{code}"></span>' if code else escape_html(character)


def with_words(text: str, words: Iterable[str]) -> Markup:
    """The text with every occurrence of the words marked as found."""
    spans = []
    for word in words:
        at = text.find(word) if word else -1
        while at >= 0:
            spans.append(Span(at, at + len(word), "found"))
            at = text.find(word, at + len(word))
    return marked(text, spans)

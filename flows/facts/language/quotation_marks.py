"""Quotation marks: which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile("[“”\n]")


def quotation_spans(text: str) -> Iterator[tuple[int, int]]:
    """The outermost “…” of a text, marks included. A mark without its partner in the paragraph opens nothing."""
    start, depth = -1, 0
    for match in _MARK.finditer(text):
        if match[0] == "“":
            start, depth = (match.start(), 1) if depth == 0 else (start, depth + 1)
        elif match[0] == "\n":
            depth = 0
        elif depth:
            depth -= 1
            if depth == 0:
                yield (start, match.end())

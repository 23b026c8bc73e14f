"""Picture captions: marked, repeated, in blocks of a few words each, or saying of themselves who took the picture."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout import credits
from flows.text.layout.lines import Line, bare, is_ended, is_listed

REPEATED = 3
_LONGEST_REPEATED = 80
_BLOCK_LINES, _BLOCK_LENGTH = 2, 8
_LONGEST, _LONGEST_CREDIT = 160, 60
_HINT = re.compile("[摄发]|供图")
_TAKEN = re.compile(r"[（(](?:(?:20\d\d年)?\d{1,2}月\d{1,2}日)?[^（）()]{0,12}摄[）)]|(?:新华社|中新社)[^。]{0,12}(?:摄|发)$")
_PHOTO = re.compile(r"[\u4e00-\u9fff·]{2,12}\s*(?:/?\s*摄影?|供图)$")


@cache
def _marks() -> tuple[str, ...]:
    return vocabulary.words("page_furniture.caption_marks")


def note(lines: list[Line]) -> Line | None:
    """Set the kind of every caption among the lines; give the page's title if it is a line that comes again and again."""
    title = _note_repeated(lines)
    for line in lines:
        if line.kind == "text" and line is not title and (line.mark == "caption" or _is_caption(line.string)):
            line.kind = "caption"
    _note_blocks(lines)
    return title


def _note_repeated(lines: list[Line]) -> Line | None:
    """Lines that come three times or more: the first of all lines of text is the page's title, the others are captions."""
    keys = [bare(line.string) if len(line) <= _LONGEST_REPEATED else "" for line in lines]
    repeated = {key for key, count in Counter(keys).items() if key and count >= REPEATED}
    if not repeated:
        return None
    title, is_first = None, True
    for line, key in zip(lines, keys, strict=True):
        if line.kind != "text":
            continue
        if key in repeated and not (is_listed(line.string) or line.string[0] in "（(【[" or is_ended(line.string)):
            if is_first:
                title = line
            else:
                line.kind = "caption"
        is_first = False
    return title


def _is_caption(string: str) -> bool:
    """Whether the line begins with a caption's mark, or says who took the picture."""
    if len(string) > _LONGEST:
        return False
    if string.startswith(_marks()):
        return True
    tail = string[-_LONGEST_CREDIT:]
    if not _HINT.search(tail):
        return False
    is_photo = len(string) <= _LONGEST_CREDIT and _PHOTO.search(string) is not None and not credits.is_credit(string)
    return is_photo or _TAKEN.search(tail) is not None


def _note_blocks(lines: list[Line]) -> None:
    """Two or more lines of a few characters in a row, with text before and behind, are captions of a row of pictures."""
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and _may_be_block(lines[stop]):
            stop += 1
        if stop - start >= _BLOCK_LINES and start > 0 and stop < len(lines) and is_ended(lines[start - 1].string):
            for line in lines[start:stop]:
                line.kind = "caption"
        start = max(stop, start + 1)


def _may_be_block(line: Line) -> bool:
    string = line.string
    return (
        line.kind == "text"
        and not line.inline
        and line.mark is None
        and 2 <= len(string) <= _BLOCK_LENGTH
        and all("\u4e00" <= character <= "\u9fff" for character in string)
        and string not in place_names()
        and not is_listed(string)
        and not credits.is_byline(string)
    )

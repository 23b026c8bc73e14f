"""Stray spaces inside the text: `盧 放` is one name, `防 控` one word, no space stands beside full-width punctuation."""

from __future__ import annotations

import re
from functools import cache

from flows.reference import vocabulary
from flows.text import lexicon
from flows.text.spans import Edit, Mapped, Repair

_SPACE = re.compile(r"[ \t\u3000]+")
_HAN = re.compile("[\u3400-\u9fff〇]")
_MARK = re.compile("[，。、；：？！（）“”‘’《》〈〉【】…—]")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(vocabulary.words("surnames.single"))


def repair(text: Mapped, *, is_headline: bool = False) -> tuple[Mapped, list[Repair]]:
    """The text of a paragraph without stray spaces, wide ones narrowed; a headline keeps the spaces between its parts."""
    string = text.text
    if not _SPACE.search(string):
        return text, []
    edits = []
    for match in _SPACE.finditer(string):
        before, after = string[: match.start()], string[match.end() :]
        if (not is_headline and _is_stray(before, after)) or (is_headline and _is_padding(before, after)):
            edits.append(Edit(match.start(), match.end(), "", "space"))
        elif match[0] != " ":
            edits.append(Edit(match.start(), match.end(), " ", "space"))
    return text.edited(edits)


def _is_stray(before: str, after: str) -> bool:
    """Whether nothing should stand between the two sides."""
    left, right = before[-1:], after[:1]
    if _MARK.match(left) or _MARK.match(right):
        return True
    left_is_han, right_is_han = _HAN.match(left) is not None, _HAN.match(right) is not None
    if left_is_han and right_is_han:
        return _is_padding(before, after) or (not _in_title(before) and lexicon.joins_word(before[-3:], after[:3]))
    return (left_is_han and right.isdigit()) or (left.isdigit() and right_is_han)


def _is_padding(before: str, after: str) -> bool:
    """Whether the space pads a name of two characters: a family name, a space, one character and then no Han."""
    if not before or before[-1] not in _surnames() or not after or not _HAN.match(after[0]):
        return False
    alone_left = len(before) == 1 or not _HAN.match(before[-2])
    alone_right = len(after) == 1 or not _HAN.match(after[1])
    return (alone_left and alone_right) or (alone_right and len(after) > 1 and after[1] in "、，。；：")


def _in_title(before: str) -> bool:
    """Whether a document's title in《》 is open, whose spaces separate its parts."""
    return before.rfind("《") > before.rfind("》")

"""The modal words of a text: 要, 必须, 不得 and their like, told apart from words that contain their letters (重要, 供应)."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.reference.vocabulary import words

_MODALS = frozenset(words("directives.modals"))
_WORDS = AhoCorasick([*words("directives.modals"), *words("directives.not_modals")], matchkind=MatchKind.LeftmostLongest)
_ATTRIBUTIVE = re.compile(r"[^，。；]{0,8}的(?:硬|重|任务|考验|问题|责任|课题|挑战|工作|事|大事|是)")

Position = tuple[int, int]


@lru_cache(maxsize=4)
def modal_positions(text: str) -> tuple[Position, ...]:
    """Start and stop of each modal word. The heads of formulas (七个必须, 11个“一律”) and attributes (必须完成的任务) are none."""
    found = []
    for _, start, stop in _WORDS.find_matches_as_indexes(text):
        if text[start:stop] not in _MODALS or text[start - 1 : start] == "个":
            continue
        if text[start - 1 : start] == "“" and text[stop : stop + 1] in ("”", "、", ""):
            continue
        if _ATTRIBUTIVE.match(text, stop) and "是" in text[max(0, start - 12) : start]:
            continue
        found.append((start, stop))
    return tuple(found)


def first_modal(positions: tuple[Position, ...], start: int, stop: int) -> Position | None:
    """The first modal word that begins in `start:stop`."""
    at = bisect_left(positions, (start, 0))
    return positions[at] if at < len(positions) and positions[at][0] < stop else None

"""The modal words of a text: 要, 必须, 不得 and their like, told apart from words that contain their letters (重要, 供应)."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.reference.vocabulary import alternation, words

_MODALS = frozenset(words("directives.modals"))
_WORDS = AhoCorasick([*words("directives.modals"), *words("directives.not_modals")], matchkind=MatchKind.LeftmostLongest)
OWN_WISH = re.compile(
    r".?我们?希望(?![^，。；]{0,12}(?:大家|你们|各|广大|全体|市民|村民|居民|群众|同志|企业))|我们希望(?=在|能|用|以|自己)"
)
_ASKS_NOTHING = re.compile(
    r"请[^，。；]{0,8}(?:放心|安心)|需要(?:哪|什么|多少|几|怎)|不仅要[^。；，]{1,30}，还(?![要应须需])[^。；，]{1,20}了"
)
_WHY = ("为何", "为什么", "为啥")
_ATTRIBUTIVE = re.compile(r"[^，。；]{0,8}的(?:硬|重|任务|考验|问题|责任|课题|挑战|工作|事|大事|是)")

WILL = re.compile(
    rf"将(?=[被会有]|下沉|{alternation('directives.imperatives')})"
    r"(?![^，。；]{1,40}?(?:纳入|作为|列为|列入|报|送|移|转|调整|延长|延期|用于|划|交(?![通流易警])|录入|告知|进行|张贴|依法|追究|拨付|落实))"
)
"""A plan of the subject's own (将继续…), told from 将 before an object that is moved (将名单报…)."""

_SUFFERS = re.compile(r"(?:跟着|一起|白白)?(?:担|承担|冒|付出|遭|受|吃)[^，。；]{0,6}(?:风险|代价|损失|殃|罪|苦头|亏)")
"""要担风险: what may come of it, not what is to be done."""
_OWN_DUTY = re.compile(r"[我咱俺]们?[就都也还总]得")

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
        if _ASKS_NOTHING.match(text, start) or _ASKS_NOTHING.match(text, max(0, start - 2)) or text.endswith(_WHY, 0, start):
            continue
        if text[start:stop] == "希望" and OWN_WISH.match(text, max(0, start - 2)):
            continue
        if _ATTRIBUTIVE.match(text, stop) and "是" in text[max(0, start - 12) : start]:
            continue
        if _SUFFERS.match(text, stop) or (text[stop - 1] == "得" and _OWN_DUTY.search(text, max(0, start - 2), stop)):
            continue
        found.append((start, stop))
    return tuple(found)


def first_modal(positions: tuple[Position, ...], start: int, stop: int) -> Position | None:
    """The first modal word that begins in `start:stop`."""
    at = bisect_left(positions, (start, 0))
    return positions[at] if at < len(positions) and positions[at][0] < stop else None

"""Titles that stand behind a name in apposition: after a comma or in brackets, before a colon as the label of a list, after a list.

Offsets are code points of the text handed in.
"""

from __future__ import annotations

import re

from flows.facts.naming import phrases
from flows.facts.naming.titles import Title, all_titles, collective_title

_LONGEST_COLLECTIVE = 14
_OPENING = re.compile(r"[ 　]?([，（(])")
_CLAUSE = re.compile(r"[^，。；：！？“”‘’（）()《》\n]{2,44}")
_PERSONAL = re.compile(
    r"(?:[男女]|[\u4e00-\u9fff]{1,4}族|\d{1,3}岁|(?:生于)?\d{4}年(?:\d{1,2}月)?(?:出?生)?|[\u4e00-\u9fff]{2,6}人|中共党员|预备党员|群众)，"
)
_COUNT = re.compile(r"等(?:(\d+|[一二两三四五六七八九十百]+)[余多]?[位名]?)?")


def titles_behind(text: str, name_stop: int) -> list[Title]:
    """The titles of `某某，某镇某村党支部书记。` and `某某（县长、县指挥部指挥长）`; personal details before them are passed over."""
    opening = _OPENING.match(text, name_stop)
    if opening is None:
        return []
    at = opening.end()
    for _ in range(4):
        detail = _PERSONAL.match(text, at)
        if detail is None:
            break
        at = detail.end()
    clause = _CLAUSE.match(text, at)
    closing = "，。；\n" if opening.group(1) == "，" else "）)，"
    if clause is None or text[clause.end() : clause.end() + 1] not in closing:
        return []
    return all_titles(text, at, clause.end())


def title_of_list(text: str, list_stop: int, ends: dict[int, str]) -> Title | None:
    """The title after a list of names, however many they are (`甲、乙等县领导`, `甲、乙等30余位骨干教师`), or None."""
    known = collective_title(text, list_stop)
    count = _COUNT.match(text, list_stop)
    if known is not None or count is None or count.group(1) is None:
        return known
    start = count.end()
    stop = next((end for end in range(start + 2, start + _LONGEST_COLLECTIVE + 1) if end in ends), None)
    if stop is None or phrases.phrase_start(text, stop, start, frozenset()) != start:
        return None
    return Title(start, stop, text[start:stop])

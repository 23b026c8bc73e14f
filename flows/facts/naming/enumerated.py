"""Names that something else than their own surroundings gives away: padding behind a title, neighbours in a list, the list itself;
and those with a surname that no list has, which only a title gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from flows.facts.naming.candidates import THRESHOLD, Candidate, right_evidence
from flows.facts.naming.names import SELDOM, common_words, given_score, name_score, surname_lengths
from flows.facts.naming.phrases import begins_with_function
from flows.reference import vocabulary

_PADDED = re.compile(r"([\u4e00-\u9fff])[ 　\xa0]{1,3}([\u4e00-\u9fff])")


def padded(text: str, ends: dict[int, str]) -> list[Candidate]:
    """Names of two characters set apart by spaces (`县长张 伟`) right after a title, where what follows goes with a name."""
    found: list[Candidate] = []
    for start in ends:
        match = _PADDED.match(text, start)
        if match is None or match.group(1) not in surname_lengths():
            continue
        name = match.group(1) + match.group(2)
        if right_evidence(text, match.end())[0] > 0 and name_score(name) > SELDOM:
            found.append(Candidate(start, match.end(), name, THRESHOLD, "title"))
    return sorted(found)


def neighbours(text: str, weak: list[Candidate]) -> list[Candidate]:
    """Weakly marked names of three characters that stand side by side in a list and so speak for each other (`叶某某、张某某等画家`)."""
    added: set[Candidate] = set()
    for one, other in pairwise(weak):
        joined = one.stop + 1 == other.start and text[one.stop] == "、"
        if joined and all(len(each.name) == 3 and name_score(each.name) > 0 for each in (one, other)):
            added |= {one, other}
    return sorted(each._replace(frame="list") for each in added)


_RUN = re.compile(r"[\u4e00-\u9fff]{2,30}(?:、[\u4e00-\u9fff]{2,4}){2,}")
_STRETCH = re.compile("[\u4e00-\u9fff、]{8,}")
_INNER_ITEM = re.compile(r"、[\u4e00-\u9fff]{2,4}、")  # every such enumeration has one
_MEMBER_FLOOR = -18.0


def _runs(text: str) -> Iterator[re.Match[str]]:
    """The enumerations of a text; each is looked for only in a stretch of characters and commas that is long enough for one."""
    if _INNER_ITEM.search(text) is None:
        return
    for stretch in _STRETCH.finditer(text):
        if _INNER_ITEM.search(text, *stretch.span()):
            yield from _RUN.finditer(text, *stretch.span())


def list_members(text: str, ends: dict[int, str], found: list[Candidate]) -> list[Candidate]:
    """Rare names that only their place in a list gives away: `市领导甲、乙、丙参加`, where most neighbours are names already."""
    known = {candidate.start: candidate for candidate in found}
    added: list[Candidate] = []
    for run in _runs(text):
        items = _items(text, run.start(), run.end(), ends)
        certain = sum(start in known for start, _ in items)
        if len(items) < 3 or certain * 3 < len(items) * 2:
            continue
        for start, stop in items[:-1]:
            name = text[start:stop]
            if start not in known and 2 <= len(name) <= 3 and name_score(name) > _MEMBER_FLOOR and name not in common_words():
                added.append(Candidate(start, stop, name, THRESHOLD, "list"))
    return added


def _items(text: str, start: int, stop: int, ends: dict[int, str]) -> list[tuple[int, int]]:
    """The items of an enumeration; the first begins where a title before it ends."""
    items: list[tuple[int, int]] = []
    at = start
    while at < stop:
        comma = text.find("、", at, stop)
        end = comma if comma >= 0 else stop
        begin = max((offset for offset in ends if at < offset < end), default=at)
        items.append((begin, end))
        at = end + 1
    return items


@cache
def _offices() -> frozenset[str]:
    return frozenset(vocabulary.words("titles.after_name"))


_HAN = re.compile(r"[\u4e00-\u9fff]+")
_UNLISTED_GIVEN = 0.0  # how much like a given name the two characters behind a surname that no list has must look
_UNLISTED_RIGHT = 0.2


def unlisted(text: str, ends: dict[int, str], found: list[Candidate]) -> list[Candidate]:
    """Names of three characters with a surname that no list has: right behind the title of an office and before a verb or comma."""
    words, surnames = common_words(), surname_lengths()
    known = {candidate.start for candidate in found}
    added: list[Candidate] = []
    for start, word in ends.items():
        name = text[start : start + 3]
        if word not in _offices() or start in known or name[:1] in surnames or _HAN.fullmatch(name) is None or len(name) < 3:
            continue
        crosses = any(pair in words for pair in (text[start - 1 : start + 1], name[:2], name[1:], text[start + 2 : start + 4]))
        if crosses or given_score(name[1:]) < _UNLISTED_GIVEN or begins_with_function(name):
            continue
        right, frame = right_evidence(text, start + 3)
        if right >= _UNLISTED_RIGHT and frame != "after":
            added.append(Candidate(start, start + 3, name, THRESHOLD, "title"))
    return sorted(added)

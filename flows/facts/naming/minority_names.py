"""Names of minorities that the model of surnames does not cover: dotted names (阿某·某某), Tibetan and Mongolian names made of known
elements, and other undotted names spelled with the characters of transliteration, which need a title before them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.deeds.scene import Spans
from flows.facts.naming.candidates import Candidate, is_free, right_evidence
from flows.facts.naming.names import name_score, surname_lengths
from flows.reference import vocabulary

_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
_DOT = re.compile("[·•・]")
_SCORE = 30.0  # outweighs any reading of a part as a Chinese name
_LONGEST = 6
_CHINESE = -4.0  # what looks more like a Chinese name than this is read as one
_TRANSLITERATED = 0.7  # share of characters that transliterations use


@cache
def _tibetan() -> AhoCorasick:
    return AhoCorasick(list(vocabulary.words("minority_names.tibetan")))


@cache
def _mongolian() -> AhoCorasick:
    return AhoCorasick(list(vocabulary.words("minority_names.mongolian")), matchkind=MatchKind.LeftmostLongest)


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(vocabulary.words("minority_names.sounds")) + "·•・")


@cache
def _spelling() -> re.Pattern[str]:
    """Three to six characters of transliteration."""
    return re.compile(f"[{''.join(sorted(_sounds()))}]{{3,{_LONGEST}}}")


@cache
def _tail() -> re.Pattern[str]:
    groups = ("speech", "action", "particle")
    words = sorted({word for group in groups for word in vocabulary.words(f"name_contexts.{group}")}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def is_transliteration(name: str) -> bool:
    """Whether every character of a name of three or more is one that spells foreign and minority names."""
    return len(name) >= 3 and all(character in _sounds() for character in name)


def find(text: str, ends: dict[int, str]) -> list[Candidate]:
    """Candidates of all kinds, in order. The first part of a dotted name begins where a title, a preposition or punctuation ends."""
    elements = _tibetan().find_matches_as_indexes(text) if vocabulary.beginnings("minority_names.tibetan").search(text) else []
    whole = list(_elements(text, ends, elements))
    covered = {offset for each in whole for offset in range(each.start, each.stop)}
    halves = (each for each in _half_known(text, ends, elements) if each.start not in covered)
    spelled = list(_spelled(text, ends))
    longest = {each.start: each.stop for each in spelled}
    steppe = [each for each in _chains(text, ends) if longest.get(each.start, 0) <= each.stop]
    begun = Spans(steppe)
    spelled = [each for each in spelled if not begun.touching(each.start, each.stop)]
    return sorted([*_dotted(text, ends), *whole, *halves, *steppe, *spelled])


def _chains(text: str, ends: dict[int, str]) -> Iterator[Candidate]:
    """Mongolian names: elements side by side, three characters or more, after a title (a surname of one character may stand between), as
    an item of a list whose first item has a title, or where no character stands before them and a verb or comma behind."""
    if not vocabulary.beginnings("minority_names.mongolian").search(text):
        return
    for start, stop in _runs(_mongolian().find_matches_as_indexes(text)):
        if text[stop : stop + 1] in _ENDINGS and (
            stop - start < _LEAST or right_evidence(text, stop)[0] < right_evidence(text, stop + 1)[0]
        ):
            stop += 1
        if not _LEAST <= stop - start <= _MOST or _STEPPE_PLACE.match(text, stop):
            continue
        if start - 1 in ends and start not in ends and text[start - 1] in surname_lengths():
            start -= 1
        if start in ends or _is_in_titled_list(text, start, ends):
            yield Candidate(start, stop, text[start:stop], _SCORE, "title" if start in ends else "list")
        elif is_free(text, start) and right_evidence(text, stop)[1] in ("speech", "action", "after"):
            yield Candidate(start, stop, text[start:stop], _SCORE, "action")


_LEAST, _MOST = 3, 8
_ENDINGS = frozenset("图夫玛花尔泰")
_STEPPE_PLACE = re.compile("苏木|嘎查|旗|盟|草原|敖包|淖尔|浩特|社区|街道|大街|机场|煤矿|[县市乡镇村湖河山庙寺路街牧]|[东西南北]路")
_LIST_BEFORE = re.compile("[\u4e00-\u9fff]{2,14}(?:、[\u4e00-\u9fff]{2,8}){0,12}、$")
_LIST_REACH = 80


def _runs(elements: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches that elements fill side by side."""
    start = stop = -1
    for _, begin, end in elements:
        if begin != stop:
            if stop > start:
                yield start, stop
            start = begin
        stop = end
    if stop > start:
        yield start, stop


def _is_in_titled_list(text: str, start: int, ends: dict[int, str]) -> bool:
    """Whether the enumeration comma before `start` goes on a list whose first item has a title in it (`旗领导甲、乙`)."""
    items = _LIST_BEFORE.search(text, max(0, start - _LIST_REACH), start) if text[start - 1 : start] == "、" else None
    if items is None:
        return False
    first = text.index("、", items.start())
    return any(offset in ends for offset in range(items.start() + 2, first - 1))


def _dotted(text: str, ends: dict[int, str]) -> Iterator[Candidate]:
    if _DOT.search(text) is None:
        return
    for match in _DOTTED.finditer(text):
        first_dot = match.start() + _DOT.search(match.group()).start()  # type: ignore[union-attr]
        start = max((end for end in ends if match.start() < end < first_dot), default=match.start())
        last = max(match.group().rfind(mark) for mark in "·•・") + match.start() + 1
        stop = last
        while stop < match.end() and text[stop] in _sounds():
            stop += 1
        stop = _before_verb(text, last + 2, stop) if stop > last + 1 else match.end()
        spelled = sum(character in _sounds() for character in text[start:stop]) / (stop - start)
        titled = start in ends
        free = start == 0 or not "一" <= text[start - 1] <= "鿿"
        if first_dot - start <= 6 and stop - start >= 4 and spelled >= _TRANSLITERATED and (titled or free):
            yield Candidate(start, stop, text[start:stop], _SCORE, "title" if titled else "bare")


def _before_verb(text: str, least: int, stop: int) -> int:
    """`stop`, or the earlier place at which a verb of two characters or more begins."""
    return next((at for at in range(least, stop) if len(_verb_at(text, at)) > 1), stop)


def _verb_at(text: str, at: int) -> str:
    match = _tail().match(text, at)
    return match.group() if match else ""


def _elements(text: str, ends: dict[int, str], elements: list[tuple[int, int, int]]) -> Iterator[Candidate]:
    """Two Tibetan elements side by side, after a title or where no character stands before them."""
    for (_, start, middle), (_, following, stop) in itertools.pairwise(elements):
        before = text[start - 1 : start]
        free = start in ends or not before or not "一" <= before <= "鿿"
        if middle == following and free and not _PLACE.match(text, stop):
            yield Candidate(start, stop, text[start:stop], _SCORE, "title" if start in ends else "bare")


_PLACE = re.compile("[\u4e00-\u9fff]{0,3}(?:县|乡|镇|村|寺|路|街)")
_ELEMENT = 2


def _half_known(text: str, ends: dict[int, str], elements: list[tuple[int, int, int]]) -> Iterator[Candidate]:
    """One Tibetan element right behind a title, alone or with two characters more on either side, where what follows goes with a name."""
    for _, start, stop in elements:
        if start not in ends and start - _ELEMENT not in ends:
            continue
        for left, right in ((start, stop), (start, stop + _ELEMENT), (start - _ELEMENT, stop), (start, stop + _ELEMENT + 1)):
            name = text[max(left, 0) : right]
            if left not in ends or len(name) < right - left or _HAN.fullmatch(name) is None or right_evidence(text, right)[0] <= 0:
                continue
            if right == stop or right_evidence(text, stop)[0] <= 0:
                yield Candidate(left, right, name, _SCORE, "title")
                break


_HAN = re.compile("[\u4e00-\u9fff]+")


def _spelled(text: str, ends: dict[int, str]) -> Iterator[Candidate]:
    """Undotted names of three to six such characters right after a title, closed by a verb, a particle or punctuation."""
    for start in ends:
        spelled = _spelling().match(text, start)
        if spelled is None:
            continue
        stop = _before_verb(text, start + 2, spelled.end())
        chinese = text[start : start + 1] in surname_lengths() and name_score(text[start : start + 3]) > _CHINESE
        if stop - start >= (4 if chinese else 3) and right_evidence(text, stop)[0] > 0:
            yield Candidate(start, stop, text[start:stop], _SCORE, "title")

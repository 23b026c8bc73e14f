"""Where the names of one document stand in its texts.

A few names are searched for one by one; an automaton over many costs more to build than such searches, but finds all in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_FEW = 16
_QUICKLY_BUILT = Implementation.NoncontiguousNFA  # for one document


def overlapping(names: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """All places of all names: the name's number and where it ends; those of one name in order."""
    if len(names) > _FEW:
        for number, _, stop in AhoCorasick(names, implementation=_QUICKLY_BUILT).find_matches_as_indexes(text, overlapping=True):
            yield number, stop
    else:
        for start, number in _searched(names, text):
            yield number, start + len(names[number])


class Finder:
    """Finds the places of names that do not overlap: of two that do, the one that begins first; from one place, the name named first."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        many = len(names) > _FEW
        self._automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostFirst, implementation=_QUICKLY_BUILT) if many else None

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans in order of the text."""
        if self._automaton is not None:
            for _, start, stop in self._automaton.find_matches_as_indexes(text):
                yield start, stop
            return
        done = 0
        for start, number in sorted(_searched(self._names, text)):
            if start >= done:
                done = start + len(self._names[number])
                yield start, done


def _searched(names: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    for number, name in enumerate(names):
        start = text.find(name)
        while start >= 0:
            yield start, number
            start = text.find(name, start + 1)

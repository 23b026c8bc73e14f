"""Statements and clauses of a body: the units in which instructions, measures, figures and gifts are judged.

A *statement* ends in 。！？；… with the closing quotation marks and brackets behind it, between two longer quotations (“…”“…”), or with the
paragraph; a *clause* is the part of a
statement between its commas and colons. The enumeration comma 、 divides nothing. What is longer than any sentence (a table on one line) is
cut, so that what is asked of each clause takes time in proportion to the text. All offsets are code points of the text given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple, cast

_STATEMENT = re.compile(r"[^。！？；…”]*(?:”(?!(?<=[^“]{8})“[^“”]{6})[^。！？；…”]*)*(?:[。！？；…]+[”’」』）》]*|”|\Z)")
_CLAUSE = re.compile(r"[^，：,:]*[，：,:]+|[^，：,:]+")
_SPACE = " 　\t"
_START = itemgetter(0)
_LONGEST_STATEMENT = 1500
_LONGEST_CLAUSE = 400


class Statement(NamedTuple):
    """`start:stop` without surrounding blanks; `paragraph` counts the body's lines from 0; `opens` is true for a paragraph's first."""

    start: int
    stop: int
    paragraph: int
    opens: bool


class Clause(NamedTuple):
    """`start:stop` includes the closing comma; `statement` is the index of the statement it belongs to."""

    start: int
    stop: int
    statement: int


# Made by the ten thousand, so past the named tuples' own constructors, which take three times as long.
_new_statement = cast(Callable[[tuple[int, int, int, bool]], Statement], partial(tuple.__new__, Statement))
_new_clause = cast(Callable[[tuple[int, int, int]], Clause], partial(tuple.__new__, Clause))


@dataclass(frozen=True, slots=True)
class Layout:
    """The statements of a text and their clauses, both in order, with look-ups by position."""

    text: str
    statements: tuple[Statement, ...]
    clauses: tuple[Clause, ...]
    _clause_starts: tuple[int, ...]
    _statement_starts: tuple[int, ...]
    _first_clause: tuple[int, ...]

    def clause_at(self, position: int) -> Clause:
        """The clause that holds a position (the one before it, if the position lies between clauses). The text has at least one."""
        return self.clauses[self.clause_index(position)]

    def clause_index(self, position: int) -> int:
        """The index of the clause that holds a position, as `clause_at`."""
        index = bisect_right(self._clause_starts, position) - 1
        return index if index > 0 else 0

    def statement_index(self, position: int) -> int:
        """The index of the statement that holds a position, as `clause_at`."""
        index = bisect_right(self._statement_starts, position) - 1
        return index if index > 0 else 0

    def clauses_of(self, statement: int) -> tuple[Clause, ...]:
        """The clauses of the statement with this index."""
        return self.clauses[self._first_clause[statement] : self._first_clause[statement + 1]]


@lru_cache(maxsize=8)
def layout(text: str) -> Layout:
    """Divide a text. The result is kept for the rooms that ask for the same text one after the other."""
    statements: list[Statement] = []
    clauses: list[Clause] = []
    first: list[int] = []
    offset = 0
    for paragraph, line in enumerate(text.split("\n")):
        opens = True
        for first_character, last_character in _pieces(line, _STATEMENT, "，、 ", 0, len(line), _LONGEST_STATEMENT):
            start, stop = _trimmed(line, first_character, last_character)
            if start == stop:
                continue
            first.append(len(clauses))
            number = len(statements)
            clauses += [
                _new_clause((offset + begin, offset + end, number))
                for begin, end in _pieces(line, _CLAUSE, "、 ", start, stop, _LONGEST_CLAUSE)
            ]
            statements.append(_new_statement((offset + start, offset + stop, paragraph, opens)))
            opens = False
        offset += len(line) + 1
    first.append(len(clauses))
    return Layout(
        text,
        tuple(statements),
        tuple(clauses),
        tuple(map(_START, clauses)),
        tuple(map(_START, statements)),
        tuple(first),
    )


def statements_with(pattern: re.Pattern[str], text: str) -> Iterator[Statement]:
    """The statements of a text in which the pattern is found, in order: the fast way to those that may be of interest."""
    parts, last = layout(text), -1
    for match in pattern.finditer(text):
        index = parts.statement_index(match.start())
        if index > last:
            last = index
            yield parts.statements[index]


def _pieces(line: str, unit: re.Pattern[str], marks: str, start: int, stop: int, longest: int) -> list[tuple[int, int]]:
    """The units that a pattern finds in `start:stop`; one that is too long is cut behind the last of the marks that fits."""
    units = [match.span() for match in unit.finditer(line, start, stop)]
    if stop - start <= longest:
        return units
    pieces: list[tuple[int, int]] = []
    for begin, end in units:
        while end - begin > longest:
            cut = max(line.rfind(mark, begin, begin + longest) for mark in marks) + 1 or begin + longest
            pieces.append((begin, cut))
            begin = cut
        pieces.append((begin, end))
    return pieces


def _trimmed(line: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and line[start] in _SPACE:
        start += 1
    while stop > start and line[stop - 1] in _SPACE:
        stop -= 1
    return start, stop

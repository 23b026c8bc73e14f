"""Text that knows where each of its characters came from.

A `Mapped` is a piece of text plus its alignment to the decoded raw text of the file. Every cleaning step takes a `Mapped` and gives a
new one; the alignment is carried through, so that any span of canonical text can be shown in the raw file. All offsets are code points.

The alignment is a list of runs. In a *literal* run the characters correspond one to one to the raw ones; in a *replaced* run every
character stands for the whole raw range of the run (which is empty for text that the cleaning inserted).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, cast

LITERAL = -1


class Edit(NamedTuple):
    """One change to a text: the characters `start:stop` become `after`. `kind` names the repair (see `Repair`)."""

    start: int
    stop: int
    after: str
    kind: str


class Repair(NamedTuple):
    """One change made in cleaning, as recorded in `core.repairs`; `raw_start:raw_stop` are code points of the decoded raw text."""

    kind: str
    raw_start: int
    raw_stop: int
    before: str
    after: str


class _Run(NamedTuple):
    """`at`: offset in the text; `raw`: offset in the raw text; `width`: LITERAL, or the length of the raw range it replaces."""

    at: int
    raw: int
    width: int


# Made by the hundred thousand, so past the named tuples' own constructors, which take three times as long.
_repair = cast(Callable[[tuple[str, int, int, str, str]], Repair], partial(tuple.__new__, Repair))
_new_run = cast(Callable[[tuple[int, int, int]], _Run], partial(tuple.__new__, _Run))


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and its alignment to the raw text. Build one with `Mapped.of`, change it with the methods below; it is immutable."""

    text: str
    runs: tuple[_Run, ...]

    @classmethod
    def of(cls, text: str, raw_start: int = 0) -> Mapped:
        """The raw text itself (or a part of it that begins at `raw_start`)."""
        return cls(text, (_Run(0, raw_start, LITERAL),) if text else ())

    def __len__(self) -> int:
        return len(self.text)

    def raw_span(self, start: int, stop: int) -> tuple[int, int]:
        """The smallest raw range that the characters `start:stop` came from; an empty span gives the empty range before `start`.

        Raises ValueError if the span does not lie inside the text.
        """
        if not 0 <= start <= stop <= len(self.text):
            raise ValueError(f"span {start}:{stop} outside a text of {len(self.text)} characters")
        if not self.runs:
            return (0, 0)
        if start == stop:
            point = self._raw_of(start)[0] if start < len(self.text) else self._raw_of(start - 1)[1]
            return (point, point)
        return (self._raw_of(start)[0], self._raw_of(stop - 1)[1])

    def _raw_of(self, index: int) -> tuple[int, int]:
        run = self.runs[bisect_right(self.runs, (index, _AFTER, _AFTER)) - 1]
        if run.width == LITERAL:
            raw = run.raw + index - run.at
            return (raw, raw + 1)
        return (run.raw, run.raw + run.width)

    def _raw_end(self) -> int:
        if not self.runs:
            return 0
        at, raw, width = self.runs[-1]
        return raw + (len(self.text) - at if width == LITERAL else width)

    def slice(self, start: int, stop: int) -> Mapped:
        """The part `start:stop`, with its alignment. Offsets must lie inside the text."""
        if not 0 <= start <= stop <= len(self.text):
            raise ValueError(f"slice {start}:{stop} outside a text of {len(self.text)} characters")
        builder = _Builder()
        builder.copy(self, start, stop)
        return builder.build()

    def stripped(self, characters: str | None = None) -> Mapped:
        """Without leading and trailing white space (or the given characters)."""
        left = len(self.text) - len(self.text.lstrip(characters))
        right = len(self.text.rstrip(characters))
        return self if left == 0 and right == len(self.text) else self.slice(left, max(left, right))

    def with_text(self, text: str) -> Mapped:
        """Another text of the same length, character for character (a conversion of single characters)."""
        if len(text) != len(self.text):
            raise ValueError(f"a one-to-one conversion changed the length from {len(self.text)} to {len(text)}")
        return Mapped(text, self.runs)

    def edited(self, edits: Iterable[Edit]) -> tuple[Mapped, list[Repair]]:
        """The text with the edits carried out, and the repairs they amount to.

        `edits` are ordered and do not overlap, else ValueError. A replacement of the same length stays aligned character by
        character; any other length makes a replaced run. Edits that change nothing leave no repair.
        """
        builder, repairs, done, text = _Builder(), list[Repair](), 0, self.text
        shift = self.runs[0].raw if len(self.runs) == 1 and self.runs[0].width == LITERAL else None
        for start, stop, after, kind in edits:
            if not done <= start <= stop <= len(text):
                raise ValueError(f"edit {start}:{stop} overlaps its neighbour or lies outside the text")
            if done < start:
                builder.copy(self, done, start)
            done = stop
            before = text[start:stop]
            if before == after:
                builder.copy(self, start, stop)
                continue
            raw_start, raw_stop = self.raw_span(start, stop) if shift is None else (start + shift, stop + shift)
            if len(before) == len(after):
                builder.copy(self, start, stop, after)
            elif after:
                builder.insert(after, raw_start, raw_stop - raw_start)
            repairs.append(_repair((kind, raw_start, raw_stop, before, after)))
        if done == 0 and not repairs:
            return self, repairs
        builder.copy(self, done, len(self.text))
        return builder.build(), repairs

    def converted(self, text: str, changed: Iterable[tuple[int, int]], kind: str) -> tuple[Mapped, list[Repair]]:
        """Another text of the same length that differs in the ranges `changed` (ordered, not empty), and one repair per range.

        The fast way for conversions of single characters: `edited` with replacements of the same length gives the same.
        """
        result, repairs, runs, index, last = self.with_text(text), [], self.runs, 0, len(self.runs) - 1
        if last == 0 and runs[0].width == LITERAL:
            shift, before = runs[0].raw - runs[0].at, self.text
            return result, [_repair((kind, start + shift, stop + shift, before[start:stop], text[start:stop])) for start, stop in changed]
        for start, stop in changed:
            while index < last and runs[index + 1].at <= start:
                index += 1
            at, raw, width = runs[index]
            if width == LITERAL and (index == last or runs[index + 1].at >= stop):
                raw_start = raw + start - at
                raw_stop = raw_start + stop - start
            else:
                raw_start, raw_stop = self.raw_span(start, stop)
            repairs.append(_repair((kind, raw_start, raw_stop, self.text[start:stop], text[start:stop])))
        return result, repairs

    def spans_from(self, raw_start: int, raw_stop: int) -> list[tuple[int, int]]:
        """The ranges of the text whose characters came from the raw range, in order; neighbouring ones are one range."""
        return self.spans_from_all([(raw_start, raw_stop)])

    def spans_from_all(self, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The ranges of the text whose characters came from any of the raw ranges (ordered, not overlapping)."""
        spans: list[tuple[int, int]] = []
        for number, (at, raw, width) in enumerate(self.runs):
            end = self.runs[number + 1].at if number + 1 < len(self.runs) else len(self.text)
            raw_end = raw + (end - at if width == LITERAL else max(width, 1))
            for index in range(max(0, bisect_right(ranges, (raw, _AFTER)) - 1), len(ranges)):
                raw_start, raw_stop = ranges[index]
                if raw_start >= raw_end:
                    break
                start, stop = at, end
                if width == LITERAL:
                    start, stop = max(at, at + raw_start - raw), min(end, at + raw_stop - raw)
                if start < stop and raw < raw_stop:
                    if spans and spans[-1][1] >= start:
                        start = spans.pop()[0]
                    spans.append((start, stop))
        return spans

    @staticmethod
    def joined(parts: Sequence[Mapped], separator: str = "") -> Mapped:
        """The parts one after the other; a separator stands for the (possibly empty) raw gap between its neighbours."""
        builder = _Builder()
        for number, part in enumerate(parts):
            if number and separator:
                end = parts[number - 1]._raw_end()
                begin = part.runs[0].raw if part.runs else end
                builder.insert(separator, end, max(0, begin - end))
            builder.copy(part, 0, len(part))
        return builder.build()


_AFTER = 1 << 62


class _Builder:
    """Collects text and runs; neighbouring literal runs that continue each other become one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._runs: list[_Run] = []
        self._length = 0

    def copy(self, source: Mapped, start: int, stop: int, text: str | None = None) -> None:
        """Append `source[start:stop]` with its alignment; `text` of the same length may stand in for the characters."""
        if start == stop:
            return
        self._pieces.append(source.text[start:stop] if text is None else text)
        runs, position = source.runs, start
        if len(runs) == 1:
            _, raw, width = runs[0]
            self._run(self._length, raw + start if width == LITERAL else raw, width)
            self._length += stop - start
            return
        index = bisect_right(runs, (start, _AFTER, _AFTER)) - 1
        while position < stop:
            run = runs[index]
            end = min(stop, runs[index + 1].at) if index + 1 < len(runs) else stop
            raw = run.raw + position - run.at if run.width == LITERAL else run.raw
            self._run(self._length + position - start, raw, run.width)
            position, index = end, index + 1
        self._length += stop - start

    def insert(self, text: str, raw: int, width: int) -> None:
        """Append text that replaces the raw range `raw:raw + width`."""
        if text:
            self._run(self._length, raw, width)
            self._pieces.append(text)
            self._length += len(text)

    def _run(self, at: int, raw: int, width: int) -> None:
        if width == LITERAL and self._runs:
            last = self._runs[-1]
            if last.width == LITERAL and raw - last.raw == at - last.at:
                return
        self._runs.append(_new_run((at, raw, width)))

    def build(self) -> Mapped:
        return Mapped("".join(self._pieces), tuple(self._runs))

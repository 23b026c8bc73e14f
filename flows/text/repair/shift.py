"""GBK text read one byte off: `?!八目亍贝胧﹦?wù)` back to `。“四控”措施務(wù)`.

A reader whose buffer ended inside a character loses that character's first byte (it becomes `?` or U+FFFD) and pairs the bytes one late
until an ASCII byte brings it back in step; that byte is often eaten as the second half of a pair, which becomes `?` too. All bytes in
between are there, so the text in between is certain; the two characters at the ends are guesses from context, and marked as damaged
unless the context decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from flows.text import lexicon
from flows.text.repair import gloss
from flows.text.script import simplified_characters
from flows.text.spans import Edit, Mapped, Repair

_LOST = "?？\ufffd"
_TRIGGER = re.compile(f"[{_LOST}]")
_GLOSS_END = re.compile(f"[{_LOST}]([(（]?)([{gloss.LETTERS}]{{1,8}})[)）]")
_HALF_LOST = re.compile(f"[{_LOST}]([@-~])[(（]([{gloss.LETTERS}]{{1,8}})[)）]")  # `人?T(yuán)`: of 員 the second byte is left
_LONGEST = 400
_LONGEST_ANCHORED = 24
_SHORTEST = 4  # characters; a shorter run without a gloss at its end may be chance
_GATE_LENGTH = 8
# log10 units per character. Real text behind `?` has a mean of -3.3, and in 36 million characters of news eight in a row never fell below
# -5.2; shifted text lies near -5, and its repaired form gains two to three per character.
_GATE = -4.3
_GAIN, _GAIN_EACH = 8.0, 0.7
_PLAUSIBLE = -4.2  # what repaired text must reach
_MARGIN = 0.8
_HOPELESS, _RAREST = -5.0, -7.0
_SHORTEST_HOPELESS, _BACK_IN_STEP = 6, 4


class Shifts(NamedTuple):
    """The repaired text, the repairs, and the ranges of the text (before the repair: of the raw text) that are not certain."""

    text: Mapped
    repairs: list[Repair]
    damaged: list[tuple[int, int]]


class _Reading(NamedTuple):
    """A run read right: the edits of its first character and of the rest, and whether the first one is a mere guess."""

    edits: tuple[Edit, Edit]
    uncertain: bool


class _First(NamedTuple):
    """The likeliest first character, and by how much it is likelier than the next (log10)."""

    character: str
    margin: float


class _Run(NamedTuple):
    """A shifted run: its end, the bytes in it, and the reading of the gloss that it ends in (else None)."""

    stop: int
    data: bytes
    reading: str | None
    tail: str


def repair(text: Mapped) -> Shifts:
    """The text with shifted runs read right. To be done before glosses are stripped and punctuation is widened."""
    reader = _Reader(text)
    for match in _TRIGGER.finditer(text.text):
        reader.look_at(match.start())
    repaired, repairs = text.edited(reader.edits)
    return Shifts(repaired, repairs, reader.damaged)


class _Reader:
    """Goes through a text's lost characters from left to right, collecting edits and damaged ranges."""

    def __init__(self, text: Mapped) -> None:
        self._text = text
        self._known: dict[str, str] | None = None
        self._done = 0
        self.edits: list[Edit] = []
        self.damaged: list[tuple[int, int]] = []

    def look_at(self, start: int) -> None:
        """Judge the `?` or U+FFFD at `start`: a question mark, half a character, or the beginning of a shifted run."""
        text = self._text.text
        if start < self._done:
            return
        if half := _HALF_LOST.match(text, start):
            edit = _completed(half, self._readings())
            self._settle(start, half.end(), [edit] if edit else [], damaged=None if edit else half.end())
            return
        anchor = _anchor(text, start)
        if not anchor and not _suspicious(text, start + 1):
            return
        if found := _read(text, start, self._readings()):
            self._settle(start, found.edits[1].stop, found.edits, damaged=start + 1 if found.uncertain else None)
        elif anchor:
            self._settle(start, anchor, [], damaged=anchor)
        else:
            stop, is_hopeless = _hopeless(text, start + 1)
            self._settle(start, stop, [], damaged=stop if is_hopeless else None)

    def _settle(self, start: int, stop: int, edits: Iterable[Edit], damaged: int | None) -> None:
        self.edits += edits
        self.damaged += [self._text.raw_span(start, damaged)] if damaged is not None else []
        self._done = stop

    def _readings(self) -> dict[str, str]:
        """The readings of the text's own glosses, gathered when they are first needed."""
        if self._known is None:
            self._known = gloss.readings(self._text.text)
        return self._known


def _completed(half: re.Match[str], known: dict[str, str]) -> Edit | None:
    """The edit that gives back a character of which only the second byte is left, if just one glossed character has it and the reading."""
    fitting = [character for character, reading in known.items() if reading == half[2] and _encoded(character)[1:] == half[1].encode()]
    return Edit(half.start(), half.start() + 2, fitting[0], "gbk_shift") if len(fitting) == 1 else None


def _anchor(text: str, start: int) -> int:
    """The end of a gloss without its character (`?wù)`) at or a little behind the `?`: a sure sign of a shift. 0 if there is none."""
    position = start
    while position < min(len(text), start + _LONGEST_ANCHORED) and (text[position] > "\xff" or text[position] in "?!,:;()"):
        if text[position] in _LOST:
            end = _GLOSS_END.match(text, position) or (_HALF_LOST.match(text, position) if position > start else None)
            if end and gloss.is_reading(end[2]) and not end[2].isascii():
                return end.end()
        position += 1
    return 0


def _suspicious(text: str, start: int) -> bool:
    """Whether the characters after a `?` are too rare for text."""
    sample = [character for character in text[start : start + _GATE_LENGTH + 2] if character > "\xff"][:_GATE_LENGTH]
    return bool(sample) and sum(map(_rarity, sample)) / len(sample) < _GATE


def _rarity(character: str) -> float:
    """The character's score; symbols that no news is written with (`┮`, `⒉`) are as rare as can be."""
    known = lexicon.score(character)
    return max(known, _RAREST) if character > "\u2e7f" or known > _GATE else _RAREST


def _hopeless(text: str, start: int) -> tuple[int, bool]:
    """The end of a run of characters up to common text, and whether it is no text and cannot be read."""
    scores: list[float] = []
    stop = start
    while stop < len(text) and stop - start < _LONGEST and (text[stop] > "\xff" or text[stop] in "?!,:;()"):
        if scores and _is_common(text[stop : stop + _BACK_IN_STEP]):
            break
        if text[stop] in _LOST and scores and sum(scores) / len(scores) < _HOPELESS:
            return stop + 1, True
        if text[stop] > "\xff":
            scores.append(_rarity(text[stop]))
        stop += 1
    return stop, len(scores) >= _SHORTEST_HOPELESS and sum(scores) / len(scores) < _HOPELESS


def _is_common(sample: str) -> bool:
    """Whether the reader is back in step: characters of Chinese text, none of them rare."""
    return len(sample) == _BACK_IN_STEP and all(character > "\u2e7f" and lexicon.score(character) > _GATE for character in sample)


def _read(text: str, start: int, known: dict[str, str]) -> _Reading | None:
    """How the run after the `?` at `start` reads as text; None if it does not."""
    run, before = _run(text, start), text[start - 1 : start]
    if run is None:
        return None
    first, middle, last = _first(before, run.data), _decoded(run.data[1:]), _last(run, known)
    if first is None or middle is None or (run.reading is not None and last is None):
        return None
    rest = middle + (last or "") + run.tail
    score = _score(first.character + rest, before)
    gain = score - _score(text[start : run.stop], before)
    if gain < max(_GAIN, _GAIN_EACH * (run.stop - start)) or score < _PLAUSIBLE * (len(rest) + 1):
        return None
    edits = (Edit(start, start + 1, first.character, "gbk_shift"), Edit(start + 1, run.stop, rest, "gbk_shift"))
    return _Reading(edits, first.margin < _MARGIN or "\u3400" <= first.character <= "\u9fff")


def _run(text: str, start: int) -> _Run | None:
    """The run after the `?` at `start`: to the gloss whose bracket was eaten, or to the pair whose second byte was a Latin letter.

    Within a run the second byte of every pair begins a character, so the first pair with an ASCII byte ends it. None if a byte was lost
    inside.
    """
    data = bytearray()
    for position in range(start + 1, min(len(text), start + _LONGEST)):
        character = text[position]
        if character in _LOST:
            end = _GLOSS_END.match(text, position)
            is_end = end is not None and gloss.is_reading(end[2])
            return _Run(position + 1, bytes(data), end[2], "" if end[1] else "(") if end and is_end else None
        if character in "!,:;()":
            data += bytes((0xA3, ord(character) + 0x80))
        elif len(pair := _encoded(character)) != 2:
            return None
        elif pair[1] < 0x80:
            long_enough = position - start >= _SHORTEST
            return _Run(position + 1, bytes(data) + pair[:1], None, chr(pair[1])) if long_enough else None
        else:
            data += pair
    return None


@cache
def _encoded(character: str) -> bytes:
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _decoded(data: bytes) -> str | None:
    """The pairs in the bytes, a last odd byte left out; None if some pair is no character."""
    try:
        return data[: len(data) & ~1].decode("gbk")
    except UnicodeDecodeError:
        return None


def _first(before: str, data: bytes) -> _First | None:
    """The likeliest character that ends in the first byte."""
    after = _decoded(data[1:3]) or ""
    ranked = []
    for lead in range(0x81, 0xFF):
        character = _decoded(bytes((lead, data[0]))) if data else None
        if character:
            ranked.append((_score(character + after, before), character))
    if not ranked:
        return None
    ranked.sort(reverse=True)
    return _First(ranked[0][1], ranked[0][0] - ranked[1][0] if len(ranked) > 1 else _MARGIN)


def _last(run: _Run, known: dict[str, str]) -> str | None:
    """The character before the gloss that starts with the run's last byte and has the gloss's reading; None if the text knows none."""
    if run.reading is None or not run.data or len(run.data) % 2:
        return None
    candidates = [character for character, reading in known.items() if reading == run.reading and _encoded(character)[:1] == run.data[-1:]]
    return max(candidates, key=lexicon.score) if candidates else None


def _score(text: str, before: str) -> float:
    simplified = simplified_characters()
    return lexicon.text_score("".join(simplified.get(character, character) for character in text), simplified.get(before, before))

"""A quick look at all places of a text: where a name may begin at all, told by single characters alone.

At hardly one surname in ten can a name have enough evidence, whatever stands there. The look takes the most bits that each character can
add, as arrays over the code points of the Basic Multilingual Plane, in tenths of a bit, in which all evidence is weighed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

_SIZE = 1 << 16
_NO_SURNAME, _CERTAIN = -30000, 10000  # outweigh all other evidence; their sums stay within 16 bits


class Most(NamedTuple):
    """The most bits that each character can add in one place; `other` goes for those that are not in `bits`. Infinite ones decide."""

    bits: Mapping[str, float]
    other: float


class QuickLook:
    """Looks for the places at which the evidence can reach `needed` bits.

    `left` weighs the character before a name, `surname` its first, `single` the only one behind that, `first` and `second` the two behind
    it, `right` the character behind the name. At the surnames of two characters in `double` a name may always begin.
    """

    def __init__(
        self, left: Most, surname: Most, single: Most, first: Most, second: Most, right: Most, double: Iterable[str], needed: float
    ) -> None:
        opening, closing = (Most(dict.fromkeys(character, 1.0), 0.0) for character in map("".join, zip(*double, strict=True)))
        self._needed = _tenths(needed)
        self._tenths = np.empty((_SIZE, _COLUMNS), np.int16)  # all of a character side by side: one access to memory brings them in
        for column, most in enumerate((left, surname, single, first, second, right, opening, closing)):
            self._tenths[:, column] = _tenths(most.other)
            for character, bits in most.bits.items():
                self._tenths[ord(character), column] = _tenths(bits)

    def places(self, texts: Sequence[str]) -> list[list[int]]:
        """The offsets of these places in each text, in order. Beyond the ends of a text stand commas."""
        whole = f"，{_APART.join(texts)}{_APART}"
        codes = np.minimum(np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32), _SIZE - 1)
        left, surname, single, first, second, right, opening, closing = self._tenths[codes].T
        short = single[2:-2] + right[3:-1]
        long = first[2:-2] + second[3:-1] + right[4:]
        most = left[:-4] + surname[1:-3] + np.maximum(short, long)
        found = np.flatnonzero((most >= self._needed) | (opening[1:-3] * closing[2:-2] > 0)).tolist()
        return _divided(found, texts)


_COLUMNS = 8


def _tenths(bits: float) -> int:
    return _CERTAIN if bits == math.inf else _NO_SURNAME if bits == -math.inf else round(bits * 10)


_APART = "，，，"


def _divided(found: list[int], texts: Sequence[str]) -> list[list[int]]:
    """The places found in the texts put together, as offsets of each."""
    places, at, begin = [], 0, 0
    for text in texts:
        end = bisect_left(found, begin + len(text), at)
        places.append([place - begin for place in found[at:end]])
        at, begin = end, begin + len(text) + len(_APART)
    return places

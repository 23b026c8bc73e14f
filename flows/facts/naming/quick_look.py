"""A quick look at all places of a text: where a name may begin at all, told by single characters alone.

At hardly one surname in ten can a name have enough evidence, whatever stands there. The look takes the most bits that each character can
add, as arrays over the code points of the Basic Multilingual Plane, in tenths of a bit, in which all evidence is weighed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Tenths = npt.NDArray[np.int16]

_SIZE = 1 << 16
_NO_SURNAME, _CERTAIN = -30000, 10000  # outweigh all other evidence; their sums stay within 16 bits


class Most:
    """The most bits that each character can add in one place; `other` goes for those that are not in `bits`. Infinite ones decide."""

    def __init__(self, bits: Mapping[str, float], other: float) -> None:
        self.tenths: Tenths = np.full(_SIZE, _tenths(other), np.int16)
        for character, most in bits.items():
            self.tenths[ord(character)] = _tenths(most)


def _tenths(bits: float) -> int:
    return _CERTAIN if bits == float("inf") else _NO_SURNAME if bits == float("-inf") else round(bits * 10)


class QuickLook:
    """Looks for the places at which the evidence can reach `needed` bits.

    `left` weighs the character before a name, `surname` its first, `single` the only one behind that, `first` and `second` the two behind
    it, `right` the character behind the name. At the surnames of two characters in `double` a name may always begin.
    """

    def __init__(
        self, left: Most, surname: Most, single: Most, first: Most, second: Most, right: Most, double: Iterable[str], needed: float
    ) -> None:
        self._left, self._surname, self._single = left.tenths, surname.tenths, single.tenths
        self._first, self._second, self._right = first.tenths, second.tenths, right.tenths
        self._needed = _tenths(needed)
        self._opens, self._closes = np.zeros(_SIZE, np.bool_), np.zeros(_SIZE, np.bool_)
        for opening, closing in double:
            self._opens[ord(opening)] = self._closes[ord(closing)] = True

    def places(self, texts: Sequence[str]) -> list[list[int]]:
        """The offsets of these places in each text, in order. Beyond the ends of a text stand commas."""
        whole = f"，{_APART.join(texts)}{_APART}"
        codes = np.minimum(np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32), _SIZE - 1)
        name, following, behind = codes[1:-3], codes[2:-2], codes[3:-1]
        short = self._single[following] + self._right[behind]
        long = self._first[following] + self._second[behind] + self._right[codes[4:]]
        most = self._left[codes[:-4]] + self._surname[name] + np.maximum(short, long)
        found = np.flatnonzero((most >= self._needed) | (self._opens[name] & self._closes[following])).tolist()
        return _divided(found, texts)


_APART = "，，，"


def _divided(found: list[int], texts: Sequence[str]) -> list[list[int]]:
    """The places found in the texts put together, as offsets of each."""
    places, at, begin = [], 0, 0
    for text in texts:
        end = bisect_left(found, begin + len(text), at)
        places.append([place - begin for place in found[at:end]])
        at, begin = end, begin + len(text) + len(_APART)
    return places

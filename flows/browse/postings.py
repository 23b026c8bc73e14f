"""Where every pair of neighbouring characters stands in the texts of a release: finds words of any length without reading the texts.

A word is found where its pairs stand at the right distance, exactly as a search through the texts would find it. Texts are taken in parts
of some millions of characters; each part has four files of numbers, which are mapped into memory, so that a search reads what it needs:

- `pairs`: the distinct pairs in order, the first character's code in the upper bits;
- `first`: for each pair, and once more for the end, where its places begin in `places`;
- `places`: the places of each pair, ascending, counted in characters from the part's beginning;
- `texts`: for each article where its headline and where its body begin (two columns).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PART = 4_000_000  # characters: making a part takes some 100 MB of memory
_CODE_BITS, _PLACE_BITS = 17, 30  # of a character's number within a part (there are fewer characters than that), and of a place in it
_PAIR_BITS = 21  # of a code point
_END = "\0"  # stands after every headline and body, so that the last character is in a pair too
_IN_HEADLINE = 3  # what a word in the headline counts

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    pairs: NDArray[np.uint64]
    first: NDArray[np.uint32]
    places: NDArray[np.uint32]
    texts: NDArray[np.uint32]


def make(texts: Iterable[Sequence[tuple[str, str]]], folder: Path) -> None:
    """Write the index of headlines and bodies into the folder; an article's number is its place in `texts`. A body's size is its UTF-8."""
    waiting: list[str] = []
    sizes: list[int] = []
    length = parts = 0
    for some in texts:
        for headline, body in some:
            waiting += (headline, body)
            sizes.append(len(body.encode()))
            length += len(headline) + len(body)
            if length >= _PART:
                _write(folder, parts, waiting)
                waiting, length, parts = [], 0, parts + 1
    if waiting:
        _write(folder, parts, waiting)
    np.save(folder / "sizes.npy", np.array(sizes, dtype=np.uint32))


def _write(folder: Path, part: int, texts: list[str]) -> None:
    """The files of one part; `texts` are headlines and bodies in turn."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    begins = (np.cumsum(lengths) - lengths).astype(np.uint32)
    codes = np.frombuffer((_END.join(texts) + _END).encode("utf-32-le"), dtype=np.uint32)
    # Numbered by what occurs here, a pair and its place fit into one integer, and sorting integers is fast.
    occurs = np.zeros(0x110000, dtype=bool)
    occurs[codes] = True
    characters = np.flatnonzero(occurs).astype(np.uint64)
    numbers = (np.cumsum(occurs, dtype=np.uint32) - 1)[codes].astype(np.uint64)
    keys = (numbers[:-1] << np.uint64(_CODE_BITS) | numbers[1:]) << np.uint64(_PLACE_BITS)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys = keys[codes[:-1] != 0]
    keys.sort()
    places = (keys & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.uint32)
    keys >>= np.uint64(_PLACE_BITS)
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, dtype=np.int64)
    distinct = keys[first]
    left, right = characters[distinct >> np.uint64(_CODE_BITS)], characters[distinct & np.uint64((1 << _CODE_BITS) - 1)]
    np.save(folder / f"pairs-{part}.npy", left << np.uint64(_PAIR_BITS) | right)
    np.save(folder / f"first-{part}.npy", np.append(first, len(keys)).astype(np.uint32))
    np.save(folder / f"places-{part}.npy", places)
    np.save(folder / f"texts-{part}.npy", begins.reshape(-1, 2))


class Postings:
    """The index in a folder, for any number of threads. `sizes`: the bytes of each article's body, by the article's number."""

    def __init__(self, folder: Path) -> None:
        names = ("pairs", "first", "places", "texts")
        count = len(list(folder.glob("pairs-*.npy")))
        self._parts = [_Part(*(np.load(folder / f"{name}-{part}.npy", mmap_mode="r") for name in names)) for part in range(count)]
        self.sizes: Numbers = np.load(folder / "sizes.npy").astype(np.int64)

    def frequencies(self, word: str) -> Numbers:
        """How often each article has the word: occurrences in the body that do not overlap, and three for one in the headline or more."""
        counted = [_counted(part, word) for part in self._parts]
        return np.concatenate(counted) if counted else np.zeros(0, dtype=np.int64)


def _counted(part: _Part, word: str) -> Numbers:
    places = _places(part, word)
    total = len(part.texts)
    if not len(places):
        return np.zeros(total, dtype=np.int64)
    articles = np.searchsorted(part.texts[:, 0], places, side="right") - 1
    in_body = places >= part.texts[:, 1][articles]
    headlines = np.bincount(articles[~in_body], minlength=total) > 0
    return np.bincount(articles[in_body], minlength=total) + _IN_HEADLINE * headlines


def _places(part: _Part, word: str) -> NDArray[np.uint32]:
    """Where the word stands, without overlaps; in order if it has more than one character."""
    if not word or _END in word:
        return np.zeros(0, dtype=np.uint32)
    codes = [ord(character) for character in word]
    if len(codes) == 1:
        low, high = np.searchsorted(part.pairs, np.array([codes[0], codes[0] + 1], dtype=np.uint64) << np.uint64(_PAIR_BITS))
        return part.places[part.first[low] : part.first[high]]
    # Every second pair covers the word; of a word with an odd number of characters the last pair too. The rarest is looked at first.
    offsets = sorted({*range(0, len(codes) - 1, 2), len(codes) - 2})
    stand = sorted(((_of_pair(part, codes[at], codes[at + 1]), at) for at in offsets), key=lambda found: len(found[0]))
    places, at = stand[0]
    found = places[places >= at] - np.uint32(at)
    for others, offset in stand[1:]:
        if not len(found):
            break
        wanted = found + np.uint32(offset)
        nearest = np.minimum(np.searchsorted(others, wanted), len(others) - 1)
        found = found[others[nearest] == wanted]
    return _apart(found, len(codes))


def _of_pair(part: _Part, left: int, right: int) -> NDArray[np.uint32]:
    pair = np.uint64(left << _PAIR_BITS | right)
    at = int(np.searchsorted(part.pairs, pair))
    if at == len(part.pairs) or part.pairs[at] != pair:
        return np.zeros(0, dtype=np.uint32)
    return part.places[part.first[at] : part.first[at + 1]]


def _apart(places: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    """The places without those that overlap the one before, as reading from the left finds them."""
    if len(places) < 2 or not np.any(np.diff(places) < length):
        return places
    kept: list[int] = []
    free = 0
    for place in places.tolist():
        if place >= free:
            kept.append(place)
            free = place + length
    return np.array(kept, dtype=np.uint32)

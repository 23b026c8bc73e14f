"""How common Chinese characters, pairs and words are: jieba's dictionary as a small language model.

Used where bytes or breaks admit several readings: encodings, shifted GBK, words cut by a line end. Loaded on first use (a third of a
second).
"""

from __future__ import annotations

import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.text.script import simplified_characters

# Not in a dictionary, but in every text; counts are on the scale of the dictionary (its most common character is 的, 320 thousand).
_PUNCTUATION = (
    dict.fromkeys("，。、", 300_000) | dict.fromkeys("“”：；（）《》！？", 60_000) | dict.fromkeys("…—·‘’【】「」『』\u3000", 30_000)
)
# Written Cantonese, which a mainland dictionary lacks and Hong Kong papers quote.
_CANTONESE = dict.fromkeys(
    "嘅佢咗唔係啲嗰冇喺睇咁咩嘢噉哋攞揾搵俾畀喎㗎啦呀嚟嘥瞓諗咪嘞囉喇啩吖呢邊乜嘛嘩哂晒嗌揸攰靚乸仔嬲嚿噚嗱呃啱掂搞", 8_000
)
_FLOOR = -8.0
_CODE_BITS = 21  # of a code point


@cache
def words() -> dict[str, int]:
    """Every word of jieba's dictionary (0.42.1, MIT) with its count in the corpus that it was made from."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba, whose dictionary is needed, is not installed")
    # Three fields a line (word, count, part of speech), none of them with white space in it.
    fields = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    return dict(zip(fields[::3], map(int, fields[1::3]), strict=True))


class _Letters(NamedTuple):
    """The characters of all words in one row: code points, the counts of their words, and whether a neighbour in the word follows."""

    codes: NDArray[np.int64]
    counts: NDArray[np.int64]
    followed: NDArray[np.bool_]


@cache
def _letters() -> _Letters:
    known = words()
    lengths = np.fromiter(map(len, known), dtype=np.int64, count=len(known))
    codes = np.frombuffer("".join(known).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    followed = np.ones(len(codes), dtype=bool)
    followed[np.cumsum(lengths) - 1] = False
    return _Letters(codes, np.repeat(np.fromiter(known.values(), dtype=np.int64, count=len(known)), lengths), followed)


@cache
def _characters() -> dict[str, int]:
    """Counts of characters, weighted by the words they stand in."""
    letters = _letters()
    counts = {chr(code): count for code, count in _sums(letters.codes, letters.counts).items()}
    for character, count in (_CANTONESE | _PUNCTUATION).items():
        counts[character] = counts.get(character, 0) + count
    return counts


@cache
def _pairs() -> dict[int, int]:
    """Counts of neighbours within words, by the key of both."""
    letters = _letters()
    first, second = letters.codes[letters.followed], letters.codes[1:][letters.followed[:-1]]
    return _sums(first << _CODE_BITS | second, letters.counts[letters.followed])


def _sums(keys: NDArray[np.int64], weights: NDArray[np.int64]) -> dict[int, int]:
    """Each key once, with the sum of its weights."""
    found, places = np.unique(keys, return_inverse=True)
    sums = np.bincount(places, weights).astype(np.int64)  # exact: far below 2**53
    return dict(zip(found.tolist(), sums.tolist(), strict=True))


@cache
def character_scores() -> dict[str, float]:
    """log10 of a character's share of all text; Traditional characters count as their Simplified forms. Unlisted ones: `score`."""
    characters = _characters()
    total = sum(characters.values())
    scores = {character: math.log10(count / total) for character, count in characters.items()}
    for traditional, simplified in simplified_characters().items():
        scores[traditional] = max(scores.get(traditional, _FLOOR), scores.get(simplified, _FLOOR))
    return scores


def score(character: str) -> float:
    """log10 of the character's share of all text, at least -8; characters of no script that news is written in get -12."""
    known = character_scores().get(character)
    if known is not None:
        return known
    return _FLOOR if "\u3400" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e" or character.isascii() else -12.0


def pair_score(first: str, second: str) -> float:
    """log10 of how likely `second` follows `first`: from words that hold the pair, else a fifth of the second one's own share (all of it
    beside
    punctuation, which no word holds)."""
    if first in _PUNCTUATION or second in _PUNCTUATION:
        return score(second)
    alone = score(second) - 0.7
    together = _pairs().get(ord(first) << _CODE_BITS | ord(second)) if first else None
    if not together:
        return alone
    return max(alone, math.log10(together / (_characters()[first] + 1)))


def text_score(text: str, before: str = "") -> float:
    """Sum of the pair scores of a Simplified text that follows the character `before`."""
    total = 0.0
    for character in text:
        total += pair_score(before, character)
        before = character
    return total


def joins_word(before: str, after: str) -> bool:
    """Whether a word of the dictionary, of two to four characters, spans the boundary between two stretches of text."""
    known = words()
    for left in range(1, min(3, len(before)) + 1):
        for right in range(1, min(4 - left, len(after)) + 1):
            if before[-left:] + after[:right] in known:
                return True
    return False

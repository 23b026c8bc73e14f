"""How common Chinese characters, pairs and words are: jieba's dictionary as a small language model.

Used where bytes or breaks admit several readings: encodings, shifted GBK, words cut by a line end. Loaded on first use (a third of a
second).
"""

from __future__ import annotations

import math
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

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


@cache
def words() -> dict[str, int]:
    """Every word of jieba's dictionary (0.42.1, MIT) with its count in the corpus that it was made from."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba, whose dictionary is needed, is not installed")
    found = {}
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ", 2)
            found[word] = int(count)
    return found


@cache
def _counts() -> tuple[dict[str, int], dict[str, int]]:
    """Counts of characters and of pairs of neighbours, weighted by the words they stand in."""
    characters = _CANTONESE | _PUNCTUATION
    pairs: dict[str, int] = {}
    for word, count in words().items():
        for character in word:
            characters[character] = characters.get(character, 0) + count
        for pair in pairwise(word):
            key = pair[0] + pair[1]
            pairs[key] = pairs.get(key, 0) + count
    return characters, pairs


@cache
def character_scores() -> dict[str, float]:
    """log10 of a character's share of all text; Traditional characters count as their Simplified forms. Unlisted ones: `score`."""
    characters, _ = _counts()
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
    characters, pairs = _counts()
    if first in _PUNCTUATION or second in _PUNCTUATION:
        return score(second)
    alone = score(second) - 0.7
    together = pairs.get(first + second)
    if not together:
        return alone
    return max(alone, math.log10(together / (characters[first] + 1)))


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

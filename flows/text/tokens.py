"""Words of a sentence: jieba's segmentation with the domain's words added.

jieba is the required engine. rjieba, the same algorithm on the same dictionary in Rust, gives the same tokens nineteen times faster and
takes its place where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names

_WORD_LISTS = ("domain_words", "titles.official", "titles.not_official", "titles.press")
# rjieba keeps `2-3` and `163.com` whole; jieba gives numbers with their decimals, words, and each mark by itself.
_MIXED = re.compile(r"[!-~]*[+#&._%-][!-~]*")
_ASCII_PART = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?%?|[^A-Za-z0-9]+")
_FREQUENCY = 3000  # high enough to hold against two common words, the same for both engines


def tokenise(text: str) -> list[str]:
    """The tokens of a text in order, punctuation and spaces included; joined they are the text again."""
    return _engine()(text)


@cache
def domain_words() -> tuple[str, ...]:
    """The words that the segmenter is taught: of the epidemic and of administration, titles, names of counties and above."""
    listed = {word for name in _WORD_LISTS for word in vocabulary.words(name)}
    return tuple(sorted(word for word in listed | place_names() if len(word) > 1 and word.isalpha()))


@cache
def _engine() -> Callable[[str], list[str]]:
    try:
        return rust_engine()
    except ModuleNotFoundError:
        return python_engine()


def rust_engine() -> Callable[[str], list[str]]:
    """rjieba with the domain's words. Raises ModuleNotFoundError where it is not installed."""
    from rjieba import Jieba

    segmenter = Jieba()
    for word in domain_words():
        segmenter.add_word(word, _FREQUENCY, "n")
    return lambda text: [
        part for token in segmenter.cut(text) for part in (_ASCII_PART.findall(token) if _MIXED.fullmatch(token) else (token,))
    ]


def python_engine() -> Callable[[str], list[str]]:
    """jieba with the domain's words."""
    import jieba

    jieba.setLogLevel("WARNING")
    segmenter = jieba.Tokenizer()
    for word in domain_words():
        segmenter.add_word(word, _FREQUENCY)
    segmenter.total = sum(segmenter.FREQ.values())  # jieba counts a word that it knew twice, rjieba does not
    return lambda text: list(segmenter.lcut(text))

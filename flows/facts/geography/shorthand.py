"""How local writers hint at their own place without naming it: 返萍人员, 来京人员, 本港, 申城.

Word lists: flows/reference/place_words.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from flows.reference.gazetteer import Unit, gazetteer
from flows.reference.vocabulary import alternation, words

_LETTER = re.compile(
    rf"(?:{alternation('place_words.abbreviation_before')})([\u4e00-\u9fff])(?={alternation('place_words.abbreviation_after')})"
)
_COMING = re.compile(
    rf"(?:{alternation('place_words.abbreviation_coming')})([\u4e00-\u9fff])(?={alternation('place_words.abbreviation_after')})"
)

_DEICTIC = re.compile(alternation("place_words.deictic"))
_DOCUMENT_NUMBER = re.compile(r"(?:^|(?<=[\s（(]))([\u4e00-\u9fff])[\u4e00-\u9fff]{1,7}(?=[〔［\[]20\d\d)")


@cache
def _letters() -> dict[str, tuple[str, ...]]:
    return {letter: tuple(codes.split(",")) for letter, _, codes in (entry.partition("=") for entry in words("place_words.abbreviations"))}


@cache
def _own_names() -> dict[str, str]:
    return dict(entry.split("=") for entry in words("place_words.own_names"))


@cache
def _own_name() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _own_names())))


def letters(body: str) -> frozenset[str]:
    """The one-character abbreviations of places to, from or in which somebody comes, goes or stays (返萍, 离汉)."""
    return frozenset(_LETTER.findall(body))


def certain_units(body: str) -> Counter[str]:
    """The codes of the places to which people come (来京, 返沪), where the abbreviation stands for one place only."""
    codes = (_letters().get(letter, ()) for letter in _COMING.findall(body))
    return Counter(found[0] for found in codes if len(found) == 1)


def own_unit(body: str, named: Iterable[Unit], least: int) -> tuple[str, str] | None:
    """The unit to which people come home in a text, or that it calls by a name only its own people use; with the words that say so.

    `named` are the units that the article names: 返萍 means 萍乡 if that is named. An abbreviation counts from `least` times on. None
    if the text points at more than one place.
    """
    units = list(named)
    found = {_own_names()[match[0]]: match[0] for match in _own_name().finditer(body)}
    if not found:
        coming = {match[1]: match[0] for match in _COMING.finditer(body)}
        times = Counter(_COMING.findall(body))
        found = {code: word for letter, word in coming.items() if times[letter] >= least and (code := _meant(letter, units))}
    return next(iter(found.items())) if len(found) == 1 else None


def own_word(text: str) -> tuple[str, str] | None:
    """The place that a text calls by a word that is true in one place only (本港, 港府), with that word."""
    found = {_own_names()[word]: word for word in _DEICTIC.findall(text)}
    return next(iter(found.items())) if len(found) == 1 else None


def issuer(headline: str) -> tuple[str, str] | None:
    """The province whose abbreviation begins the document number of a headline (粤府〔2020〕12号), with that number's words."""
    match = _DOCUMENT_NUMBER.search(headline)
    codes = _letters().get(match[1], ()) if match else ()
    return (codes[0], match[0]) if match and len(codes) == 1 and codes[0].endswith("0000") else None


def _meant(letter: str, units: list[Unit]) -> str | None:
    bearers = {unit.code for unit in units if unit.level in ("prefecture", "county") and letter in unit.name[:2]}
    if len(bearers) == 1:
        return bearers.pop()
    known = _letters().get(letter, ())
    if len(known) > 1:
        provinces = {gazetteer().province(unit.code) for unit in units}
        known = tuple(code for code in known if gazetteer().province(code) in provinces)
    return known[0] if len(known) == 1 else None

"""How much a string looks like a Chinese personal name: surname, characters of the given name, and words it might be instead.

The scores are bits of evidence (log2 odds) of `flows/reference/name_characters.csv`; what stands beside a name is judged elsewhere.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from flows.reference import vocabulary

_UNSEEN_SURNAME = -3.0  # a surname of the list that the counted texts have neither as such nor otherwise
SELDOM = -4.0  # the surname score of a character that is seldom one
_UNSEEN_GIVEN = 1.0  # a character that neither names nor running text have: rare characters are mostly names'
_WORD_PENALTY = {2: 4.5, 3: 8.0, 4: 8.0}  # the whole string is a common word (高峰 is both)
_GIVEN_WORD_PENALTY = 1.0  # given names are often words (胜利, 建军)
_HEAD_WORD_PENALTY = 2.5  # surname and next character are a word (方便, 高度)
SINGLE_PENALTY = 1.0  # a given name of one character
_COMPOUND_PENALTY = 2.0  # two surnames before the given name are rare
_LONG_PENALTY = 5.0  # one-character surname and three more


class Bits(NamedTuple):
    """What a character says for a name as a surname, as the first and the second of two given characters, and as the only one."""

    surname: float
    first: float
    second: float
    single: float


UNSEEN = Bits(_UNSEEN_SURNAME, _UNSEEN_GIVEN, _UNSEEN_GIVEN, _UNSEEN_GIVEN)


@cache
def surname_lengths() -> dict[str, tuple[int, ...]]:
    """By first character, the lengths of the surnames that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in (*vocabulary.words("surnames.single"), *vocabulary.words("surnames.double")):
        lengths.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@cache
def _double_surnames() -> frozenset[str]:
    return frozenset(vocabulary.words("surnames.double"))


@cache
def common_words() -> frozenset[str]:
    """Common words of two and three characters that are no names."""
    return frozenset(row["first"] + rest for row in vocabulary.table("common_words") for rest in row["rest"].split())


@cache
def characters() -> dict[str, Bits]:
    """The characters of names and of running text."""
    return {row["character"]: Bits(*(int(row[place]) / 10 for place in Bits._fields)) for row in vocabulary.table("name_characters")}


@cache
def seldom_surnames() -> frozenset[str]:
    """The first characters of surnames that are seldom one."""
    return frozenset(character for character in surname_lengths() if surname_score(character) < SELDOM)


@cache
def _not_names() -> tuple[frozenset[str], tuple[int, ...]]:
    """Beginnings of what is no name, and how long they are."""
    words = frozenset(vocabulary.words("name_contexts.not_name"))
    return words, tuple(sorted({len(word) for word in words}))


def _begins_as_no_name(name: str) -> bool:
    words, lengths = _not_names()
    return not words.isdisjoint([name[:length] for length in lengths])


_PLACE_ENDINGS = frozenset("县村镇乡市区省街路湾河湖庄屯堡港桥岗坪坝沟垭")


@cache
def _forms_of_address() -> frozenset[str]:
    """What stands after a mere surname: 女士, 大爷, 某 and titles; a name needs a given name."""
    groups = ("titles.honorific", "titles.after_name", "titles.official", "titles.not_official", "name_contexts.address")
    return frozenset(word for group in groups for word in vocabulary.words(group))


def surname_score(character: str) -> float:
    """Bits for a character being a surname where it stands in no common word."""
    return characters().get(character, UNSEEN).surname


def given_score(given: str) -> float:
    """Bits for two characters being a given name."""
    table = characters()
    return table.get(given[0], UNSEEN).first + table.get(given[1], UNSEEN).second


def is_compound(name: str) -> bool:
    """Whether a name of four characters has two surnames of one character each, the husband's and the own."""
    return len(name) == 4 and name[:2] not in _double_surnames() and 1 in surname_lengths().get(name[1], ())


@lru_cache(maxsize=1 << 17)
def name_score(name: str) -> float:
    """Bits for `name` being a person's name of two to four characters rather than running text, whatever stands around it.

    A single character is no name: minus infinity.
    """
    if len(name) < 2:
        return float("-inf")
    if is_compound(name):
        return surname_score(name[0]) + name_score(name[1:]) - _COMPOUND_PENALTY
    surname = 2 if len(name) > 2 and name[:2] in _double_surnames() else 1
    given = name[surname:]
    table, words = characters(), common_words()
    score = table.get(name[0], UNSEEN).surname if surname == 1 else -3.0
    if len(given) == 1:
        score += table.get(given, UNSEEN).single - SINGLE_PENALTY
    else:
        score += table.get(given[0], UNSEEN).first + table.get(given[1], UNSEEN).second
        score -= _LONG_PENALTY * (len(given) - 2)
        score -= _GIVEN_WORD_PENALTY * (given in words)
    if name in words:
        score -= _WORD_PENALTY.get(len(name), 0.0)
    if surname == 1 and len(given) > 1:
        score -= _HEAD_WORD_PENALTY * (name[:2] in words)
    if _begins_as_no_name(name):
        score -= 8.0
    if given in _forms_of_address() or (len(given) == 2 and given[0] == "某"):
        score -= 20.0
    if "氏" in given or given[0] == "姐":  # 某氏 is a family or a brand, 某姐 an address
        score -= 20.0
    if len(name) == 3 and name[2] in _PLACE_ENDINGS:
        score -= 6.0
    return score

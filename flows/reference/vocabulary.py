"""The one loader of the reviewed word lists and tables beside this file.

A word list is a YAML file: a mapping from the name of a group to its words, written on one line and separated by spaces (or as a list).
A table is a CSV file with a header line; lines that begin with `#` are comments in both.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE = Path(__file__).parent


class ReferenceDataError(Exception):
    """A reference file of this installation is missing or damaged; the message is one line that says which."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"the reference file {file} {what}; install zhanyi again")


def content(file: str) -> str:
    """The text of a reference file. Raises ReferenceDataError if it is missing or was cut: a whole one ends with a line end."""
    try:
        text = (_HERE / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReferenceDataError(file, "is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReferenceDataError(file, f"cannot be read ({error})") from None
    if not text.endswith("\n"):
        raise ReferenceDataError(file, "is damaged: its end is missing")
    return text


@cache
def groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """The groups of the word list `NAME.yaml`, each with its words in order. Raises ReferenceDataError."""
    try:
        loaded = yaml.safe_load(content(f"{name}.yaml"))
    except yaml.YAMLError:
        raise ReferenceDataError(f"{name}.yaml", "is damaged: it is no YAML") from None
    if not isinstance(loaded, dict):
        raise ReferenceDataError(f"{name}.yaml", "is damaged: it is no mapping of groups")
    return MappingProxyType({str(group): _words(name, group, value) for group, value in loaded.items()})


def _words(name: str, group: object, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ReferenceDataError(f"{name}.yaml", f"is damaged: group {group} is neither a line of words nor a list of them")


@cache
def words(name: str) -> tuple[str, ...]:
    """All words of the list `NAME.yaml`, or of one group (`NAME.group`), in the file's order and without repetition."""
    file, _, group = name.partition(".")
    if group:
        try:
            return groups(file)[group]
        except KeyError:
            raise ReferenceDataError(f"{file}.yaml", f"is damaged: it has no group {group}") from None
    return tuple(dict.fromkeys(word for entries in groups(file).values() for word in entries))


@cache
def alternation(name: str) -> str:
    """The words of `words(name)` as a regular expression's alternation, longest first, so that the longest word wins."""
    return "|".join(map(re.escape, sorted(words(name), key=lambda word: (-len(word), word))))


@cache
def beginnings(name: str) -> re.Pattern[str]:
    """Finds where any of `words(name)`, all of two characters or more, may begin by its first two: a quick test before a search."""
    first, second = ("".join(sorted({word[place] for word in words(name)})) for place in (0, 1))
    return re.compile(f"[{re.escape(first)}][{re.escape(second)}]")


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of the table `NAME.csv`, each a mapping from column to text."""
    lines = [line for line in content(f"{name}.csv").splitlines() if line and not line.startswith("#")]
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines))

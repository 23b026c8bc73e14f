"""What the pages say, in Chinese and in English: `wording.yaml` beside this file, every entry in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("zh", "en")
_FILE = Path(__file__).parent / "wording.yaml"


@cache
def entries(lang: str) -> Mapping[str, str]:
    """All wordings of one language, by key. Raises ValueError for an entry that lacks a language."""
    loaded = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for key, pair in loaded.items():
        if not isinstance(pair, list) or len(pair) != len(LANGUAGES) or not all(isinstance(text, str) for text in pair):
            raise ValueError(f"wording.yaml: {key} is not a pair of texts")
    return MappingProxyType({str(key): pair[LANGUAGES.index(lang)] for key, pair in loaded.items()})


class Wording:
    """`say("page", number=3)`: the wording in one language. Values are put in as they are; the template escapes the whole."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._entries = entries(lang)

    def __call__(self, key: str, **values: object) -> str:
        """The wording of a key. Raises KeyError if there is none."""
        text = self._entries[key]
        return text.format(**values) if values else text

    def word(self, value: object, group: str = "word") -> str:
        """The wording of an enumerated value of the database; the value itself where it has none."""
        return self._entries.get(f"{group}.{value}", "" if value is None else str(value))


def preferred(given: str | None, accepted: str) -> str:
    """The language of an answer: the one in the address, else the first of the browser's languages that there is, else Chinese."""
    if given in LANGUAGES:
        return str(given)
    for part in accepted.split(","):
        lang = part.split(";")[0].strip().lower()[:2]
        if lang in LANGUAGES:
            return lang
    return LANGUAGES[0]

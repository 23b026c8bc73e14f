"""Pinyin glosses after Traditional characters: `區(qū)` back to `區`.

Some sites write the reading behind each Traditional-only character. The guard is that character: 618 of 618 glosses of the seeds follow
one, and with it none of 24 look-alikes is stripped (`体重(kg)`, `任(rén)书记`, `新冠(covid)`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from flows.text.script import traditional_only
from flows.text.spans import Edit, Mapped, Repair

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ\u0300\u0301\u0304\u0308\u030c"
LETTERS = f"a-zɡê{_TONES}"
_GLOSS = re.compile(f"[(（](?<=[\u3400-\u9fff][(（])([{LETTERS}]{{1,8}})[)）]")
# A syllable of Pinyin without its tone (some products of initial and final do not exist; the guard makes up for that).
_INITIAL = "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = "(?:ai|ei|ao|ou|[aei]n|[aei]ng|ong|er|i(?:a|e|ao|u|an|ang|ong)|[uüv](?:a|o|e|ai|i|an|n|ang)|[aoeiuüv])"
_SYLLABLE = re.compile(_INITIAL + _FINAL)
_MARKS = re.compile("[\u0300\u0301\u0304\u030c]")


def repair(text: Mapped) -> tuple[Mapped, list[Repair]]:
    """The text without glosses. To be done before the conversion to Simplified, which would take the guard away."""
    return text.edited(Edit(match.start(), match.end(), "", "gloss") for match in find(text.text))


def find(text: str) -> Iterator[re.Match[str]]:
    """The glosses of a text; group 1 is the reading."""
    guard = traditional_only()
    for match in _GLOSS.finditer(text):
        if text[match.start() - 1] in guard and is_reading(match[1]):
            yield match


@cache
def is_reading(letters: str) -> bool:
    """Whether the letters are a syllable of Pinyin, with or without tone."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", letters.replace("ɡ", "g").replace("ê", "e")))
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def readings(text: str) -> dict[str, str]:
    """The readings that the glosses of a text give to characters."""
    return {text[match.start() - 1]: match[1] for match in find(text)}

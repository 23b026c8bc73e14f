"""From a format's lines to canonical characters: the repairs in the order in which they build on each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.text import script
from flows.text.documents import Script
from flows.text.repair import gloss, invisible, mojibake, punctuation, shift
from flows.text.spans import Mapped, Repair

_LOST = re.compile("\ufffd+")


class Cleaned(NamedTuple):
    """Canonical characters on the lines of the source; `damaged` are ranges of the raw text that are not certain."""

    text: Mapped
    script: Script
    repairs: list[Repair]
    damaged: list[tuple[int, int]]


def clean(text: Mapped, assumed: Script | None = None) -> Cleaned:
    """The text with all repairs that do not depend on the layout. No step adds or removes a line feed.

    `assumed`: the script of the text that this one belongs to (a title, of its text); else it is measured. The order: the shift needs
    the glosses' readings, the gloss needs its Traditional character, and only Simplified text is compared with word lists later.
    """
    text, repairs = mojibake.repair(text)
    text, made = invisible.repair(text)
    repairs += made
    text, made, damaged = shift.repair(text)
    repairs += made
    damaged += [text.raw_span(*match.span()) for match in _LOST.finditer(text.text)]
    text, made = gloss.repair(text)
    repairs += made
    found = assumed or script.script_of(text.text)
    text, made = script.to_simplified(text, found)
    repairs += made
    text, made = punctuation.repair(text)
    repairs += made
    return Cleaned(text, found, repairs, damaged)

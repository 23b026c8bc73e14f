"""Characters that nobody sees: zero-width and control characters out, exotic spaces to plain ones."""

from __future__ import annotations

import re

from flows.text.spans import Edit, Mapped, Repair

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ue000-\uf8ff]+"
)
_SPACES = dict.fromkeys([0x0B, 0x0C, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_SPACE = re.compile("[" + "".join(map(chr, _SPACES)) + "]")


def repair(text: Mapped) -> tuple[Mapped, list[Repair]]:
    """The text without invisible characters and with plain spaces (the ideographic space, a sign of paragraphs, stays)."""
    if _SPACE.search(text.text):
        text = text.with_text(text.text.translate(_SPACES))
    if not _INVISIBLE.search(text.text):
        return text, []
    return text.edited(Edit(match.start(), match.end(), "", "invisible") for match in _INVISIBLE.finditer(text.text))

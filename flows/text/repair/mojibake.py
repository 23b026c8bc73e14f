"""Chinese read as Latin-1: `ÈËÃñÍø` back to `人民网` (GBK) and `äººæ°‘ç½‘` likewise (UTF-8).

The bytes are all there, so the text is certain where they decode and give common characters. Single accented letters (café) never form
such a run; in a text that has a run, shorter stretches (`3ÔÂ24ÈÕ`) are misread too.
"""

from __future__ import annotations

import re

from flows.text import lexicon
from flows.text.spans import Edit, Mapped, Repair

_HIGH = "\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"  # Latin-1, and what Windows-1252 has in place of its control characters
_RUN = re.compile(f"[\x80-\xff][{_HIGH}]{{3,}}")
_SHORT = {
    "utf-8": re.compile(f"(?:[\xe2-\xef][{_HIGH}]{{2}})+"),
    "gbk": re.compile(f"(?:[\x81-\xfe][{_HIGH}@-~])+"),
}
_COMMON = -4.6  # mean character score of the result; real text has about -3.3
_ACCEPTABLE = -6.5  # for short stretches of a text that is known to be misread


def repair(text: Mapped) -> tuple[Mapped, list[Repair]]:
    """The text with misread bytes decoded."""
    for run in _RUN.finditer(text.text):
        encoding = next((name for name in _SHORT if _decoded(run[0], name, _COMMON)), None)
        if encoding:
            found = ((match, _decoded(match[0], encoding, _ACCEPTABLE)) for match in _SHORT[encoding].finditer(text.text))
            return text.edited(Edit(match.start(), match.end(), decoded, "mojibake") for match, decoded in found if decoded)
    return text, []


def _decoded(run: str, encoding: str, lowest: float) -> str:
    """The run's bytes as text, empty if they are none with at least this mean score. The last byte of GBK may stand after the run."""
    data = b"".join(character.encode("latin-1") if character <= "\xff" else character.encode("cp1252") for character in run)
    try:
        text = data[: len(data) & ~1].decode(encoding) if encoding == "gbk" else data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return text if text and sum(map(lexicon.score, text)) > lowest * len(text) else ""

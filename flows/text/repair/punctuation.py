"""Punctuation of Chinese text: half-width forms widened, straight and corner quotation marks to “”, full-width digits and Latin narrowed.

Only in Chinese context: not in times (12:30), numbers (1,000), addresses, e-mail and Latin sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.text.spans import Mapped, Repair

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_SMALL = {
    "﹐": "，",
    "﹑": "、",
    "﹔": "；",
    "﹕": "：",
    "﹖": "？",
    "﹗": "！",
    "﹙": "（",
    "﹚": "）",
    "｡": "。",
    "､": "、",
    "｢": "“",
    "｣": "”",
}
_CORNERS = {"「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’", "〝": "“", "〞": "”", "＂": '"'}
_FULL = {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))} | {
    "％": "%",
    "＋": "+",
}
_ALWAYS = _SMALL | _CORNERS | _FULL
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60“”‘’…—·％"
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_ADDRESS = r"(?:https?|ftp)[:：]//[!-~]+|www\.[!-~]+"
_E_MAIL = r"[\w.+-]+@[\w-]+\.[\w.-]+"
_MARK = f"(?P<half>[,;:?!()])|(?P<always>[{''.join(map(re.escape, _ALWAYS))}])"
_PIECE = re.compile(f"(?P<skip>{_ADDRESS})|{_MARK}")
_PIECE_OR_E_MAIL = re.compile(f"(?P<skip>{_ADDRESS}|{_E_MAIL})|{_MARK}")  # slow in running text, as every word may begin an address
_ANY = re.compile(f'[,;:?!()"{"".join(map(re.escape, _ALWAYS))}]')
_STRAIGHT = re.compile('"')
_NEAR = 12  # how far a bracket looks for its partner's context


def repair(text: Mapped) -> tuple[Mapped, list[Repair]]:
    """The text with canonical punctuation; its length stays. One repair per changed character."""
    if not _ANY.search(text.text):
        return text, []
    characters, changed = list(text.text), []
    for position, after in _changes(text.text):
        characters[position] = after
        changed.append(position)
    converted = "".join(characters)
    if '"' in converted:
        for position, after in _straight_quotes(converted):
            characters[position] = after
            changed.append(position)
        converted = "".join(characters)
    return text.converted(converted, ((position, position + 1) for position in sorted(changed)), "punctuation")


def _changes(text: str) -> Iterator[tuple[int, str]]:
    for match in (_PIECE_OR_E_MAIL if "@" in text else _PIECE).finditer(text):
        if match.lastgroup == "always":
            yield match.start(), _ALWAYS[match[0]]
        elif match.lastgroup == "half" and _is_chinese_context(text, match.start()):
            yield match.start(), _WIDE[match[0]]


def _is_chinese_context(text: str, position: int) -> bool:
    """Whether the half-width mark stands in Chinese text: a Chinese neighbour, seen past spaces, digits being none of either kind."""
    mark, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if mark in ",:" and before.isdigit() and after.isdigit():
        return False
    if _IS_CHINESE.match(before) or _IS_CHINESE.match(after):
        return True
    if mark in "()":
        return _bracket_is_chinese(text, position)
    left = text[max(0, position - _NEAR) : position].rstrip(' 　)!?"%')
    right = text[position + 1 : position + 1 + _NEAR].lstrip(' 　("')
    if before.isascii() and before.isalpha() and after == " ":
        return False
    return bool(_IS_CHINESE.match(left[-1:].strip("0123456789.") or right[:1]) or (left[-1:].isdigit() and _IS_CHINESE.search(left)))


def _bracket_is_chinese(text: str, position: int) -> bool:
    """A bracket follows what stands outside or inside its pair: either being Chinese makes it Chinese."""
    if text[position] == "(":
        stop = text.find(")", position + 1, position + 60)
        outside = text[stop + 1 : stop + 2] if stop > 0 else ""
        inside = text[position + 1 : stop] if stop > 0 else text[position + 1 : position + 1 + _NEAR]
    else:
        start = text.rfind("(", max(0, position - 60), position)
        outside = text[start - 1 : start] if start > 0 else ""
        inside = text[start + 1 : position] if start >= 0 else text[max(0, position - _NEAR) : position]
    return bool(_IS_CHINESE.match(outside) or _IS_CHINESE.search(inside))


def _straight_quotes(text: str) -> Iterator[tuple[int, str]]:
    """Straight double quotation marks of a line, where they come in pairs around or beside Chinese."""
    start = 0
    for line in text.split("\n"):
        if '"' in line:
            places = [match.start() for match in _STRAIGHT.finditer(line)]
            if len(places) % 2 == 0 and _IS_CHINESE.search(line):
                for number, place in enumerate(places):
                    yield start + place, "“”"[number % 2]
        start += len(line) + 1

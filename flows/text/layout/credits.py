"""Bylines, source lines and editors' lines, on lines of their own and at the end of paragraphs.

A line is a credit when nothing is left of it after its words of role, its media, its names and its dates are taken away, and at least
one of them says that it is one: a word of role, or a medium beside a name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout import words

_LONGEST, _LONGEST_BODY_SIGNED = 120, 40
_MOST_CREDITS = 12  # in a row at the end of a paragraph
_LONGEST_BRACKET, _LONGEST_LABELLED = 100, 60
_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_PHOTO = re.compile(r"(?:摄影?|供图|图|摄/)$")
_SIGNED = re.compile(rf"[（(][^（）()]{{4,{_LONGEST_BODY_SIGNED}}}[）)]")
_BRACKETED = re.compile(r"[（(【\[][^（）()【】\[\]]{2,90}[）)】\]]\s*$")


@cache
def _provided() -> re.Pattern[str]:
    what = vocabulary.alternation("credits.provided")
    return re.compile(rf"[（(]?(?:本文|本版|本组)?(?:{what})[^。！？]{{0,16}}(?:由|来自|源自)[^。！？]{{2,24}}(?:提供|供稿|供图)?[。）)]*")


@cache
def _labelled_editor() -> re.Pattern[str]:
    return re.compile(rf"[（(【\[]?(?:{vocabulary.alternation('credits.labelled_roles')})\s*[：:/|｜]\s*[^。！？，；：]{{2,16}}[）)】\]]?")


@cache
def _labelled() -> re.Pattern[str]:
    words_before = f"{vocabulary.alternation('credits.roles')}|{vocabulary.alternation('credits.sources')}"
    value = r"[^\s：:。，！？；][^：:。，！？；]{0,40}"
    return re.compile(rf"(?:(?<=[。！？”’）)\]】；日…])|(?<=\s)|^)\s*[（(\[【]?(?:{words_before})\s*[：:/]\s*{value}[）)\]】]?\s*$")


def is_byline(string: str) -> bool:
    """Whether the line is nothing but a few names (`张三 李四`), none of them a place."""
    names = string.replace("、", " ").split()
    if len(names) == 2 and len(names[0]) == len(names[1]) == 1:
        names = ["".join(names)]
    return 1 <= len(names) <= 6 and all(words.is_name(name) and name not in place_names() for name in names)


@lru_cache(maxsize=1024)
def is_credit(string: str, *, alone: bool = True) -> bool:
    """Whether the line is a byline, a source or an editor's line. `alone`: it is a whole line, where a bracketed body signs the text."""
    plain = string.strip()
    if not 2 <= len(plain) <= _LONGEST or plain[-1] in "：:" or (plain[-1] in "。！？；" and len(plain) > 30):
        return False
    if len(plain) > 30 and "，" in plain and plain[0] not in "（(【[":
        return False
    if _provided().fullmatch(plain) or _labelled_editor().fullmatch(plain):
        return True
    core = plain.lstrip("（(【[ ")
    if match := words.sources().match(core):
        rest = core[match.end() :].rstrip("）)】] 。")
        if match[0].rstrip()[-1] in "：|｜" or words.is_body(rest):
            return 2 <= len(rest) <= 60 and "，" not in rest
    return _nothing_left(plain, alone and _SIGNED.fullmatch(plain) is not None)


def _nothing_left(string: str, bodies_sign: bool) -> bool:
    """Whether all words of the line are roles, media, bodies, names and dates, and one of them says that this is a credit."""
    kinds = []
    for token in words.TOKEN.findall(_PADDED.sub(r"\1\2", words.TIME.sub(" ", words.DATE.sub(" ", string)))):
        kind = words.kind(token)
        if kind == "other":
            return False
        kinds.append(kind)
    found = set(kinds)
    if "role" in found:
        return bool(found & {"name", "body", "medium"}) or kinds == ["role"] or (kinds.count("word") == 1 and len(kinds) == 2)
    if "word" in found:
        return False
    return {"medium", "name"} <= found or (bodies_sign and bool(found & {"body", "medium"}))


def is_photo_credit(string: str) -> bool:
    """Whether a credit names who took a picture: it closes no article."""
    return _PHOTO.search(string.rstrip("）)】] ")) is not None


def is_signature(string: str) -> bool:
    """Whether credits at the end of a paragraph inside a text name a reporter or a source, not just a body."""
    return words.roles().search(string) is not None or words.sources().search(string) is not None


def tail_start(string: str) -> int:
    """Where the credits at the end of a paragraph begin (`（记者 甲 乙）`, `责任编辑：丙`); the length of the string if there are none."""
    end = len(string)
    for _ in range(_MOST_CREDITS):
        part = string[:end]
        start = _bracketed_start(part)
        if start is None:
            start = _labelled_start(part)
        if start is None:
            return end
        end = len(string[:start].rstrip(" \u3000|"))
    return end


def _bracketed_start(string: str) -> int | None:
    tail = string[-_LONGEST_BRACKET:]
    match = _BRACKETED.search(tail)
    if match is None:
        return None
    inner = match[0].strip()
    return len(string) - len(tail) + match.start() if is_credit(inner, alone=False) or is_byline(inner[1:-1]) else None


def _labelled_start(string: str) -> int | None:
    tail = string[-_LONGEST_LABELLED:]
    match = _labelled().search(tail)
    return len(string) - len(tail) + match.start() if match and is_credit(match[0].strip()) else None

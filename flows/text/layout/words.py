"""The words of bylines: roles, media, bodies, names, days."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})日?(?!\d)")
TIME = re.compile(r"(?<!\d)\d{1,2}\s*[:：时]\s*\d{2}(?:\s*[:：分]\s*\d{2}秒?)?分?(?!\d)")
TOKEN = re.compile(r"[^\s、，,；;：:/／（）()【】\[\]|｜。.·&＆+＋和及—\-〔〕“”]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DAY = re.compile(r"(?:\d{1,2}月)?\d{1,2}日|星期[一二三四五六日天]|周[一二三四五六日]")
_NUMBER = re.compile(r"[\d,.]+次?")
_LONGEST_BODY, _LONGEST_WORD = 24, 4


@cache
def roles() -> re.Pattern[str]:
    """A word of role that says so beside any name (`记者`, `责任编辑`, `摄`)."""
    return re.compile(vocabulary.alternation("credits.roles"))


@cache
def sources() -> re.Pattern[str]:
    """A word before the name of the source, with its colon (`来源：`, `转自`)."""
    return re.compile(rf"(?:本文|文章|图文|信息|稿件)?(?:{vocabulary.alternation('credits.sources')})\s*[：:|｜]?\s*")


@cache
def _lone_roles() -> frozenset[str]:
    return frozenset(vocabulary.words("credits.lone_roles"))


@cache
def _media() -> re.Pattern[str]:
    ends, agencies = vocabulary.alternation("credits.media_ends"), vocabulary.alternation("credits.agencies")
    return re.compile(rf"(?:{agencies}|[\u4e00-\u9fffA-Za-z0-9“”·]{{0,16}}?(?:{ends}))")


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fffA-Za-z0-9“”]{{2,20}}(?:{vocabulary.alternation('credits.body_ends')})")


@cache
def _silent() -> frozenset[str]:
    """Words that say nothing: fields of a page's head, fillers."""
    return frozenset(word for group in ("fields", "published", "fillers") for word in vocabulary.words(f"credits.{group}"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(vocabulary.words("surnames"))


@lru_cache(maxsize=4096)
def kind(token: str) -> str:
    """What a word of a byline is.

    `role` (alone or against names and media), `medium`, `body`, `name`, `day`, `word` (so short that it may be a name) or `other`.
    """
    if _DAY.fullmatch(token) or _NUMBER.fullmatch(token) or token in _silent():
        return "day"
    if token in _lone_roles() or _is_role(token):
        return "role"
    if is_name(token):
        return "name"
    if is_medium(token):
        return "medium"
    if is_body(token):
        return "body"
    return "word" if len(token) <= _LONGEST_WORD and _HAN.fullmatch(token) else "other"


def _is_role(token: str) -> bool:
    """Whether the word is a role, or one with the medium or name that it stands against (`新华社记者甲某`, `某镇政府供图`)."""
    match = roles().search(token)
    if match is None:
        return False
    before, after = token[: match.start()], token[match.end() :]
    if after and not is_name(after) and not roles().fullmatch(after):
        return False
    may_be_name = not after and 2 <= len(before) <= _LONGEST_WORD and _HAN.fullmatch(before) is not None
    return not before or is_body(before) or is_name(before) or may_be_name


def is_name(string: str) -> bool:
    """Whether the string can be a person's full name: a family name and one or two characters, or parts joined by a dot."""
    if "·" in string:
        return all(_HAN.fullmatch(part) and len(part) <= 6 for part in string.split("·"))
    if not 2 <= len(string) <= 4 or not _HAN.fullmatch(string):
        return False
    return (string[:2] in _surnames() and len(string) >= 3) or (string[0] in _surnames() and len(string) <= 3)


def is_body(token: str) -> bool:
    """Whether the word is the name of a place, a medium or another body that signs for texts."""
    if len(token) > _LONGEST_BODY:
        return False
    return token in place_names() or is_medium(token) or _bodies().fullmatch(token) is not None


def is_medium(token: str) -> bool:
    """Whether the word is the name of a paper, a station, a site."""
    if not 2 < len(token) <= _LONGEST_BODY or _media().fullmatch(token) is None:
        return False
    return not token.endswith(vocabulary.words("credits.not_media"))

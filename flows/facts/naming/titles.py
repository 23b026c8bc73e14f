"""A person's titles: where a title ends before a name, how far it reaches to the left, and what role it gives the person.

Offsets are code points of the text handed in. A title is found by its last word (`flows/reference/titles.yaml`); to the left it ends at
punctuation, at a verb or preposition (`title_limits.yaml`) and at the name before it. Titles joined by the enumeration comma are split.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from flows.facts.naming import phrases
from flows.facts.naming.phrases import phrase_start
from flows.facts.records import PersonRole
from flows.reference import vocabulary

_SPACE = " 　\xa0"
_KEPT = 1 << 14  # titles whose readings are kept: the same ones come again and again


class Title(NamedTuple):
    """A title's place and words."""

    start: int
    stop: int
    text: str


@cache
def _suffixes() -> tuple[AhoCorasick, tuple[str, ...]]:
    known = tuple(dict.fromkeys(word for group in ("official", "not_official", "press") for word in vocabulary.words(f"titles.{group}")))
    return AhoCorasick(known), known


@cache
def _role_of_suffix() -> dict[str, PersonRole]:
    roles: dict[str, PersonRole] = {}
    for group, role in (("official", "official"), ("not_official", "citizen"), ("press", "press"), ("press_credit", "press")):
        for word in vocabulary.words(f"titles.{group}"):
            roles.setdefault(word, role)  # type: ignore[arg-type]
    return roles


def role_of_word(word: str) -> PersonRole:
    """The role that a title's last word stands for."""
    return _role_of_suffix()[word]


@cache
def _private_body() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("titles.private_body"))


@cache
def _public_body() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("titles.public_body"))


@cache
def _community_body() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("titles.community_body"))


@cache
def _relations() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("titles.relation") + ")$")


def is_relation(title: str) -> bool:
    """Whether the words only say whose relation somebody is or what kind of human being (妻子, 老人): no position."""
    return _relations().search(title) is not None and not title.endswith(vocabulary.words("titles.not_relation"))


@cache
def _party_post() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("titles.party_post"))


@cache
def _after_name() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("titles.after_name"))


@cache
def _collective() -> re.Pattern[str]:
    return re.compile(r"等?([\u4e00-\u9fff]{0,10}?(?:" + vocabulary.alternation("titles.collective") + "))")


@cache
def _label() -> re.Pattern[str]:
    return re.compile(r"(?<![\u4e00-\u9fff])(" + vocabulary.alternation("titles.label") + r")[ 　]?[：:][ 　]?$")


_LONGEST_LABEL = 8


def title_ends(text: str) -> dict[int, str]:
    """The offsets at which a title may end, each with the title's last word."""
    automaton, words = _suffixes()
    ends: dict[int, str] = {}
    for number, start, stop in automaton.find_matches_as_indexes(text, overlapping=True):
        if stop - start > len(ends.get(stop, "")):
            ends[stop] = words[number]
    return ends


def titles_before(text: str, name_start: int, floor: int, ends: dict[int, str], protected: frozenset[int]) -> list[Title]:
    """The titles that stand right before a name at `name_start`, in order of the text; none reaches to the left of `floor`.

    `protected` are offsets inside words (place names) in which a preposition's character is no limit.
    """
    stop = name_start
    while stop > floor and text[stop - 1] in _SPACE:
        stop -= 1
    label = _label().search(text, max(floor, stop - _LONGEST_LABEL), stop)
    if label is not None:
        return [Title(label.start(1), label.end(1), label.group(1))]
    held = _held_post(text, stop, floor, ends, protected)
    if held is not None:
        return [held]
    found: list[Title] = []
    remit = _REMIT.search(text, max(floor, stop - _LONGEST_REMIT), stop)
    if remit is not None and remit.start() in ends:
        start = phrase_start(text, remit.start(), floor, protected)
        return [Title(start, stop, text[start:stop])] if remit.start() - start >= 2 else []
    while stop in ends and stop > floor:
        start = phrase_start(text, stop, floor, protected)
        if stop - start < 2:
            break
        if found and text[start] == "任":  # 甲任组长、县长乙: the post before the comma is the other's
            break
        found.append(Title(start, stop, text[start:stop]))
        if start > floor and text[start - 1] == "，" and start - 1 in ends:
            return [*_clause_of_titles(text, start - 1, floor), *found[::-1]]
        if start <= floor or text[start - 1] != "、" or start - 1 not in ends:
            break
        stop = start - 1
    held = _held_post(text, found[-1].start, floor, ends, protected) if found else None
    return [*([held] if held else []), *found[::-1]]


_LONGEST_CLAUSE = 40


def _clause_of_titles(text: str, stop: int, floor: int) -> list[Title]:
    """The titles of a clause that ends at `stop` and holds nothing else (`县委常委、宣传部长，县指挥部副指挥长某某`)."""
    clause = _LAST_CLAUSE.search(text, max(floor, stop - _LONGEST_CLAUSE), stop)
    return all_titles(text, clause.start(), stop) if clause else []


_LAST_CLAUSE = re.compile(r"(?<=[，。；：！？”\n])[\u4e00-\u9fff、]+$|^[\u4e00-\u9fff、]+$")


_HOLDING = ("时任", "身为", "作为", "同为", "同是", "曾任", "担任", "兼任", "现任")


def _held_post(text: str, stop: int, floor: int, ends: dict[int, str], protected: frozenset[int]) -> Title | None:
    """The title of `时任某院副院长的某某`, where the name begins at `stop`."""
    if text[stop - 1 : stop] != "的" or stop - 1 not in ends:
        return None
    start = phrase_start(text, stop - 1, floor, protected)
    serving = _SERVING.search(text, start, stop - 1)
    if serving is not None:
        return Title(serving.start(1), stop - 1, serving.group(1))
    return Title(start, stop - 1, text[start : stop - 1]) if text.endswith(_HOLDING, max(0, start - 2), start) else None


_SERVING = re.compile("[当任]((?![当任])[\u4e00-\u9fff]{2,12}?)$")  # 在某村当楼长的


_REMIT = re.compile(r"[（(][\u4e00-\u9fff、]{2,14}[）)]$")  # 副署长（环境卫生）
_LONGEST_REMIT = 16


def remit_start(text: str, stop: int) -> int:
    """Where the bracket with a post's remit begins that ends at `stop`, else `stop`."""
    remit = _REMIT.search(text, max(0, stop - _LONGEST_REMIT), stop) if text[stop - 1 : stop] in ("）", ")") else None
    return remit.start() if remit else stop


def is_labelled(text: str, start: int) -> bool:
    """Whether a label of posts (`组长：`) stands right before `start`."""
    return _label().search(text, max(0, start - _LONGEST_LABEL), start) is not None


def is_label(text: str, title: Title) -> bool:
    """Whether a title heads a list of persons, a colon behind it."""
    return text[title.stop : title.stop + 2].lstrip(_SPACE)[:1] in ("：", ":")


def title_after(text: str, name_start: int, name_stop: int, floor: int, protected: frozenset[int]) -> Title | None:
    """The title that follows a name (`张某省长`), joined with the body before the name (`省委张某书记` gives 省委书记), or None."""
    found = _after_name().match(text, name_stop)
    if found is None:
        return None
    start = phrase_start(text, name_start, floor, protected) if name_start > floor else name_start
    body = text[start:name_start]
    if body and _BODY.fullmatch(body):
        return Title(start, found.end(), body + found.group())
    return Title(found.start(), found.end(), found.group())


_BODY = re.compile(r"[\u4e00-\u9fff]{0,8}(?:[省市县区州盟旗镇乡村]委|纪委|党委|党组|党工委|管委会|政府|中央)")


def collective_title(text: str, list_stop: int) -> Title | None:
    """The title after a list of names (`甲、乙等区四套班子领导`), or None; a bare 领导 says nothing and is none."""
    found = _collective().match(text, list_stop)
    if found is None or len(found.group(1)) <= 2 or not text.startswith("等", list_stop):
        return None
    words = found.group(1)
    return Title(found.start(1), found.end(1), words) if not phrases.begins_with_function(words) else None


@lru_cache(maxsize=_KEPT)
def role_of(title: str) -> PersonRole:
    """The role that a title gives: the last word decides, but posts in private bodies are no public offices unless they are the party's."""
    title = title[: remit_start(title, len(title))]
    best = title_ends(title).get(len(title)) or next((word for word in vocabulary.words("titles.press_credit") if title.endswith(word)), "")
    role = _role_of_suffix().get(best, "citizen")
    if role == "official" and _private_body().search(title) and not _party_post().search(title):
        return "citizen"
    if best in vocabulary.words("titles.community") and _community_body().search(title):
        return "official"
    if best.endswith("负责人") and not _public_body().search(title):
        return "citizen"
    return role


@lru_cache(maxsize=_KEPT)
def modifier_of(title: str) -> str | None:
    """`acting`, `deputy`, `executive`, `first` or `former`, as the title says."""
    for group in ("former", "acting", "executive", "deputy", "first"):
        if re.search(vocabulary.alternation(f"titles.{group}"), title):
            return group
    return None


@lru_cache(maxsize=_KEPT)
def body_of(title: str) -> str | None:
    """The organisation in which the post is (`某县委` in 某县委书记), or None if the title names none."""
    rest = title[: len(title) - len(title_ends(title).get(len(title), ""))]
    rest = re.sub(vocabulary.alternation("titles.rank") + "$", "", rest)
    return rest if len(rest) >= 2 else None


@lru_cache(maxsize=_KEPT)
def is_ad_hoc(title: str) -> bool:
    """Whether the post is in a body set up for the occasion (领导小组, 指挥部)."""
    return re.search(vocabulary.alternation("titles.ad_hoc_body"), title) is not None


def assumed_title(text: str, left: int, name_stop: int, floor: int, ends: dict[int, str], protected: frozenset[int]) -> Title | None:
    """The post of `支部书记由院长某某担任`; `left` is where the person's mention begins, its own titles included."""
    post = left - 1
    if not text.startswith(("担任", "兼任"), name_stop) or text[post:left] != "由" or post not in ends:
        return None
    start = phrase_start(text, post, floor, protected)
    return Title(start, post, text[start:post]) if post - start >= 2 else None


_COPULA = re.compile(r"(?:[，]?(?:就|也|还|既|又|现|现在|如今|目前|都|均)?是|[，]?(?:担任|作为))([^，。；！？“”\n]{2,40})")
_COPULA_TAIL = re.compile(r"(?:[，]?(?:也|又|还|更|同时也)是)([^，。；！？“”\n]{2,40})")
_COUNTED = re.compile(r"[一两二三四五六七八九十\d][名位个]")


_APPOINTED = re.compile(r"(?:同志)?(?:担任|兼任|出任|接任|升任|就任|任)([\u4e00-\u9fff]{2,30})")


def _appointed_title(text: str, name_stop: int) -> list[Title]:
    """The post of `由某某任组长、…` and `某某同志任某局局长`: up to the first title's end behind which something else begins."""
    match = _APPOINTED.match(text, name_stop)
    if match is None:
        return []
    start = match.start(1)
    for end in sorted(title_ends(match.group(1))):
        stop = start + end
        if text[stop : stop + 1] in _AFTER_POST and phrase_start(text, stop, start, frozenset()) == start:
            return [Title(start, stop, text[start:stop])]
    return []


_AFTER_POST = ("", "，", "。", "、", "；", "的", "（", "\n", "）")


def copula_titles(text: str, name_stop: int) -> list[Title]:
    """The titles of `甲是某村的一名党员，也是村里的消毒员`: the words after the last 的 where a clause ends in a title."""
    found = _appointed_title(text, name_stop)
    match = None if found else _COPULA.match(text, name_stop)
    while match is not None:
        title = _complement(text, match.start(1), match.end(1))
        plain = [title] if title else all_titles(text, match.start(1), match.end(1))
        if not plain:
            break
        found += plain
        match = _COPULA_TAIL.match(text, match.end())
    return found


def _complement(text: str, start: int, stop: int) -> Title | None:
    """The title at the end of a copula's complement, or None if it does not end in one."""
    ends = title_ends(text[start:stop])
    if stop - start not in ends:
        return None
    begin = max(text.rfind("的", start, stop) + 1, max((match.end() for match in _COUNTED.finditer(text, start, stop)), default=0))
    if begin <= start:
        return None
    words = text[begin:stop]
    return Title(stop - len(words), stop, words) if len(words) >= 2 else None


def all_titles(text: str, start: int, stop: int) -> list[Title]:
    """The items of the clause `start:stop` if each of them is a title and nothing but that, else none."""
    ends = title_ends(text[start:stop])
    found: list[Title] = []
    at = start
    for item in text[start:stop].split("、"):
        end = at + len(item)
        if end - start not in ends or len(item) < 2 or phrase_start(text, end, at, frozenset()) != at:
            return []
        found.append(Title(at, end, item))
        at = end + 1
    return found

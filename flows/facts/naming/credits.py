"""Bylines and credit lines: who wrote, photographed and edited, with the words of role as titles.

Understood are role before names (`记者 甲 乙`, `责任编辑：甲`), names before role (`甲 乙 摄`, `甲 /文`), several of them in a row,
with a medium before the role (`某某日报记者`), a bare name on a line of its own, and names padded with a space. Offsets are code points
of the text handed in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flows.facts.naming.minority_names import is_transliteration
from flows.facts.naming.names import name_score, surname_lengths
from flows.facts.naming.titles import Title
from flows.reference import vocabulary

_SEPARATOR = re.compile(r"[\s、，,；;：:/／（）()【】\[\]|。＋+&]+")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+")
_NAME_AND_ROLE = re.compile(r"([\u4e00-\u9fff]{2,3}?)(文|图|摄)")
_RUN_TOGETHER = re.compile(r"(?:[\u4e00-\u9fff]{2,3}?[文图摄]){2,}")  # 甲某文乙某图
_FLOOR = -9.0  # in a byline a string of two or three characters needs little evidence
_BARE_FLOOR = -4.0  # on a line without any word of role, more
_LOUD_FLOOR = -15.0  # beside a word of role it needs still less


class Credit(NamedTuple):
    """A person named in a byline, with the words of role that apply to it (`text` is what the line says, in order)."""

    start: int
    stop: int
    name: str
    titles: tuple[Title, ...]


class _Token(NamedTuple):
    start: int
    stop: int
    text: str
    role: bool


@cache
def _roles() -> re.Pattern[str]:
    words = {*vocabulary.words("titles.press"), *vocabulary.words("titles.press_credit")} - {"来源", "投稿"}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


@cache
def _trailing_roles() -> frozenset[str]:
    return frozenset(vocabulary.words("titles.press_after"))


@cache
def _always_trailing() -> frozenset[str]:
    return frozenset(vocabulary.words("titles.press_always_after"))


@cache
def _verbs_of_reporting() -> frozenset[str]:
    """What reporters and correspondents did (采写): no title beside the one they have."""
    return frozenset(vocabulary.words("titles.press_verb"))


def read_credits(text: str) -> list[Credit]:
    """The persons of all credit lines of `text`."""
    found: list[Credit] = []
    at = 0
    for line in text.split("\n"):
        found += _read_line(line, at)
        at += len(line) + 1
    return found


def _read_line(line: str, offset: int) -> list[Credit]:
    tokens = _joined(_tokens(line))
    if not tokens:
        return []
    has_role = any(token.role for token in tokens)
    names = [token for token in tokens if not token.role]
    if not has_role and (len(tokens) > 4 or len("".join(t.text for t in tokens)) < len(line.strip(" 　（）()")) * 0.6):
        return []
    if not has_role and any(name_score(name.text) < _BARE_FLOOR for name in names if "·" not in name.text):
        return []
    credits: list[Credit] = []
    before: list[_Token] = []
    group: list[_Token] = []
    open_group = False
    trailing = 0  # how many credits the last word of role behind its names made
    last = len(tokens) - 1
    for number, token in enumerate(tokens):
        if token.role:
            trails = bool(group) and (
                token.text in _always_trailing() or (tokens[-1].role and token.text in _trailing_roles()) or number == last
            )
            if trails:
                named = before if before and token.text in _verbs_of_reporting() else [*before, token]
                credits += [_credit(name, named, offset) for name in group]
                trailing, group, open_group = len(group), [], True
                continue
            if trailing and tokens[number - 1].role and token.text in _trailing_roles():  # 甲 文/图
                more = Title(token.start + offset, token.stop + offset, token.text)
                credits[-trailing:] = [credit._replace(titles=(*credit.titles, more)) for credit in credits[-trailing:]]
                continue
            credits += [_credit(name, before, offset) for name in group]
            group = []
            before = [*before, token] if before and number and tokens[number - 1].role and not open_group else [token]
            open_group = False
        else:
            group.append(token)
            open_group, trailing = True, 0
    credits += [_credit(name, before, offset) for name in group]
    return credits if names else []


def _credit(name: _Token, roles: list[_Token], offset: int) -> Credit:
    titles = tuple(Title(role.start + offset, role.stop + offset, role.text) for role in sorted(roles))
    return Credit(name.start + offset, name.stop + offset, name.text, titles)


def _tokens(line: str) -> list[_Token]:
    """Names and words of role, in order; whatever is neither is left out."""
    floor = _LOUD_FLOOR if _roles().search(line) else _FLOOR
    tokens: list[_Token] = []
    at = 0
    for gap in [*_SEPARATOR.finditer(line), None]:
        stop = gap.start() if gap else len(line)
        if stop > at:
            tokens += _chunk(line, at, stop, floor)
        at = gap.end() if gap else stop
    return tokens


def _chunk(line: str, start: int, stop: int, floor: float) -> list[_Token]:
    """The tokens of one stretch without separators: a role, a name, a role with a name on one side, or nothing."""
    text = line[start:stop]
    if _RUN_TOGETHER.fullmatch(text):
        return [
            _Token(start + match.start(group), start + match.end(group), match.group(group), group == 2)
            for match in _NAME_AND_ROLE.finditer(text)
            for group in (1, 2)
        ]
    roles = list(_roles().finditer(text))
    if not roles:
        if len(text) == 1 or _is_name(text, floor):
            return [_Token(start, stop, text, False)]
        return []
    last = roles[-1]
    if last.end() == len(text):
        head = text[: roles[0].start()]
        whole = (len(text) == 4 and text[:2] in vocabulary.words("surnames.double")) or (
            len(text) == 3 and len(head) == 2 and name_score(text) > name_score(head) - 3.0
        )
        if whole and text[-1] != "摄" and _is_name(text, _FLOOR):
            return [_Token(start, stop, text, False)]
        if head and _is_name(head, _FLOOR) and roles[0].group() in _trailing_roles():
            return [_Token(start, start + len(head), head, False), _Token(start + len(head), stop, text[len(head) :], True)]
        return [_Token(start, stop, text, True)] if _is_role(text) else []
    tail = text[last.end() :]
    if _is_name(tail, _LOUD_FLOOR):
        cut = start + last.end()
        return [_Token(start, cut, line[start:cut], True), _Token(cut, stop, tail, False)]
    return []


def _is_role(text: str) -> bool:
    return len(text) <= 16


def _is_name(text: str, floor: float) -> bool:
    if _HAN_NAME.fullmatch(text) is None:
        return False
    if "·" in text or (len(text) > 2 and floor == _LOUD_FLOOR and is_transliteration(text)):
        return True
    if len(text) == 4 and text[:2] not in vocabulary.words("surnames.double"):
        return False
    return text[0] in surname_lengths() and name_score(text) >= floor


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Names padded with a space (`郑 某`) put together: two single characters side by side."""
    joined: list[_Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        single = last is not None and not last.role and len(last.text) == 1
        if last is not None and single and not token.role and len(token.text) == 1 and last.text in surname_lengths():
            joined[-1] = _Token(last.start, token.stop, last.text + token.text, False)
        else:
            joined.append(token)
    return [token for token in joined if token.role or len(token.text) > 1]

"""The verbs of giving: which of their occurrences tell of a gift that was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.reference.vocabulary import alternation, words

VERB = re.compile(alternation("gifts.verbs"))
RECEIVED = re.compile(r"(?:收到|接收|接受|接到|获得(?!者)|获(?=赠))(?:了|到)?(?:来自)?(?P<donor>[^，。；]{0,40})$")
LEAVING = frozenset(words("gifts.leaving_verbs"))
_NOT_AFTER = re.compile(rf"(?:{alternation('gifts.not_gift_after')})")
_NOT_BEFORE = re.compile(rf"(?:{alternation('gifts.not_gift_before')})$")
_FREELY = re.compile(r"(?:免费|无偿)[^，。；]{0,24}$")
_LEFT_ALONE = re.compile(alternation("gifts.leaving_signs"))
HANDING = frozenset(words("gifts.handing_verbs"))
_IN_HAND = re.compile(r"(?:把|将)[^，。；]{0,24}[\d一二两三四五六七八九十百千万][^，。；]{1,24}(?:，[^，。；\d]{0,10})?$")
OWN_COST = re.compile(alternation("gifts.own_cost"))
_DUES = frozenset(words("gifts.dues_verbs"))
_DUES_NEAR = re.compile(r"特殊(?:的)?[“]?(?:党费|团费)|(?:捐款|善款|爱心款|爱心捐款)")


def giving_verbs(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """The verbs of giving in a stretch of text that may tell of a gift."""
    return (match for match in VERB.finditer(text, start, stop) if _gives(text, match))


def _gives(text: str, verb: re.Match[str]) -> bool:
    after = text[verb.end() : verb.end() + 6]
    before = text[max(0, verb.start() - 6) : verb.start()]
    if _NOT_AFTER.match(after):
        return False
    if verb[0] == "提供" and not _FREELY.search(text, max(0, verb.start() - 30), verb.start()):
        return False
    if verb[0] in LEAVING or verb[0] in _DUES:
        sign = _LEFT_ALONE if verb[0] in LEAVING else _DUES_NEAR
        return sign.search(text, max(0, verb.start() - 40), verb.end() + 40) is not None
    if verb[0] in HANDING:
        begin = max(0, verb.start() - 90, text.rfind("。", 0, verb.start()) + 1)
        handed = _IN_HAND.search(text, max(begin, verb.start() - 64), verb.start())
        return handed is not None or OWN_COST.search(text, begin, verb.start()) is not None
    if after.startswith("的") or RECEIVED.search(text, max(0, verb.start() - 20), verb.start()):
        return True
    return _NOT_BEFORE.search(before) is None

"""Where a noun phrase (a title, an organisation's name, a stop) begins, read from its end to the left.

It begins after punctuation, after a verb or preposition (`flows/reference/title_limits.yaml`) and after a date. Offsets are code points.
"""

from __future__ import annotations

import re
from functools import cache

from flows.facts.naming.names import common_words
from flows.reference import vocabulary

_REACH = 48  # the longest phrase looked for, in characters
_STOPS = frozenset('，。；：！？“”‘’（）()《》〈〉【】「」[]…—|\n\r\t" 　\xa0/,;:、')
_NOUN_AFTER_VERB = "部室组队站科处局长员办委会所司厅人同中点者方团岗校"
_DATE_HEAD = re.compile(
    r"^(?!\d{3,5}(?:[\u4e00-\u9fff]{0,4}(?:热线|平台)|指挥中心|急救))[\d年月日号时点分、\-—~～至]+(?:岁的?)?"
)  # 12345热线 is a name


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("title_limits.verb"))


@cache
def _whole_verbs() -> frozenset[str]:
    """Verbs that form no noun with the word behind them, as 检查 does in 检查组."""
    return frozenset(vocabulary.words("title_limits.whole_verb"))


@cache
def _functions() -> re.Pattern[str]:
    return re.compile("[" + "".join(vocabulary.words("title_limits.function")) + "]")


@cache
def _guards() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("title_limits.guard"))


@cache
def _stripped() -> re.Pattern[str]:
    return re.compile(
        "^(?:" + vocabulary.alternation("title_limits.strip") + "|[\u4e00-\u9fff]{2,3}(?<![户书党学])籍(?=[\u4e00-\u9fff]{2}))"
    )


def begins_with_function(words: str) -> bool:
    """Whether the words begin with a preposition, conjunction or particle."""
    return _functions().match(words) is not None


def phrase_start(text: str, stop: int, floor: int, protected: frozenset[int], reach: int = _REACH) -> int:
    """Where the phrase that ends at `stop` begins; never to the left of `floor`.

    `protected` are offsets inside words (place names) in which a preposition's character is no limit.
    """
    left = max(floor, stop - reach)
    window = text[left:stop]
    limit = len(window)
    while limit and window[limit - 1] not in _STOPS:
        limit -= 1
    whole = _whole_verbs()
    guarded = {offset for match in _guards().finditer(window, limit) for offset in range(*match.span())}
    for match in _verbs().finditer(window, limit):
        after = window[match.end() : match.end() + 1]
        if (
            after
            and (after not in _NOUN_AFTER_VERB or match.group() in whole)
            and match.start() not in guarded
            and left + match.start() not in protected
        ):
            limit = max(limit, match.end())
    for match in _functions().finditer(window, limit):
        if match.start() not in guarded and left + match.start() not in protected and _is_function(window, match.start()):
            limit = match.end()
    start = left + limit
    date = _DATE_HEAD.match(text[start:stop])
    if date:
        start += date.end()
    strip = _stripped().match(text[start:stop])
    if strip is not None:
        start += strip.end() if start + strip.end() < stop else 1
    while start < stop and text[start] in " 　\xa0":
        start += 1
    return start


_BODY_END = frozenset(
    "局委厅部府院会司办校团社所站队组长记任员者家民众县市区镇乡村"
)  # after these 和 joins two bodies; elsewhere it stands in one name


def _is_function(window: str, at: int) -> bool:
    """Whether the character at `at` stands alone rather than inside a common word or between the parts of one name (建设和治理司)."""
    words = common_words()
    if window[at] in "和及" and window[at - 1 : at] and window[at - 1] not in _BODY_END:
        return False
    return window[at - 1 : at + 1] not in words and window[at : at + 2] not in words and at + 1 < len(window)

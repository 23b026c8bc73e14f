"""The phrase in front of a verb of speaking: where its subject ends, and what 该局 or 通知 points at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.reference.vocabulary import alternation

_TOLD_TO = re.compile(r"(?:对|向|跟|告诉)(?:[一-鿿]{0,6})记者$")
_ALREADY = re.compile(r"早在|早就|就已|已经?(?=[^，]|$)")
_POINTED = re.compile(r"[该本](?P<noun>[一-鿿]{1,5})$")
PAPER = re.compile(rf"《?(?:该)?(?:{alternation('speech.papers')})》?$")
ISSUES = re.compile(r"印发|下发|发布|出台|发出|制定|签发|公布")


def adverb_cuts(before: str) -> Iterator[int]:
    """Where the subject may end: the end of the phrase, or before adverbs that end it."""
    told_to = _TOLD_TO.search(before)
    if told_to and told_to.start() > 1:
        yield told_to.start()
        return
    done = _ALREADY.search(before)
    if done and done.start() > 1:
        yield done.start()
    yield len(before)
    for match in re.finditer(
        r"(?:逐[一项条]|依次|分别|当[场即]|近日|日前|今天|昨天|今日|昨日|当天|当日|\d|在|对|向|就|于|联合|再次|还|也|特别|明确|专门|第一时间|连夜|纷纷|高兴|动情|激动|感慨|一致|笑|反复|一再|再三|下发|印发|发布|出台|召开|同时|[一-鿿]{2}地)",
        before,
    ):
        if match.start() > 1:
            yield match.start()
            return


def body_of(phrase: str) -> str:
    """The body in a phrase that names it with an act (某局下发通知 -> 某局); otherwise the phrase."""
    match = re.match(r"(.{2,40}?)(?:联合)?(?:下发|印发|发布|发出|出台|召开|制定)", phrase)
    return match[1] if match else phrase


def pointed_at(body: str, named: Iterable[str]) -> str:
    """该局: the last of the bodies named in full that ends alike (`named` from the last to the first); any other body is itself."""
    pointed = _POINTED.match(body)
    if pointed is None:
        return body
    return next((name for name in named if name.endswith(pointed["noun"]) and _POINTED.match(name) is None), body)

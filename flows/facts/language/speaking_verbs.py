"""The verbs of speaking in a text (说, 要求, 询问) and what they do; and the words that announce demands (讲了三点意见：)."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from typing import Literal

from flows.reference.vocabulary import words

VerbKind = Literal["say", "demand", "ask"]

_KINDS: dict[str, VerbKind] = {
    **dict.fromkeys(words("speech.say"), "say"),
    **dict.fromkeys(words("speech.demand"), "demand"),
    **dict.fromkeys(words("speech.ask"), "ask"),
}
_VERB = re.compile("|".join(sorted(map(re.escape, _KINDS), key=lambda verb: (-len(verb), verb))))
_NUMBER = "[一二三四五六七八九十几两\\d]{1,2}"
_ORDERS = "意见|要求|希望|安排|指示|任务"
# Begins with a set of characters, so that the others are passed over quickly.
_ANNOUNCEMENT = re.compile(
    "[提讲谈作做明强部进议](?:"
    rf"(?:(?<=[提作做])出?|(?<=[讲谈])|(?<=明)确|(?<=强)调|(?<=部)署)了?(?:{_NUMBER}[点条项个](?:方面)?(?:的)?)?"
    rf"(?:具体|明确|重要|指导性?|工作|如下)?(?:{_ORDERS})(?=[：。]|，(?:[一二]是|第一|首先|要))"
    "|(?:(?<=[作做])|(?<=进)行)了?(?:具体|全面|再)?(?:安排|部署|动员){1,2}(?=[：。])"
    rf"|(?:(?<=提)出?|(?<=[讲谈])|(?<=强)调|(?<=明)确)了?{_NUMBER}点(?=[：。])"
    "|(?:(?<=会议议)|(?<=议)(?<![会协评合审建]议))定(?![于价点级期罪])"
    ")"
)


def verbs_in(text: str) -> Iterator[re.Match[str]]:
    """The verbs of speaking and the announcements of demands, in order; none overlaps another."""
    done = 0
    # At one place an announcement comes before the verb that it begins with.
    for verb in heapq.merge(_ANNOUNCEMENT.finditer(text), _VERB.finditer(text), key=lambda match: match.start()):
        if verb.start() >= done:
            done = verb.end()
            yield verb


def verb_at(text: str, position: int) -> re.Match[str] | None:
    """The verb of speaking that begins at a position."""
    return _VERB.match(text, position)


def kind_of(verb: re.Match[str]) -> VerbKind:
    """What a verb of `verbs_in` does; announcing is demanding."""
    return _KINDS.get(verb[0], "demand")


def announces(verb: re.Match[str]) -> bool:
    """Whether a match of `verbs_in` announces demands."""
    return verb.re is _ANNOUNCEMENT

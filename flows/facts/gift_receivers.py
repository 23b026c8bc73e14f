"""Who gets the things of a gift, as the words behind the verb tell: 捐给某处, 放在某处门口, 赠送某镇政府2000个口罩, 支援某市."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection

from flows.facts.gift_items import names_goods
from flows.facts.gift_parties import cleaned, kind_of
from flows.facts.gift_verbs import HANDING, LEAVING
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import words

COUNTED_ONLY = frozenset(words("gifts.counted_only"))
_TO_AFTER = re.compile(
    r"(?:捐?赠?送?给|捐至|送至|送到|用于支援|支援)(?!了)"
    r"(?P<recipient>[^，。；\d.…]{2,30}?)(?=用于|用以|使用|作为|进行|[，。；\d.…]|$)"
)
_PUT_AT = re.compile(r"了?(?P<recipient>[^，。；\d]{2,20}?)(?:大?门口|门前|门外|的?桌上|窗台上)?(?=后|就|便|，|。|；|转身|离开|悄|$)")
_AID = re.compile(r"支援(?P<recipient>[^，。；、\d.…]{3,24})")
_PLACE_AND_THING = re.compile(r"(?P<place>[一-鿿]{1,10}?[省市县区州镇乡村院])(?P<thing>[一-鿿]{2,10})")


def receiver_behind(text: str, verb: re.Match[str], stop: int) -> str | None:
    """捐给某处, 放在某处门口."""
    if verb[0] in COUNTED_ONLY:
        return None
    put = _PUT_AT.match(text, verb.end(), stop) if verb[0] in LEAVING or verb[0] in HANDING else None
    after = put or _TO_AFTER.search(text, verb.start(), stop)
    return cleaned(after["recipient"]) if after is not None and not names_goods(after["recipient"]) else None


def receiver_in_between(
    text: str, verb: re.Match[str], stop: int, numbers: list[NumberMention], places: Collection[str]
) -> tuple[str | None, int]:
    """A body or place between the verb and the number, and where the things begin: 赠送某镇政府2000个口罩, 支援某市大米200吨."""
    start = verb.end()
    at = bisect_left(numbers, start, key=lambda mention: mention.start)
    if at == len(numbers) or numbers[at].start >= stop:
        return None, start
    number = numbers[at]
    phrase = re.sub(r"^(?:了|给|予|于|至|到)", "", text[start : number.start])
    if verb[0] in COUNTED_ONLY:
        split = _PLACE_AND_THING.fullmatch(phrase)
        known = split["place"] if split else next((phrase[:size] for size in (4, 3, 2) if phrase[:size] in places), None)
        if known is not None and names_goods(phrase[len(known) :]):
            return known, number.start - len(phrase) + len(known)
        named = phrase in places or kind_of(phrase, {}) == "public"
        return (phrase, number.start) if named else (None, start)
    return (phrase if 2 < len(phrase) <= 24 and kind_of(phrase, {}) == "public" else None), start


def aided(text: str, start: int, stop: int) -> str | None:
    """支援某市: who is helped, in or right before a stretch of text."""
    aid = _AID.search(text, max(0, start - 40), stop)
    return cleaned(aid["recipient"]) if aid and aid.end() <= stop + 1 and "。" not in text[aid.start() : start] else None

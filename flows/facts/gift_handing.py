"""Things that are handed over or delivered: where that is a gift, and what is given without being named again.

把3000斤辣椒送到医院食堂 is a gift of a villager and the work of a courier; 日产消毒液12吨。当天，公司就捐出5吨 names its thing in the
sentence before. The words: flows/reference/gifts.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping

from flows.facts.figure_units import unit_behind
from flows.facts.gift_items import CASH, Item, items_in
from flows.facts.gift_parties import is_private, kind_of
from flows.facts.gift_verbs import HANDING, LEAVING
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import alternation, words

DELIVERY = frozenset(("送到", "送给")) | HANDING  # a gift only if its clause names the giver
_GIVERS = ("company", "social", "person", "media")
_CARRIER = re.compile(rf"(?:{alternation('gifts.carriers')})")
_CARRIED_BY = re.compile(rf"，[一-鿿]{{0,6}}?(?:{alternation('gifts.carriers')})")  # the one who acts in a later clause
_FREELY = re.compile(alternation("gifts.freely"))
_BOUGHT = re.compile("采购|订购|订单|货款|购买的")
_TRANSPORT = frozenset(("运到", "运至", "运抵", "拉到", "搬到", "送往", "发往", "运往"))
_POST = re.compile(rf"(?:{alternation('gifts.posts')})$")
_HANDED_EARLIER = re.compile(r"(?:把|将)[^，。；]{0,30}[\d一二两三四五六七八九十百千万][^，。；]{1,30}(?=，[^，。；\d]{0,10}$)")
_SAVINGS = re.compile(r"(?:钱|款|积蓄|存款|现金|养老金|退休金|工资|补贴)$")
_AT_THE_DOOR = re.compile(r"门口|门前|家门|家中|家里|楼下|手[中里上]")
_GOODS_UNITS = frozenset(words("gifts.goods_units"))
_OUTPUT = re.compile(r"^(?:每[天日月]|[日月年])?(?:能|可)?(?:生产|产出|产|出)(?=[一-鿿]{2})")  # 日产消毒液12吨
_ENDS = re.compile(r"了?[，。；！”]|$")


def words_in_front(text: str, begin: int, statement: int, verb: re.Match[str]) -> tuple[int, int]:
    """Where the words of a verb begin and end: 把压岁钱1314元，一分不剩地交到镇政府 begins with the clause before its own."""
    if verb[0] in DELIVERY and begin > statement:
        start = text.rfind("，", statement, begin - 1) + 1 or statement
        handed = _HANDED_EARLIER.search(text, start, verb.start())
        if handed is not None:
            return start, handed.end()
    return begin, verb.start()


def is_handed_gift(
    verb: str, donor: str | None, recipient: str | None, earlier: str, kinds: Mapping[str, str], officials: Collection[str]
) -> bool:
    """Whether a verb of delivery tells of a gift: `earlier` is its statement up to the verb."""
    if donor is None or donor not in earlier or _CARRIED_BY.search(earlier, earlier.rfind(donor) + len(donor)) is not None:
        return False
    if _CARRIER.search(donor) is not None and _FREELY.search(earlier) is None:
        return False
    if verb not in HANDING:
        return True
    if any(name in donor for name in officials) and _FREELY.search(earlier) is None:
        return False
    received = recipient is not None and (kind_of(recipient, kinds) == "public" or _POST.search(recipient) is not None)
    told = kind_of(donor, kinds)
    if told == "company" and (_BOUGHT.search(earlier) is not None or (verb in _TRANSPORT and _FREELY.search(earlier) is None)):
        return False  # goods that a firm delivers
    return received and (told in _GIVERS or (told != "public" and is_private(donor)))


def brings_own(verb: str, donor: str | None, kinds: Mapping[str, str], officials: Collection[str], bringing: Collection[str]) -> bool:
    """寄来纸尿裤200包: whatever a citizen or a firm sends is given."""
    return verb in bringing and kind_of(donor, kinds) in _GIVERS and not any(name in (donor or "") for name in officials)


def handed_items(text: str, start: int, things: str, verb: re.Match[str], stop: int, numbers: list[NumberMention]) -> list[Item]:
    """What stands behind 将 or 把."""
    given = verb[0] in DELIVERY or verb[0] in LEAVING
    items = items_in(text, start, verb.start(), numbers, told=True, given=given)
    items = _of_goods(items) if given else items
    if verb[0] in DELIVERY and any(item.quantity is None for item in items) and _AT_THE_DOOR.search(text, verb.end(), stop):
        return []
    if not items and _SAVINGS.search(things):  # 把零钱送到村委会，一共800元
        return [item for item in items_in(text, verb.end(), stop, numbers, told=False) if item.name == CASH]
    return items


def _of_goods(items: list[Item]) -> list[Item]:
    """Of things that no list names those whose unit is one of goods: 300套蒸笼, not 3名患者 and 50份文件."""
    return [item for item in items if item.name == CASH or item.quantity is None or item.unit in _GOODS_UNITS]


def thing_named_before(text: str, start: int, stop: int, known: int, numbers: list[NumberMention]) -> list[Item]:
    """捐出5吨: the last thing counted in the same unit since `known`; the number stands at `start`, its clause ends behind the unit."""
    at = bisect_left(numbers, start, key=lambda mention: mention.start)
    if at == len(numbers) or numbers[at].start > start + 1 or numbers[at].stop > stop:
        return []
    unit, end = unit_behind(text, numbers[at])
    if unit not in _GOODS_UNITS or _ENDS.match(text, end) is None:
        return []
    same = [item for item in items_in(text, known, start, numbers, told=False) if item.unit == unit]
    if not same:
        return []
    name = _OUTPUT.sub("", same[-1].name)
    return [Item(name, round(numbers[at].value, 4), unit)]

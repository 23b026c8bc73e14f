"""Gifts that change hands in a later clause than the one that names the things: who gave them, what they are, who gets them.

购得酒精1.5吨、测温枪60把，驱车…运回家乡，捐给某处: the giver opens the statement, the things stand between, the receiver
comes last. A receiver may also be told by a visit before the giving (来到派出所，…), by a need that the giver heard of
(得知社区口罩紧缺，…) or by the way the things go afterwards (…运往某市).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from flows.facts.gift_items import Item, items_in
from flows.facts.gift_parties import behind_lead, cleaned, donor_in, is_private
from flows.facts.language.clauses import Clause
from flows.facts.mentions import NumberMention

_NO_GIVER = re.compile(
    r"(?:[^，]{0,12}?(?:得知|了解到|听说|获悉|看到|看见|眼看|鉴于|面对|针对|为了|随着|考虑到|截至|当)|在[^，]*(?:下|中|时|后|之际|期间)，?$|[^，]*[时后前]，?$|[把将\d])"
)
_BEFORE_NUMBER = re.compile(r"[近约]?\d[\d.]*(?![\d.届级岁后年月日号]).*$")
_VISITED = re.compile(r"(?:来到|走进|赶到|找到|赶往|送进)了?(?P<recipient>[^，。；\d]{2,20}?)(?:时|后)?，")
_NEEDY = re.compile(
    r"(?:得知|了解到|听说|获悉|看到|发现)(?P<recipient>[^，。；]{2,16}?)的?(?:各类|急需)?(?:防护|防疫|防控|医疗|抗疫|生活)?(?:物资|口罩|用品|物品|装备|设备)"
    r"(?:十分|非常|比较|严重|极度|还)?(?:紧缺|短缺|不足|告急|紧张|匮乏|不够|缺乏)"
)
_IN_MIND = re.compile(r"(?:心系|牵挂|惦记|挂念|关注)着?(?P<recipient>[^，。；\d]{4,26})[，。]")
_ON_THE_WAY = re.compile(
    r"(?:交给|送到|送给|送往|送至|转交给?|转送|捐给|赠予|赠给|运往|寄往|发往|寄到|寄给|运抵|运到|运至|驰援|邮寄至)"
    r"了?(?P<recipient>[^，。；\d]{2,30}?|\d{1,3}个[^，。；、]{2,12}?)(?=进行|用于|用以|作为|使用|，|。|；|\d|$)"
)
_TO_BUY = re.compile(r"，(?:用于)?[给为](?P<recipient>[^，。；\d]{2,16}?)(?:买|购买|购置|添置)")
_SAME_BODY = re.compile(r"(?:该|这家|这个)(?P<kind>集团|公司|企业|协会|商会|合作社|酒店|药店|超市|工厂|厂|银行|学校|中心)")
_RUN = re.compile(r"[一-鿿A-Za-z0-9]{2,24}$")


def things_before(text: str, clauses: Iterable[Clause], start: int, stop: int, numbers: list[NumberMention]) -> list[Item]:
    """What the clauses between two places count: goods and money, in order."""
    found: list[Item] = []
    for clause in clauses:
        begin, end = max(clause.start, start), min(clause.stop, stop)
        if begin < end:
            found += items_in(text, begin, end, numbers, told=False)
    return found


def giver_of(text: str, clauses: Iterable[Clause], stop: int) -> str | None:
    """The giver with whom a statement begins: the words in front of what is bought, taken or carried."""
    for clause in clauses:
        end = min(clause.stop, stop)
        phrase = behind_lead(text[clause.start : end])
        if clause.start >= stop:
            return None
        if not phrase.strip("，： ") or _NO_GIVER.match(phrase):
            continue
        return donor_in(_BEFORE_NUMBER.sub("", phrase.rstrip("，：")).rstrip("的") or "")
    return None


def named_giver(text: str, clauses: Iterable[Clause], stop: int) -> str | None:
    """The giver with whom a statement begins, if the words tell a private person or a head of a firm: 椒农某某开着三轮车，把…."""
    giver = giver_of(text, clauses, stop)
    return giver if giver is not None and is_private(giver) else None


def receiver_beforehand(text: str, start: int, stop: int, earlier: int) -> str | None:
    """Who gets the things, as words before tell: a need heard of, a place visited, or (from `earlier` on) one in mind."""
    for pattern, begin in ((_NEEDY, start), (_VISITED, start), (_IN_MIND, earlier)):
        found = [match["recipient"] for match in pattern.finditer(text, begin, stop)]
        if found:
            return cleaned(found[-1])
    return None


def receiver_afterwards(text: str, start: int, stop: int, numbers: list[NumberMention]) -> str | None:
    """Who gets the things, as the rest of the statement tells: 募集…，全部交给某处; …运往某市; 给环卫工人买口罩."""
    match = _ON_THE_WAY.search(text, start, stop) or _TO_BUY.search(text, start, stop)
    if match is None:
        return None
    comma = text.rfind("，", start, match.start())
    other_part = comma >= 0 and _is_counted(numbers, comma, match.start())  # 捐款30万元，10万元捐给某处
    return None if other_part else cleaned(match["recipient"])


def named_in_full(text: str, donor: str, start: int) -> str:
    """该集团 -> the body of that kind named last before `start`."""
    same = _SAME_BODY.fullmatch(donor)
    if same is None:
        return donor
    begin = max(0, start - 200)
    at = text.rfind(same["kind"], begin, start)
    while at >= 0:
        run = _RUN.search(text[max(begin, at - 24) : at])
        name = behind_lead(run[0]) if run else ""
        if len(name) >= 2 and not name.endswith(("该", "这家", "这个")):
            return name + same["kind"]
        at = text.rfind(same["kind"], begin, at)
    return donor


def _is_counted(numbers: list[NumberMention], start: int, stop: int) -> bool:
    """True if a number stands in a stretch of text."""
    at = bisect_left(numbers, start, key=lambda mention: mention.start)
    return at < len(numbers) and numbers[at].start < stop

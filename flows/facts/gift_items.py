"""The things of a gift: money, goods with a number in front or behind, and goods without one."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from flows.facts.figure_units import unit_behind
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import alternation, words

CASH = "现金"
_MONEY_UNITS = {
    "元": "元",
    "块": "元",
    "块钱": "元",
    "元钱": "元",
    "美元": "美元",
    "欧元": "欧元",
    "港元": "港元",
    "英镑": "英镑",
    "日元": "日元",
}
_GOODS = re.compile(rf"(?:{alternation('gifts.goods')})")
_GOODS_END = re.compile(rf"(?:{alternation('gifts.goods')}|{alternation('gifts.goods_short')})$")
_NOT_GOODS = re.compile(rf"(?:{alternation('gifts.not_goods')})$")
_GENERIC = frozenset(words("gifts.generic"))
_WORTH = re.compile(
    r"(?:价值|折价|作价|价格|市值|总值|折合|约合|折款|保额|额度|保障|每人|每份|每户|每套)(?:人民币|约合|约|近|共计|合计|达到|达|超过|超|总计|为|的)*$"
)
_WORTH_END = re.compile(r"，?(?:总|共|合计)?(?:价值|折价|作价|折合|约合|市值)(?:人民币|约|近|共计|达|超过|超|总计|为)*$")
_WORTH_OF = re.compile(
    r"的(?!现金|善款|资金|爱心款|爱心捐款|捐款|支票|“?特殊|党费|积蓄|压岁钱|养老钱|养老金|退休金|零花钱|零用钱|存款|红包|捐赠资金|防控资金|经费)[一-鿿]"
)
_WORTH_BETWEEN = re.compile(r"(?:，?(?:总|共|合计)?价值|市值)[^，。；]{1,14}?元(?:人民币)?的")
_SEPARATOR = re.compile(r"[、，；]|以及|和(?!谐)|及(?!时)|与(?!会)")
_PHRASE_AFTER = re.compile(r"的?(?P<phrase>(?:K?N95|FFP2|84|75%|3M|[^，。；：！？…\n、（）“”\d]|（[^（）]{1,10}）){1,20})")
_PHRASE_BEFORE = re.compile(r"(?P<phrase>(?:K?N95|FFP2|84|75%|3M|[^，。；：！？…\n、（）\d]|（[^（）]{1,10}）){1,20})$")
_LEAD = re.compile(
    r"(?:了|的|给|采购|购买|购置|订购|购|价值|爱心|各类|各种|一批|大量|部分|共计|共|总计|合计|累计|约|近|首批|分别为|有|包括|自己|其中|另有|还有|以及|和|及|与|自家种的|自产的|，|、|：)+"
)
_TAIL = re.compile(rf"(?:{alternation('gifts.rest')}|共计|共|各|约|近|总计|合计|各有|分别)+$")
_CUT = re.compile(
    r"捐给|给|送到|送至|送达|运抵|运到|运往|抵达|慰问|驰援|发往|发放|分发|交到|交给|用于|支援|助力|已|以(?!及)|为(?!了)|，|到(?=[一-鿿]{2})"
)
_CONTINUES = re.compile(
    r"(?![^，。；]{0,14}(?:支援|提供|发放|惠及|覆盖|减免|派出|组织|服务|受益))(?:以及|和|还有|另有|其中|共计|共|合计|总计|累计|总价值|价值|约合|折合|包括|分别为)?[^，。；：\d]{0,12}?(?:[\d一两二三四五六七八九十百千万]|(?:等|及)[一-鿿]{2,8}$)"
)
_SUM = re.compile(r"(?:合计|总计|共计|累计|总额|总价|总值|总共)[^，。；]{0,6}$")
_OF_GOODS = re.compile(r"品种|种植|生产|基地|市场|企业|公司|厂|品牌|产业|行业|供应")
_ARTICLE = re.compile(r"^一$")
_OPEN_GOODS = re.compile(r"(?:[一-鿿A-Za-z0-9]|（[^（）]{1,10}）){2,12}")
_DESCRIBED = re.compile(r"^.{1,12}(?:等|的)(?=[^等的]{2,12}$)")
_ACQUIRED = re.compile(rf"^.{{0,18}}(?:{alternation('gifts.acquired')})了?(?=[^，]{{2,12}}$)")
_CARRIER = re.compile(rf"(?:{alternation('gifts.carrying')})了?$")
_PASSIVE = re.compile(r"被(?!褥|子|服|罩)|全部|悉数|陆续|免费|无偿")
_NO_GOODS_IN = re.compile(rf"{alternation('gifts.no_goods_in')}")
_NO_COUNT = frozenset(words("gifts.no_count"))


class Item(NamedTuple):
    """One thing given: money is 现金 in 元; goods without a number have quantity None."""

    name: str
    quantity: float | None
    unit: str | None


def items_in(text: str, start: int, stop: int, numbers: list[NumberMention], *, told: bool, given: bool = False) -> list[Item]:
    """The things named in `text[start:stop]`; `numbers` are those of the text, in order.

    `told`: the giving is told as done, so that goods without a number count too, if they are more than a generic word.
    `given`: the verb says giving and nothing else (捐赠), so that what is counted behind it is a thing given though it is no known goods.
    """
    stop = _things_stop(text, start, stop)
    inside = _inside(numbers, start, stop)
    items: list[Item] = []
    done, worth = start, False
    for mention in inside:
        unit, end = unit_behind(text, mention)
        if unit in _MONEY_UNITS:
            valued = _WORTH.search(text[start : mention.start]) is not None or (_WORTH_OF.match(text, end) is not None and end < stop)
            worth = worth or valued
            summed = bool(items) and _SUM.search(text[max(start, mention.start - 10) : mention.start]) is not None
            if not valued and not summed:
                items.append(Item(CASH, round(mention.value, 4), _MONEY_UNITS[unit]))
            done = end
            continue
        carried = _CARRIER.search(text[max(start, mention.start - 6) : mention.start]) is not None
        if unit is None or unit in _NO_COUNT or carried or mention.start < done or (unit == "批" and mention.value == 1):
            continue
        name, after = _named(text, done, mention, end, stop)
        if name is None and given and not _ARTICLE.search(text[mention.start : mention.stop]):
            name, after = _open_goods(text, done, mention, end, stop)
        done = after
        if name is not None:
            items.append(Item(name, round(mention.value, 4), unit))
    if any(item.name != CASH for item in items) or (items and not worth):
        return items
    uncounted = _bare(text, start, stop, inside) if told or worth else []
    generic = not worth and all(item.name in _GENERIC for item in uncounted)
    return items if generic else items + uncounted


def _inside(numbers: list[NumberMention], start: int, stop: int) -> list[NumberMention]:
    first = bisect_left(numbers, start, key=lambda mention: mention.start)
    found = []
    for mention in numbers[first:]:
        if mention.stop > stop:
            break
        found.append(mention)
    return found


def _things_stop(text: str, start: int, stop: int) -> int:
    """Where the list of things ends: at the first comma behind which no further thing is counted."""
    comma = text.find("，", start, stop)
    while comma >= 0:
        if not _CONTINUES.match(text, comma + 1, stop):
            return comma
        comma = text.find("，", comma + 1, stop)
    return stop


def _named(text: str, done: int, mention: NumberMention, end: int, stop: int) -> tuple[str | None, int]:
    """The goods of a number: 口罩2000个 (in front) or 2000个口罩 (behind), and where they end."""
    before = _PHRASE_BEFORE.search(text[done : mention.start])
    in_front = _goods(_ACQUIRED.sub("", _SEPARATOR.split(_behind_lead(before["phrase"]))[-1])) if before else None
    between = _WORTH_BETWEEN.match(text, end, stop)
    behind = _PHRASE_AFTER.match(text, between.end() if between else end, stop)
    following = goods_head(_PASSIVE.split(_SEPARATOR.split(_CUT.split(behind["phrase"])[0])[0])[0]) if behind else None
    if following is not None and in_front is None and behind is not None:
        return following, behind.end()
    return in_front or following, end


def _open_goods(text: str, done: int, mention: NumberMention, end: int, stop: int) -> tuple[str | None, int]:
    """The noun beside a number, whatever it names: 新鲜百合30吨, 30吨百合."""
    before = _PHRASE_BEFORE.search(text[done : mention.start])
    in_front = _TAIL.sub("", _SEPARATOR.split(_behind_lead(before["phrase"]))[-1]) if before else ""
    if _OPEN_GOODS.fullmatch(in_front) and not _NO_GOODS_IN.search(in_front):
        return in_front, end
    between = _WORTH_BETWEEN.match(text, end, stop)
    behind = _PHRASE_AFTER.match(text, between.end() if between else end, stop)
    following = _TAIL.sub("", _SEPARATOR.split(_CUT.split(behind["phrase"])[0])[0]) if behind else ""
    if behind is not None and _OPEN_GOODS.fullmatch(following) and not _NO_GOODS_IN.search(following):
        return following, behind.end()
    return None, end


def _behind_lead(phrase: str) -> str:
    lead = _LEAD.match(phrase)
    return phrase[lead.end() :] if lead else phrase


def _goods(phrase: str) -> str | None:
    """The phrase without closing words, if it ends in goods; of 萝卜等蔬菜 and 热腾腾的盒饭 what stands last."""
    phrase = _TAIL.sub("", phrase).strip("的“” ")
    last = _DESCRIBED.sub("", phrase)
    phrase = last if _GOODS_END.search(last) else phrase
    return phrase if phrase and _GOODS_END.search(phrase) and not _NOT_GOODS.search(phrase) else None


def names_goods(phrase: str) -> bool:
    """True if a phrase ends in goods."""
    return _goods(phrase) is not None


def is_thing_behind(text: str, start: int, stop: int, numbers: list[NumberMention]) -> bool:
    """支援水果200吨, not 支援湖北专列，…400吨: goods or a number follow the verb of help."""
    phrase = re.split("[，。；]", text[start:stop], maxsplit=1)[0]
    at = bisect_left(numbers, start, key=lambda mention: mention.start)
    first = numbers[at].start - start if at < len(numbers) else len(phrase) + 1
    return first == 0 or (first <= len(phrase) and names_goods(phrase[:first]))


def is_counted_at(position: int, numbers: list[NumberMention]) -> bool:
    """捐赠的近17万箱矿泉水: a number follows."""
    at = bisect_left(numbers, position, key=lambda mention: mention.start)
    return at < len(numbers) and numbers[at].start <= position + 1


def goods_head(phrase: str) -> str | None:
    """The longest beginning of a phrase that ends in goods (口罩 in 口罩已经送达)."""
    whole = _goods(phrase)
    if whole is not None:
        return whole
    ends = [match.end() for match in _GOODS.finditer(phrase)]
    return phrase[: ends[-1]].strip("的“” ") if ends and not _OF_GOODS.match(phrase, ends[-1]) else None


def _bare(text: str, start: int, stop: int, inside: list[NumberMention]) -> list[Item]:
    """Goods without numbers: 大衣、口罩、食品等防控物资."""
    units = [(mention.start, *unit_behind(text, mention)) for mention in inside]
    begin = next((end for _, unit, end in units if unit in _MONEY_UNITS and _WORTH_OF.match(text, end)), start)
    counted = next((number for number, unit, _ in units if number >= begin and unit not in (None, "种", "批")), stop)
    part = _behind_lead(text[begin:counted])
    part = _WORTH_END.sub("", part)
    listed = re.split(r"等(?=[^、]{0,10}$)", _CUT.split(part)[0])[0]
    names = [name for name in (_behind_lead(part).strip("的“” ") for part in _SEPARATOR.split(listed)) if name]
    found = [Item(name, None, None) for name in names if 1 < len(name) <= 14 and _goods(name) == name]
    return found if len(found) * 2 >= len(names) else []

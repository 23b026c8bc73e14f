"""Bodies whose name is not read from a last word alone: railway stations under a town's name, a chain's shops, medical teams.

Offsets are code points of the text handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flows.facts.naming.names import common_words
from flows.reference import vocabulary
from flows.reference.gazetteer import gazetteer

_PLATFORM_AFTER = re.compile("[东南西北]?站(?![点台长位岗房着起立好稳住口区]|[\u4e00-\u9fff]?岗)")
_BEFORE_STATION = re.compile("(?:\\A|[^\u4e00-\u9fff·]|[在到达从往经由于和与及赴抵离过市段局了自]|来到|前往|走进|走访|深入|铁路)\\Z")


def railway_stations(text: str) -> Iterator[tuple[int, int]]:
    """The spans of railway stations that bear a town's name alone (某州西站)."""
    towns = _town_names()
    for match in _PLATFORM_AFTER.finditer(text):
        for width in (4, 3, 2):
            start = match.start() - width
            if start >= 0 and text[start : match.start()] in towns and _BEFORE_STATION.search(text, max(0, start - 2), start):
                yield start, match.end()
                break


@cache
def _town_names() -> frozenset[str]:
    """The short names of cities, and those of counties that are no common words."""
    known = gazetteer()
    ordinary = set(vocabulary.words("place_words.common_short")) | set(vocabulary.words("place_lookalikes"))
    cities = {name.removesuffix("市") for name in known.full_names() if name.endswith("市")}
    return frozenset(
        {name for name in known.short_names() if name in cities or name not in common_words()}
        - ordinary
        - set(vocabulary.words("organisations.provinces"))
    )


_SHOP_OF_CHAIN = re.compile("(?![里内外是有也旁]|隔壁|附近)[\u4e00-\u9fff]{1,6}?(?:分店|店)(?![员长主铺面内外门里家堂])")
_OTHER_WORDS = re.compile(
    "停业|歇业|开业|营业|响应|老板|员工|顾客|[的和与及或在到去来等各即送供为于按助均仅并且但若则你我他她它没不还已就却都才只更很太赴往]"
)


def branch_end(text: str, stop: int) -> int:
    """Where a chain's name ends that names one of its shops behind it (某大药房城东店), else `stop`."""
    shop = _SHOP_OF_CHAIN.match(text, stop)
    if shop is None or shop.group().endswith(vocabulary.words("organisations.kind_of_shop")) or _OTHER_WORDS.search(shop.group()):
        return stop
    return shop.end()


_TEAM = re.compile("(?:第[一二三四五六七八九十\\d]{1,3}批)?(?:对口)?(?:支援|驰援|援|赴)(?:(?!的)[\u4e00-\u9fff]){1,8}?医疗队")


def medical_teams(text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of medical teams that bear the name of the place that sent them (某省支援某市医疗队); `places` in order."""
    if "医疗队" not in text:
        return
    begins: dict[int, int] = {}
    for left, right in places:
        begins[right] = begins.get(left, left)  # a province and its city side by side
        team = _TEAM.match(text, right)
        if team is not None:
            yield begins[right], team.end()

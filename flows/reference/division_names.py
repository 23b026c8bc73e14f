"""How names of administrative units are written: stems, suffixes and the forms under which a text may use them."""

from __future__ import annotations

import re
from zlib import crc32

from flows.reference.vocabulary import alternation

VILLAGE, COMMUNITY, OTHER_BASE = 0, 1, 2  # the kind of a unit below the town

_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_COMMITTEE = re.compile(
    r"(?:(?P<community>社区)(?:居民委员会|居委会|居委|居民委|家委会|委员会|管委会|村委会|村民委员会|工作站|虚拟社区)?|(?P<residents>居民委员会|居委会|居委|家委会)"
    r"|(?P<village>村)?(?:村民委员会|村委会|村委|村民委|委员会)|(?P<bare>村|嘎查(?:委员会)?))$"
)


def village_stem(name: str) -> tuple[str, int]:
    """The stem that all spellings of a village's or community's name share, and its kind.

    东港村委会, 东港村村民委员会 and 东港村 have the stem 东港; 永兴社区居委会 and 永兴社区 have 永兴. A name that is nothing but suffix
    keeps it (村村 has 村), and one without any suffix (生产队, 分场) is its own stem.
    """
    stem, kind = _BRACKETS.sub("", name), OTHER_BASE
    for _ in range(3):
        match = _COMMITTEE.search(stem)
        if match is None or match.start() == 0:
            break
        stem = stem[: match.start()]
        if kind == OTHER_BASE:
            kind = COMMUNITY if match["community"] or match["residents"] else VILLAGE
    return stem, kind


def stem_key(stem: str) -> int:
    """CRC-32 of a stem."""
    return crc32(stem.encode())


_TOWN_SUFFIX = re.compile(
    rf"(?P<stem>.+?)(?:(?P<street>街道办事处|街道办|街道|地区办事处|办事处)|(?P<town>镇)|(?P<township>(?:{alternation('place_words.nationalities')})*乡|苏木))$"
)


def town_stem(name: str) -> tuple[str, str]:
    """The stem of a town's name and what it is: `街道`, `镇`, `乡`; for farms, zones and the like the whole name and an empty suffix."""
    match = _TOWN_SUFFIX.fullmatch(name)
    if match is None:
        return name, ""
    return match["stem"], "街道" if match["street"] else "镇" if match["town"] else "乡"


def short_forms(name: str) -> tuple[str, ...]:
    """The forms without suffix under which a province, prefecture or county may be called, none shorter than two characters.

    管城回族区 gives 管城 and 管城区, 恩施土家族苗族自治州 gives 恩施 and 恩施州, 大兴安岭地区 gives 大兴安岭.
    """
    match = _UNIT_NAME.fullmatch(name)
    if match is None:
        return ()
    stem = match["stem"]
    if match["suffix"] in ("自治州", "自治县", "自治旗") or (match["suffix"] == "区" and len(name) > len(stem) + 1):
        return stem, stem + match["suffix"][-1]
    return (stem,)


_UNIT_NAME = re.compile(
    rf"(?P<stem>.{{2,}}?)(?:{alternation('place_words.nationalities')})*(?P<suffix>{alternation('place_words.unit_suffixes')})"
)

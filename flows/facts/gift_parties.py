"""The words that name the parties of a gift: a donor or recipient without time, adverbs and numbers, and the kind of donor."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.reference.vocabulary import alternation

ADVERBS = re.compile(rf"(?:{alternation('gifts.adverbs')}|(?<!成)就|[，、\s])+$")
LEAD = re.compile(
    r"(?:（\d{1,2}月\d{1,2}[日号]）|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号]|[上下]午|第二天|[次翌同]日|当[天日晚夜]|不久|很快|近日|日前|连日来|随后|同时|此外|另外|其中|并|还|此次|据统计|[昨今][天日]|截至\S{1,12}?[日前时]|目前|据悉|据了解|经过[^，]{2,20}倡议|，|、|\s)+"
)
_COUNTED = re.compile(r"(?:[近约]?\d[\d.万余多]*|[一两三四五六七八九十百千余多]+)(?:人|名|位|家|户)$")
_DONOR_CUT = re.compile(
    rf"(?<=[一-鿿]{{2}})(?:{alternation('gifts.donor_cuts')}|(?<![寄依委摩嘱拜])托(?![管运福儿])(?=[一-鿿]{{2}})|从(?=[一-鿿]{{2}})|[把将](?=[一-鿿\d]{{2}})|用(?=[一-鿿]{{0,3}}\d)|(?:自家)?(?:种植|采摘)的)"
)
_COUNTED_THINGS = re.compile(r"(?:当中|其中)?\d[\d.万余多]*[个只套箱件盒]")
_HANDS = re.compile(r"(?<=[一-鿿]{2})的?(?:手[中里上]|家[中里]|身边)$")
_ON_THE_ROAD = re.compile(r"的(?:路上|途中|道路上|列车上)$")
_CAUSE = re.compile(  # 为疫情防控捐资: a cause and no receiver
    r"(?=.*(?:疫|肺炎|防控|抗击|阻击))(?:支持|支援|助力|抗击|打赢)?(?:此次|本次|全[省市县区国])?(?:新冠肺炎|新冠病毒|肺炎|新型冠状病毒)?(?:疫情)?(?:防控|防疫|抗疫|战疫|抗击|阻击)?(?:疫情|工作|事业|斗争|阻击战)?"
)
_BY_WAY_OF = re.compile(r"托(?!克托|里县|管)|让|得知|听说")  # 托朋友买来…: the giver is named before
_THERE_ARE = re.compile(r"^还?有(?![色限机])(?=[一-鿿]{2})")  # 有居民送来…
_PRIVATE = re.compile(rf"(?:{alternation('gifts.giver_words')})(?!业|机|委|办|籍|部|局|科|联|外)")  # 农民, no 农业局
_AGE = re.compile(r"(?:今年)?\d{1,3}岁了?$")
_THIS_LOT = re.compile(r"^(?:这|该|此)[一-鿿]{1,8}由(?=[一-鿿]{2})")


def behind_lead(text: str) -> str:
    """A text without the time and the connectives it begins with."""
    lead = LEAD.match(text)
    return text[lead.end() :] if lead else text


def donor_in(text: str) -> str | None:
    """The donor in the words in front of the verb: without time, adverbs and the number of people."""
    phrase = ADVERBS.sub("", behind_lead(text)).strip("，、 ")
    phrase = _COUNTED.sub("", _DONOR_CUT.split(phrase)[0]) or phrase
    phrase = _AGE.sub("", phrase)
    phrase = _THERE_ARE.sub("", _THIS_LOT.sub("", phrase))
    phrase = re.sub(r"^(?:由|共有|据|经|这是|分别是|是)(?=[一-鿿\d]{3})", "", phrase)
    if (
        not 2 <= len(phrase) <= 60
        or phrase.count("“") != phrase.count("”")
        or _COUNTED_THINGS.match(phrase)
        or _BY_WAY_OF.match(phrase)
        or re.search(r"(?:为|的|了|在|和|与|元)$", phrase)
    ):
        return None
    return phrase


def cleaned(phrase: str | None) -> str | None:
    if phrase is None:
        return None
    phrase = re.sub(r"^(?:此次|共|该县|我县|社会|各类|的)$", "", phrase)
    phrase = ADVERBS.sub("", behind_lead(phrase)).strip("，、的 “”")
    phrase = _ON_THE_ROAD.sub("", _HANDS.sub("", phrase))
    return phrase if len(phrase) >= 2 and not is_cause(phrase) else None


def is_private(donor: str) -> bool:
    """老党员某某, 椒农某某, 某厂董事长某某: the words tell a private person or the head of a firm."""
    return _PRIVATE.search(donor) is not None


def is_cause(phrase: str) -> bool:
    """疫情防控, 抗击疫情: what a gift is for, and no receiver."""
    return _CAUSE.fullmatch(phrase) is not None


_KINDS = (
    ("company", re.compile(rf"(?:{alternation('gifts.company')})$")),
    ("social", re.compile(rf"(?:{alternation('gifts.society')})$")),
    ("public", re.compile(rf"(?:{alternation('gifts.public')})$")),
    (
        "person",
        re.compile(
            r"(?:人士|个人|市民|村民|居民|群众|党员|干部|先生|女士|老人|乡贤|人才|学生|职工|员工|志愿者|老板|经理|校友|华侨|侨胞|青年|人)$"
        ),
    ),
)


def kind_of(donor: str | None, kinds: Mapping[str, str]) -> str | None:
    """`company`, `social`, `public`, `media` or `person`; None if the words do not tell."""
    if donor is None:
        return None
    if donor in kinds:
        return kinds[donor]
    told = next((kind for kind, pattern in _KINDS if pattern.search(donor)), None)
    return told or next((kind for name, kind in kinds.items() if donor.endswith(name)), None)

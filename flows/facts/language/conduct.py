"""Rules of conduct: clauses that say how things are to be done without a modal word or an imperative (外来车辆谢绝入内, 谁踩线就处理谁).

Whether such a clause orders or only tells depends on where it stands; these patterns tell it from a clause that reports what was done.
The words: flows/reference/directives.yaml.
"""

from __future__ import annotations

import re

from flows.reference.vocabulary import alternation

_THREAT = r"谁(?![也都知说想料])[^。；谁]{1,24}谁|哪(?P<whose>[个家户级处条块])[^。；哪]{1,24}哪(?P=whose)"
_AS_FAR = r"能(?P<far>[一-鿿])(?:的|就|则|尽)(?P=far)|[应该](?P<due>[一-鿿])的(?P=due)|能[^，。；]{1,3}尽[^，。；]"
# What orders wherever an official says it, also in direct speech.
SAID_TO_BE_DONE = re.compile(rf"{_THREAT}|{_AS_FAR}|再[^，。；再]{{1,4}}一?[点些](?=[、，。！；”])|必[测检查登消](?![试者])")

_PREDICATE = re.compile(
    rf"{SAID_TO_BE_DONE.pattern}|{alternation('directives.conduct')}"
    r"|由[^，。；了]{2,24}(?:负责|处理|落实|牵头|出具|安排|组织|承担|照看|照料|照顾|审核|解决|协调|收购|代[一-鿿]|送|逐[一户]|按[一-鿿]|统一)"
    r"|[一每][一-鿿]{1,2}一[一-鿿]|每[天日周晚夜](?!都|只|从|在)|不[一-鿿]{1,3}、不[一-鿿]|凭[^，。；]{1,16}(?:出入|进出|放行|通行|入内|领取)"
    r"|从[严快细重简紧](?=[^一-鿿]|从|[惩处查打管])"
)
_REPORTS = re.compile(
    r"已(?!满)|了(?!解|[^，。；]{0,12}的[，、])|过(?=[，。；])|目前|截至|截止|累计|共(?:[有计]|\d)|正在|以来(?![^，]{0,30}的)|连日|近日|此前|曾"
    r"|(?<![否总别其但凡就还也若或一二三四五六])是(?![否非])|成为|分为|一般来说|通常|取得|显示|达到?\d|仍|尚|得到|受到|意味着"
)
_BY_WHOM = re.compile(r"由[一-鿿、（）]{2,}")


def is_rule(text: str, start: int, stop: int) -> bool:
    """True if the clause says how something is to be done, and reports nothing."""
    prescribes = _PREDICATE.search(text, start, stop) is not None or _BY_WHOM.match(text, start, stop) is not None
    return prescribes and not reports(text, start, stop)


def reports(text: str, start: int, stop: int) -> bool:
    """True if a stretch of text tells what was done or how things stand."""
    return _REPORTS.search(text, start, stop) is not None

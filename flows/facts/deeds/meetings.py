"""Meetings that a narrated stretch reports as held: the verb or the noun that says so, the meeting's title, and where it was held."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Literal, NamedTuple

from flows.facts.naming import phrases
from flows.reference import vocabulary

_CITED_BEFORE = re.compile(
    r"(?:贯彻|落实|传达|学习|学习贯彻|贯彻落实|按照|根据|精神|关于|以来|此前|此次|上次|这次|本次|该|在|的|从|结束|多次|先后|每天|每日|每周|定期|连续|陆续|及时|频繁|坚持|继|同意|下周|下月|明日|明天|多次使用[^，。]{0,8})$"
)
_CITED_AFTER = re.compile(
    r"(?:精神|要求|部署|上的|的决定|纪要|结束|期间|后，|后|消息|获悉|透露|前[，才就]|前夕|\d|[一二三四五六七八九十百]+余?[场次个])"
)
_VENUE = re.compile(r"在(?P<place>[^，。；：“”、]{2,20}?)(?:主持|组织|以|通过)?(?:召开|举行)")


class Meeting(NamedTuple):
    """A meeting reported as held. `start:stop` is what says so; `title` its name; `hosted`: the subject presides or convenes it;
    `presided`: where the text names who presides (由…主持). `told`: by a verb of holding it; by its place or chair alone, as one goes
    back to a meeting; or as the occasion on which its leader spoke."""

    start: int
    stop: int
    title: str | None
    hosted: bool
    venue: tuple[int, int] | None
    presided: tuple[int, int] | None = None
    told: Literal["held", "plainly", "occasion"] = "held"


@cache
def _nouns() -> str:
    return vocabulary.alternation("activities.meeting_noun")


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(_nouns())


@cache
def _held() -> re.Pattern[str]:
    """Verb before noun: 主持召开…会议."""
    verbs = vocabulary.alternation("activities.meeting_verb")
    return re.compile(
        f"(?P<verb>{verbs})了?“?(?P<title>(?:(?!传达|学习|听取|研究|贯彻|审议|通报|落实)[^，。；：“”！？\\n]){{0,60}}(?:{_nouns()})议?)"
    )


@cache
def _noun_first() -> re.Pattern[str]:
    """Noun before verb: …会议召开."""
    return re.compile(f"(?P<noun>(?:{_nouns()})议?)(?:在[^，。；]{{1,12}})?(?:正式|隆重|顺利|如期)?(?P<verb>召开|举行)")


@cache
def _presided() -> re.Pattern[str]:
    """Noun before who presides: 会议由…主持, 专题会议由…主持召开."""
    return re.compile(f"(?P<noun>(?:{_nouns()})议?)，?由(?P<who>[^，。；：“”]{{2,60}}?)(?P<verb>主持(?:召开)?)(?![人词])")


@cache
def _opened() -> re.Pattern[str]:
    """Plain words for a meeting held: 开了一场座谈会, 座谈会开在某地."""
    return re.compile(
        f"(?<![召公展打离揭拉张])(?P<verb>开了?(?:一[场次个]|[场次个]))(?P<title>[^，。；：“”]{{0,20}}?(?:{_nouns()})议?)(?!室)"
        f"|(?P<noun>(?:{_nouns()})议?)(?:就|便|被)?(?:开在了?|安排在|设在|放在|搬到了?)(?P<place>[^，。；：“”、]{{2,20}})(?=[，。])"
    )


@cache
def _convening() -> re.Pattern[str]:
    """The verbs of meetings: without one of them none is reported as held."""
    return re.compile(
        f"召开|举行|主持|开了?[一场次个]|会议?(?:就|便|被)?(?:开在|安排在|设在|放在|搬到)|{vocabulary.alternation('activities.meeting_verb')}"
    )


@cache
def _frame() -> re.Pattern[str]:
    """A meeting that only frames what was said there: 在昨天召开的…会上, 在…新闻发布会上."""
    return re.compile(
        f"(?:在[^，。；：“”]{{0,30}}?(?:召开|举行)的(?P<title>[^，。；：“”]{{0,60}}?(?:{_nouns()})议?)|(?P<press>(?:(?!在)[^，。；：“”]){{2,40}}(?:发布会|通气会)))(?:（[^）]{{1,12}}）)?上(?!的)"
    )


def find_frame(text: str, start: int, stop: int) -> Meeting | None:
    """The meeting at which `start:stop` says that something was told, or None. Not one whose news a reporter only passes on (从…获悉)."""
    match = _frame().search(text, start, stop) if "上" in text[start:stop] else None
    if match is None or _PASSED_ON.search(text, max(start, match.start() - _SOURCE), match.end() + _SOURCE):
        return None
    group = "title" if match.group("title") else "press"
    words = re.sub(r"^.*(?:召开|举行)的|^.*(?:日|天|[上下]午)[，的]?在?|^在", "", match.group(group))
    return Meeting(match.start(), match.end(), _title(words), False, None)


@cache
def _at() -> re.Pattern[str]:
    """A meeting of a given day at which someone spoke or acted: 在2月15日的院务会上，…."""
    return re.compile(f"在[^，。；：“”]{{0,10}}?[日天午晚](?:召开|举行)?的(?P<title>[^，。；：“”]{{0,30}}?(?:{_nouns()})议?)上，")


def find_occasion(text: str, start: int, stop: int) -> Meeting | None:
    """The meeting that ends `start:stop` and at which what follows was said or done, or None; no press conference is one."""
    match = _at().search(text, start, stop)
    if match is None or match.end() != stop or _PASSED_ON.search(text, max(start, match.start() - _SOURCE), match.start()):
        return None
    meeting = Meeting(match.start(), match.end(), _title(match.group("title")), True, None, told="occasion")
    return None if is_press_conference(meeting.title) else meeting


def is_press_conference(title: str | None) -> bool:
    """Whether a meeting informs the press; it is never the same as a meeting of those who decide."""
    return title is not None and title.endswith(("发布会", "通气会", "记者会", "记者招待会"))


_PASSED_ON = re.compile(r"从|获悉|此前|上次|根据|按照")
_SOURCE = 4  # how far from the meeting's mention the words stand that make it a source, in characters


class Meetings:
    """The meetings of one text: answers for a stretch of it whether one is reported as held."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._verbs = [match.end() - 1 for match in _convening().finditer(text)]  # the last characters

    def find(self, start: int, stop: int) -> Meeting | None:
        """The first meeting that the narrated text `start:stop` reports as held, or None; cited meetings are none."""
        at = bisect_left(self._verbs, start)
        return _find(self._text, start, stop) if at < len(self._verbs) and self._verbs[at] < stop else None

    def is_mentioned(self, start: int, stop: int) -> bool:
        """Whether `start:stop` names a meeting at all."""
        return _noun().search(self._text, start, stop) is not None


def _find(text: str, start: int, stop: int) -> Meeting | None:
    for match in _held().finditer(text, start, stop):
        after = text[match.end() : match.end() + 3]
        if _CITED_AFTER.match(after) or _CITED_BEFORE.search(text[max(start, match.start() - 4) : match.start()]):
            continue
        if text[match.end("verb") : match.end("verb") + 1] == "的":
            continue
        verb = match.group("verb")
        title = match.group("title")
        hosted = verb not in ("出席", "参加", "收看", "收听收看", "组织收听收看", "组织收看", "组织参加")
        return Meeting(match.start(), match.end(), _title(title), hosted, _venue(text, start, match.start("verb")))
    for match in _noun_first().finditer(text, start, stop):
        left = phrases.phrase_start(text, match.end("noun"), start, frozenset())
        return Meeting(left, match.end(), _title(text[left : match.end("noun")]), False, None)
    return _plainly_told(text, start, stop)


def _plainly_told(text: str, start: int, stop: int) -> Meeting | None:
    """A meeting of which only the place, or who presides at it, is told."""
    presided = _presided().search(text, start, stop)
    if presided is not None and not _EARLIER.search(text[max(start, presided.start() - _SOURCE) : presided.start()]):
        left = phrases.phrase_start(text, presided.end("noun"), start, frozenset())
        return Meeting(left, presided.end(), _title(text[left : presided.end("noun")]), True, None, presided.span("who"), "plainly")
    opened = _opened().search(text, start, stop)
    if opened is None:
        return None
    if opened.group("noun"):
        left = phrases.phrase_start(text, opened.end("noun"), start, frozenset())
        return Meeting(left, opened.end(), _title(text[left : opened.end("noun")]), False, opened.span("place"), told="plainly")
    return Meeting(opened.start(), opened.end(), _title(opened.group("title")), True, None)


_EARLIER = re.compile("上次|此前|每次|历次|以往")


def _title(words: str) -> str | None:
    words = re.sub(r"^(?:了|一次|一场|全体|的)+", "", words).strip()
    return words if len(words) > 2 else None


def _venue(text: str, start: int, verb: int) -> tuple[int, int] | None:
    """The place of a meeting held `在…召开`."""
    match = _VENUE.search(text, max(start, verb - 30), verb + 4)
    return match.span("place") if match else None

"""What the clause of a measure says beyond its code: who carries it out, on whom, how much, how long and how often.

Everything is read inside the clause and in the words of the text; what the clause does not say stays None. Of several measures in a
clause, a quantity, a duration and a frequency belong to the nearest. The words: flows/reference/measure_details.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.facts.figure_units import unit_behind
from flows.facts.language.clauses import Clause
from flows.facts.language.enumerators import enumerator_at
from flows.facts.mentions import NumberMention
from flows.facts.numbers import find_numbers
from flows.reference.vocabulary import alternation

Span = tuple[int, int]


class Details(NamedTuple):
    """The columns of facts.measures that only some clauses fill."""

    enforcer: str | None = None
    target_group: str | None = None
    quantity: float | None = None
    unit: str | None = None
    duration: str | None = None
    frequency: str | None = None


class _Quantity(NamedTuple):
    start: int
    stop: int
    value: float
    unit: str


_WORD = r"[一-鿿A-Za-z\d“”、（）]"
_HANDLING = rf"(?:{alternation('measure_details.handling')})(?!人员|队伍|力量|的|措施|工作|情况)"
_DEPLOYING = rf"(?:{alternation('measure_details.deploying')})(?!所)"
_ENFORCER = rf"(?:{alternation('measure_details.enforcers')})"
_CARRIER = rf"(?:{_ENFORCER}|(?:{alternation('measure_details.bodies')})(?!在|门))"
_PERSONS = rf"(?:{alternation('measure_details.persons')})(?<!重点人)"
_NUMERAL = r"(?:\d+|[一二两三四五六七八九十百]+)"
_TIMES = alternation("measure_details.times")
_BY = re.compile(rf"(?<![理自缘])由(?P<who>{_WORD}{{1,24}}?)(?={_HANDLING}|[，。；]|$)")
_SENT = re.compile(rf"(?:{alternation('measure_details.sending')})(?!所)了?(?P<who>[一-鿿、“”]{{0,12}}?{_ENFORCER})(?![长的])")
_SENT_COUNTED = re.compile(rf"(?:次)?(?P<who>[一-鿿、“”]{{0,12}}?{_ENFORCER})(?![长的])")
_DEPLOYING_BEFORE = re.compile(rf"{_DEPLOYING}了?[一-鿿]{{0,4}}$")
_SUBJECT = re.compile(
    rf"(?:{_NUMERAL}[余多]?[名位个])?(?P<who>[一-鿿、“”（）]{{0,16}}?{_CARRIER})(?={_HANDLING}|(?:{alternation('measure_details.adverbs')}|{_DEPLOYING}))"
)
_TOWARDS = re.compile(
    rf"(?:(?<![一不面相反绝针应点])对(?![外内口接讲照应待策象此])于?|针对(?!性)|为(?=[一-鿿、]{{0,16}}{_PERSONS})|给(?!予))(?P<whom>{_WORD}{{2,28}}?)(?={_HANDLING}|$)"
)
_OF_WHOM = re.compile(rf"(?P<whom>.*?{_PERSONS})的[一-鿿]{{2,6}}$")
_ACTED_ON = re.compile(
    rf"(?:{alternation('measure_details.acting_on')})[到出了对]?(?P<whom>[一-鿿、]{{0,14}}?{_PERSONS})(?![一-鿿]?[工信健行])"
)
_RULED = re.compile(rf"(?P<whom>[一-鿿、（）]{{0,20}}?{_PERSONS})(?=(?:{alternation('measure_details.ruled')}))")
_PERSON_LIKE = re.compile(rf"{_PERSONS}等?$")
_TARGET_LIKE = re.compile(rf"(?:{_PERSONS}|{alternation('measure_details.objects')})等?$")
_NO_TARGET = re.compile(rf"(?:{alternation('measure_details.no_targets')})$|[了是]")
_NO_SUBJECT = re.compile(rf"(?:{alternation('measure_details.no_subjects')})$|^(?:各|有|无|没有|不|要|请)|^(?:人员|者|人|对象)$")
_NO_ENFORCER = re.compile(
    rf"{alternation('measure_details.no_enforcers')}|^(?:有|不|没|及|和|以|与|人|入|进|来)|(?:来|入|进|返)[一-鿿]{{0,4}}人员$|^(?:人员|力量|专人|队伍|[全我][省市县区镇乡村州旗国])$"
)
_LASTING = re.compile(
    rf"(?P<point>近|最近|过去|前|第|每隔?|隔|未来|首|同|这|当|有)?(?P<time>(?!一[天日周月年](?![的期]))(?:{_NUMERAL}[多余]?(?:{_TIMES})(?<!日)|{_NUMERAL}日(?=的|居家|集中|医学|隔离|观察|健康|以上|左右|期|$)))(?![前内后]|以来|之内|来)"
)
_EVERY = re.compile(
    rf"(?P<every>每隔?(?:{_NUMERAL})?个?(?:天|日|晚|周|星期|月|小时|班次|班|趟)|早中晚|早晚|[一1][天日])(?P<between>[^，。；：\d]{{0,14}}?)"
    rf"(?P<times>(?:不少于|至少|各)?{_NUMERAL}(?:[-~—至到]{_NUMERAL})?(?:次|遍|轮|趟|回)|多次)"
)
_REGULARLY = re.compile(
    rf"每隔?(?:{_NUMERAL})?个?(?:天|日|周|小时|晚)(?!人)(?:早中晚|早、中、晚|早晚|早、晚)?|[一1][天日]{_NUMERAL}(?:次|测|检|消|报|巡|遍|查)|不?定期"
)
_COUNT_AT_HEAD = re.compile(rf"^{_NUMERAL}[余多]?[名位个]")
_LEAD = re.compile(r"(?:同时|此外|另外|目前|现在|近日|日前|连日来|并且|并|还|其中|截至目前|据悉|[，、“”\s])*")
_UNCOUNTED = re.compile(rf"(?:{_TIMES}|[次遍轮趟回℃°度岁%％米元例种款类分条点项道部班]|[千万亿美]+元|公里)")
_UNCOUNTED_AFTER = re.compile(r"国家|时间段|阶段|百分点|部门|方面|月|小时")
_IMPOSED = ("MV", "SD", "SV", "HY")  # codes of measures that fall on persons
_PERSON_UNITS = frozenset(("名", "人", "位", "人次"))
_PLACES = frozenset(("MV01", "SD05"))  # codes that name where people stand
_REACH = 16  # how far a quantity may stand from the word that names the measure


class ClauseReader:
    """Reads one clause that names measures; `named` gives the words that name them, in order, and their codes."""

    def __init__(self, text: str, clause: Clause, named: Sequence[tuple[int, int, str]]) -> None:
        self.text = text[clause.start : clause.stop].rstrip("，。；：！？… \n")
        self.base = clause.start
        self.spans = [(start - clause.start, stop - clause.start) for start, stop, _ in named]
        self.manned = [span for span, (_, _, code) in zip(self.spans, named, strict=True) if code not in _PLACES]
        mark = enumerator_at(self.text, 0, len(self.text))
        lead = _LEAD.match(self.text, mark.stop if mark else 0)
        self.begin = lead.end() if lead else 0
        self.quantities: list[_Quantity] | None = None

    def details(self, code: str, named: Sequence[tuple[int, int, str]], addressee: str | None = None) -> Details:
        """What the clause says of the measure `code`, one of those `named`. `addressee`: whom the order asks to carry it out."""
        own = [(start - self.base, stop - self.base) for start, stop, other in named if other == code]
        quantity = self._nearest_quantity(own, is_place=code in _PLACES)
        imposed = code.startswith(_IMPOSED)
        asked = addressee if addressee and addressee in self.text else None
        falls_on = asked is not None and imposed and _PERSON_LIKE.search(asked) is not None and not _NO_SUBJECT.search(asked)
        return Details(
            self._enforcer() or (None if falls_on else asked),
            self._target(own, imposed=imposed) or (asked if falls_on else None),
            quantity.value if quantity else None,
            quantity.unit if quantity else None,
            self._duration(own),
            self._frequency(own),
        )

    def _enforcer(self) -> str | None:
        if (named := _BY.search(self.text)) is not None and not _NO_ENFORCER.search(named["who"]):
            return _bare(named["who"])
        for quantity in self._quantities():
            counted = _SENT_COUNTED.match(self.text, quantity.stop)
            if counted is not None and counted["who"] and _DEPLOYING_BEFORE.search(self.text[: quantity.start]):
                return _bare(counted["who"])
        sent = _SENT.search(self.text)
        if sent is not None and not _NO_ENFORCER.search(sent["who"]):
            return _bare(sent["who"])
        subject = _SUBJECT.match(self.text, self.begin)
        if (
            subject is not None
            and len(subject["who"]) > 1
            and not _NO_ENFORCER.search(subject["who"])
            and subject.end() <= self.spans[-1][0]
        ):
            return _bare(subject["who"])
        return None

    def _target(self, own: Sequence[Span], *, imposed: bool) -> str | None:
        """A place or thing that the measure's own word names is none.

        `imposed`: the measure falls on persons, so that a person it acts on, or the subject of a rule, is its target.
        """
        for match in _TOWARDS.finditer(self.text):
            possessor = _OF_WHOM.match(match["whom"])
            whom = _bare(possessor["whom"] if possessor else match["whom"])
            is_measure = any(match.start() < start < match.end() for start, _ in own) and _PERSON_LIKE.search(whom) is None
            like = _TARGET_LIKE if self.text[match.start()] in "对针" else _PERSON_LIKE
            if len(whom) > 1 and not is_measure and not _NO_TARGET.search(whom) and like.search(whom):
                return whom
        if not imposed:
            return None
        acted = _ACTED_ON.search(self.text)
        if acted is not None and len(acted["whom"]) > 1 and acted["whom"][0] not in "的" and not _NO_SUBJECT.search(acted["whom"]):
            return _bare(acted["whom"])
        ruled = _RULED.match(self.text, self.begin)
        if ruled is not None and len(ruled["whom"]) > 1 and not _NO_SUBJECT.search(ruled["whom"]):
            return _bare(ruled["whom"])
        return None

    def _quantities(self) -> list[_Quantity]:
        """What the clause counts, times and shares aside."""
        if self.quantities is None:
            self.quantities = []
            for number in find_numbers(self.text):
                unit, stop = unit_behind(self.text, number)
                if unit is not None and not self._is_uncounted(number, unit, stop):
                    self.quantities.append(_Quantity(number.start, stop, number.value, unit))
        return self.quantities

    def _is_uncounted(self, number: NumberMention, unit: str, stop: int) -> bool:
        """Durations, frequencies, shares, degrees, money and the article 一名 count no posts, people or rooms."""
        return (
            _UNCOUNTED.fullmatch(unit) is not None
            or _UNCOUNTED_AFTER.match(self.text, stop) is not None
            or (number.value == 1 and self.text[number.stop - 1] == "一")
        )

    def _nearest_quantity(self, own: Sequence[Span], *, is_place: bool) -> _Quantity | None:
        """Persons are counted for what they do (50名干部在卡口值守), not for the place where they do it."""
        for quantity in sorted(self._quantities(), key=lambda quantity: _distance((quantity.start, quantity.stop), own)):
            span = (quantity.start, quantity.stop)
            near = _distance(span, own)
            persons = quantity.unit in _PERSON_UNITS and bool(self.manned)
            if persons and is_place:
                continue
            if near <= _REACH and near == _distance(span, self.manned if persons else self.spans) and "、" not in self._between(span, own):
                return quantity
        return None

    def _between(self, span: Span, own: Sequence[Span]) -> str:
        start, stop = min(own, key=lambda word: _distance(span, [word]))
        return self.text[stop : span[0]] if stop <= span[0] else self.text[span[1] : start]

    def _duration(self, own: Sequence[Span]) -> str | None:
        for match in _LASTING.finditer(self.text):
            span = match.span("time")
            frequency = _EVERY.search(self.text)
            repeated = frequency is not None and frequency.start() <= match.start() < frequency.end()
            if not match["point"] and not repeated and _is_nearest(span, own, self.spans) and not _is_date(self.text, span):
                return match["time"]
        return None

    def _frequency(self, own: Sequence[Span]) -> str | None:
        counted = _EVERY.search(self.text)
        if counted is not None and _is_nearest(counted.span(), own, self.spans):
            return counted["every"] + counted["times"] if counted["between"] else counted[0]
        once = _REGULARLY.search(self.text)
        return once[0] if once is not None and _is_nearest(once.span(), own, self.spans) else None


def _distance(span: Span, words: Sequence[Span]) -> int:
    """How many characters lie between a span and the nearest of some words; 0 where they touch or overlap."""
    return min(max(start - span[1], span[0] - stop, 0) for start, stop in words)


def _is_nearest(span: Span, own: Sequence[Span], others: Sequence[Span]) -> bool:
    return _distance(span, own) == _distance(span, others)


def _is_date(text: str, span: Span) -> bool:
    """2月14日, 14日起: a day of the month."""
    return text[span[1] - 1] in "日月年" and (
        text[span[0] - 1 : span[0]] in ("月", "年") or text[span[1] - 1] in "月年" or text[span[1] : span[1] + 1] in ("起", "，", "晚")
    )


def _bare(phrase: str) -> str:
    """A phrase without marks at its ends and without a numeral at its head (两名党员 is 党员)."""
    return _COUNT_AT_HEAD.sub("", phrase.strip("，、 （“”"))

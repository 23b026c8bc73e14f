"""Gifts: who gave what to whom, one row per donor, recipient and item.

A verb of giving divides its clause: the donor and the recipient stand in front of it, the things behind it (or, after 将, in front).
A donor that the clause leaves out is the last one named. Money is told from goods and from the value of goods. The words:
flows/reference/gifts.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flows.facts.gift_items import Item, items_in, names_goods
from flows.facts.language.clauses import Layout, Statement, layout
from flows.facts.language.modals import first_modal, modal_positions
from flows.facts.language.speakers import Speech, Subject, speech_of
from flows.facts.mentions import OrganisationMention, Reading
from flows.facts.numbers import find_numbers
from flows.facts.records import Donation, Fact
from flows.reference.vocabulary import alternation, words

_VERB = re.compile(alternation("gifts.verbs"))
_WEAK = frozenset(words("gifts.weak_verbs"))
_NOT_AFTER = re.compile(rf"(?:{alternation('gifts.not_gift_after')})")
_NOT_BEFORE = re.compile(rf"(?:{alternation('gifts.not_gift_before')})$")
_ADVERBS = re.compile(rf"(?:{alternation('gifts.adverbs')}|[，、\s])+$")
_LEAD = re.compile(
    r"(?:\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号]|[上下]午|当[天日]|近日|日前|连日来|随后|同时|此外|另外|其中|并|还|此次|据统计|[昨今][天日]|截至\S{1,12}?[日前时]|目前|据悉|据了解|经过[^，]{2,20}倡议|，|、|\s)+"
)
_TO_BEFORE = re.compile(r"(?:向|为|给|(?<![应面针相])对|替)(?P<recipient>[^，。；]{2,40}?)$")
_TO_AFTER = re.compile(r"(?:捐?赠?送?给|捐至|送至|送到|用于支援|支援)(?!了)(?P<recipient>[^，。；、\d]{2,30})")
_HANDED = re.compile(r"(?:将|把)(?P<things>[^，。；]{2,60})$")
_RECEIVED = re.compile(r"(?:收到|接收|接受|接到|获得(?!者))(?:了|到)?(?:来自)?(?P<donor>[^，。；]{0,40})$")
_AID = re.compile(r"支援(?P<recipient>[^，。；、]{3,24})")
_COUNTED = re.compile(r"(?:[近约]?\d[\d.万余多]*|[一两三四五六七八九十百千余多]+)(?:人|名|位|家|户)$")
_OVER = re.compile(r"(?:交给|送到|送给|送往|转交给?|捐给|赠予)(?P<recipient>[^，。；、\d]{2,24}|\d{1,3}个[^，。；、]{2,12})")
_BY = re.compile(r"^由")
_OPENING = re.compile(
    rf"(?P<person>[一-鿿、]{{0,16}}?(?:一[名位]|老)[一-鿿、]{{0,12}}(?:{alternation('speech.person_nouns')}))(?![的、和])"
)
_NOT_DONOR = re.compile(alternation("gifts.not_donor"))
_DONOR_CUT = re.compile(rf"(?<=[一-鿿]{{2}})(?:{alternation('gifts.donor_cuts')})")
_COLLECTING = frozenset(words("gifts.collecting"))
_DELIVERY = frozenset(("送到", "送给", "送上"))  # a gift only if its clause names the giver
_IN_ALL = re.compile(r"截至|截止|累计|总计|合计|共(?:计|接[收受]|收到|募集|筹集)|(?:已|先后)(?:接[收受]|收到)")
_MANY = re.compile(
    r"各界|爱心(?:人士|企业|单位)|企业(?:和|及|、)|单位(?:和|及|、)|余[家人名位个]|广大|全[省市县区镇乡村]|多[家人名位]|干部职工|社会"
)
_PRONOUNS = frozenset(("他们", "他", "她", "她们", "我们", "该公司", "公司", "自己", "大家", "该企业", "企业"))
_CLAUSE_END = "，；。！？："


class _Gift(NamedTuple):
    start: int
    stop: int
    donor: str | None
    recipient: str | None
    items: tuple[Item, ...]
    rule: str


@dataclass(slots=True)
class _Memory:
    """The last donor and recipient, for clauses that leave them out, and the statement in which they were named."""

    donor: str | None = None
    recipient: str | None = None
    statement: int = -9


def facts(reading: Reading) -> list[Fact]:
    """The donations told in an article's body."""
    organisations = tuple(mention for mention in reading.organisations if mention.part == "body")
    return list(_donations(reading, organisations))


def _donations(reading: Reading, organisations: tuple[OrganisationMention, ...]) -> Iterator[Donation]:
    if not _VERB.search(reading.body):
        return
    kinds = {mention.name: mention.kind for mention in organisations}
    officials = {mention.name for mention in reading.people if mention.role == "official"}
    for gift in _Scan(reading.body, speech_of(reading), officials, kinds).run():
        dated = reading.date_at(gift.start)
        for item in gift.items:
            cash = item.name == "现金"
            yield Donation(
                start=gift.start,
                stop=gift.stop,
                rule=gift.rule,
                confidence="certain" if gift.donor and item.quantity is not None else "probable",
                donor=gift.donor,
                donor_kind=_kind(gift.donor, kinds),
                recipient=gift.recipient,
                item=item.name,
                quantity=item.quantity,
                unit=item.unit,
                amount_cny=item.quantity if cash and item.unit == "元" else None,
                date=dated.first if dated else None,
            )


class _Scan:
    """One pass over the statements that hold a verb of giving."""

    def __init__(self, body: str, speech: Speech, officials: set[str], kinds: Mapping[str, str]) -> None:
        self.text = body
        self.layout: Layout = layout(body)
        self.speech = speech
        self.officials = officials
        self.kinds = kinds
        self.modals = modal_positions(body)
        self.numbers = find_numbers(body)
        self.memory = _Memory()

    def run(self) -> Iterator[_Gift]:
        for index, statement in enumerate(self.layout.statements):
            verbs = [match for match in _VERB.finditer(self.text, statement.start, statement.stop) if self._gives(match)]
            for number, verb in enumerate(verbs):
                following = verbs[number + 1].start() if number + 1 < len(verbs) else statement.stop
                gift = self._gift(index, statement, verb, following)
                if gift is not None:
                    yield gift

    def _gives(self, verb: re.Match[str]) -> bool:
        after = self.text[verb.end() : verb.end() + 6]
        before = self.text[max(0, verb.start() - 6) : verb.start()]
        if _NOT_AFTER.match(after):
            return False
        if after.startswith("的") or _RECEIVED.search(self.text, max(0, verb.start() - 20), verb.start()):
            return True
        return _NOT_BEFORE.search(before) is None

    def _gift(self, index: int, statement: Statement, verb: re.Match[str], following: int) -> _Gift | None:
        clause = self.layout.clause_at(verb.start())
        before = self.text[clause.start : verb.start()]
        if first_modal(self.modals, clause.start, verb.start()) is not None:
            return None
        received = _RECEIVED.search(before)
        attributive = self.text.startswith("的", verb.end())
        if attributive and received is None and not _BY.match(before) and not self._is_counted(verb.end() + 1):
            return None
        stop = self._region_stop(verb.end(), following, statement.stop)
        donor, recipient = self._parties(index, statement, clause.start, before, received, attributive=attributive)
        handed = None if attributive else _HANDED.search(before)
        after = _TO_AFTER.search(self.text, verb.start(), stop)
        if after is not None and recipient is None and not names_goods(after["recipient"]):
            recipient = _cleaned(after["recipient"])
        items: list[Item] = []
        if handed is not None and _VERB.search(handed["things"]):
            return None
        if handed is not None:
            begin = clause.start + handed.start("things")
            items = items_in(self.text, begin, verb.start(), self.numbers, told=True)
        if not items and verb[0] in _DELIVERY:
            items = items_in(self.text, statement.start, clause.start, self.numbers, told=False)
            recipient = recipient or _cleaned(self.text[verb.end() : stop])
        elif not items:
            if recipient is None:
                recipient = self._recipient_behind(verb.end(), stop)
            items = items_in(self.text, verb.end(), stop, self.numbers, told=received is None and self._is_told(verb))
        if donor is not None and _NOT_DONOR.search(donor):
            return None
        if donor is not None or received is not None:
            self.memory = _Memory(donor, recipient, index)
        if not items or (verb[0] in _WEAK and (donor is None or self._is_courtesy(donor, items))):
            return None
        if verb[0] in _DELIVERY and (donor is None or donor not in self.text[statement.start : verb.start()]):
            return None
        if verb[0] in _COLLECTING and _kind(donor, self.kinds) not in ("company", "social", "person", "media"):
            return None
        if verb[0].endswith("提供") and _kind(donor, {}) not in ("company", "social", "person"):
            return None
        recipient = recipient or self._aided(clause.start, stop) or self._handed_over(verb.end(), statement.stop)
        return _Gift(clause.start, stop, donor, recipient, tuple(items), self._rule(statement, donor, received is not None))

    def _rule(self, statement: Statement, donor: str | None, received: bool) -> str:
        """`donations.total` for what many gave together up to a day or in all: it holds single gifts, and is not added to them."""
        if (donor is None or _MANY.search(donor)) and _IN_ALL.search(self.text, statement.start, statement.stop):
            return "donations.total"
        return "donations.received" if received else "donations.given"

    def _is_told(self, verb: re.Match[str]) -> bool:
        """捐赠了, 送去: the giving is done."""
        return self.text.startswith(("了", "的"), verb.end()) or verb[0].endswith(("来", "去", "上", "了", "给"))

    def _is_counted(self, position: int) -> bool:
        """捐赠的近17万箱矿泉水: a number follows."""
        return any(position <= mention.start <= position + 1 for mention in self.numbers)

    def _region_stop(self, start: int, following: int, end: int) -> int:
        """Where the things end: at the clause in which the next verb of giving stands, or at the statement's end."""
        if following < end:
            comma = max(self.text.rfind(mark, start, following) for mark in _CLAUSE_END)
            return comma if comma > start else following
        while end > start and self.text[end - 1] in "。！？；”…":
            end -= 1
        return end

    def _parties(
        self, index: int, statement: Statement, clause_start: int, before: str, received: re.Match[str] | None, *, attributive: bool
    ) -> tuple[str | None, str | None]:
        """Donor and recipient as the words in front of the verb name them; the donor may be remembered."""
        if received is not None:
            donor = _cleaned(received["donor"])
            receiver = _cleaned(before[: received.start()])
            return donor, receiver
        handed = _HANDED.search(before)
        head = before
        if handed is not None:
            head = handed["things"] if attributive else before[: handed.start()]
        head = _ADVERBS.sub("", head)
        to = _TO_BEFORE.search(head)
        recipient = _cleaned(to["recipient"]) if to else None
        donor = _donor(head[: to.start()] if to else head)
        if donor is not None and donor not in _PRONOUNS:
            return donor, recipient
        if self.memory.statement == index:
            return self.memory.donor, recipient or self.memory.recipient
        return self._earlier_donor(index, statement, clause_start), recipient

    def _earlier_donor(self, index: int, statement: Statement, clause_start: int) -> str | None:
        """The statement's subject, or the donor or subject of the statements before."""
        subject = self.speech.subject_before(clause_start + 1)
        if subject is not None and subject.start >= statement.start:
            return subject.speaker.name
        first = self.layout.clauses_of(index)[0]
        if first.start < clause_start:
            named = _donor(
                re.split(
                    "(?:在|对|通过|得知|了解|积极|主动|高度|心系|纷纷|将)", _behind_lead(self.text[first.start : first.stop].strip("，"))
                )[0]
            )
            if named is not None and _kind(named, {}) is not None:
                return named
        opening = self._opening_person(index) or self._opening_person(index - 1)
        if opening is not None and self.memory.statement < index - 1:
            return opening
        recent = subject is not None and self.layout.statement_index(subject.start) > self.memory.statement
        if self.memory.donor is not None and index - self.memory.statement <= 2 and not recent:
            return self.memory.donor
        return self._in_full(subject) if subject is not None else None

    def _opening_person(self, index: int) -> str | None:
        """The unnamed person with whom the statement begins (一名退休教师得知后，…), in the same paragraph as the next one."""
        if (
            index < 0
            or self.layout.statements[index].paragraph != self.layout.statements[min(index + 1, len(self.layout.statements) - 1)].paragraph
        ):
            return None
        lead = _LEAD.match(self.text, self.layout.statements[index].start)
        match = _OPENING.match(self.text, lead.end() if lead else self.layout.statements[index].start)
        return match["person"] if match else None

    def _in_full(self, subject: Subject) -> str:
        """局党委 -> 某局党委: a body that is named by the last word of one named before."""
        name = subject.speaker.name
        for earlier in self.speech.subjects:
            full = earlier.speaker.name
            if earlier.start < subject.start and earlier.speaker.kind == "body" and full.endswith(name[:1]) and name[0] in "局厅委院校":
                return full + name[1:]
        return name

    def _recipient_behind(self, start: int, stop: int) -> str | None:
        """赠送某镇政府2000个口罩: a body between the verb and the number."""
        number = next((mention for mention in self.numbers if start <= mention.start < stop), None)
        if number is None:
            return None
        phrase = re.sub(r"^(?:了|给|予|于|至|到)", "", self.text[start : number.start])
        return phrase if 2 < len(phrase) <= 24 and _kind(phrase, {}) == "public" else None

    def _aided(self, start: int, stop: int) -> str | None:
        aid = _AID.search(self.text, max(0, start - 40), stop)
        return _cleaned(aid["recipient"]) if aid and aid.end() <= stop + 1 and "。" not in self.text[aid.start() : start] else None

    def _handed_over(self, start: int, stop: int) -> str | None:
        """募集…，全部交给某处: the receiver is named later in the statement."""
        match = _OVER.search(self.text, start, stop)
        return _cleaned(match["recipient"]) if match else None

    def _is_courtesy(self, donor: str, items: list[Item]) -> bool:
        """Leaders who bring something on a visit give nothing of their own."""
        return any(name in donor for name in self.officials) or all(
            item.name in ("慰问金", "慰问品", "现金") and item.quantity is None for item in items
        )


def _behind_lead(text: str) -> str:
    """A text without the time and the connectives it begins with."""
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def _donor(text: str) -> str | None:
    """The donor in the words in front of the verb: without time, adverbs and the number of people."""
    phrase = _ADVERBS.sub("", _behind_lead(text)).strip("，、 ")
    phrase = _COUNTED.sub("", _DONOR_CUT.split(phrase)[0]) or phrase
    phrase = re.sub(r"^(?:由|据|经|这是|分别是|是)(?=[一-鿿]{3})", "", phrase)
    if not 2 <= len(phrase) <= 60 or re.search(r"(?:为|的|了|在|和|与|元)$", phrase):
        return None
    return phrase


def _cleaned(phrase: str | None) -> str | None:
    if phrase is None:
        return None
    phrase = re.sub(r"^(?:此次|共|该县|我县|社会|各类|的)$", "", phrase)
    phrase = _ADVERBS.sub("", _behind_lead(phrase)).strip("，、的 “”")
    return phrase if len(phrase) >= 2 else None


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


def _kind(donor: str | None, kinds: Mapping[str, str]) -> str | None:
    """`company`, `social`, `public`, `media` or `person`; None if the words do not tell."""
    if donor is None:
        return None
    if donor in kinds:
        return kinds[donor]
    return next((kind for kind, pattern in _KINDS if pattern.search(donor)), None)

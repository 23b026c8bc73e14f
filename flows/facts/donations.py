"""Gifts: who gave what to whom, one row per donor, recipient and item.

A verb of giving divides its clause: the donor and the recipient stand in front of it, the things behind it (or, after 将, in front).
A donor that the clause leaves out is the last one named. Money is told from goods and from the value of goods. The words:
flows/reference/gifts.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flows.facts.figures import unit_behind
from flows.facts.gift_items import CASH, Item, goods_head, items_in, names_goods
from flows.facts.gift_parties import ADVERBS, LEAD, behind_lead, cleaned, donor_in, kind_of
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
_TO_BEFORE = re.compile(r"(?:向|为|给|(?<![应面针相])对|替)(?P<recipient>[^，。；]{2,40}?)$")
_TO_AFTER = re.compile(
    r"(?:捐?赠?送?给|捐至|送至|送到|用于支援|支援)(?!了)"
    r"(?P<recipient>[^，。；\d.…]{2,30}?)(?=用于|用以|使用|作为|进行|[，。；\d.…]|$)"
)
_HANDED = re.compile(r"(?:将|把)(?P<things>[^，。；]{2,60})$")
_WILL = re.compile(r"将(?:会|要|再|继续|陆续|分|无偿|免费|于|在|向|为|给|配|$)[^，。；]*$")
_SAVINGS = re.compile(r"(?:钱|款|积蓄|存款|现金|养老金|退休金|工资|补贴)$")
_RECEIVED = re.compile(r"(?:收到|接收|接受|接到|获得(?!者)|获(?=赠))(?:了|到)?(?:来自)?(?P<donor>[^，。；]{0,40})$")
_AID = re.compile(r"支援(?P<recipient>[^，。；、\d.…]{3,24})")
_COUNTED_ONLY = frozenset(words("gifts.counted_only"))
_FREELY = re.compile(r"(?:免费|无偿)[^，。；]{0,24}$")
_EACH = re.compile(r"(?:分别|各自?)(?:向|为|给|[^，。；]{0,12}$)")
_DONOR_MARK = re.compile(r"、|以及|和(?=[一-鿿]{3})")
_OBTAINED = frozenset(words("gifts.obtaining"))
_PLACE_AND_THING = re.compile(r"(?P<place>[一-鿿]{1,10}?[省市县区州镇乡村院])(?P<thing>[一-鿿]{2,10})")
_PASSED_ON = re.compile(r"(?:给|到|至|往)(?!了)")
_OVER = re.compile(r"(?:交给|送到|送给|送往|转交给?|捐给|赠予)(?P<recipient>[^，。；\d]{2,30}|\d{1,3}个[^，。；、]{2,12})")
_BY = re.compile(r"^由")
_OPENING = re.compile(
    rf"(?P<person>[一-鿿、]{{0,16}}?(?:一[名位]|老)[一-鿿、]{{0,12}}(?:{alternation('speech.person_nouns')}))(?![的、和])"
)
_NOT_DONOR = re.compile(alternation("gifts.not_donor"))
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
    each: bool = False


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
    places = {mention.name for mention in reading.places}
    kinds: dict[str, str] = dict.fromkeys(places, "public") | {mention.name: "person" for mention in reading.people}
    kinds |= {mention.name: mention.kind for mention in organisations}
    officials = {mention.name for mention in reading.people if mention.role == "official"}
    for gift in _Scan(reading.body, speech_of(reading), officials, places, kinds).run():
        dated = reading.date_at(gift.start)
        for item in gift.items:
            cash = item.name == CASH
            yield Donation(
                start=gift.start,
                stop=gift.stop,
                rule=gift.rule,
                confidence="certain" if gift.donor and item.quantity is not None else "probable",
                donor=gift.donor,
                donor_kind=kind_of(gift.donor, kinds),
                recipient=gift.recipient,
                item=item.name,
                quantity=item.quantity,
                unit=item.unit,
                amount_cny=item.quantity if cash and item.unit == "元" else None,
                date=dated.first if dated else None,
            )


class _Scan:
    """One pass over the statements that hold a verb of giving."""

    def __init__(self, body: str, speech: Speech, officials: set[str], places: set[str], kinds: Mapping[str, str]) -> None:
        self.text = body
        self.layout: Layout = layout(body)
        self.speech = speech
        self.officials = officials
        self.kinds = kinds
        self.places = places
        self.modals = modal_positions(body)
        self.numbers = list(find_numbers(body))
        self.memory = _Memory()

    def run(self) -> Iterator[_Gift]:
        for index, statement in enumerate(self.layout.statements):
            verbs = [match for match in _VERB.finditer(self.text, statement.start, statement.stop) if self._gives(match)]
            for number, verb in enumerate(verbs):
                following = verbs[number + 1].start() if number + 1 < len(verbs) else statement.stop
                gift = self._gift(index, statement, verb, following)
                if gift is not None:
                    yield from _apart(gift)

    def _gives(self, verb: re.Match[str]) -> bool:
        after = self.text[verb.end() : verb.end() + 6]
        before = self.text[max(0, verb.start() - 6) : verb.start()]
        if _NOT_AFTER.match(after):
            return False
        if verb[0] == "提供" and not _FREELY.search(self.text, max(0, verb.start() - 30), verb.start()):
            return False
        if after.startswith("的") or _RECEIVED.search(self.text, max(0, verb.start() - 20), verb.start()):
            return True
        return _NOT_BEFORE.search(before) is None

    def _gift(self, index: int, statement: Statement, verb: re.Match[str], following: int) -> _Gift | None:
        clause = self.layout.clause_at(verb.start())
        before = self.text[clause.start : verb.start()]
        if first_modal(self.modals, clause.start, verb.start()) is not None or _WILL.search(before):
            return None
        received = _RECEIVED.search(before)
        attributive = self.text.startswith("的", verb.end())
        if attributive and received is None and not _BY.match(before) and not self._is_counted(verb.end() + 1):
            return self._counted_in_front(clause.start, verb)
        stop = self._region_stop(verb.end(), following, statement.stop)
        if verb[0] in _OBTAINED:
            donor, recipient = None, cleaned(before)
        else:
            donor, recipient = self._parties(index, statement, clause.start, before, received, attributive=attributive)
        handed = None if attributive else _HANDED.search(before)
        after = None if verb[0] in _COUNTED_ONLY else _TO_AFTER.search(self.text, verb.start(), stop)
        if after is not None and recipient is None and not names_goods(after["recipient"]):
            recipient = cleaned(after["recipient"])
        items: list[Item] = []
        if handed is not None and _VERB.search(handed["things"]):
            return None
        if handed is not None:
            begin = clause.start + handed.start("things")
            items = items_in(self.text, begin, verb.start(), self.numbers, told=True)
            if not items and _SAVINGS.search(handed["things"]):  # 把零钱送到村委会，一共800元
                behind = items_in(self.text, verb.end(), stop, self.numbers, told=False)
                items = [item for item in behind if item.name == CASH]
        if verb[0] in _DELIVERY and not items and self.memory.statement == index:
            return None  # 捐赠了大衣500件，送给一线人员: told already
        if not items and (verb[0] in _DELIVERY or _PASSED_ON.match(self.text, verb.end())):
            items = items_in(self.text, statement.start, clause.start, self.numbers, told=False)
            recipient = recipient or cleaned(self.text[verb.end() : stop])
        if not items and verb[0] not in _DELIVERY:
            begin = verb.end()
            if recipient is None:
                recipient, begin = self._recipient_behind(verb, stop)
            told = verb[0] in _OBTAINED or (received is None and self._is_told(verb))
            items = items_in(self.text, begin, stop, self.numbers, told=told, given=verb[0] not in _WEAK)
        if verb[0] in _COUNTED_ONLY and recipient is None and not self._is_thing_behind(verb.end(), stop):
            return None
        if verb[0] in _COUNTED_ONLY:
            items = [item for item in items if item.quantity is not None and item.name != CASH]
        if donor is not None and _NOT_DONOR.search(donor):
            return None
        if donor is not None or received is not None:
            self.memory = _Memory(donor, recipient, index)
        if not items or (verb[0] in _WEAK and (donor is None or (verb[0] != "捐" and self._is_courtesy(donor, items)))):
            return None
        if verb[0] in _DELIVERY and (donor is None or donor not in self.text[statement.start : verb.start()]):
            return None
        if verb[0] in _COLLECTING and kind_of(donor, self.kinds) not in ("company", "social", "person", "media"):
            return None
        if verb[0].endswith("提供") and kind_of(donor, {}) not in ("company", "social", "person"):
            return None
        recipient = recipient or self._aided(clause.start, stop) or self._handed_over(verb.end(), statement.stop)
        rule = self._rule(statement, donor, received is not None or verb[0] in _OBTAINED)
        return _Gift(clause.start, stop, donor, recipient, tuple(items), rule, _EACH.search(before) is not None)

    def _counted_in_front(self, start: int, verb: re.Match[str]) -> _Gift | None:
        """1000斤爱心人士捐赠的蔬菜: the number opens the clause, the donor stands between it and the verb."""
        at = bisect_left(self.numbers, start, key=lambda mention: mention.start)
        if at == len(self.numbers) or not start <= self.numbers[at].start <= start + 6:
            return None
        unit, end = unit_behind(self.text, self.numbers[at])
        goods = goods_head(self.text[verb.end() + 1 : verb.end() + 15])
        donor = donor_in(self.text[end : verb.start()])
        if unit is None or goods is None or donor is None or kind_of(donor, self.kinds) is None:
            return None
        item = Item(goods, round(self.numbers[at].value, 4), unit)
        return _Gift(start, verb.end() + 1 + len(goods), donor, None, (item,), "donations.given")

    def _rule(self, statement: Statement, donor: str | None, received: bool) -> str:
        """`donations.total` for what many gave together up to a day or in all: it holds single gifts, and is not added to them."""
        if (donor is None or _MANY.search(donor)) and _IN_ALL.search(self.text, statement.start, statement.stop):
            return "donations.total"
        return "donations.received" if received else "donations.given"

    def _is_told(self, verb: re.Match[str]) -> bool:
        """捐赠了, 送去: the giving is done."""
        return self.text.startswith(("了", "的"), verb.end()) or verb[0].endswith(("来", "去", "上", "了", "给"))

    def _is_thing_behind(self, start: int, stop: int) -> bool:
        """支援水果200吨, not 支援湖北专列，…400吨: goods or a number follow the verb of help."""
        phrase = re.split("[，。；]", self.text[start:stop], maxsplit=1)[0]
        at = bisect_left(self.numbers, start, key=lambda mention: mention.start)
        first = self.numbers[at].start - start if at < len(self.numbers) else len(phrase) + 1
        return first == 0 or (first <= len(phrase) and names_goods(phrase[:first]))

    def _is_counted(self, position: int) -> bool:
        """捐赠的近17万箱矿泉水: a number follows."""
        at = bisect_left(self.numbers, position, key=lambda mention: mention.start)
        return at < len(self.numbers) and self.numbers[at].start <= position + 1

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
            donor = cleaned(received["donor"])
            receiver = cleaned(before[: received.start()])
            return donor, receiver
        handed = _HANDED.search(before)
        head = before
        if handed is not None:
            head = handed["things"] if attributive else before[: handed.start()]
        head = ADVERBS.sub("", head)
        to = _TO_BEFORE.search(head)
        recipient = cleaned(to["recipient"]) if to else None
        donor = donor_in(head[: to.start()] if to else head)
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
            named = donor_in(
                re.split(
                    "(?:在|对|通过|得知|了解|积极|主动|高度|心系|纷纷|将)", behind_lead(self.text[first.start : first.stop].strip("，"))
                )[0]
            )
            if named is not None and kind_of(named, {}) is not None:
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
        lead = LEAD.match(self.text, self.layout.statements[index].start)
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

    def _recipient_behind(self, verb: re.Match[str], stop: int) -> tuple[str | None, int]:
        """A body or place between the verb and the number, and where the things begin: 赠送某镇政府2000个口罩, 支援某市大米200吨."""
        start = verb.end()
        at = bisect_left(self.numbers, start, key=lambda mention: mention.start)
        if at == len(self.numbers) or self.numbers[at].start >= stop:
            return None, start
        number = self.numbers[at]
        phrase = re.sub(r"^(?:了|给|予|于|至|到)", "", self.text[start : number.start])
        if verb[0] in _COUNTED_ONLY:
            split = _PLACE_AND_THING.fullmatch(phrase)
            known = split["place"] if split else next((phrase[:size] for size in (4, 3, 2) if phrase[:size] in self.places), None)
            if known is not None and names_goods(phrase[len(known) :]):
                return known, number.start - len(phrase) + len(known)
            named = phrase in self.places or kind_of(phrase, {}) == "public"
            return (phrase, number.start) if named else (None, start)
        return (phrase if 2 < len(phrase) <= 24 and kind_of(phrase, {}) == "public" else None), start

    def _aided(self, start: int, stop: int) -> str | None:
        aid = _AID.search(self.text, max(0, start - 40), stop)
        return cleaned(aid["recipient"]) if aid and aid.end() <= stop + 1 and "。" not in self.text[aid.start() : start] else None

    def _handed_over(self, start: int, stop: int) -> str | None:
        """募集…，全部交给某处: the receiver is named later in the statement."""
        match = _OVER.search(self.text, start, stop)
        return cleaned(match["recipient"]) if match else None

    def _is_courtesy(self, donor: str, items: list[Item]) -> bool:
        """Leaders who bring something on a visit give nothing of their own."""
        return any(name in donor for name in self.officials) or all(
            item.name in ("慰问金", "慰问品", "现金") and item.quantity is None for item in items
        )


def _apart(gift: _Gift) -> Iterator[_Gift]:
    """甲、乙分别捐款5万元、3万元: one gift each, where the words say that each gave."""
    donors = _DONOR_MARK.split(gift.donor) if gift.each and gift.donor is not None else []
    if len(donors) < 2 or any(len(donor) < 2 for donor in donors):
        yield gift
        return
    paired = len(gift.items) == len(donors) and len({item.name for item in gift.items}) == 1
    for number, donor in enumerate(donors):
        yield gift._replace(donor=donor, items=(gift.items[number],) if paired else gift.items)

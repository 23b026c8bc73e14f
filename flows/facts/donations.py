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
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from flows.facts.figure_units import unit_behind
from flows.facts.gift_handing import DELIVERY, brings_own, handed_items, is_handed_gift, thing_named_before, words_in_front
from flows.facts.gift_items import CASH, Item, goods_head, is_counted_at, is_thing_behind, items_in, names_goods
from flows.facts.gift_parties import ADVERBS, LEAD, behind_lead, cleaned, donor_in, is_cause, kind_of
from flows.facts.gift_receivers import COUNTED_ONLY, aided, receiver_behind, receiver_in_between
from flows.facts.gift_transfers import giver_of, named_giver, named_in_full, receiver_afterwards, receiver_beforehand, things_before
from flows.facts.gift_verbs import LEAVING, RECEIVED, VERB, giving_verbs
from flows.facts.language.clauses import Layout, Statement, layout
from flows.facts.language.modals import first_modal, modal_positions
from flows.facts.language.speakers import Speech, Subject, speech_of
from flows.facts.mentions import OrganisationMention, PersonMention, Reading
from flows.facts.numbers import find_numbers
from flows.facts.records import Donation, Fact
from flows.reference.vocabulary import alternation, words

_WEAK = frozenset(words("gifts.weak_verbs"))
_TO_BEFORE = re.compile(r"(?:向|为|给|(?<![应面针相])对|替)(?P<recipient>[^，。；]{2,40}?)$")
_HANDED = re.compile(r"(?:将|把)(?P<things>[^，。；]{2,60})$")
_WILL = re.compile(r"将(?:会|要|再|继续|陆续|分|无偿|免费|于|在|向|为|给|配|$)[^，。；]*$")
_PURPOSE = re.compile(r"(?:力争|确保|争取|保证|尽快|希望(?!小学|工程|学校)|以便|计划)[^，。；]{0,80}$")
_THIS_IS = re.compile(r"这是|这些?是|(?:均|都|皆|全)?[是系](?=[一-鿿])")
_EACH = re.compile(r"(?:分别|各自?)(?:向|为|给|[^，。；]{0,12}$)")
_DONOR_MARK = re.compile(r"、|以及|和(?=[一-鿿]{3})")
_BRINGING = frozenset(words("gifts.bringing"))
_OWN_MONEY = re.compile(alternation("gifts.own_money"))
_OBTAINED = frozenset(words("gifts.obtaining"))
_PASSED_ON = re.compile(r"(?:给|到|至|往)(?!了)")
_BY = re.compile(r"^由")
_OPENING = re.compile(
    rf"(?P<person>[一-鿿、]{{0,16}}?(?:一[名位]|老)[一-鿿、]{{0,12}}(?:{alternation('speech.person_nouns')}))(?![的、和])"
)
_NOT_DONOR = re.compile(alternation("gifts.not_donor"))
_PASSING = frozenset(words("gifts.passing_verbs"))
_DIGIT = re.compile(r"\d")
_AT = re.compile(r"在(?P<recipient>[^，。；在]{2,20}?)(?:门口|门前|大门口|值班室)?$")
_TOTAL_FOR = re.compile(r"(?:全|我|本|该)?[省市县区镇乡村州国]")
_COLLECTING = frozenset(words("gifts.collecting"))
_IN_ALL = re.compile(r"截至|截止|累计|总计|合计|共(?:计|接[收受]|收到|募集|筹集)|(?:已|先后)(?:接[收受]|收到)")
_MANY = re.compile(
    r"各界|爱心(?:人士|企业|单位)|企业(?:和|及|、)|单位(?:和|及|、)|余[家人名位个]|广大|全[省市县区镇乡村]|多[家人名位]|干部职工|社会"
)
_PRONOUNS = frozenset(("他们", "他", "她", "她们", "我们", "该公司", "公司", "自己", "大家", "该企业", "企业"))
_PLURAL = frozenset(("他们", "她们", "我们", "该公司", "公司", "该企业", "企业"))
_MOST_VERBS = 40  # in one statement; more stand only in text that is none
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
    organisations = tuple(sorted((mention for mention in reading.organisations if mention.part == "body"), key=attrgetter("start")))
    return list(_donations(reading, organisations))


def _donations(reading: Reading, organisations: tuple[OrganisationMention, ...]) -> Iterator[Donation]:
    if not VERB.search(reading.body):
        return
    places = {mention.name for mention in reading.places}
    kinds: dict[str, str] = dict.fromkeys(places, "public") | {mention.name: "person" for mention in reading.people}
    kinds |= {mention.name: mention.kind for mention in organisations}
    officials = {mention.name for mention in reading.people if mention.role == "official"}
    told: set[tuple[object, ...]] = set()  # a gift that the article tells twice is one
    citizens = sorted(
        (mention for mention in reading.people if mention.part == "body" and mention.role == "citizen"), key=attrgetter("start")
    )
    for gift in _Scan(reading.body, speech_of(reading), officials, places, kinds, organisations, citizens).run():
        dated = reading.date_at(gift.start)
        for item in gift.items:
            if (gift.donor, gift.recipient, item) in told:
                continue
            told.add((gift.donor, gift.recipient, item))
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

    def __init__(
        self,
        body: str,
        speech: Speech,
        officials: set[str],
        places: set[str],
        kinds: Mapping[str, str],
        organisations: tuple[OrganisationMention, ...],
        citizens: list[PersonMention],
    ) -> None:
        self.text = body
        self.layout: Layout = layout(body)
        self.speech = speech
        self.officials = officials
        self.kinds = kinds
        self.organisations = organisations
        self.citizens = citizens
        self.places = places
        self.modals = modal_positions(body)
        self.numbers = list(find_numbers(body))
        self.memory = _Memory()

    def run(self) -> Iterator[_Gift]:
        for index, statement in enumerate(self.layout.statements):
            verbs = list(islice(giving_verbs(self.text, statement.start, statement.stop), _MOST_VERBS))
            self.told: list[_Gift] = []
            for number, verb in enumerate(verbs):
                following = verbs[number + 1].start() if number + 1 < len(verbs) else statement.stop
                gift = self._gift(index, statement, verb, following)
                if gift is not None:
                    self.told.append(gift)
            for gift in self.told:
                yield from _apart(gift)

    def _gift(self, index: int, statement: Statement, verb: re.Match[str], following: int) -> _Gift | None:
        clause = self.layout.clause_at(verb.start())
        begin = self._begin(clause.start, verb.start())
        begin, end = words_in_front(self.text, begin, statement.start, verb)
        before = self.text[begin:end]
        if first_modal(self.modals, clause.start, verb.start()) is not None or _WILL.search(before) or _PURPOSE.search(before):
            return None
        received = RECEIVED.search(before)
        attributive = self.text.startswith("的", verb.end())
        if attributive and received is None and not _BY.match(before) and not is_counted_at(verb.end() + 1, self.numbers):
            return self._counted_in_front(clause.start, verb)
        stop = self._region_stop(verb.end(), following, statement.stop)
        if verb[0] in _OBTAINED:
            donor, recipient = None, cleaned(before)
        else:
            donor, recipient = self._parties(
                index, statement, begin, before, received, attributive=attributive, leaving=verb[0] in LEAVING or verb[0] in DELIVERY
            )
        behind = receiver_behind(self.text, verb, stop)
        recipient = behind if behind is not None and _PASSED_ON.match(self.text, verb.end()) else recipient or behind
        handed = None if attributive else _HANDED.search(before)
        items: list[Item] = []
        if handed is not None:
            if VERB.search(handed["things"]):
                return None
            items = handed_items(self.text, begin + handed.start("things"), handed["things"], verb, stop, self.numbers)
        if verb[0] in DELIVERY and not items and self.memory.statement == index:
            return None  # 捐赠了大衣500件，送给一线人员: told already
        if not items and (verb[0] in _PASSING or _PASSED_ON.match(self.text, verb.end())):
            items, giver = self._passed_items(index, begin, verb, min(stop, clause.stop))
            donor = donor if donor is not None and _THIS_IS.match(before) else giver or donor
            if not items and self._completes(recipient, verb.end(), min(stop, clause.stop)):
                return None
        if not items and verb[0] not in DELIVERY:
            items, recipient = self._items_behind(index, verb, stop, donor, recipient, received=received is not None)
        if verb[0] in COUNTED_ONLY:
            if recipient is None and not is_thing_behind(self.text, verb.end(), stop, self.numbers):
                return None
            items = [item for item in items if item.quantity is not None and item.name != CASH]
        if donor is not None and (_NOT_DONOR.search(donor) or (_DIGIT.search(donor) and names_goods(donor))):
            return None
        if donor is not None or received is not None:
            self.memory = _Memory(donor, recipient, index)
        if not items or not self._is_giver(donor, recipient, verb[0], items, self.text[statement.start : verb.start()]):
            return None
        recipient = recipient or self._receiver_around(index, verb, begin, stop)
        rule = self._rule(statement, donor, received is not None or verb[0] in _OBTAINED)
        return _Gift(begin, stop, donor, recipient, tuple(items), rule, _EACH.search(before) is not None)

    def _items_behind(
        self, index: int, verb: re.Match[str], stop: int, donor: str | None, recipient: str | None, *, received: bool
    ) -> tuple[list[Item], str | None]:
        """What stands behind the verb, or was named in the statement before, and the receiver, who may stand between."""
        things = verb.end()
        if recipient is None:
            recipient, things = receiver_in_between(self.text, verb, stop, self.numbers, self.places)
        told = verb[0] in _OBTAINED or (not received and self._is_told(verb))
        given = verb[0] not in _WEAK or brings_own(verb[0], donor, self.kinds, self.officials, _BRINGING)
        items = items_in(self.text, things, stop, self.numbers, told=told, given=given)
        if not items and verb[0] not in _WEAK:
            known = self.layout.statements[max(0, index - 1)].start
            items = thing_named_before(self.text, verb.end(), stop, known, self.numbers)
        return items, recipient

    def _begin(self, start: int, verb: int) -> int:
        """Where the words of a verb begin: with its clause, or behind the gift told before in the same clause."""
        last = self.text.rfind("、", start, verb) + 1
        told = last > start and any(start <= gift.start < last for gift in self.told)
        return last if told and not _DIGIT.search(self.text, last, verb) else start

    def _passed_items(self, index: int, begin: int, verb: re.Match[str], stop: int) -> tuple[list[Item], str | None]:
        """What is passed on, counted in front of the verb or in an earlier clause that no gift has told, and its giver."""
        clauses = self.layout.clauses_of(index)
        own = things_before(self.text, clauses, begin, verb.start(), self.numbers)
        if own or self.told or items_in(self.text, verb.end(), stop, self.numbers, told=False):
            return own, None
        start = clauses[0].start
        return things_before(self.text, clauses, start, begin, self.numbers), giver_of(self.text, clauses, begin)

    def _completes(self, recipient: str | None, start: int, stop: int) -> bool:
        """募集…，全部捐给某处: the receiver of the gift told just before, if nothing is counted behind the verb (`start:stop`)."""
        if not self.told or recipient is None or items_in(self.text, start, stop, self.numbers, told=False):
            return False
        if self.told[-1].recipient is None:
            self.told[-1] = self.told[-1]._replace(recipient=recipient)
        return True

    def _receiver_around(self, index: int, verb: re.Match[str], begin: int, stop: int) -> str | None:
        """Who gets the things, as the clauses before and behind the verb tell."""
        statement = self.layout.statements[index]
        to = _TO_BEFORE.search(ADVERBS.sub("", self.text[begin : verb.start()]))
        if to is not None and is_cause(to["recipient"]):
            return None
        helped = aided(self.text, begin, stop)
        if helped is not None or verb[0] in _OBTAINED:
            return helped
        part = self.text.find("其中", verb.end(), statement.stop)
        afterwards = receiver_afterwards(self.text, verb.end(), part if part >= 0 else statement.stop, self.numbers)
        earlier = self.layout.statements[index - 1] if index else statement
        known = earlier.start if earlier.paragraph == statement.paragraph else statement.start
        return afterwards or receiver_beforehand(self.text, statement.start, begin, known)

    def _is_giver(self, donor: str | None, recipient: str | None, verb: str, items: list[Item], earlier: str) -> bool:
        """Whether the verb, with this donor, tells of a gift: sending and collecting may be a delivery, a courtesy or a task."""
        if verb in _WEAK and (donor is None or (verb != "捐" and self._is_courtesy(donor, items, earlier))):
            return False
        if verb in DELIVERY and not is_handed_gift(verb, donor, recipient, earlier, self.kinds, self.officials):
            return False
        if verb in _COLLECTING and kind_of(donor, self.kinds) not in ("company", "social", "person", "media"):
            return False
        return not verb.endswith("提供") or kind_of(donor, {}) in ("company", "social", "person")

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

    def _region_stop(self, start: int, following: int, end: int) -> int:
        """Where the things end: at the clause in which the next verb of giving stands, or at the statement's end."""
        if following < end:
            comma = max(self.text.rfind(mark, start, following) for mark in _CLAUSE_END)
            return comma if comma > start else following
        while end > start and self.text[end - 1] in "。！？；”…":
            end -= 1
        return end

    def _parties(
        self,
        index: int,
        statement: Statement,
        clause_start: int,
        before: str,
        received: re.Match[str] | None,
        *,
        attributive: bool,
        leaving: bool,
    ) -> tuple[str | None, str | None]:
        """Donor and recipient as the words in front of the verb name them; the donor may be remembered."""
        if received is not None:
            donor = cleaned(received["donor"])
            receiver = cleaned(before[: received.start()])
            return donor, receiver if receiver is None or not _TOTAL_FOR.fullmatch(receiver) else None
        handed = _HANDED.search(before)
        head = before
        if handed is not None:
            head = handed["things"] if attributive else before[: handed.start()]
        head = ADVERBS.sub("", head)
        to = _TO_BEFORE.search(head)
        to = to or (_AT.search(head) if leaving else None)
        recipient = cleaned(to["recipient"]) if to else None
        donor = donor_in(head[: to.start()] if to else head)
        donor = named_in_full(self.text, donor, clause_start) if donor else None
        if donor is not None and donor not in _PRONOUNS:
            return donor, recipient
        if donor in _PLURAL and (firm := self._firm_before(index, clause_start)) is not None:
            return firm, recipient
        citizen = self._opening_citizen(statement, clause_start)
        if citizen is None and leaving:
            citizen = named_giver(self.text, self.layout.clauses_of(index), clause_start)
        if citizen is not None:
            return citizen, recipient
        if self.memory.statement == index:
            return self.memory.donor, recipient or self.memory.recipient
        earlier = self._earlier_donor(index, statement, clause_start)
        return (donor_in(earlier) or earlier if earlier else None), recipient

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

    def _opening_citizen(self, statement: Statement, stop: int) -> str | None:
        """椒农甲开着三轮车，把…: the citizen with whom an earlier clause of the statement goes on, behind the last gift told in it."""
        begin = max([statement.start, *(self.layout.clause_at(gift.start).stop for gift in self.told)])
        at = bisect_left(self.citizens, begin, key=lambda mention: mention.start)
        found = [mention for mention in self.citizens[at : at + 4] if mention.start < stop]
        opens = [one for one in found if not self.text.startswith(("的", "家", "等", "、", "和", "说", "，"), one.stop)]
        return opens[-1].name if opens and len(found) == 1 else None

    def _firm_before(self, index: int, stop: int) -> str | None:
        """他们 -> the firm or society that the statement before, or this one, names last."""
        start = self.layout.statements[max(0, index - 1)].start
        first = bisect_left(self.organisations, start, key=lambda mention: mention.start)
        last = bisect_left(self.organisations, stop, key=lambda mention: mention.start)
        found = [body.name for body in self.organisations[first:last] if body.kind in ("company", "social")]
        return found[-1] if found else None

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

    def _is_courtesy(self, donor: str, items: list[Item], earlier: str) -> bool:
        """Leaders who bring something on a visit give nothing of their own."""
        led = any(name in donor for name in self.officials) and _OWN_MONEY.search(earlier) is None
        return led or all(item.name in ("慰问金", "慰问品", "现金") and item.quantity is None for item in items)


def _apart(gift: _Gift) -> Iterator[_Gift]:
    """甲、乙分别捐款5万元、3万元: one gift each, where the words say that each gave."""
    donors = _DONOR_MARK.split(gift.donor) if gift.each and gift.donor is not None else []
    if len(donors) < 2 or any(len(donor) < 2 for donor in donors):
        yield gift
        return
    paired = len(gift.items) == len(donors) and len({item.name for item in gift.items}) == 1
    for number, donor in enumerate(donors):
        yield gift._replace(donor=donor, items=(gift.items[number],) if paired else gift.items)

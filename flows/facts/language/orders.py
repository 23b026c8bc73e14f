"""Instructions: which statements of a body order, ask or urge something, and who gives them.

A statement is an instruction when it lies in somebody's speech (scopes.py), in direct speech or in an official paper, and one of its
clauses carries one (instructions.py). The items of an enumeration, and instructions that ；joins, are a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from flows.facts.language.clauses import Clause, Statement, layout
from flows.facts.language.enumerators import enumerator_at, enumerator_before
from flows.facts.language.instructions import Judge
from flows.facts.language.modals import OWN_WISH
from flows.facts.language.papers import Paper, paper_of
from flows.facts.language.quotations import Quotation, quotations_of
from flows.facts.language.scopes import DEMANDED, Scope, Scopes
from flows.facts.language.speakers import Speaker, Speech, speech_of
from flows.facts.mentions import Reading, once_per_article
from flows.facts.records import Confidence


class Order(NamedTuple):
    """An instruction at `start:stop` of the body (without the closing mark)."""

    start: int
    stop: int
    speaker: Speaker | None
    addressee: str | None
    ordinal: int | None
    list_id: str | None
    rule: str
    confidence: Confidence


_PLEDGE = re.compile(r"为[^，。；！]{2,30}(?:作出|做出|贡献|尽|献)[^，。；！]{0,12}(?:贡献|力量|一份力|之力)|我(?:们)?(?:一定|将|会|愿)")
_OWN = re.compile(r"我|[唔嘅咗冇哋喺嘢㗎啲]|因此|咱们?(?!要)|[吗嘛呢]|是|已|了(?!解)|(?:可以|能)(?:够)?")
_ANNOUNCES = re.compile(r"(?:包括|内容|材料|条件|范围|流程|方式|方面|情形|热线|电话|步骤)[^，。；]{0,12}：(?=\d|[（①]|$)")
_NO_PROVISION = re.compile(  # who is answerable, and how points are counted
    r"[（(](?:责任|牵头|配合)(?:单位|部门)|每[^，。；]{1,16}[扣加得计][^，。；]{0,6}\d(?:\.\d)?分|得(?:基础|绩效|满)?分\d"
)
_LISTING = (DEMANDED, "directives.listed")  # whose items are instructions
_CLOSING = "。！？；…，”’」』） 　"
_SHORTEST_HEADING = 8  # a shorter one names a topic
_MIN_LENGTH = 4


@once_per_article
def orders_of(reading: Reading) -> tuple[Order, ...]:
    """The instructions in an article's body in order of the text; computed once for the rooms that ask one after the other."""
    names = tuple((mention.start, mention.stop) for mention in reading.people if mention.part == "body")
    return tuple(_Scan(reading.body, speech_of(reading), quotations_of(reading), names, paper_of(reading)).run())


class _Scan:
    """One pass over the statements; keeps the current list."""

    def __init__(
        self, body: str, speech: Speech, quotations: tuple[Quotation, ...], names: tuple[tuple[int, int], ...], paper: Paper | None
    ) -> None:
        self.text = body
        self.paper = paper
        self.listing = False  # the items are things that a sentence announced (主要包括：), not provisions
        self.layout = layout(body)
        self.judge = Judge(self.layout, names)
        self.scopes = Scopes(self.layout, self.judge, speech, frozenset(stop for _, stop in names))
        self.quotations = quotations
        self.quote_starts = [quotation.start for quotation in quotations]
        self.lists = 0
        self.list_open = False
        self.ordinal: int | None = None
        self.previous_was_order = False

    def run(self) -> list[Order]:
        orders = []
        for index, statement in enumerate(self.layout.statements):
            order = self._read(index, statement) if self.paper is None else self._provision(index, statement, self.paper)
            self.previous_was_order = order is not None
            if order is not None:
                orders.append(order)
        return _numbered(orders, self.text)

    def _provision(self, index: int, statement: Statement, paper: Paper) -> Order | None:
        """A provision of an official paper: behind the preamble, with a modal word, as an imperative, or with a predicate that provides."""
        scope = Scope(paper.issuer, "directives.paper", statement.paragraph)
        if statement.start < paper.start:
            asked = next((clause.start for clause in self.layout.clauses_of(index) if self.text.startswith("请", clause.start)), None)
            return None if asked is None else self._order(index, asked, statement.stop, scope, skipped=None, introduced=False)
        if statement.start >= paper.stop or _NO_PROVISION.search(self.text, statement.start, statement.stop):
            return None
        start, listed = statement.start, False
        mark = enumerator_at(self.text, start, statement.stop)
        while mark is not None and mark.stop > start:
            self._note_item(mark.ordinal)
            start, listed = mark.stop, True
            mark = enumerator_at(self.text, start, statement.stop)
        if not listed and statement.opens:
            self.listing = False
        announces = _ANNOUNCES.search(self.text, start, statement.stop) is not None
        closed = self.text[statement.stop - 1] in "。；！”"
        skipped = self.judge.provision(self._parts(index, start, statement.stop), listing=self.listing) if closed else None
        topic = not closed and statement.stop - start < _SHORTEST_HEADING
        order = None if announces or topic else self._order(index, start, statement.stop, scope, skipped=skipped, introduced=False)
        self.listing = announces or (self.listing and listed)
        return order

    def _parts(self, index: int, start: int, stop: int) -> list[Clause]:
        """The clauses of a statement between two places."""
        return [
            Clause(max(clause.start, start), min(clause.stop, stop), index)
            for clause in self.layout.clauses_of(index)
            if clause.stop > start and clause.start < stop
        ]

    def _read(self, index: int, statement: Statement) -> Order | None:
        quotation = self._quotation_over(statement)
        if quotation is not None:
            return self._quoted(index, statement, quotation)
        before = self.scopes.current
        turn = self.scopes.turn(index, statement, after_order=self.previous_was_order)
        if self.scopes.current is None or self.scopes.current is not before:
            self._end_list()
        scope = self.scopes.current
        if turn is None or scope is None:
            quotation = self._quotation_in(statement)
            return self._quoted(index, statement, quotation) if quotation is not None and not self._of_oneself(quotation) else None
        start = turn.start
        mark = enumerator_at(self.text, start, statement.stop)
        if mark is not None:
            start = mark.stop
            self._note_item(mark.ordinal)
        parts = self._parts(index, start, statement.stop)
        skipped = self._skipped(parts, scope, introduced=turn.introduced, demands=mark is not None and mark.demands)
        if skipped is None:
            skipped = self._prescribed(parts, scope, listed=mark is not None)
        return self._order(index, start, statement.stop, scope, skipped=skipped, introduced=turn.introduced)

    def _prescribed(self, parts: list[Clause], scope: Scope, *, listed: bool) -> int | None:
        """How many clauses stand in front of an instruction that neither a modal word nor an imperative carries: a provision of a body,
        a heading among the items that are demanded, or a rule of conduct that goes on with orders."""
        if scope.policy:
            return self.judge.provision(parts)
        if scope.strict or scope.told or not parts:
            return None
        start = parts[0].start
        if listed and scope.rule in _LISTING and self.judge.is_heading(start, parts[-1].stop):
            return self.judge.first_stated(parts)
        goes_on = self.previous_was_order and (scope.rule in _LISTING or self.text[start - 1 : start] == "；")
        if goes_on or (scope.rule in _LISTING and listed):
            return self.judge.prescribes(parts) if scope.rule not in _LISTING else self.judge.ordered_from(parts)
        return self.judge.threatens(parts) if self._official(scope.speaker) else None

    @staticmethod
    def _official(speaker: Speaker | None) -> bool:
        """Whether the speaker may order: an official or a body."""
        return speaker is not None and (speaker.role == "official" or speaker.kind == "body")

    def _end_list(self) -> None:
        self.list_open, self.ordinal = False, None

    def _note_item(self, ordinal: int | None) -> None:
        if not self.list_open or ordinal == 1:
            self.lists += 1
            self.list_open = True
        self.ordinal = ordinal

    def _quotation_over(self, statement: Statement) -> Quotation | None:
        """The direct speech in which the statement begins, if it begins in one."""
        index = bisect_left(self.quote_starts, statement.start + 2) - 1
        if index >= 0 and statement.start < self.quotations[index].stop:
            return self.quotations[index]
        return None

    def _quotation_in(self, statement: Statement) -> Quotation | None:
        """The direct speech with which a statement of narration ends (他指着门锁：“…”)."""
        index = bisect_left(self.quote_starts, statement.start)
        if index < len(self.quotations) and self.quotations[index].start < statement.stop <= self.quotations[index].stop + 1:
            return self.quotations[index]
        return None

    def _of_oneself(self, quotation: Quotation) -> bool:
        """我们的办法是…, 每天要…吗: it tells of the speaker's own doings or asks, before any modal word."""
        modal = self.judge.modal(quotation.start, quotation.stop)
        wishes = modal is not None and self.text[modal[0] : modal[1]] in ("希望", "需要")
        told = _OWN.search(self.text, quotation.start, modal[0] if modal is not None else quotation.stop)
        return wishes or told is not None or quotation.kind == "question"

    def _quoted(self, index: int, statement: Statement, quotation: Quotation) -> Order | None:
        """An instruction in direct speech; a quotation in another paragraph than the current speech ends that."""
        if self.scopes.current is not None and self.scopes.current.paragraph != statement.paragraph:
            self.scopes.current = None
            self._end_list()
        speaker = quotation.speaker
        start = max(statement.start, quotation.start)
        asks = quotation.kind == "question" and self.text[start : statement.stop].rstrip("”").endswith("？")
        if not self._official(speaker) or asks or self._pledges(start, min(statement.stop, quotation.stop)):
            return None
        scope = Scope(speaker, "directives.quoted", statement.paragraph)
        stop = min(statement.stop, quotation.stop)
        skipped = self.judge.threatens(self._parts(index, start, stop))
        return self._order(index, start, stop, scope, skipped=skipped, introduced=False)

    def _pledges(self, start: int, stop: int) -> bool:
        """Direct speech that tells a wish or a pledge of the speaker's own (为…作出贡献) orders nothing."""
        wish = OWN_WISH.search(self.text, start, stop)
        return wish is not None or (_PLEDGE.search(self.text, start, stop) is not None and self.judge.modal(start, stop) is None)

    def _order(self, index: int, start: int, stop: int, scope: Scope, *, skipped: int | None, introduced: bool) -> Order | None:
        clauses = self._parts(index, start, stop)
        found = self.judge.find(clauses, strict=scope.strict, skipped=skipped, told=scope.told)
        if found is None:
            return None
        while stop > found.start and self.text[stop - 1] in _CLOSING:
            stop -= 1
        if stop - found.start < _MIN_LENGTH:
            return None
        named = scope.addressee if introduced else None
        return Order(
            found.start,
            stop,
            scope.speaker,
            named or self.judge.addressee(found.start, clauses[found.number]),
            self.ordinal if self.list_open else None,
            str(self.lists) if self.list_open else None,
            scope.rule,
            "certain" if self.judge.modal(found.start, stop) else "probable",
        )

    def _skipped(self, parts: list[Clause], scope: Scope, *, introduced: bool, demands: bool) -> int | None:
        """How many clauses stand in front of an instruction that needs no modal word: what is demanded, goes on behind ；, or is an item
        whose enumerator demands (一要) or an article of a notice. None for all others."""
        if not parts:
            return None
        if scope.rule == DEMANDED and introduced:
            first = 1 if scope.addressee else 0
            stated = first + self.judge.first_stated(parts[first:])
            return stated if self.judge.modal(parts[min(stated, len(parts) - 1)].start, parts[-1].stop) is not None else first
        start = parts[0].start
        goes_on = self.previous_was_order and self.text[start - 1 : start] == "；"
        article = scope.rule == "directives.notice" and enumerator_before(self.text, start)
        if not ((scope.rule in _LISTING and goes_on) or article or demands):
            return None
        return self.judge.first_stated(parts)


def _numbered(orders: list[Order], text: str) -> list[Order]:
    """The orders with their lists: a list of one item is none, and orders that ；joins are a list too."""
    ordinals: dict[str, set[int | None]] = {}
    for order in orders:
        if order.list_id is not None:
            ordinals.setdefault(order.list_id, set()).add(order.ordinal)
    listed = [order if len(ordinals.get(order.list_id or "", ())) > 1 else order._replace(list_id=None, ordinal=None) for order in orders]
    number, at = max((int(order.list_id or 0) for order in orders), default=0), 0
    while at < len(listed):
        end = at
        while end + 1 < len(listed) and _joined(listed[end], listed[end + 1], text):
            end += 1
        if end > at:
            number += 1
            for ordinal, place in enumerate(range(at, end + 1), 1):
                listed[place] = listed[place]._replace(list_id=str(number), ordinal=ordinal)
        at = end + 1
    return listed


def _joined(first: Order, second: Order, text: str) -> bool:
    """Two orders of one speaker without enumerators, with nothing but ；(and a connective) between them."""
    unlisted = first.list_id is None and second.list_id is None and first.speaker == second.speaker
    between = text[first.stop : second.start]
    return unlisted and "；" in between and len(between) <= 6

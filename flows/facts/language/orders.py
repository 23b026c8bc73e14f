"""Instructions: which statements of a body order, ask or urge something, and who gives them.

A statement is an instruction when it lies in somebody's speech and one of its clauses carries one (instructions.py). Speech reaches
from its introduction to the end of the paragraph, and on over the items of a list, until narration resumes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flows.facts.language.clauses import Clause, Statement, layout
from flows.facts.language.enumerators import enumerator_at, enumerator_before
from flows.facts.language.instructions import Judge, names_addressee
from flows.facts.language.papers import Paper, paper_of
from flows.facts.language.quotations import Quotation, quotations_of
from flows.facts.language.speakers import Introduction, Speaker, Speech, speech_of
from flows.facts.mentions import Reading
from flows.facts.records import Confidence
from flows.reference.vocabulary import alternation, words


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


@dataclass(slots=True)
class _Scope:
    """Whose words the statements are read as, up to the end of `paragraph`.

    `across`: over the following paragraphs too. `strict`: only hard modal words count (a notice that is told, not quoted). `brief`: the
    verb stood in mid-narration, so that only statements which begin with a modal word go on with it. `policy`: a body provides
    (某省明确，…), so that the predicates of papers count. `addressee`: named behind the verb.
    """

    speaker: Speaker | None
    rule: str
    paragraph: int
    across: bool = False
    strict: bool = False
    brief: bool = False
    policy: bool = False
    addressee: str | None = None


_DEMANDED = "directives.demanded"
_NARRATION = re.compile(rf"(?:{alternation('directives.narration')})")
_ATTENDANCE = re.compile(rf"(?:{alternation('directives.attendance')})")
_NOTICE = re.compile(
    r"(?:通知|通告|公告|倡议|要求|规定|安排|提示|建议|事项|部署|意见|告知|提醒)，?[^，。；]{0,6}如下"
    r"|(?:发出|提出)(?:如下|以下|[一二三四五六七八九十\d]+[点项条个])[^，。；]{0,6}(?:倡议|要求|建议)"
)
_TO_ALL = re.compile(
    r"(?:同时，)?(?:各(?!自|类|种|项)|全[市县区省国](?!共|已|现)|有关|相关|广大)[一-鿿、（）]{1,14}?"
    r"(?<![需重主只必首])(?:要(?!求|素|点)|应当|应(?![急用对有])|必须|务必|不得)"
)
_TO_ALL_OR_BARE = re.compile(rf"{_TO_ALL.pattern}|(?:同时，)?(?:要(?!求|素|点)|必须|务必)")
_BY_ORDER = re.compile(r"(?:根据|按照|依据)([^，。；“”]{4,40}?)(?:发布的|下发的|的)?(?:通告|公告|通知|命令|第?\d+号令)[，（]")
_INSTRUCTING = frozenset((*words("directives.instructing"), *words("speech.demand")))
_PROVIDING = frozenset(("明确", "规定", "提出"))
_SPEAKING_PAPERS = (*words("speech.meeting_nouns"), "》")
_WISHES = frozenset(("希望", "建议", "提醒"))
_OFFICIAL_UNNAMED = re.compile(r"(?:负责人|负责同志|发言人|书记|主任|局长|县长|市长|区长|镇长|领导|专家|民警|交警)$")
_PRONOUN = re.compile(r"[他她]")
_ANNOUNCES = re.compile(r"(?:包括|内容|材料|条件|范围|流程|方式|方面|情形|热线|电话|步骤)[^，。；]{0,12}：(?=\d|[（①]|$)")
_CLOSING = "。！？；…，”’」』） 　"
_SHORTEST_HEADING = 8  # a shorter one names a topic
_MIN_LENGTH = 4


def orders_of(reading: Reading) -> tuple[Order, ...]:
    """The instructions in an article's body in order of the text; computed once for the rooms that ask one after the other."""
    names = tuple((mention.start, mention.stop) for mention in reading.people if mention.part == "body")
    return _orders(reading.body, speech_of(reading), quotations_of(reading), names, paper_of(reading))


@lru_cache(maxsize=4)
def _orders(
    body: str, speech: Speech, quotations: tuple[Quotation, ...], names: tuple[tuple[int, int], ...], paper: Paper | None
) -> tuple[Order, ...]:
    return tuple(_Scan(body, speech, quotations, names, paper).run())


class _Scan:
    """One pass over the statements; keeps the scope of the current speech and the current list."""

    def __init__(
        self, body: str, speech: Speech, quotations: tuple[Quotation, ...], names: tuple[tuple[int, int], ...], paper: Paper | None
    ) -> None:
        self.text = body
        self.paper = paper
        self.listing = False  # the items are things that a sentence announced (主要包括：), not provisions
        self.person_stops = {stop for _, stop in names}
        self.layout = layout(body)
        self.judge = Judge(self.layout, names)
        self.speech = speech
        self.quotations = quotations
        self.quote_starts = [quotation.start for quotation in quotations]
        self.intros = [intro for intro in speech.introductions if intro.opens and self._instructs(intro)]
        self.intro_starts = [intro.verb_start for intro in self.intros]
        self.subject_starts = [subject.start for subject in speech.subjects]
        self.scope: _Scope | None = None
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
        scope = _Scope(paper.issuer, "directives.paper", statement.paragraph)
        if statement.start < paper.start:
            asked = next((clause.start for clause in self.layout.clauses_of(index) if self.text.startswith("请", clause.start)), None)
            return None if asked is None else self._order(index, asked, statement.stop, scope, skipped=None, introduced=False)
        if statement.start >= paper.stop:
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

    def _instructs(self, intro: Introduction) -> bool:
        """Whether this speaker orders anything with this verb: officials and bodies do, others only with a verb of ordering."""
        verb = self.text[intro.verb_start : intro.verb_stop]
        if intro.kind == "ask" or verb not in _INSTRUCTING:
            return False
        speaker = intro.speaker
        if speaker is not None and speaker.role == "press":
            return False
        if speaker is None or speaker.kind == "body" or speaker.role == "official":
            return True
        if speaker.kind == "description" and _OFFICIAL_UNNAMED.search(speaker.name):
            return True
        return intro.kind == "demand" and verb not in _WISHES

    def _read(self, index: int, statement: Statement) -> Order | None:
        quotation = self._quotation_over(statement)
        if quotation is not None:
            return self._quoted(index, statement, quotation)
        intro = self._introduction(index, statement)
        start = statement.start
        if intro is not None:
            start = intro.said_from
            self._open(self._scope_of(intro, statement))
        elif self._opens_notice(statement):
            return None
        elif not self._continues(index, statement) and not self._resumes_list(statement):
            body = self._body_before(statement)
            general = (_TO_ALL if body is None else _TO_ALL_OR_BARE).match(self.text, statement.start, statement.stop)
            self._open(_Scope(body, "directives.unattributed", statement.paragraph, brief=True) if general else None)
        if self.scope is None:
            return None
        mark = enumerator_at(self.text, start, statement.stop)
        if mark is not None:
            start = mark.stop
            self._note_item(mark.ordinal)
        skipped = self._skipped(start, self.scope, introduced=intro is not None, demands=mark is not None and mark.demands)
        if skipped is None and self.scope.policy:
            skipped = self.judge.provision(self._parts(index, start, statement.stop))
        return self._order(index, start, statement.stop, self.scope, skipped=skipped, introduced=intro is not None)

    def _body_before(self, statement: Statement) -> Speaker | None:
        """The unit or body that the paragraph has been telling of."""
        subject = self.speech.subject_before(statement.start)
        told = subject is not None and subject.speaker.kind == "body" and self.layout.statement_index(subject.start) > 0
        if (
            subject is None
            or not told
            or self.layout.statements[self.layout.statement_index(subject.start)].paragraph != statement.paragraph
        ):
            return None
        return subject.speaker

    def _open(self, scope: _Scope | None) -> None:
        self.scope, self.list_open, self.ordinal = scope, False, None

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

    def _quoted(self, index: int, statement: Statement, quotation: Quotation) -> Order | None:
        """An instruction in direct speech; a quotation in another paragraph than the current speech ends that."""
        if self.scope is not None and self.scope.paragraph != statement.paragraph:
            self._open(None)
        speaker = quotation.speaker
        official = speaker is not None and (speaker.role == "official" or speaker.kind == "body")
        start = max(statement.start, quotation.start)
        asks = quotation.kind == "question" and self.text[start : statement.stop].rstrip("”").endswith("？")
        if not official or asks:
            return None
        scope = _Scope(speaker, "directives.quoted", statement.paragraph)
        return self._order(index, start, min(statement.stop, quotation.stop), scope, skipped=None, introduced=False)

    def _introduction(self, index: int, statement: Statement) -> Introduction | None:
        """The introduction that governs the statement, unless the statement already goes on with an order of the same speaker."""
        at = bisect_left(self.intro_starts, statement.start)
        if at == len(self.intros) or self.intro_starts[at] >= statement.stop:
            return None
        intro = self.intros[at]
        if self.text[intro.verb_start : intro.verb_stop] == "希望" and intro.verb_start - intro.clause_start <= 2:
            intro = intro._replace(said_from=intro.verb_start)
        same = self.scope is not None and intro.speaker == self.scope.speaker
        if same and self.judge.modal(statement.start, intro.clause_start) is not None and self._continues(index, statement):
            return None
        return intro

    def _scope_of(self, intro: Introduction, statement: Statement) -> _Scope:
        named = intro.speaker is not None and intro.speaker.name in self.text[intro.clause_start : intro.verb_start]
        pointed = _PRONOUN.search(self.text, intro.clause_start, intro.verb_start) is not None
        brief = intro.clause_start > statement.start and not named and not pointed
        rule = _DEMANDED if intro.kind == "demand" else "directives.said"
        provides = (
            self.text[intro.verb_start : intro.verb_stop] in _PROVIDING
            and intro.speaker is not None
            and intro.speaker.kind == "body"
            and not intro.speaker.name.endswith(_SPEAKING_PAPERS)
        )
        named_behind = self._named_behind(intro, statement)
        return _Scope(intro.speaker, rule, statement.paragraph, brief=brief, policy=provides, addressee=named_behind)

    def _named_behind(self, intro: Introduction, statement: Statement) -> str | None:
        """叮嘱某某，…: a phrase behind the verb that ends in a person or a body and says nothing else."""
        stop = min(self.layout.clause_at(intro.verb_stop).stop, statement.stop)
        named = self.text[intro.verb_stop : stop]
        if intro.kind != "demand" or not named.endswith("，") or not 3 <= len(named) <= 61:
            return None
        if self.judge.modal(intro.verb_stop, stop) is not None:
            return None
        return named[:-1] if names_addressee(named[:-1]) or stop - 1 in self.person_stops else None

    def _opens_notice(self, statement: Statement) -> bool:
        """现通知如下：, 根据某某通告，…: a written order that the following statements tell."""
        sentence = self.text[statement.start : statement.stop]
        if _NOTICE.search(sentence) and sentence.endswith(("：", "。", "下")):
            subject = self.speech.subject_before(statement.stop)
            stated = subject is not None and (subject.start >= statement.start or subject.speaker.kind == "body")
            speaker = subject.speaker if subject is not None and stated else None
            self._open(_Scope(speaker, "directives.notice", statement.paragraph, across=True))
            return True
        told = _BY_ORDER.search(sentence)
        if told and self.scope is None:
            self._open(_Scope(Speaker(told[1], "body", None), "directives.by_order", statement.paragraph + 1, strict=True))
            return True
        return False

    def _continues(self, index: int, statement: Statement) -> bool:
        """True if the statement still belongs to the current speech."""
        scope = self.scope
        if scope is None or self._is_narration(statement) or (scope.brief and not self._goes_on(statement)):
            return False
        if statement.paragraph <= scope.paragraph:
            return True
        if scope.strict or scope.brief:
            return False
        listed = enumerator_at(self.text, statement.start, statement.stop) is not None
        announced = self.text[statement.start - 2 : statement.start - 1] in ("：", "，")
        ordered = (self.previous_was_order or announced) and self.judge.opens_with_order(index)
        if scope.across or listed or ordered:
            scope.paragraph = statement.paragraph
            return True
        return False

    def _goes_on(self, statement: Statement) -> bool:
        """After a verb in mid-narration: a statement behind ；or one that begins with a modal word."""
        if self.text[statement.start - 1 : statement.start] == "；":
            return True
        start = self.judge.behind_connective(statement.start, statement.stop)
        return self.judge.modal(start, start + 3) is not None

    def _resumes_list(self, statement: Statement) -> bool:
        """A list that a sentence announced without opening speech (…强调了三点要求。一要…)."""
        mark = enumerator_at(self.text, statement.start, statement.stop)
        subject = self.speech.subject_before(statement.start)
        if mark is None or mark.ordinal != 1 or not mark.demands or subject is None:
            return False
        self._open(_Scope(subject.speaker, "directives.listed", statement.paragraph))
        return True

    def _is_narration(self, statement: Statement) -> bool:
        """Narration: a person acts, time goes on, somebody attends, and no modal word orders anything."""
        text, start, stop = self.text, statement.start, statement.stop
        at = bisect_left(self.subject_starts, start)
        if at < len(self.subject_starts) and self.subject_starts[at] < stop:
            subject = self.speech.subjects[at]
            clause = self.layout.clause_at(subject.start)
            if subject.speaker.kind == "person" and self.judge.modal(clause.start, clause.stop) is None:
                return True
        told = _NARRATION.match(text, start) is not None or _ATTENDANCE.search(text, start, stop) is not None
        return told and self.judge.modal(start, stop) is None

    def _order(self, index: int, start: int, stop: int, scope: _Scope, *, skipped: int | None, introduced: bool) -> Order | None:
        clauses = self._parts(index, start, stop)
        found = self.judge.find(clauses, strict=scope.strict, skipped=skipped)
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

    def _skipped(self, start: int, scope: _Scope, *, introduced: bool, demands: bool) -> int | None:
        """How many clauses stand in front of an instruction that needs no modal word: what is demanded, goes on behind ；, or is an item
        whose enumerator demands (一要) or an article of a notice. None for all others."""
        if scope.rule == _DEMANDED and introduced:
            return 1 if scope.addressee else 0
        goes_on = self.previous_was_order and self.text[start - 1 : start] == "；"
        article = scope.rule == "directives.notice" and enumerator_before(self.text, start)
        return 0 if (scope.rule == _DEMANDED and goes_on) or article or demands else None


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

"""How a clause stands to a measure that it names: done or in place, asked for, asked about, or missing. Words: reference/modality.yaml."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from flows.facts.language.clauses import Clause, Layout
from flows.facts.language.enumerators import enumerator_at
from flows.facts.language.modals import OWN_WISH, WILL, first_modal, modal_positions
from flows.facts.language.orders import Order
from flows.facts.language.papers import Paper
from flows.facts.language.quotations import Quotation
from flows.facts.language.speakers import Speech
from flows.facts.records import Modality
from flows.reference.vocabulary import alternation, words

_PROMISE = re.compile(rf"(?<![随立已])(?:{alternation('modality.promise')})(?!书|制)")
_MOVING = frozenset(("还将", "也将", "都将", "均将"))
_CALL = re.compile(alternation("modality.call"))
_AGENDA = re.compile(alternation("modality.agenda"))
_BACKGROUND = re.compile(alternation("modality.background"))
_PURPOSE = re.compile(rf"(?:同时|此外|另外|并|还|，|[“”\s])*(?:{alternation('modality.purpose')})")
_LACKING = re.compile(rf"{alternation('modality.lacking')}|(?:针对|存在)[^，。；]{{2,40}}等问题")
_DONE = re.compile(alternation("modality.done"))
_ACHIEVED = re.compile(r"已|正在|先后|累计|(?<![为除])了")
_TELLING = words("modality.telling")
_ENTERING = re.compile(
    r"(?:进出|出入|进入|进店|进村|进小区|进门|进厂|入厂|进车间|进站|进场|入村|入场|入园|入校|来访|就诊|乘车|上车|上班)[^，。；要]{0,8}$"
    r"|所有[^，。；要]{0,12}(?:人员|车辆|旅客|乘客|员工)[^，。；要]{0,3}$"
)
_BIDDING = frozenset(("责令", "要求", "督促"))
_AS_FAR_AS = frozenset(("尽可能", "尽量"))
_MEETING = re.compile(r"会上|会议(?!室)|座谈会上|[^，。]{0,12}会议(?:传达|听取|审议|研究)")
_REGIME = frozenset(words("modality.regime"))
_ISSUED = re.compile(r"通过|印发|发布|出台|下发|公布")
_INSTRUCTING = frozenset(words("directives.instructing"))
_PRAISED = re.compile(r"对[^，。；]{4,60}?(?:给予|表示|予以|作出)(?:了|很|充分|高度|一致|极大)*(?:肯定|赞赏|好评|表扬|满意|赞扬|认可)")
_PRAISE = re.compile(r"肯定|赞赏|满意|点赞|好评|表扬")
_IN_MEETING = re.compile(r"[^，。；、了]{2,12}?(?:会议(?!室)|座谈会|调度会|推进会|视频会|部署会|动员会|发布会|工作会|专题会|现场会)")
_STUDIED = re.compile(r"(?:会议|会上|与会人员)?(?:还|也|并)?(?:逐项|逐一|专题|集中|认真|重点)?研究(?![所院员中生])")
_MUST = re.compile(
    r"[能该](?!够)(?P<verb>[一-鿿]{1,2})的(?:都|就|尽量|一律|坚决)?(?P=verb)"  # 能推的推
    r"|谁(?!也|都|知|料)[^，。；谁]{1,8}，?[^，。；谁]{0,6}谁(?!也|都)"  # 谁脱岗谁下岗
)
_URGED = re.compile(rf"(?:{alternation('modality.urging')})(?!了)[^，。；：]{{0,20}}[，：](?![他她]|记者)")
_DEMANDS_FOLLOW = re.compile(r"(?:要求|意见|强调)(?:如下)?[。：]$")
_RESOLVED = re.compile(r"(?:会议|会上|会商)[^，。；]{0,4}(?:议定|决定|商定|定下)")
_THEME = re.compile(r"(?:对|凡|针对)[^，。；]{2,40}的[^，。；]{0,12}，$")
_REACHED = re.compile(r"已|正在|先后|累计|目前|截至|(?<![为除])了(?!解)")
_ONLY_THEN = re.compile(r"只有[^。；]{2,40}才[能会可]|只要(?:做好|做到|严格|坚持|落实|守|大家|我们|人人)[^。；]{2,60}?就[能会可]")


class Stand(NamedTuple):
    """The modality at a place, and the instruction it lies in, if any."""

    modality: Modality
    order: Order | None


def _is_regime(text: str, span: tuple[int, int]) -> bool:
    """A modal word of a rule in force: 严禁…, 须凭证进入."""
    return text[slice(*span)] in _REGIME or (
        text[span[0] : span[1]] in ("须", "需", "均须", "均需") and text[span[1] : span[1] + 1] in ("凭", "持")
    )


class Modalities:
    """Answers for one body how the words at a position are meant."""

    def __init__(
        self, layout: Layout, speech: Speech, quotations: tuple[Quotation, ...], orders: tuple[Order, ...], paper: Paper | None = None
    ) -> None:
        self.paper = paper
        self.text = layout.text
        self.layout = layout
        self.calling = tuple(span for span in modal_positions(layout.text) if not _is_regime(layout.text, span))
        self.orders = orders
        self.order_starts = [order.start for order in orders]
        self.questions = [(quotation.start, quotation.stop) for quotation in quotations if quotation.kind == "question"]
        self.speech = speech
        self.said_from: dict[int, int] = {}
        for intro in speech.introductions:
            self.said_from.setdefault(layout.statement_index(intro.verb_start), intro.said_from)
        self.say_statements = self._statements_said()
        self.reported = self._statements_reported()
        self.promised: dict[int, bool] = {}  # by the clause's start
        self.only_then: dict[int, bool] = {}  # by the statement's number

    def _statements_said(self) -> dict[int, int]:
        """For each statement that tells what somebody states: where the stated words begin."""
        found: dict[int, int] = {}
        for intro in self.speech.introductions:
            verb = self.text[intro.verb_start : intro.verb_stop]
            if intro.opens and verb in _INSTRUCTING and intro.speaker is not None and intro.speaker.role == "official":
                found.setdefault(self.layout.statement_index(intro.verb_start), intro.said_from)
        return found

    @cached_property
    def listed(self) -> list[bool]:
        """For each statement whether it goes on demanding without a word of its own: behind an instruction that ；joins to it, or in the
        items of a list that a sentence announced as demands (会议提出三点要求。一是…)."""
        text, statements = self.text, self.layout.statements
        found: list[bool] = []
        in_list = False
        for number, statement in enumerate(statements):
            before = statements[number - 1] if number else None
            mark = enumerator_at(text, statement.start, statement.stop)
            if mark is not None and mark.ordinal == 1:
                in_list = before is not None and _DEMANDS_FOLLOW.search(text, before.start, before.stop) is not None
            elif statement.opens and mark is None:
                in_list = False
            joined = (
                before is not None
                and before.paragraph == statement.paragraph
                and text[before.stop - 1] == "；"
                and (
                    found[-1]
                    or self._holds_order(before.start, before.stop)
                    or _RESOLVED.search(text, before.start, before.stop) is not None
                )
            )
            found.append(in_list or joined)
        return found

    def _holds_order(self, start: int, stop: int) -> bool:
        at = bisect_right(self.order_starts, start - 1)
        return at < len(self.order_starts) and self.order_starts[at] < stop

    def _goes_on(self, clause: Clause, part: str) -> bool:
        """Demanded without a modal word in front: listed with demands, urged in the statement (叮嘱…，), or as a theme of what follows."""
        if _MUST.search(part) is not None:
            return True
        if _REACHED.search(part) is not None:
            return False
        start, stop = self.layout.statements[clause.statement][:2]
        return (
            self.listed[clause.statement]
            or _URGED.search(self.text, start, clause.start) is not None
            or (_THEME.match(part) is not None and first_modal(self.calling, clause.stop, stop) is not None)
            or (self.speech.quoted(clause.start) is not None and _MUST.search(self.text, start, stop) is not None)
        )

    def _statements_reported(self) -> dict[int, int]:
        """For each statement that somebody tells (…介绍，工人进门要测体温): where it begins. What must be done there is a rule in force."""
        found: dict[int, int] = {}
        for intro in self.speech.introductions:
            if not intro.opens or not self.text.startswith(_TELLING, intro.verb_start):
                continue
            index = self.layout.statement_index(intro.verb_start)
            found.setdefault(index, intro.said_from)
            following = index + 1
            if intro.speaker is not None and intro.speaker.role == "official":
                continue
            paragraph = self.layout.statements[index].paragraph
            while following < len(self.layout.statements) and following not in self.said_from:
                statement = self.layout.statements[following]
                if statement.paragraph != paragraph:
                    break
                found.setdefault(following, statement.start)
                following += 1
        return found

    def at(self, clause: Clause, position: int) -> Stand | None:
        """How the words at a position of a clause are meant; None where they are only mentioned (background, purpose, agenda)."""
        if any(start <= position < stop for start, stop in self.questions) or self._asks(clause):
            return Stand("questioned", None)
        order = self._order_at(position)
        part = self.text[clause.start : clause.stop]
        if order is not None:
            return Stand("demanded", order)
        if self.paper is not None and not (self.paper.letter and position < self.paper.start):
            return self._in_paper(clause, part, self.paper)
        if _PURPOSE.match(part) or _BACKGROUND.search(part) or _IN_MEETING.match(self.text, position):
            return None
        if _PRAISED.search(part):
            return Stand("praised", None)
        if _LACKING.search(part):
            return Stand("lacking", None)
        if self._is_called(clause, position) or self._is_promised(clause):
            return Stand("demanded", None)
        if self._has_modal(clause, position) or self._goes_on(clause, part):
            return Stand("demanded", None)
        if (
            (_AGENDA.search(part) or _STUDIED.match(part) or self._is_agenda(clause))
            and not _PRAISE.search(part)
            and not _ISSUED.search(part)
        ):
            return None
        if self._only_then(clause.statement):
            return Stand("demanded", None)
        if self._leads_order(clause) and not _DONE.search(part):
            return Stand("demanded", None)
        said_from = self.say_statements.get(clause.statement)
        if said_from is not None and position >= said_from and not _DONE.search(self.text, min(said_from, clause.start), clause.stop):
            return None
        return Stand("carried_out", None)

    def _in_paper(self, clause: Clause, part: str, paper: Paper) -> Stand | None:
        """What an official paper names outside its provisions: a plan, or a heading; the preamble and what is only listed count nothing."""
        if not paper.start <= clause.start < paper.stop:
            return None
        statement = self.layout.statements[clause.statement]
        if self._is_promised(clause) or self._leads_order(clause):
            return Stand("demanded", None)
        if _ACHIEVED.search(part):
            return Stand("carried_out", None)
        heading = self.text[statement.stop - 1] not in "。！？；：，" and statement.opens
        line = self.text.rfind("\n", 0, statement.start) + 1
        return Stand("demanded", None) if heading or enumerator_at(self.text, line, clause.stop) is not None else None

    def _leads_order(self, clause: Clause) -> bool:
        """A theme or premise in front of the instruction of the same statement."""
        statement = self.layout.statements[clause.statement]
        index = bisect_right(self.order_starts, clause.start)
        return index < len(self.order_starts) and self.order_starts[index] < statement.stop and self._said(clause)

    def _said(self, clause: Clause) -> bool:
        """The clause is part of what is said: behind the introduction, or in a statement without one."""
        return clause.start >= self.said_from.get(clause.statement, 0)

    def _statement_start(self, clause: Clause) -> int:
        return self.layout.statements[clause.statement].start

    def _is_agenda(self, clause: Clause) -> bool:
        """会上，传达学习了…，听取了…，部署…: the whole statement is the meeting's agenda."""
        statement = self.layout.statements[clause.statement]
        return (
            _MEETING.match(self.text, statement.start) is not None and _AGENDA.search(self.text, statement.start, clause.stop) is not None
        )

    def _asks(self, clause: Clause) -> bool:
        start, stop = self.layout.statements[clause.statement][:2]
        if self.text[stop - 1] == "”" and self.text.rfind("“", start, stop) >= clause.stop:
            return False  # in front of the question (他走到卡口，问：“…？”)
        return "？" in self.text[stop - 2 : stop]

    def _order_at(self, position: int) -> Order | None:
        index = bisect_right(self.order_starts, position) - 1
        if index >= 0 and position < self.orders[index].stop:
            return self.orders[index]
        return None

    def _only_then(self, statement: int) -> bool:
        """只有…才能…: what is named is not there yet."""
        if statement not in self.only_then:
            self.only_then[statement] = _ONLY_THEN.search(self.text, *self.layout.statements[statement][:2]) is not None
        return self.only_then[statement]

    def _is_promised(self, clause: Clause) -> bool:
        """将继续…, 下一步…: a plan, in the clause or in front of it in the statement."""
        if clause.start not in self.promised:
            self.promised[clause.start] = self._promises(clause)
        return self.promised[clause.start]

    def _promises(self, clause: Clause) -> bool:
        start = self._statement_start(clause)
        promise = _PROMISE.search(self.text, start, clause.stop)
        if promise is not None and promise[0] in _MOVING and "了" in self.text[promise.end() : self.layout.clause_at(promise.start()).stop]:
            promise = None  # 还将名单报了上去: an object is moved
        return promise is not None or WILL.search(self.text, start, clause.stop) is not None

    def _is_called(self, clause: Clause, position: int) -> bool:
        """督促…停业: a call in the clause in front of the words."""
        for call in _CALL.finditer(self.text, clause.start, position):
            of_own_accord = self.text.endswith(("主动", "申请"), clause.start, call.start())
            if call[0] in _BIDDING and "被" in self.text[clause.start : call.start()]:
                continue  # 被责令停业: done
            if call[0] == "希望" and OWN_WISH.match(self.text, max(0, call.start() - 2)):
                continue
            if self.text.rfind("《", clause.start, call.start()) > self.text.rfind("》", clause.start, call.start()):
                continue
            if not of_own_accord and not self.text.startswith(("的", "，"), call.end()):
                return True
        return False

    def _has_modal(self, clause: Clause, position: int) -> bool:
        """要, 应, 不得 … in the statement, in front of the words or in their clause."""
        start = self._statement_start(clause)
        quoted = self.speech.quoted(position)
        if quoted is not None:
            start = max(start, quoted[0])
        modal = first_modal(self.calling, start, clause.stop)
        if modal is None:
            return False
        told_from = self.reported.get(clause.statement)
        if told_from is not None and modal[0] >= told_from:
            return False
        obliged = self.layout.clause_at(modal[0])
        if self.text[modal[0]] != "应" and _ENTERING.search(self.text, obliged.start, modal[0]) is not None:
            return False  # a rule in force for all who come in (居民进出必须…)
        if self.text[slice(*modal)] in _AS_FAR_AS:
            return _ACHIEVED.search(self.text, start, self.layout.statements[clause.statement].stop) is None
        return True

"""Whose words the statements of a body are read as: the scope of somebody's speech, from its introduction until narration resumes.

Speech reaches from its introduction to the end of the paragraph, and on over the items of a list. A notice that is told, a plea to
everybody and a list that a sentence announced open a scope too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.facts.language.clauses import Clause, Layout, Statement
from flows.facts.language.conduct import reports
from flows.facts.language.enumerators import enumerator_at
from flows.facts.language.instructions import Judge, names_addressee
from flows.facts.language.speakers import Introduction, Speaker, Speech
from flows.reference.vocabulary import alternation, words


@dataclass(slots=True)
class Scope:
    """Whose words the statements are read as, up to the end of `paragraph`.

    `across`: over the following paragraphs too. `strict`: only hard modal words count (a notice that is told, not quoted). `brief`: the
    verb stood in mid-narration, so that only statements which begin with a modal word go on with it. `policy`: a body provides
    (某省明确，…), so that the predicates of papers count. `told`: the speaker reports what has been done, so that only modal
    words order anything. `addressee`: named behind the verb.
    """

    speaker: Speaker | None
    rule: str
    paragraph: int
    across: bool = False
    strict: bool = False
    brief: bool = False
    policy: bool = False
    told: bool = False
    addressee: str | None = None


class Turn(NamedTuple):
    """Where a statement's own words begin (behind an introduction), and whether it has an introduction."""

    start: int
    introduced: bool


DEMANDED = "directives.demanded"
_NARRATION = re.compile(rf"(?:{alternation('directives.narration')})")
_ATTENDANCE = re.compile(rf"(?:{alternation('directives.attendance')})")
_NOTICE = re.compile(
    r"(?:通知|通告|公告|倡议|要求|规定|安排|提示|建议|事项|部署|意见|告知|提醒)，?[^，。；]{0,6}如下"
    r"|(?:发出|提出)(?:如下|以下|[一二三四五六七八九十\d]+[点项条个])[^，。；]{0,6}(?:倡议|要求|建议)"
)
_TOLD = ("如下", "发出", "提出")  # one of them is in every such notice
_OF_NOTICES = re.compile(rf"{'|'.join(_TOLD)}|根据|按照|依据")  # in every statement that opens one
_TO_ALL = re.compile(
    r"(?:同时，)?(?:各(?!自|类|种|项)|全[市县区省国](?!共|已|现)|有关|相关|广大)[一-鿿、（）]{1,14}?"
    r"(?<![需重主只必首])(?:要(?!求|素|点)|应当|应(?![急用对有])|必须|务必|不得)"
)
_TO_ALL_OR_BARE = re.compile(rf"{_TO_ALL.pattern}|(?:同时，)?(?:要(?!求|素|点)|必须|务必)")
_PLEA = re.compile(r"(?:同时|为此|在此|另外|此外|，|也)*(?:敬|恳)?请(?:广大|各位|全体|市民|村民|居民|大家|社会各界|有关|相关)")
_BY_ORDER = re.compile(r"(?:根据|按照|依据)([^，。；“”]{4,40}?)(?:发布的|下发的|的)?(?:通告|公告|通知|命令|第?\d+号令)[，（]")
_INSTRUCTING = frozenset((*words("directives.instructing"), *words("speech.demand")))
_PROVIDING = frozenset(("明确", "规定", "提出"))
_SPEAKING_PAPERS = (*words("speech.meeting_nouns"), "》")
_WISHES = frozenset(("希望", "建议", "提醒"))
_OFFICIAL_UNNAMED = re.compile(r"(?:负责人|负责同志|发言人|书记|主任|局长|县长|市长|区长|镇长|领导|专家|民警|交警)$")
_PRONOUN = re.compile(r"[他她]")
_TAKEN = re.compile(
    r"(?:新增|采取|推出|出台|实施|建立|设立|设置|构建|筑起|形成)了?[^，。；：]{0,12}?(?:[\d一二三四五六七八九十两几]+|多)[条项道点个大][^，。；：]{0,12}?(?:措施|举措|防线|做法|办法|机制|政策)"
)
_REPORTED = re.compile(
    r"(?:我们?[省市县区州镇乡村院校]?|全[省市县区])[^，。；]{0,24}，已(?!经?成)|，已(?:停止|完成|建立|组织|开展|设立|启动)"
)
_LONGEST_NAMED = 24  # titles and name of the person who is spoken to
_NOT_ALONE = re.compile(
    r"[，、。；：和与及等的要必应须不在]|同志|一行|先生|女士|担任|任|为|总?书记|主席|总理|院士|教授|[一-鿿]{0,2}长(?![期时])"
)
_SEVERAL = re.compile(r"[，、和与及的由向把将对各按以在]|落实|贯彻|学习")
_ACTS = re.compile(r"[将把给]|主动|提供")


class Scopes:
    """Follows the statements of one body; `current` is the scope they stand in, None in narration."""

    def __init__(self, layout: Layout, judge: Judge, speech: Speech, person_stops: frozenset[int]) -> None:
        """`person_stops`: where the names of persons end."""
        self.text = layout.text
        self.layout = layout
        self.judge = judge
        self.speech = speech
        self.person_stops = person_stops
        self.intros = [intro for intro in speech.introductions if intro.opens and self._instructs(intro)]
        self.intro_starts = [intro.verb_start for intro in self.intros]
        self.subject_starts = [subject.start for subject in speech.subjects]
        self.may_open_notice = {layout.statement_index(match.start()) for match in _OF_NOTICES.finditer(layout.text)}
        self.current: Scope | None = None

    def turn(self, index: int, statement: Statement, *, after_order: bool) -> Turn | None:
        """Moves on to a statement outside quotations. None if it stands in no scope or only announces what follows.

        `after_order`: the statement before it is an instruction.
        """
        intro = self._introduction(index, statement, after_order=after_order)
        if intro is not None:
            self.current = self._scope_of(intro, statement)
            return Turn(self._behind_person(intro), True)
        if index in self.may_open_notice and self._opens_notice(statement):
            return None
        if not self._continues(index, statement, after_order=after_order) and not self._resumes_list(statement):
            self.current = self._unattributed(statement)
        return Turn(statement.start, False) if self.current is not None else None

    def _behind_person(self, intro: Introduction) -> int:
        """勉励店长某某守好店: where the words begin that are said to a person named right behind the verb."""
        if intro.kind != "demand":
            return intro.said_from
        reach = min(intro.said_from + _LONGEST_NAMED, self.layout.clause_at(intro.said_from).stop)
        named = next((stop for stop in range(intro.said_from + 2, reach) if stop in self.person_stops), None)
        apart = named is not None and not _NOT_ALONE.match(self.text, named) and not _SEVERAL.search(self.text, intro.said_from, named)
        return named if named is not None and apart and self.judge.modal(intro.said_from, named) is None else intro.said_from

    def _reports(self, intro: Introduction, statement: Statement) -> bool:
        """…表示，我省切实加强…，已停止…; …说，新增五条措施。一是…: a report of what has been done, without a modal word."""
        if intro.kind != "say" or self.judge.modal(intro.said_from, statement.stop) is not None:
            return False
        return any(pattern.search(self.text, intro.said_from, statement.stop) for pattern in (_TAKEN, _REPORTED))

    def _unattributed(self, statement: Statement) -> Scope | None:
        """各单位要…, 请广大市民…: an instruction to everybody that no verb of speaking introduces."""
        if _PLEA.match(self.text, statement.start, statement.stop):
            return Scope(self._near_subject(statement), "directives.unattributed", statement.paragraph, brief=True)
        if _TO_ALL_OR_BARE.match(self.text, statement.start, statement.stop) is None:
            return None
        body = self._body_before(statement)
        general = body is not None or _TO_ALL.match(self.text, statement.start, statement.stop) is not None
        return Scope(body, "directives.unattributed", statement.paragraph, brief=True) if general else None

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

    def _near_subject(self, statement: Statement) -> Speaker | None:
        """The last person or body that spoke or acted in this paragraph or the one before: it asks, where 请广大市民… has no subject."""
        subject = self.speech.subject_before(statement.start)
        if subject is None:
            return None
        told_in = self.layout.statements[self.layout.statement_index(subject.start)].paragraph
        return subject.speaker if told_in >= statement.paragraph - 1 else None

    def _introduction(self, index: int, statement: Statement, *, after_order: bool) -> Introduction | None:
        """The introduction that governs the statement, unless the statement already goes on with an order of the same speaker."""
        at = bisect_left(self.intro_starts, statement.start)
        if at == len(self.intros) or self.intro_starts[at] >= statement.stop:
            return None
        intro = self.intros[at]
        if self.text[intro.verb_start : intro.verb_stop] == "希望" and intro.verb_start - intro.clause_start <= 2:
            intro = intro._replace(said_from=intro.verb_start)
        same = self.current is not None and intro.speaker == self.current.speaker
        if (
            same
            and self.judge.modal(statement.start, intro.clause_start) is not None
            and self._continues(index, statement, after_order=after_order)
        ):
            return None
        return intro

    def _scope_of(self, intro: Introduction, statement: Statement) -> Scope:
        named = intro.speaker is not None and intro.speaker.name in self.text[intro.clause_start : intro.verb_start]
        pointed = _PRONOUN.search(self.text, intro.clause_start, intro.verb_start) is not None
        brief = intro.clause_start > statement.start and not named and not pointed
        rule = DEMANDED if intro.kind == "demand" else "directives.said"
        provides = (
            self.text[intro.verb_start : intro.verb_stop] in _PROVIDING
            and intro.speaker is not None
            and intro.speaker.kind == "body"
            and not intro.speaker.name.endswith(_SPEAKING_PAPERS)
            and not self.text.endswith(_SPEAKING_PAPERS, intro.clause_start, intro.verb_start)
        )
        named_behind = self._named_behind(intro, statement)
        return Scope(
            intro.speaker,
            rule,
            statement.paragraph,
            brief=brief,
            policy=provides,
            told=self._reports(intro, statement),
            addressee=named_behind,
        )

    def _named_behind(self, intro: Introduction, statement: Statement) -> str | None:
        """叮嘱某某，…: a phrase behind the verb that ends in a person or a body and says nothing else."""
        stop = min(self.layout.clause_at(intro.verb_stop).stop, statement.stop)
        named = self.text[intro.verb_stop : stop]
        if intro.kind != "demand" or not named.endswith(("，", "：")) or not 3 <= len(named) <= 61 or _ACTS.search(named):
            return None
        if self.judge.modal(intro.verb_stop, stop) is not None:
            return None
        return named[:-1] if names_addressee(named[:-1]) or stop - 1 in self.person_stops else None

    def _opens_notice(self, statement: Statement) -> bool:
        """现通知如下：, 根据某某通告，…: a written order that the following statements tell."""
        sentence = self.text[statement.start : statement.stop]
        if any(word in sentence for word in _TOLD) and _NOTICE.search(sentence) and sentence.endswith(("：", "。", "下")):
            subject = self.speech.subject_before(statement.stop)
            stated = subject is not None and (subject.start >= statement.start or subject.speaker.kind == "body")
            speaker = subject.speaker if subject is not None and stated else None
            self.current = Scope(speaker, "directives.notice", statement.paragraph, across=True)
            return True
        told = _BY_ORDER.search(sentence) if self.current is None else None
        if told:
            self.current = Scope(Speaker(told[1], "body", None), "directives.by_order", statement.paragraph + 1, strict=True)
            return True
        return False

    def _continues(self, index: int, statement: Statement, *, after_order: bool) -> bool:
        """True if the statement still belongs to the current speech."""
        scope = self.current
        if scope is None or self._is_narration(statement) or (scope.brief and not self._goes_on(index, statement, after_order=after_order)):
            return False
        if statement.paragraph <= scope.paragraph:
            return True
        if scope.strict or scope.brief:
            return False
        listed = enumerator_at(self.text, statement.start, statement.stop) is not None
        announced = self.text[statement.start - 2 : statement.start - 1] in ("：", "，")
        ordered = (after_order or announced) and self.judge.opens_with_order(index)
        if scope.across or listed or ordered:
            scope.paragraph = statement.paragraph
            return True
        return False

    def _goes_on(self, index: int, statement: Statement, *, after_order: bool) -> bool:
        """After a verb in mid-narration: a statement behind ；or an enumerator, or one that says what must be done."""
        if (
            self.text[statement.start - 1 : statement.start] == "；"
            or enumerator_at(self.text, statement.start, statement.stop) is not None
        ):
            return True
        if after_order and not _PRONOUN.match(self.text, statement.start) and not reports(self.text, statement.start, statement.stop):
            clauses = self.layout.clauses_of(index)
            if self.judge.threatens(clauses) is not None or self.judge.orders_first(clauses) or self._of_a_case(clauses):
                return True
        start = self.judge.behind_connective(statement.start, statement.stop)
        return self.judge.modal(start, start + 3) is not None

    def _of_a_case(self, clauses: Sequence[Clause]) -> bool:
        """观察期满的，由…: what is to be done in a case."""
        return self.text[clauses[0].stop - 2 : clauses[0].stop] == "的，" and self.judge.prescribes(clauses) is not None

    def _resumes_list(self, statement: Statement) -> bool:
        """A list that a sentence announced without opening speech (…强调了三点要求。一要…)."""
        mark = enumerator_at(self.text, statement.start, statement.stop)
        if mark is None or mark.ordinal != 1 or not mark.demands:
            return False
        subject = self.speech.subject_before(statement.start)
        if subject is None:
            return False
        self.current = Scope(subject.speaker, "directives.listed", statement.paragraph)
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

    def _instructs(self, intro: Introduction) -> bool:
        """Whether this speaker orders anything with this verb: officials and bodies do, others only with a verb of ordering."""
        verb = self.text[intro.verb_start : intro.verb_stop]
        if intro.kind == "ask" or (intro.kind != "demand" and verb not in _INSTRUCTING):
            return False
        speaker = intro.speaker
        if speaker is not None and speaker.role == "press":
            return False
        if speaker is None or speaker.kind == "body" or speaker.role == "official":
            return True
        if speaker.kind == "description" and _OFFICIAL_UNNAMED.search(speaker.name):
            return True
        return intro.kind == "demand" and verb not in _WISHES

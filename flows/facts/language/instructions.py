"""How an instruction looks: which clause of a statement carries it, and where it begins.

A clause carries an instruction with a modal word (要, 必须, 不得 …) or as a bare imperative (强化…, 做好…). The instruction begins there,
or at the theme, condition or way in front that depends on it (针对…的问题，要…); connectives and clauses that only state a fact stay
out. The words: flows/reference/directives.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from flows.facts.language.clauses import Clause, Layout
from flows.facts.language.conduct import SAID_TO_BE_DONE, is_rule, reports
from flows.facts.language.modals import WILL, Position, first_modal, modal_positions
from flows.reference.vocabulary import alternation

_HARD = re.compile(rf"(?:{alternation('directives.hard')})")
_CONNECTIVE = re.compile(rf"(?:{alternation('directives.connectives')}|[，、：:“‘\s])+")
_IMPERATIVE = re.compile(rf"(?:{alternation('directives.imperatives')}|分[一-鿿]{{1,2}}、分|要|该[一-鿿]{{1,6}}的)")
_NAMES_NOUN = re.compile(
    r"[小专]?组(?!织)|站|员(?!工)|部(?![门署分位队])|队(?!伍)|(?:(?<=检查)|(?<=检测)|(?<=管理)|(?<=服务)|(?<=督导)|(?<=监测)|(?<=监督))人员|(?<=少)[数量年许部]|(?<=不)[少仅但久同足]"
)  # 督导组, 服务员: a body or a person, not a verb
_CONSEQUENCE = re.compile(r"(?:就|才|都|也)(?:要|得|必须|应)|[哪谁][^，]{0,8}[都也均]?(?:不[许得准能]|别)")
_RATHER = re.compile(r"(?:宁可|宁愿|宁肯|哪怕|即[使便]|就是|再)[^，]*，$")  # …，也不能: what stands in front belongs to it
_ALSO_NOT = re.compile(r"[都也](?:不|别)")
_ASKED = re.compile(r"哪[里儿些]|怎么|怎样|谁|什么|多少")  # 从哪里来、住在哪里，这本账要天天对
_TAKEN_UP = re.compile(r"[这都要]|必须")
_OWN_PLAN = re.compile(r"(?:接下来|下一步|下阶段|今后)[^，]{0,8}?(?:将|计划|打算|准备)")
_FRAME = re.compile(rf"(?:{alternation('directives.frames')})")
_FRAME_END = re.compile(rf"(?<!不)(?:{alternation('directives.frame_endings')})[，：]*$")
_FRAME_EXCEPTION = re.compile(rf"(?:{alternation('directives.frame_exceptions')})")
_THEME = re.compile(
    rf"^[^，]{{1,20}}作为|^[一-鿿]{{0,8}}(?:员|干部|部门|单位|各级|各地|[镇乡村委局办]|社区|企业)对[^，不很较有了]{{2,20}}，$|[光只单仅][^，]{{1,12}}(?:不行|不够)，$|^(?:{alternation('directives.theme_beginnings')})[^，]{{0,40}}的[^，]{{1,10}}，$"
    rf"|的[^，]{{0,8}}(?:{alternation('directives.theme_endings')})，$"
)
_COPULA = re.compile(r"(?<![就但凡若还也])是(?![否非])|事关|关乎|关系到|取得了|得到了|效果")
_JUDGED = re.compile(r"(?:这|都|就|也|更|正)?(?:是(?!否)|事关|关系|关乎|意味着)")
_FACT = re.compile(r"(?:当前|目前|眼下|现在)[^，]*(?:形势|阶段|关头|时刻|时期|任务|关键)|[^，]{0,12}(?:形势|阶段|关键期|关键时[刻期])")
_DONE = re.compile(r"已经|截至|以来|目前(?:，|已|共|全)|共[有计]?\d|了(?:[，。；]|一[个批场次])")
_BEFORE_MODAL = re.compile(r"(?:一定|也|均|都|还|更|就|再|全部|坚决|切实)+$")
_ADDRESSEE = re.compile(r"[一-鿿（）()、“”]{2,40}")
_ADDRESSEE_END = re.compile(rf"(?:{alternation('speech.body_suffixes')}|{alternation('speech.person_nouns')}|各级|各地|上下|双方|者|方)$")
_PROVIDES = re.compile(alternation("papers.provisions"))
_DECLARES = re.compile(rf"{alternation('papers.declarations')}|(?<![一-鿿，])本(?:通告|公告|通知|令|意见|措施|办法|方案|指引|政策|细则)")
_MAY = re.compile(r"(?<![不只])可(?:以|[一-鿿])")
_TOPIC = re.compile(r"[一-鿿《》“”、]{2,14}(?:范围|程序|流程|方式|时间|对象|目标|条件|内容|职责|步骤|名单)[。；]?")
_NEEDS = re.compile(r"(?<![所必急供军内刚])需(?![求要])")
_PREMISE = re.compile(
    r"(?:影响|压力|难度|任务|困难|风险|需求)[^，的]{0,4}(?:较|很|更|十分|日益|不断|仍)?(?:重|大|多|高|突出|增加|加大|增大|严峻|存在)，"
    r"|形势[^，]{0,8}(?:严峻|复杂|向好)|正值|正处|^正是|恰逢|适逢|^(?:当前|目前|眼下)，|^“[^”]{2,14}”：$"
    r"|^[^，]{1,14}(?<![否总别其但凡就还也若或不一二三四五六])是(?![否非])[^，]{1,14}，$|(?:耽误|等|拖|输|伤|松懈)不[起得]|眼[瞅看]着|不等人"
    r"|处于|(?:逐步|不断|陆续|大量)(?:增多|增加|返)"
)
_NOW = re.compile(r"(?:当前|目前|眼下)，")
_SUPPOSES = re.compile(r"[^，。；]{0,3}只[要有][^。；]{2,60}?(?:就|才|便)[能会可]")
_LONGEST_HEADING = 30
_TERM_LENGTH = 14  # a longer quotation is direct speech, not a term at the head of an instruction


class Found(NamedTuple):
    """The clause that carries the instruction (its number among the clauses given) and where the instruction begins."""

    number: int
    start: int


class Judge:
    """Reads the clauses of one body."""

    def __init__(self, layout: Layout, names: Sequence[tuple[int, int]] = ()) -> None:
        """`names`: where persons are named, in order; no word is read from the letters of a name."""
        self.text = layout.text
        self.layout = layout
        self.modals = _outside(modal_positions(layout.text), names)

    def modal(self, start: int, stop: int) -> Position | None:
        """The first modal word that begins in `start:stop`."""
        return first_modal(self.modals, start, stop)

    def behind_connective(self, start: int, stop: int) -> int:
        """Where the clause goes on behind connectives; a quotation mark that opens a term belongs to the clause."""
        match = _CONNECTIVE.match(self.text, start, stop)
        if match is None:
            return start
        end = match.end()
        if self.text[end - 1] == "“" and 0 < self.text.find("”", end) - end < _TERM_LENGTH:
            return end - 1
        return end

    def is_imperative(self, start: int, stop: int) -> bool:
        """强化…, 做好…: a verb opens the clause, and nothing is said *about* it (加强防控是…)."""
        match = _CONNECTIVE.match(self.text, start, stop)
        verb = _IMPERATIVE.match(self.text, match.end() if match else start, stop)
        if verb is not None and _NAMES_NOUN.match(self.text, verb.end(), stop):
            return False
        return verb is not None and _COPULA.search(self.text, verb.end(), stop) is None and _JUDGED.match(self.text, stop) is None

    def prescribes(self, clauses: Sequence[Clause]) -> int | None:
        """The first of the clauses that says how something is to be done, premises aside, if one of them is a rule of conduct and none
        reports what was done."""
        if not clauses:
            return None
        start, stop = clauses[0].start, clauses[-1].stop
        if reports(self.text, start, stop) or WILL.search(self.text, start, stop):
            return None
        number = self.first_stated(clauses)
        if _JUDGED.match(self.text, clauses[number].start):
            return None
        carried = any(is_rule(self.text, clause.start, clause.stop) for clause in clauses[number:])
        return number if carried else None

    def ordered_from(self, clauses: Sequence[Clause]) -> int | None:
        """As `prescribes`, for a statement that goes on with what is demanded: all that it says is part of the order, premises aside."""
        found = self.prescribes(clauses)
        if found is not None or not clauses or self.modal(clauses[0].start, clauses[-1].stop) is None:
            return found
        start, stop = clauses[0].start, clauses[-1].stop
        return None if reports(self.text, start, stop) or WILL.search(self.text, start, stop) else self.first_stated(clauses)

    def threatens(self, clauses: Sequence[Clause]) -> int | None:
        """谁踩线就处理谁, 能简的简: an order wherever an official says it; the first of the clauses that belongs to it."""
        if not clauses or SAID_TO_BE_DONE.search(self.text, clauses[0].start, clauses[-1].stop) is None:
            return None
        return self.first_stated(clauses)

    def first_stated(self, clauses: Sequence[Clause]) -> int:
        """The first of the clauses that is no premise; 当前， alone is none."""
        number = 0
        while number + 1 < len(clauses) and self._is_premise(clauses[number]):
            number += 1
        return 0 if number == 1 and _NOW.fullmatch(self.text, clauses[0].start, clauses[0].stop) else number

    def orders_first(self, clauses: Sequence[Clause]) -> bool:
        """True if the first clause, frames aside, has a hard modal word (对…的人员，街道要…)."""
        for clause in clauses:
            match = _CONNECTIVE.match(self.text, clause.start, clause.stop)
            if match is not None and match.end() == clause.stop:
                continue
            modal = self.modal(clause.start, clause.stop)
            if modal is not None:
                return _HARD.match(self.text, modal[0]) is not None or self.text.startswith("要", modal[0])
            if not self.is_frame(clause.start, clause.stop):
                return False
        return False

    def is_heading(self, start: int, stop: int) -> bool:
        """排查不留空档, 复工有序推进: an item of what is demanded, told in a few words that report nothing."""
        return stop - start <= _LONGEST_HEADING and not reports(self.text, start, stop) and _FACT.match(self.text, start, stop) is None

    def is_frame(self, start: int, stop: int) -> bool:
        """A theme, condition, way or aim that depends on the clause behind it."""
        match = _CONNECTIVE.match(self.text, start, stop)
        start = match.end() if match else start
        part = self.text[start:stop]
        if WILL.search(part) or _OWN_PLAN.match(part):
            return False
        if _FRAME_EXCEPTION.match(part) and not part.rstrip("，").endswith(("时", "的同时", "后")):
            return False
        if _THEME.search(part) and not _COPULA.search(part) and not _FACT.match(part):
            return True
        return stop - start <= 70 and (_FRAME.match(part) is not None or _FRAME_END.search(part) is not None)

    def opens_with_order(self, statement: int) -> bool:
        """True if the statement begins with an instruction, frames aside."""
        for clause in self.layout.clauses_of(statement)[:4]:
            match = _CONNECTIVE.match(self.text, clause.start, clause.stop)
            if match is not None and match.end() >= clause.stop:
                continue
            if self.modal(clause.start, clause.stop) is not None or self.is_imperative(clause.start, clause.stop):
                return True
            if not self.is_frame(clause.start, clause.stop):
                return False
        return False

    def find(self, clauses: list[Clause], *, strict: bool, skipped: int | None, told: bool = False) -> Found | None:
        """The instruction in these clauses. `strict`: only hard modal words count; `told`: only modal words do. `skipped`: the
        verb in front demands, so that the instruction begins with the first clause behind this many (unless that states a fact)."""
        number = self._carrier(clauses, strict=strict, skipped=skipped, told=told)
        if number is None:
            return None
        begin = number
        if begin > 0 and self._concludes(clauses[begin - 1], clauses[begin]):
            begin -= 1
        while begin > 0 and self.is_frame(clauses[begin - 1].start, clauses[begin - 1].stop):
            begin -= 1
        return Found(number, self.behind_connective(clauses[begin].start, clauses[-1].stop))

    def _concludes(self, before: Clause, clause: Clause) -> bool:
        """…，就要…; 宁可…，也不能…: the clause cannot stand without the one before it."""
        if _CONSEQUENCE.match(self.text, clause.start):
            return not self._is_premise(before)
        if _TAKEN_UP.match(self.text, clause.start) and _ASKED.search(self.text, before.start, before.stop):
            return True
        return _ALSO_NOT.match(self.text, clause.start) is not None and _RATHER.search(self.text, before.start, before.stop) is not None

    def _carrier(self, clauses: list[Clause], *, strict: bool, skipped: int | None, told: bool) -> int | None:
        if skipped is not None and clauses and not _FACT.match(self.text, clauses[0].start, clauses[0].stop):
            return min(skipped, len(clauses) - 1)
        frames_only = not told and not self._only_supposes(clauses)
        for number, clause in enumerate(clauses):
            modal = self.modal(clause.start, clause.stop)
            if modal is not None:
                return number if not strict or _HARD.match(self.text, modal[0]) else None
            done = _DONE.search(self.text, clause.start, clauses[-1].stop) is not None
            if frames_only and not strict and not done and self.is_imperative(clause.start, clause.stop):
                return number
            frames_only = frames_only and self.is_frame(clause.start, clause.stop)
        return None

    def _only_supposes(self, clauses: list[Clause]) -> bool:
        """只要…，就能…: what would help, not what is ordered."""
        return bool(clauses) and _SUPPOSES.match(self.text, clauses[0].start, clauses[-1].stop) is not None

    def provision(self, clauses: Sequence[Clause], *, listing: bool = False) -> int | None:
        """The first of the clauses that provides something as papers do: with a predicate of that kind, a modal word or an imperative.
        None if the sentence states a fact or a plan. `listing`: it is one of the things that were announced, so that only 需 provides."""
        if not clauses or any(pattern.search(self.text, clauses[0].start, clauses[-1].stop) for pattern in (_DECLARES, WILL)):
            return None
        said = self.text[clauses[0].start : clauses[-1].stop]
        may = _MAY.search(said) is not None and self.modal(clauses[0].start, clauses[-1].stop) is None
        if _TOPIC.fullmatch(said) or (may and not self.is_imperative(clauses[0].start, clauses[0].stop)):
            return None
        if listing and not _NEEDS.search(self.text, clauses[0].start, clauses[-1].stop):
            return None
        number = self.first_stated(clauses)
        if _JUDGED.match(self.text, clauses[number].start):
            return None
        rest = Clause(clauses[number].start, clauses[-1].stop, clauses[number].statement)
        carried = any(pattern.search(self.text, rest.start, rest.stop) for pattern in (_PROVIDES, _NEEDS))
        return number if carried or self.modal(rest.start, rest.stop) is not None else None

    def _is_premise(self, clause: Clause) -> bool:
        """目前正值…, …影响较重: a clause that only states how things stand."""
        return (
            _FACT.match(self.text, clause.start, clause.stop) is not None
            or _PREMISE.search(self.text[clause.start : clause.stop]) is not None
        )

    def addressee(self, start: int, clause: Clause) -> str | None:
        """The subject in front of the modal word (各单位要…), if it is a person or a body."""
        modal = self.modal(clause.start, clause.stop)
        if modal is None or clause.start > start + 40:
            return None
        phrase = _BEFORE_MODAL.sub("", self.text[max(start, clause.start) : modal[0]]).strip("，、 ")
        return phrase if _ADDRESSEE.fullmatch(phrase) and names_addressee(phrase) else None


def _outside(positions: tuple[Position, ...], spans: Sequence[tuple[int, int]]) -> tuple[Position, ...]:
    """The positions that do not touch any of the spans."""
    starts = [start for start, _ in spans]

    def touches(position: Position) -> bool:
        at = bisect_left(starts, position[1]) - 1
        return at >= 0 and spans[at][1] > position[0]

    return tuple(position for position in positions if not touches(position))


def names_addressee(phrase: str) -> bool:
    """True if a phrase ends in a person or a body."""
    return _ADDRESSEE_END.search(phrase) is not None

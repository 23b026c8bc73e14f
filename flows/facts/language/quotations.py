"""Direct speech: which quotation marks hold it, and who speaks.

A quotation is speech when a verb of speaking introduces or closes it, or when it stands as a sentence of its own. Slogans, terms and titles
stand inside a clause and are told apart by that. Stretches that follow each other (“…”“…”) share a speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from flows.facts.language.clauses import layout
from flows.facts.language.speakers import Introduction, Speaker, Speech, speech_of
from flows.facts.mentions import PersonMention, Reading, once_per_article
from flows.reference.vocabulary import alternation, words

_LONG = 20  # characters from which a stretch before a verb of speaking is speech though no mark ends it
MIN_LENGTH = 6  # the GUIDE's shortest quote
_BOUNDARY = "。！？；，：…\n”“ 　"
_TERMINAL = re.compile(r"[。！？…!?][”’」』）]*$")
_SPOKEN = re.compile(
    r"[我你您咱俺他她]|大家|同志们|乡亲|[吗呢吧啊呀嘛哦]|谢谢|辛苦|请|怎么|多少|什么|有没有|是否|不能|一定|就是|已经|了[，。！]?$|[？！]"
)
_QUESTION = re.compile(r"[？?]|[吗呢][，。]?$|怎么样|怎样|多少|有没有|是否|如何|什么|(?P<verb>[一-鿿])不(?P=verb)")
_TERM_AFTER = re.compile(
    r"[的等为是]|原则|要求|精神|主题|工作|方针|策略|口号|理念|模式|活动|机制|行动|政策|制度|标准|方式|方法|措施|目标|格局|作用|服务|字样"
)
_WRITTEN = re.compile(
    r"(?:规定|如下|包括|例如|比如|譬如|载明|写着|显示|标题|内容|主题|第?[一二三四五六七八九十百\d]+[条款]|播报[^，。]{0,8})[：，]+$"
)
_SAID = re.compile(r"[说道喊答问]$")
_ACTING = re.compile(rf"(?P<who>[一-鿿]{{0,6}}?(?:{alternation('speech.person_nouns')}))(?=(?:们)?(?:{alternation('speech.gestures')}))")
_GESTURE = re.compile(rf"(?:{alternation('speech.gestures')})")
_FAR_GESTURE = 16  # titles and name of the person who acts
_PRONOUN = re.compile(r"[他她](?!们|[人乡国日省市县方处])")
_POINTS_BACK = re.compile(r"(?<=[，、；])[他她](?!们|[人乡国日省市县方处])")
_ON_THE_PHONE = re.compile(r"电话(?:的?那[头端边]|的?另一[头端])")
_FAR_CALL = 100
_UNNAMED = re.compile(
    r"[的名位，](?P<who>(?![老位名该女男小各一])[一-鿿](?:某[某甲乙]?|先生|女士|小姐|大爷|大妈|阿姨|师傅|奶奶|爷爷|婆婆|大叔))"
)
_FAR_UNNAMED = 40
_NAMED = re.compile(r"[《》]")
_POINTING = frozenset(words("speech.pointing"))


class Quotation(NamedTuple):
    """A stretch of direct speech: `start:stop` is what stands between the marks."""

    start: int
    stop: int
    speaker: Speaker | None
    kind: Literal["statement", "question"]
    rule: str


@once_per_article
def quotations_of(reading: Reading) -> tuple[Quotation, ...]:
    """The direct speech of an article's body in order."""
    speech = speech_of(reading)
    people = [mention for mention in reading.people if mention.part == "body" and mention.role != "press"]
    return tuple(_Attribution(reading.body, speech, people).run())


class _Attribution:
    def __init__(self, body: str, speech: Speech, people: Sequence[PersonMention]) -> None:
        self.text = body
        self.people = [Speaker(mention.name, "person", mention.role) for mention in people]
        self.people_starts = [mention.start for mention in people]
        self.layout = layout(body)
        self.speech = speech
        self.by_said = {intro.said_from: intro for intro in speech.introductions if intro.opens}
        self.verb_starts = [intro.verb_start for intro in speech.introductions]
        self.subject_starts = [subject.start for subject in speech.subjects]
        self.last: tuple[int, Speaker | None] | None = None

    def run(self) -> list[Quotation]:
        found: list[Quotation] = []
        for group in self._groups():
            attributed = self._attribute(group[0][0], group[-1][1])
            if attributed is None:
                continue
            speaker, rule, asks = attributed
            speaker = self._fullest(speaker, group[0][0])
            self.last = (group[-1][1], speaker)
            for start, stop in group:
                inner = self.text[start + 1 : stop - 1]
                if _length(inner) < MIN_LENGTH or (rule == "quotes.alone" and len(group) > 1 and not _is_sentence(inner)):
                    continue
                question = inner.endswith("？") or (asks and _QUESTION.search(_last_sentence(inner)) is not None)
                found.append(Quotation(start + 1, stop - 1, speaker, "question" if question else "statement", rule))
        return found

    def _groups(self) -> list[list[tuple[int, int]]]:
        """Quotations that follow each other without a word between them."""
        groups: list[list[tuple[int, int]]] = []
        for start, stop in self.speech.quotations:
            if groups and groups[-1][-1][1] == start:
                groups[-1].append((start, stop))
            else:
                groups.append([(start, stop)])
        return groups

    def _attribute(self, start: int, stop: int) -> tuple[Speaker | None, str, bool] | None:
        """The speaker of the group `start:stop`, the rule, and whether it is asked; None if it is no direct speech."""
        inner = self.text[start + 1 : stop - 1]
        before, after = self.text[start - 1 : start], self.text[stop : stop + 6]
        opener = self.by_said.get(start) or (self.by_said.get(start - 1) if before in "，：" else None)
        if opener is not None:
            if self._is_term(inner, after, opener):
                return None
            return opener.speaker, "quotes.introduced", opener.kind == "ask"
        if before == "：":
            return self._after_colon(start, inner, after)
        if (before and before not in _BOUNDARY) or _WRITTEN.search(self.text[max(0, start - 8) : start]):
            return None
        closer = self._closer(stop)
        if not _stands_alone(inner, after) and not (closer is not None and "，" in inner and len(inner) >= _LONG):
            return None
        if closer is not None and (_is_sentence(inner) or closer.kind != "demand"):
            return closer.speaker, "quotes.closed", closer.kind == "ask"
        if not _is_sentence(inner):
            return None
        return self._neighbour(start, stop), "quotes.alone", True

    def _is_term(self, inner: str, after: str, opener: Introduction) -> bool:
        """强调“三个必须”、按照“…”的要求: the marks hold a term, not what was said."""
        if self.text[opener.said_from - 1] in "：:":
            return False
        if _TERMINAL.search(inner):
            return False
        ends = not after or after[0] in _BOUNDARY
        if ends and _SAID.search(self.text[opener.verb_start : opener.verb_stop]) and "、" not in inner:
            return False
        return not ends or (
            not (_SPOKEN.search(inner) or "，" in inner or (self.text[opener.said_from - 1] == "，" and len(inner) > 12))
            and opener.kind != "ask"
        )

    def _after_colon(self, start: int, inner: str, after: str) -> tuple[Speaker | None, str, bool] | None:
        """A name or a description before the colon: 店主：“…”; or a narrative clause whose subject speaks."""
        clause = self.layout.clause_at(start - 1)
        if not _is_sentence(inner) or _TERM_AFTER.match(after) or _WRITTEN.search(self.text[clause.start : start]):
            return None
        subject = self.speech.subject_before(start)
        if subject is not None and subject.start >= self.layout.statements[clause.statement].start:
            return subject.speaker, "quotes.colon", False
        return (self._recent(start), "quotes.colon", False) if _SPOKEN.search(inner) else None

    def _closer(self, stop: int) -> Introduction | None:
        """The introduction whose clause begins where the quotation ends."""
        index = bisect_left(self.verb_starts, stop)
        if index == len(self.verb_starts):
            return None
        intro = self.speech.introductions[index]
        clause = self.layout.clause_at(min(stop, len(self.text) - 1))
        near = clause.start <= intro.clause_start <= stop + 1
        return intro if near and "\n" not in self.text[stop : intro.verb_start] else None

    def _neighbour(self, start: int, stop: int) -> Speaker | None:
        """For a quotation without a verb of speaking: who acts right behind it, who spoke or acted last before it, the subject that
        follows, or the last subject."""
        line_start, line_stop = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", stop)
        line_stop = line_stop if line_stop >= 0 else len(self.text)
        opens_paragraph = not self.text[line_start:start].strip()
        prior = None if opens_paragraph else self._told_before(start)
        asks = self.text[stop - 2] == "？"
        acting = self._acting_behind(stop)
        if acting is not None and (asks or prior is None or self._gestures(acting, stop)):
            return acting
        if not opens_paragraph:
            return prior or self._in_paragraph(start, stop, line_start, line_stop)
        return self._named_behind(stop, line_stop) or self._recent(start)

    def _unsaid(self, begin: int, stop: int) -> bool:
        """True if no clause in a stretch begins with somebody."""
        return bisect_left(self.subject_starts, begin) == bisect_left(self.subject_starts, stop)

    def _gestures(self, acting: Speaker, stop: int) -> bool:
        """某某接过证件…: what is done while speaking stands right behind the name."""
        name = self.text.find(acting.name, stop, stop + _FAR_GESTURE)
        return name >= 0 and _GESTURE.match(self.text, name + len(acting.name)) is not None

    def _told_before(self, start: int) -> Speaker | None:
        """The person who speaks or acts in the statement right in front of the quotation; 他 behind it points there too."""
        before = self.layout.statement_index(start - 1)
        begin = self.layout.statements[before].start
        opening = self.layout.statements[max(0, before - 1)]
        if not self.layout.statements[before].opens and opening.opens and self._unsaid(begin, start):
            begin = opening.start
        if start - self.layout.statements[before].stop > 1 or self.text[start - 1] in "，：":
            return None
        index = bisect_left(self.verb_starts, start) - 1
        if index >= 0 and self.verb_starts[index] >= begin:
            intro = self.speech.introductions[index]
            return intro.speaker if intro.kind == "say" and intro.speaker is not None and intro.speaker.role != "press" else None
        person = self._subject_between(begin, start)
        if person is not None or not _POINTS_BACK.search(self.text, begin, start):
            return person
        named = self.people[bisect_left(self.people_starts, begin) : bisect_left(self.people_starts, start)]
        return named[-1] if named else None

    def _subject_between(self, begin: int, stop: int) -> Speaker | None:
        """The last person that a clause between two places begins with."""
        first, last = bisect_left(self.subject_starts, begin), bisect_left(self.subject_starts, stop)
        return next((subject.speaker for subject in reversed(self.speech.subjects[first:last]) if subject.speaker.kind == "person"), None)

    def _in_paragraph(self, start: int, stop: int, line_start: int, line_stop: int) -> Speaker | None:
        """The speaker just before the quotation in its paragraph, the subject that follows, or the last one."""
        index = bisect_left(self.verb_starts, start) - 1
        if _PRONOUN.match(self.text, stop):
            person = self._subject_between(line_start, start)
            if person is not None:
                return person
        if index >= 0 and self.verb_starts[index] >= line_start and self.speech.introductions[index].speaker:
            return self.speech.introductions[index].speaker
        if self.last is not None and self.last[0] >= line_start:
            return self.last[1]
        at = bisect_left(self.subject_starts, stop)
        if at < len(self.subject_starts) and self.subject_starts[at] < line_stop:
            return self.speech.subjects[at].speaker
        return self._recent(start)

    def _named_behind(self, stop: int, line_stop: int) -> Speaker | None:
        """For a quotation that opens its paragraph: who is on the phone, or the first subject behind it; a person in the first statement
        rather than the body with which that begins, and be it 住院多日的王先生."""
        at, last = bisect_left(self.subject_starts, stop), bisect_left(self.subject_starts, line_stop)
        following = self.speech.subjects[at:last]
        calls = _ON_THE_PHONE.search(self.text, stop, min(stop + _FAR_CALL, line_stop))
        called_at = bisect_left(self.people_starts, calls.end()) if calls is not None else len(self.people)
        if calls is not None and called_at < len(self.people) and self.people_starts[called_at] < min(calls.end() + _FAR_CALL, line_stop):
            return self.people[called_at]
        sentence = min(self.layout.statements[self.layout.statement_index(min(stop, len(self.text) - 1))].stop, line_stop)
        persons = (subject for subject in following if subject.start < sentence and subject.speaker.kind == "person")
        person = next(persons, None)
        if person is not None:
            return person.speaker
        called = _UNNAMED.search(self.text, stop, min(stop + _FAR_UNNAMED, sentence))
        if called is not None:
            return Speaker(called["who"], "description", None)
        return following[0].speaker if following else None

    def _acting_behind(self, stop: int) -> Speaker | None:
        """“请出示证件。”民警走上前来: who acts right behind the quotation."""
        at = bisect_left(self.subject_starts, stop)
        if at < len(self.subject_starts) and self.subject_starts[at] == stop and self.speech.subjects[at].speaker.kind == "person":
            return self.speech.subjects[at].speaker
        described = _ACTING.match(self.text, stop)
        return Speaker(described["who"], "description", None) if described else None

    def _fullest(self, speaker: Speaker | None, start: int) -> Speaker | None:
        """An unnamed speaker as the paragraph names it before: 老人 -> the citizen's name, 保安 -> 保安人员."""
        if speaker is None or speaker.kind != "description":
            return speaker
        paragraph = self.text.rfind("\n", 0, start) + 1
        if speaker.name in _POINTING:
            return self._citizen_named(paragraph, start) or speaker
        if speaker.name.endswith(("员", "人")):
            return speaker
        fuller = next((speaker.name + end for end in ("人员", "员") if speaker.name + end in self.text[paragraph:start]), None)
        return speaker._replace(name=fuller) if fuller else speaker

    def _citizen_named(self, paragraph: int, start: int) -> Speaker | None:
        """老人说…: the citizen whom the paragraph has named."""
        first, last = bisect_left(self.subject_starts, paragraph), bisect_left(self.subject_starts, start)
        return next((subject.speaker for subject in reversed(self.speech.subjects[first:last]) if subject.speaker.role == "citizen"), None)

    def _recent(self, start: int) -> Speaker | None:
        subject = self.speech.subject_before(start)
        return subject.speaker if subject else None


def _last_sentence(inner: str) -> str:
    """Of several sentences the last tells whether something is asked (您从哪里来？请出示证件。)."""
    return inner[max(inner.rfind(mark, 0, len(inner) - 1) for mark in "。！？") + 1 :]


def _length(inner: str) -> int:
    return sum(1 for letter in inner if letter not in "，。！？；：、“”‘’…— 　")


def _is_sentence(inner: str) -> bool:
    return bool(
        _TERMINAL.search(inner) or _SPOKEN.search(inner) or _QUESTION.search(inner) or ("，" in inner and len(inner) >= 12)
    ) and not _NAMED.match(inner)


def _stands_alone(inner: str, after: str) -> bool:
    """True if no word of the clause goes on behind the quotation, or the quotation ends a sentence itself."""
    if not after or after[0] in _BOUNDARY:
        return True
    return _TERMINAL.search(inner) is not None and not _TERM_AFTER.match(after)

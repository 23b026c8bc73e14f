"""Who says something: the places where a text introduces speech, and the speaker of each.

An introduction is a verb of speaking with its subject (县长要求…, 会议强调：…, “…”居民张某说). The subject stands in the clause, or it is
the pronoun or the omitted subject that points back at the last person or body which a clause began with. The words:
flows/reference/speech.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flows.facts.language.clauses import Clause, Layout, layout
from flows.facts.language.quotation_marks import quotation_spans
from flows.facts.language.speaker_phrases import ISSUES, PAPER, adverb_cuts, body_of, pointed_at
from flows.facts.language.speaking_verbs import VerbKind, announces, kind_of, verb_at, verbs_in
from flows.facts.mentions import OrganisationMention, PersonMention, Reading, once_per_article
from flows.reference.vocabulary import alternation, words

SpeakerKind = Literal["person", "body", "description"]


class Speaker(NamedTuple):
    """A speaker as the text names it. `role` is the person's; a body or an unnamed person has None."""

    name: str
    kind: SpeakerKind
    role: str | None


class Introduction(NamedTuple):
    """A verb of speaking at `verb_start:verb_stop` in the clause that begins at `clause_start`.

    `said_from` is where the words that it introduces begin. `opens` is false where the verb introduces nothing behind it (表示肯定, or
    a verb that follows the quotation). `speaker` is None where the text does not tell.
    """

    clause_start: int
    verb_start: int
    verb_stop: int
    said_from: int
    kind: VerbKind
    opens: bool
    speaker: Speaker | None


class Subject(NamedTuple):
    """The subject with which a clause begins, at `start`."""

    start: int
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said in a body: quotation spans (outermost “…”, with the marks), introductions, and subjects of clauses, each in order."""

    quotations: tuple[tuple[int, int], ...]
    introductions: tuple[Introduction, ...]
    subjects: tuple[Subject, ...]

    def quoted(self, position: int) -> tuple[int, int] | None:
        """The outermost quotation that holds a position."""
        index = bisect_right(self.quotations, (position, 1 << 60)) - 1
        if index >= 0 and self.quotations[index][0] <= position < self.quotations[index][1]:
            return self.quotations[index]
        return None

    def subject_before(self, position: int) -> Subject | None:
        """The last subject that begins before a position."""
        index = bisect_left(self.subjects, position, key=lambda subject: subject.start) - 1
        return self.subjects[index] if index >= 0 else None


_PARTICLE = re.compile(r"[了道着到]?(?:说|大家|记者)?")
_ADVERBS = re.compile(
    rf"(?:{alternation('speech.adverbs')}|[一-鿿]{{1,4}}地|[一-鿿]{{1,8}}时|在[^，。、]{{1,16}}(?:时|中|上|后|现场|会)|(?:对|向|就)[^，。]{{1,24}}|[，、\s])*"
)
_LEAD = re.compile(
    rf"(?:{alternation('speech.connectives')}|\d{{1,2}}月\d{{1,2}}[日号](?:[上下中]午|晚上?|凌晨)?|\d{{1,2}}[日号]|近日|日前|连日来|当[天日晚]|[昨今]天?[日晚]"
    r"|[上下中]午|[”’」』）》\s、，；：])*"
)
_PRONOUN = re.compile(r"[他她](?:们)?(?![人乡国日省市县方处])")
_TOWARDS = re.compile(r"(?:对于?|向|给|跟|与(?!会)|同(?!时|志)|据|为|替|让|请|面对|针对|根据|按照|在|当)")
_TAKES_OBJECT = re.compile(
    r"(?:看望|慰问|会见|陪同|听取|告诉|叮嘱|嘱咐|提醒|勉励|要求|帮助|指导|邀请|采访|对|向|给|跟|与|同|和|为|被|让|请|由|经|据|及|以及|学习|贯彻|落实|关于)$"
)
_SAID_DIRECTLY = re.compile(r"一是|一要|第一|(?:[一-鿿、]{2,14}(?<![需重主只必首]))?(?:要(?!求|素|点)|必须|务必|不能|不得|决不|绝不|应当)")
_NOUN_BEFORE = re.compile(
    r"(?:按照|根据|遵照|依照|落实|贯彻|对照|围绕|结合|执行|符合|达到|满足|严格按|响应|传达|学习|依据|提出|有明确|皆有|有关|相关|[一二三四五六七八九十两几\d]\S?[点项条个]|的|”|》|(?:工作|防控|各项|部署)(?![^，。；：]*(?:组|部|办|办公室|中心|委员会)$))[^，。；：]*$"
)
_NOUN_LIKE = words("speech.noun_like")
_NOUN_AFTER = re.compile(
    r"[的和与及等、）》”。；！？]|\Z|书|性|函|单|会[上议]|者|人士|精神|落实|相|下，|，(?:认真|切实|全面|严格|结合|积极|坚持|加强|迅速|及时|全力|扎实|做好|进一步|不断|强化|落实)"
)
_BODY_END = re.compile(rf"(?:{alternation('speech.meeting_nouns')}|{alternation('speech.body_suffixes')}|《[^《》]{{2,60}}》)$")
_PERSON_END = re.compile(rf"(?:{alternation('speech.person_nouns')}|[^，。]{{1,4}}某[某甲乙]?)$")
_MEETING = re.compile(r"会议|(?:大|全|例|常委|座谈|推进|调度|部署|动员)会(?!议)")
_INSIDE = re.compile(r"[省市县区旗州镇乡村厂院校局]里")  # 村里要求…: the body of the place
_NOT_SUBJECT = re.compile(rf"(?:{alternation('speech.not_subject')})")
_POSSESSED = re.compile(rf"的(?P<body>[一-鿿]{{2,20}}(?:{alternation('speech.body_suffixes')}))，$")
_PREDICATE = re.compile(rf"(?:{alternation('speech.predicates')})")
_BODY_HEAD = re.compile(
    rf"(?P<body>[一-鿿（）()·A-Za-z、]{{1,40}}?(?:{alternation('speech.body_suffixes')}))(?<!职责所)(?=(?:{alternation('speech.predicates')}))"
)
_BODY_MAY_END = re.compile(
    f"[{''.join(sorted({word[-1] for word in words('speech.body_suffixes')}))}](?=，?(?:{alternation('speech.predicates')}))"
)
_GOVERNED = frozenset(("province", "prefecture", "county"))
_GOVERNS = re.compile(r"(?:还|也|已|将|再次|近日|日前|进一步)*(?:要求|提出|明确|规定|强调|决定|部署|压实|出台|印发|发布|建立|推出)")
_TERM_OBJECT = re.compile(r"“[^“”，。！？]{1,12}”(?:的|等|和|、|[一-鿿]{2,12}(?:机制|制度|模式|原则|政策|标准|要求|办法|措施))")
_OWN_ACT = re.compile(
    rf"(?:改|新|再|增|采|成立|召|启|开|将|从|在|于|给予|对[^，。]{{2,30}}(?:进行|实施|给予|予以|开展)|{alternation('directives.imperatives')})"
)
_NO_BODY = re.compile(
    r"请|被|将|取得|^.{0,2}向|自即日|(?:全|内|外|大|东|西|南|北|中|局|干|每|各)部$|^[全各][省市县区州镇乡村]$"
    r"|(?<!人力)(?<!综合)部署$|^(?:会同(?!县)|称(?!多)|经(?![开济信发贸管协])|它|越来越)|(?:提出|建议|鼓励|回应)"
)
_STATED_NOUN = ("有明确", "皆有", "均有", "已有", "都有", "明文")
_TITLE = re.compile(r"《[^《》\n]{2,120}》")
_FAR = 40  # subjects: what 该局 or 通知 points at stands no further back
_FAR_LETTERS = 2000


@once_per_article
def speech_of(reading: Reading) -> Speech:
    """The speech of an article's body; computed once and kept for the rooms that ask one after the other."""
    people = [mention for mention in reading.people if mention.part == "body"]
    organisations = [mention for mention in reading.organisations if mention.part == "body"]
    units = [(mention.start, mention.stop) for mention in reading.places if mention.part == "body" and mention.level in _GOVERNED]
    return _Finder(reading.body, people, organisations, units).run()


class _Finder:
    """One pass over the clauses of a body: keeps the last subject and resolves each introduction with it."""

    def __init__(
        self, body: str, people: Sequence[PersonMention], organisations: Iterable[OrganisationMention], units: Iterable[tuple[int, int]]
    ) -> None:
        self.text = body
        self.layout: Layout = layout(body)
        self.people = people
        self.person_starts = [mention.start for mention in people]
        self.bodies = {mention.start: mention for mention in organisations}
        self.units = {start: body[start:stop] for start, stop in units}
        self.quotations = tuple(quotation_spans(body))
        self.titles = tuple(match.span() for match in _TITLE.finditer(body))
        self.body_ends = [match.start() for match in _BODY_MAY_END.finditer(body)]
        self.subjects: list[Subject] = []
        self.introductions: list[Introduction] = []
        self.issuers: dict[str, Speaker] = {}  # by the paper's name

    def run(self) -> Speech:
        verbs = self._verbs()
        for index in sorted({*verbs, *self._clauses_with_subjects()}):
            clause = self.layout.clauses[index]
            if not self._is_quoted(clause.start):
                self._note_subject(clause)
            for verb in verbs.get(index, ()):
                self._note_introduction(clause, verb)
        return Speech(self.quotations, tuple(self.introductions), tuple(self.subjects))

    def _verbs(self) -> dict[int, list[re.Match[str]]]:
        """The verbs of speaking outside quotations, titles and names, by the index of their clause."""
        found: dict[int, list[re.Match[str]]] = {}
        for verb in verbs_in(self.text):
            start, stop = verb.span()
            if self._is_quoted(start) or self._is_titled(start):
                continue
            if any(mention.start < stop and start < mention.stop for mention in self._mentions(start - 3, stop)):
                continue
            found.setdefault(self.layout.clause_index(start), []).append(verb)
        return found

    def _clauses_with_subjects(self) -> set[int]:
        """The indices of all clauses that may begin with a person or a body: few clauses do, and the others need no closer look."""
        index_of = self.layout.clause_index
        found = {index_of(start) for starts in (self.person_starts, self.bodies, self.body_ends) for start in starts}
        for start, unit in self.units.items():
            if _GOVERNS.match(self.text, start + len(unit)):
                found |= {index_of(start), index_of(max(0, start - 1))}  # what leads to it (近日，) may fill the clause before
        return found

    def _is_quoted(self, position: int) -> bool:
        index = bisect_right(self.quotations, (position, 1 << 60)) - 1
        return index >= 0 and self.quotations[index][0] < position < self.quotations[index][1]

    def _is_titled(self, position: int) -> bool:
        """The letters of a paper's title (《提醒函》) say nothing."""
        index = bisect_right(self.titles, (position, 1 << 60)) - 1
        return index >= 0 and position < self.titles[index][1]

    def _mentions(self, start: int, stop: int) -> Sequence[PersonMention]:
        return self.people[bisect_left(self.person_starts, start) : bisect_left(self.person_starts, stop)]

    def _note_subject(self, clause: Clause) -> None:
        """If the clause begins with a person or a body, it becomes the subject that later clauses may leave out."""
        start = self._content_start(clause)
        if _PRONOUN.match(self.text, start):
            return
        mention = next(
            (mention for mention in self._mentions(start, clause.stop) if self.text[mention.stop : mention.stop + 1] != "的"), None
        )
        verb = verb_at(self.text, start)
        if mention is not None and mention.stop <= clause.stop and verb is not None and kind_of(verb) == "demand":
            return  # 勉励负责人某某…: who is spoken to
        if mention is not None and mention.stop <= clause.stop:
            before = self.text[start : _titled_start(mention)]
            if self._is_coordinate(start, mention):
                return
            if (
                not _TOWARDS.match(before)
                and not _NOT_SUBJECT.match(before)
                and not _TAKES_OBJECT.search(before)
                and not self._is_quoted(mention.start)
                and mention.role != "press"
            ):
                self.subjects.append(Subject(start, Speaker(mention.name, "person", mention.role)))
                return
        body = self._body_at(start, clause.stop)
        if body is not None:
            self.subjects.append(Subject(start, Speaker(self._pointed_at(body), "body", None)))

    def _is_coordinate(self, start: int, mention: PersonMention) -> bool:
        """县委书记甲，县长乙一行…: the second of two joint subjects, and the first one leads."""
        index = bisect_left(self.person_starts, mention.start)
        return index > 0 and self.people[index - 1].stop == start - 1 and self.text[start - 1] == "，" and bool(self.subjects)

    def _content_start(self, clause: Clause) -> int:
        """Where the clause begins behind quotations, time and connectives."""
        start = clause.start
        index = bisect_left(self.quotations, (start, 0))
        while index < len(self.quotations) and self.quotations[index][0] == start and self.quotations[index][1] < clause.stop:
            start, index = self.quotations[index][1], index + 1
        match = _LEAD.match(self.text, start, clause.stop)
        return match.end() if match else start

    def _body_at(self, start: int, stop: int) -> str | None:
        if start in self.bodies and self.bodies[start].stop <= stop:
            return self.bodies[start].name
        unit = self.units.get(start)
        if unit is not None and _GOVERNS.match(self.text, start + len(unit)):
            return unit
        if _NOT_SUBJECT.match(self.text, start, stop):
            return self._possessed(start, stop)
        at = bisect_right(self.body_ends, start)
        if at == len(self.body_ends) or self.body_ends[at] >= stop:
            return self._possessed(start, stop)
        match = _BODY_HEAD.match(self.text, start, stop)
        return match["body"] if match and not _NO_BODY.search(match["body"]) else self._possessed(start, stop)

    def _possessed(self, start: int, stop: int) -> str | None:
        """有着三百口村民的某村，采取…"""
        if not self.text.endswith("，", start, stop):
            return None
        match = _POSSESSED.search(self.text[start:stop]) if _PREDICATE.match(self.text, stop) else None
        return match["body"] if match else None

    def _note_introduction(self, clause: Clause, verb: re.Match[str]) -> None:
        kind = kind_of(verb)
        stop = verb.end()
        particle = _PARTICLE.match(self.text, stop)
        after = particle.end() if particle else stop
        following = self.text[after : after + 40]
        announced = announces(verb) and following[:1] in ("。", "：")
        opens = announced or _opens(kind, verb[0], following, self.text[stop : stop + 12])
        if not opens and not self._closes_quotation(clause, verb.start(), following):
            return
        found, speaker = self._speaker(clause, verb)
        if not found:
            return
        said_from = after + (1 if following[:1] in ("，", "：", ",", ":") or announced else 0)
        self.introductions.append(Introduction(clause.start, verb.start(), stop, said_from, kind, opens, speaker))

    def _closes_quotation(self, clause: Clause, verb_start: int, following: str) -> bool:
        """“…”，居民张某说。"""
        if following[:1] not in ("。", "，", "；", "", "\n", "：", "！"):
            return False
        before = self.text[max(0, clause.start - 2) : verb_start]
        return "”" in before

    def _speaker(self, clause: Clause, verb: re.Match[str]) -> tuple[bool, Speaker | None]:
        """Whether the verb is one of speaking here, and who speaks."""
        start = self._content_start(clause)
        before = self.text[start : verb.start()]
        noun_like = verb[0].endswith(_NOUN_LIKE)
        if _PRONOUN.match(before):
            rest = before[1:]
            return (not noun_like or _ADVERBS.fullmatch(rest) is not None), self._last_person(start)
        mentions = [mention for mention in self._mentions(start, verb.start()) if mention.stop <= verb.start()]
        if mentions:
            return self._from_person(start, mentions, verb, noun_like)
        if _ADVERBS.fullmatch(before):
            return self._omitted(clause, verb, start)
        unit = self.units.get(start)
        if unit is not None and before.startswith(unit) and _ADVERBS.fullmatch(before, len(unit)):
            return True, Speaker(unit, "body", None)
        return self._from_noun(start, before, noun_like)

    def _from_person(self, start: int, mentions: list[PersonMention], verb: re.Match[str], noun_like: bool) -> tuple[bool, Speaker | None]:
        for mention in mentions:
            before = self.text[start : _titled_start(mention)]
            towards = _TOWARDS.match(before) or _TAKES_OBJECT.search(before)
            between = self.text[mention.stop : verb.start()]
            if towards and not (before.startswith(("据", "在", "当")) and not between):
                continue
            if (noun_like and not _ADVERBS.fullmatch(between)) or between.endswith("的"):
                return False, None
            return True, Speaker(mention.name, "person", mention.role)
        if noun_like and _NOUN_BEFORE.search(self.text[start : verb.start()]):
            return False, None
        return True, self._last(start)

    def _omitted(self, clause: Clause, verb: re.Match[str], start: int) -> tuple[bool, Speaker | None]:
        if announces(verb):
            begins = _MEETING.match(self.text, self.layout.statements[clause.statement].start, verb.start())
            return True, Speaker(begins[0], "body", None) if begins else self._last(start + 1)
        if verb[0].endswith(_NOUN_LIKE) and (
            _NOUN_AFTER.match(self.text, verb.end()) or self.text.endswith(_STATED_NOUN, start, verb.start())
        ):
            return False, None
        return True, self._last(start + 1)

    def _from_noun(self, start: int, before: str, noun_like: bool) -> tuple[bool, Speaker | None]:
        """A body or an unnamed person: the noun phrase in front of the verb, without time and adverbs."""
        if noun_like and _NOUN_BEFORE.search(before) and _TITLE.fullmatch(before) is None:
            return False, None
        for cut in adverb_cuts(before):
            phrase = before[:cut].strip("，、 ")
            if len(phrase) > 45 or _NOT_SUBJECT.match(phrase):
                continue
            if _INSIDE.fullmatch(phrase):
                return True, Speaker(phrase, "body", None)
            if _PERSON_END.search(phrase):
                return True, Speaker(phrase, "description", None)
            if _BODY_END.search(phrase) and not _NO_BODY.search(phrase):
                body = body_of(phrase)
                return True, (self._issuer(body, start) if PAPER.match(body) else None) or Speaker(self._pointed_at(body), "body", None)
        return False, None

    def _issuer(self, paper: str, before: int) -> Speaker | None:
        """通知要求…: the body that issued the paper: told in this paragraph or the one before, or found before."""
        if paper in self.issuers:
            return self.issuers[paper]
        paragraph = self.text.rfind("\n", 0, max(0, self.text.rfind("\n", 0, before))) + 1
        for subject in reversed(self.subjects[-_FAR:]):
            if subject.start < paragraph:
                return None
            if subject.speaker.kind == "body" and ISSUES.search(self.text, subject.start, before):
                self.issuers[paper] = subject.speaker
                return subject.speaker
        return None

    def _pointed_at(self, body: str) -> str:
        return pointed_at(body, (subject.speaker.name for subject in reversed(self.subjects[-_FAR:]) if subject.speaker.kind == "body"))

    def _last(self, before: int) -> Speaker | None:
        """The last subject; a body must stand in the paragraph, or be the article's first subject."""
        paragraph = self.text.rfind("\n", 0, before) + 1
        for subject in reversed(self.subjects):
            if subject.start < before:
                near = subject.speaker.kind == "person" or subject.start >= paragraph or subject is self.subjects[0]
                return subject.speaker if near else (self._said_last(before) or self.subjects[0].speaker)
        return None

    def _said_last(self, before: int) -> Speaker | None:
        """The body that spoke last, if that was not more than three paragraphs before."""
        last = self.introductions[-1] if self.introductions else None
        if last is None or last.speaker is None or last.speaker.kind != "body" or before - last.verb_start > _FAR_LETTERS:
            return None
        return last.speaker if self.text.count("\n", last.verb_start, before) <= 3 else None

    def _last_person(self, before: int) -> Speaker | None:
        for subject in reversed(self.subjects):
            if subject.start < before and subject.speaker.kind == "person":
                return subject.speaker
        return None


def _opens(kind: VerbKind, verb: str, following: str, raw_following: str) -> bool:
    """True if words that are said follow the verb."""
    if kind != "ask" and _TERM_OBJECT.match(following):
        return False
    if verb == "决定" and _OWN_ACT.match(following):
        return False
    if following[:1] in ("，", "：", "“", ",", ":", "\n"):
        return not (kind != "say" and verb.endswith(_NOUN_LIKE) and _NOUN_AFTER.match(raw_following))
    if kind == "say":
        return _SAID_DIRECTLY.match(following) is not None
    if kind == "demand":
        return bool(following) and not _NOUN_AFTER.match(raw_following)
    return False


def _titled_start(mention: PersonMention) -> int:
    """Where the person's titles, or else the name, begin."""
    starts = [title.start for title in mention.titles if title.part == "body" and 0 < mention.start - title.start < 120]
    return min(starts, default=mention.start)

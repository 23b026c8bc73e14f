"""What the body of an article narrates, statement by statement: who does it, with whom, and what kind of act it is.

A statement's narrated part ends where speech begins (`他强调，要…`) or a quotation opens; only that part can hold an activity. The subject
is the first person or list of persons there that no preposition or verb makes an object.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from flows.facts.deeds.scene import Scene
from flows.facts.language.clauses import Statement, layout
from flows.facts.mentions import PersonMention
from flows.reference import vocabulary

_GROUP_GAP = re.compile(r"[、，和与及]?")
_BEFORE_SUBJECT = re.compile(
    r"(?:[，。；：、！？”）)\s　]|由|[日号天午晚晨时间]|年|后|期间|近日|日前|随后|接着|同时|会上|其中|来，|次日|是日)$"
)
_PRONOUN = re.compile(r"(?:^|[，；])(?:他|她|他们|一行)(?=[\u4e00-\u9fff]|\Z)")
_MAY_BE_PRONOUN = re.compile("[他她]|一行")
_SPEAKER = re.compile(r"他|她|会议|记者|负责人|大家|纷纷")
_NOUN = re.compile(r"(?:工作|各项|有关|部署|精神|的|总|上级|新|任务|相关|防控)$")
_HONOURED = re.compile(r"总书记|主席|总理")
_GROUP_TAIL = re.compile(r"(?:一行(?:人)?|等(?:[\u4e00-\u9fff]{0,12}?(?:领导|同志|人|负责人|成员))?(?:一行)?|同志|率队|带队)?")


class Act(NamedTuple):
    """One statement's narrated part `start:stop`; `actors` are its subjects (empty if none is named), `predicate` where they end.

    `pronoun`: the subject is a pronoun that stands for the person named before.
    """

    start: int
    stop: int
    predicate: int
    actors: tuple[PersonMention, ...]
    pronoun: bool
    paragraph: int


_LONGEST_VERB = 6
_EARSHOT = 200  # how far before a verb of saying a pronoun or 会议 may stand as its subject, in characters
_ADDRESS = "讲话"
_BEFORE = 4  # how far a word right before the subject or the verb reaches


@cache
def _speech() -> frozenset[str]:
    return frozenset((*vocabulary.words("activities.speech"), *vocabulary.words("name_contexts.speech")))


@cache
def _speech_mark() -> re.Pattern[str]:
    """Where speech may begin: behind the last character of a verb of saying, or with a quotation mark."""
    ends = "".join(sorted({re.escape(word[-1]) for word in _speech()}))
    return re.compile(f"[，：“要](?:(?<=“)|(?<=[{ends}].))")


def read_acts(scene: Scene) -> list[Act]:
    """The narrated statements of the body, in order."""
    if not scene.text:
        return []
    parts = layout(scene.text)
    marks = [mark.start() for mark in _speech_mark().finditer(scene.text)]
    pronouns = {parts.statement_index(match.start()) for match in _MAY_BE_PRONOUN.finditer(scene.text)}
    return [_act(scene, statement, marks, number in pronouns) for number, statement in enumerate(parts.statements)]


def _act(scene: Scene, statement: Statement, marks: list[int], may_be_pronoun: bool) -> Act:
    text, start = scene.text, statement.start
    inside = scene.people.inside(start, statement.stop)
    first, last = bisect_left(marks, start), bisect_left(marks, statement.stop)
    stop = _narrated_end(text, start, statement.stop, marks[first:last], inside) if first < last else statement.stop
    if stop < statement.stop:
        inside = scene.people.inside(start, stop)
    actors, predicate = _subjects(scene, start, stop, inside) if inside else ((), start)
    pronoun = may_be_pronoun and not actors and _PRONOUN.search(text, start, stop) is not None
    return Act(start, stop, predicate, actors, pronoun, statement.paragraph)


def _narrated_end(text: str, start: int, stop: int, marks: list[int], people: list[PersonMention]) -> int:
    """Where the narrated part ends: at the first verb of saying, or opening quotation mark, that has a speaker before it."""
    heard = min((person.stop for person in people), default=stop)
    for mark in marks:
        at = mark if text[mark] == "“" else _verb_start(text, start, mark)
        if at is None:
            continue
        spoken = heard <= at or _SPEAKER.search(text, max(start, at - _EARSHOT), at) is not None
        if spoken and not _NOUN.search(text[max(start, at - _BEFORE) : at]):
            return at + len(_ADDRESS) if text.startswith(_ADDRESS, at) else at  # to address a meeting is part of what is narrated
    return stop


def _verb_start(text: str, start: int, stop: int) -> int | None:
    """Where the longest verb of saying that ends at `stop` begins, or None."""
    return next((at for at in range(max(start, stop - _LONGEST_VERB), stop) if text[at:stop] in _speech()), None)


def _subjects(scene: Scene, start: int, stop: int, people: list[PersonMention]) -> tuple[tuple[PersonMention, ...], int]:
    """The first group of persons that can be a subject, and where it ends; without one, no person and the start."""
    text = scene.text
    for number, person in enumerate(people):
        if (
            person.role != "official"
            or not is_leader(scene, person)
            or any(_HONOURED.search(title.text) for title in person.titles if title.start >= person.stop)
        ):
            continue
        left = left_of(person, start)
        if left > start and not _BEFORE_SUBJECT.search(text[max(start, left - _BEFORE) : left]):
            continue
        group = [person]
        for following in people[number + 1 :]:
            if not _GROUP_GAP.fullmatch(text[group[-1].stop : left_of(following, group[-1].stop)]):
                break
            group.append(following)
        tail = _GROUP_TAIL.match(text, group[-1].stop)
        return tuple(group), tail.end() if tail else group[-1].stop
    return (), start


@cache
def _rank_and_file() -> re.Pattern[str]:
    return re.compile("(?:" + vocabulary.alternation("titles.rank_and_file") + ")$|社区|居委会|村|医院|派出所|科主任|科副主任|病区|门诊")


def is_leader(scene: Scene, person: PersonMention) -> bool:
    """Whether the person can lead a tour or meeting: not with only posts of the rank and file (民警, 网格员, 村干部)."""
    held = [title.text for title in person.titles] or scene.titles.get(person.name, [])
    return not held or any(not _rank_and_file().search(title) for title in held)


def left_of(person: PersonMention, floor: int) -> int:
    """Where the person's mention begins, titles before the name included."""
    return min([person.start, *(title.start for title in person.titles if floor <= title.start < person.start)])

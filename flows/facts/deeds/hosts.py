"""Who leads a meeting: the one who convenes or presides, said in its own statement (`召开…会，县长某某主持`) or in a later one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.facts.deeds.acts import Act
from flows.facts.deeds.draft import Draft
from flows.facts.deeds.meetings import Meeting, is_press_conference
from flows.facts.deeds.scene import Scene
from flows.facts.mentions import PersonMention

_SUBJECT_MEETING = re.compile(r"并?(?:讲话|作讲话|作部署|作动员|作总结|总结讲话)")
_PRESIDES = re.compile(
    r"(?:在会上|会上|同志)?(?:(?:召集)?并?主持(?:了?(?:会议|召开))?(?![人词])|(?:出席|参加|到会)(?:了?会议)?并(?:讲话|作|就|发表|提出)"
    r"|到会讲话|作(?:了?(?:重要)?讲话|动员|部署|总结))"
)
_DEMANDS = re.compile(r"(?:在会上|会上|现场|当场)?(?:强调指出|要求|强调|指出|提出|部署|讲了)")
_HOST = re.compile(r"(?:主持会议|主持了会议|主持并讲话|主持会议并讲话|出席会议并讲话|出席并讲话|参加会议并讲话|到会讲话|作了?讲话|讲话)")

People = tuple[PersonMention, ...]


def addresses(text: str, start: int, stop: int) -> bool:
    """Whether `start:stop` says that the subject speaks to the meeting."""
    return _SUBJECT_MEETING.search(text, start, stop) is not None


def leads_of(scene: Scene, act: Act, actors: People, meeting: Meeting) -> People:
    """Who convenes or presides at the meeting that an act tells of; `actors` are its subjects, carried over from before perhaps."""
    if meeting.presided is not None:
        return tuple(person for person in scene.people.inside(*meeting.presided) if person.role == "official")
    if act.actors and act.actors[0].start > meeting.start and meeting.told != "occasion":
        return act.actors if act.actors[0].start >= meeting.stop and _PRESIDES.match(scene.text, act.predicate) else ()
    hosted = meeting.hosted or addresses(scene.text, meeting.stop, act.stop)
    return actors if hosted else ()


def speakers_of(scene: Scene, act: Act, meeting: Meeting) -> People:
    """Who makes demands right behind the meeting: its leader, unless the text says of someone that he presides."""
    after = bool(act.actors) and act.actors[0].start >= meeting.stop
    return act.actors if after and not is_press_conference(meeting.title) and _DEMANDS.match(scene.text, act.predicate) else ()


def settle_hosts(scene: Scene, drafts: Sequence[Draft]) -> None:
    """`会议召开。…某某主持会议。`: the one who presides or speaks leads a meeting that names no leader."""
    meetings = sorted((draft for draft in drafts if draft.kind == "meeting"), key=lambda draft: draft.start)
    ends = [*(draft.start for draft in meetings[1:]), len(scene.text)]
    for draft, end in zip(meetings, ends, strict=False):
        if draft.leads:
            continue
        for person in scene.people.beginning_in(draft.start + 1, len(scene.text)):
            if person.role == "official" and _HOST.match(scene.text, person.stop):
                draft.leads = (person,)
                break
        draft.leads = draft.leads or draft.speakers or _speaker_at(scene, draft, end)


_AT_IT = re.compile("在会上(?:作了?|发表|强调|指出|要求|提出|部署|讲)")


def _speaker_at(scene: Scene, draft: Draft, end: int) -> People:
    """Who made demands at the meeting (`某某在会上强调`), told before the next meeting is; no one leads a press conference so."""
    if is_press_conference(draft.title):
        return ()
    officials = (person for person in scene.people.beginning_in(draft.stop, end) if person.role == "official")
    return next(((person,) for person in officials if _AT_IT.match(scene.text, person.stop)), ())

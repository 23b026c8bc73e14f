"""An activity under construction: what the readers of tours, meetings and campaigns fill in before it becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.facts.deeds.tour_stops import Stop
from flows.facts.mentions import DateMention, PersonMention
from flows.facts.records import ActivityKind, ActivityRole


@dataclass(slots=True)
class Draft:
    """An activity under construction.

    `speakers`: who makes demands at a meeting, and leads it if nobody presides.
    `apart`: its leaders went apart; `ways`: the tours of those of them that are told.
    """

    kind: ActivityKind
    start: int
    stop: int
    leads: tuple[PersonMention, ...]
    on: DateMention | None
    rule: str
    title: str | None = None
    unannounced: bool = False
    apart: bool = False
    ways: list[Draft] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    speakers: tuple[PersonMention, ...] = ()
    others: list[tuple[PersonMention, ActivityRole]] = field(default_factory=list)

    @property
    def key(self) -> tuple[ActivityKind, frozenset[str], date | None]:
        return self.kind, frozenset(person.name for person in self.leads), self.on.first if self.on else None

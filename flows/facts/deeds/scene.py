"""What stands where in one text of an article: the mentions that earlier rooms found, with look-ups by position in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from flows.facts.mentions import DateMention, OrganisationMention, PersonMention, PlaceMention, Reading
from flows.facts.records import Part


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


T = TypeVar("T", bound=_Spanned)
_START = attrgetter("start")


_SHORT_NAME = 4
_BODIES = 500  # how many firms' names a short one is looked for in


class Spans(Generic[T]):
    """Things with a start and a stop (code points of one text), in order of their starts."""

    def __init__(self, items: Iterable[T]) -> None:
        self.items: list[T] = sorted(items, key=_START)
        self._starts = [item.start for item in self.items]
        self._longest = max([item.stop - item.start for item in self.items]) if self.items else 0

    def beginning_in(self, start: int, stop: int) -> list[T]:
        """Those that begin in `start:stop`."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    def inside(self, start: int, stop: int) -> list[T]:
        """Those that lie in `start:stop`."""
        beginning = self.beginning_in(start, stop)
        return [item for item in beginning if item.stop <= stop] if beginning else beginning

    def at(self, start: int, stop: int) -> T | None:
        """The one that covers exactly `start:stop`, or None."""
        return next((item for item in self.beginning_in(start, start + 1) if item.stop == stop), None)

    def touching(self, start: int, stop: int) -> list[T]:
        """Those that share a character with `start:stop`."""
        return [item for item in self.beginning_in(start - self._longest, stop) if item.stop > start]

    def ending_at(self, stop: int) -> T | None:
        """One that ends at `stop`, or None."""
        return next((item for item in self.beginning_in(stop - self._longest, stop) if item.stop == stop), None)


class Scene:
    """One text of an article with all that was found in it."""

    def __init__(self, reading: Reading, part: Part) -> None:
        self.text = reading.text_of(part)
        self._everybody = reading.people
        self.people: Spans[PersonMention] = Spans([person for person in reading.people if person.part == part])
        self.places: Spans[PlaceMention] = Spans([place for place in reading.places if place.part == part])
        self.organisations: Spans[OrganisationMention] = Spans([body for body in reading.organisations if body.part == part])
        self.dates: Spans[DateMention] = Spans([mention for mention in reading.dates if mention.part == part])

    @cached_property
    def titles(self) -> dict[str, list[str]]:
        """The titles of every person by name, wherever the article gives them."""
        titles: dict[str, list[str]] = {}
        for person in self._everybody:
            titles.setdefault(person.name, []).extend(title.text for title in person.titles)
        return titles

    def day_in(self, start: int, stop: int) -> DateMention | None:
        """The first date in `start:stop` on which the article places an event of its own, or None."""
        return next((date for date in self.dates.beginning_in(start, stop) if date.governs and date.first is not None), None)

    @cached_property
    def _firms(self) -> str:
        return "\n".join(list(dict.fromkeys(body.name for body in self.organisations.items if body.kind == "company"))[:_BODIES])

    def is_short_name(self, words: str) -> bool:
        """Whether the words, four characters or more, are part of the name of a firm that the text gives in full (某某科技有限公司)."""
        return len(words) >= _SHORT_NAME and words in self._firms

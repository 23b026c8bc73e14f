"""What the fact rooms tell each other about an article: mentions, before they become rows.

A mention is one place in the text; a fact (records.py) is one row. `start:stop` are code points of the text named by `part`.
All mentions of a kind are kept in order of the text, repeated ones included, so that later rooms can ask who stands where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from flows.facts.records import Confidence, Level, OrganisationKind, Part, PersonRole
from flows.text.documents import Article, Document


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which the corpus reports; it decides the year where nothing else does."""

    start: date
    end: date


class NumberMention(NamedTuple):
    """A quantity's numeral: `value` in plain units, `qualifier` as in `facts.figures`; `start:stop` covers the qualifier words too."""

    start: int
    stop: int
    value: float
    qualifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date expression resolved to days. `first` is None for what cannot be a day (2月30日, 近日); `last` is set for ranges.

    `origin` says where the year came from: `text`, `published`, `calendar`, `window`, or `relative` (昨日, 当日) and `inherited`.
    `governs` is False for a date on which the article places no event of its own: that of a cited speech, a limit (2月底前), a month.
    """

    start: int
    stop: int
    part: Part
    first: date | None
    last: date | None
    origin: str
    governs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """An administrative place; codes as in `facts.places`, null where the text and its context do not decide."""

    start: int
    stop: int
    part: Part
    name: str
    level: Level
    adcode: str | None
    place_code: str | None
    valid_name: str | None
    rule: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """Whose events the article reports: a county-level, prefecture-level or province code, its full path name, and one line of evidence."""

    adcode: str | None
    name: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleMention:
    """A title as the text gives it to a person (already joined where the name splits it, split at the enumeration comma)."""

    start: int
    stop: int
    part: Part
    text: str
    rule: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention:
    """A person's full name at one place; `titles` are those that this mention carries (the first mention usually has them all)."""

    start: int
    stop: int
    part: Part
    name: str
    role: PersonRole
    titles: tuple[TitleMention, ...]
    rule: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMention:
    """A body with a proper name."""

    start: int
    stop: int
    part: Part
    name: str
    kind: OrganisationKind
    rule: str
    confidence: Confidence


@dataclass(slots=True)
class Reading:
    """One article under reading. reader.py fills the fields from top to bottom; a fact room reads those above its own."""

    document: Document
    article: Article
    window: Window
    dates: tuple[DateMention, ...] = ()
    event_date: date | None = None
    places: tuple[PlaceMention, ...] = ()
    jurisdiction: Jurisdiction = field(default_factory=lambda: Jurisdiction(adcode=None, name=None, evidence="not read"))
    people: tuple[PersonMention, ...] = ()
    organisations: tuple[OrganisationMention, ...] = ()
    kept: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)  # see `once_per_article`

    @property
    def body(self) -> str:
        return self.article.body.text

    @property
    def headline(self) -> str:
        return self.article.headline.text if self.article.headline else ""

    @property
    def credits(self) -> str:
        return self.article.credits.text

    def text_of(self, part: Part) -> str:
        """The text that spans with this `part` count in."""
        return self.body if part == "body" else self.headline if part == "headline" else self.credits

    def date_at(self, position: int) -> DateMention | None:
        """The date that governs a position of the body: the last resolved one at or before it that governs at all, else None."""
        found = None
        for mention in self.dates:
            if mention.part == "body" and mention.start > position:
                break
            if mention.part == "body" and mention.governs and mention.first is not None:
                found = mention
        return found


T = TypeVar("T")


def once_per_article(read: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """Keeps what `read` finds in an article for the rooms that ask again. It may only be asked when all mentions are there."""

    @wraps(read)
    def kept(reading: Reading) -> T:
        if read not in reading.kept:
            reading.kept[read] = read(reading)
        found: T = reading.kept[read]
        return found

    return kept

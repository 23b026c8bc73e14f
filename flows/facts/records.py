"""Every kind of fact, as the fact rooms state it and `facts.*` stores it. The meaning of each kind: tests/samples/GUIDE.md.

`start:stop` are code points of one text of the article, named by `part`: the body, the headline or the credits. Facts of the body carry
their place into `char_start` and `char_end`; facts that stand only in a headline or a byline have no place in the body, so these two
are null there, and `raw_start`/`raw_end` point at the characters as for every fact.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Part = Literal["body", "headline", "credits"]
Confidence = Literal["certain", "probable", "possible"]
Level = Literal["province", "prefecture", "county", "town", "village"]
PersonRole = Literal["official", "press", "citizen"]
ActivityKind = Literal["inspection", "meeting", "establishment", "mobilisation"]
ActivityRole = Literal["lead", "attend", "host", "accompany", "report"]
Modality = Literal["carried_out", "demanded", "questioned", "praised", "lacking"]
Qualifier = Literal["more_than", "about", "up_to"]
OrganisationKind = Literal["company", "public", "social", "media"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all kinds share. `rule` names the rule that read it (`people.title_before_name`)."""

    start: int
    stop: int
    part: Part = "body"
    rule: str
    confidence: Confidence = "certain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """A person given by full name; one row per article and name."""

    name: str
    role: PersonRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Fact):
    """A title that the article gives a person: whose post it is (`adcode`), the organisation it is in (`body`), and whether it is acting,
    deputy or first (`modifier`)."""

    name: str
    title: str
    adcode: str | None
    body: str | None
    modifier: str | None
    ad_hoc: bool
    observed_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Fact):
    """An administrative place. `adcode`: of the county-level unit it lies in (its own for provinces and prefectures); `place_code`: of the
    town or village; `valid_name`: the unit's full name at the article's date."""

    name: str
    level: Level
    adcode: str | None
    place_code: str | None
    valid_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Fact):
    """A body with a proper name."""

    name: str
    kind: OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPerson(Fact):
    """A person, or the body, that took part in an activity, and how."""

    name: str
    role: ActivityRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityVenue(Fact):
    """A stop of an activity, in order from 1."""

    seq: int
    name: str
    venue_kind: str | None
    place_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Fact):
    """An inspection, meeting, establishment or mobilisation. `title` is a meeting's name."""

    kind: ActivityKind
    date: dt.date | None
    date_end: dt.date | None
    date_origin: str | None
    adcode: str | None
    title: str | None
    unannounced: bool
    people: tuple[ActivityPerson, ...]
    venues: tuple[ActivityVenue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Fact):
    """A measure code in a clause, whether it was done, demanded or neither, and what the clause says of it in the words of the text."""

    code: str
    modality: Modality
    adcode: str | None
    speaker: str | None
    enforcer: str | None = None
    target_group: str | None = None
    quantity: float | None = None
    unit: str | None = None
    duration: str | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive(Fact):
    """An instruction to others. `list_id` joins the items of one enumeration, `ordinal` counts them from 1."""

    speaker: str | None
    addressee: str | None
    ordinal: int | None
    list_id: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Fact):
    """A stretch of direct speech."""

    speaker: str | None
    text: str
    kind: Literal["statement", "question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Fact):
    """A quantity that says something of the world; `value` in plain units (12万 is 120000)."""

    value: float
    unit: str | None
    what: str | None
    qualifier: Qualifier | None
    adcode: str | None
    on_date: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation(Fact):
    """One gift: donor, item and recipient. Money has item 现金 and unit 元; `amount_cny` is set for cash only, so that sums count once."""

    donor: str | None
    donor_kind: str | None
    recipient: str | None
    item: str
    quantity: float | None
    unit: str | None
    amount_cny: float | None
    date: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Fact):
    """A piece of political shorthand. `canonical` is equal for all spellings; `members` are the items where the text lists them."""

    text: str
    canonical: str
    numeral: int | None
    head: str | None
    kind: Literal["numbered", "slogan"]
    members: tuple[str, ...]

"""The lists of the pages: what each shows, in which order, and how it is narrowed to a place, an official, days, a code or words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.browse.reading import Opened, Row
from flows.warehouse import quoted

PAGE_ROWS = 50
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its wording (`column.KEY`), and how its cell is shown (a macro of `cells.html`)."""

    key: str
    shown: str = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list over one table of the digest, which has its rows in their order.

    `source`: what gives the same rows from the release itself, for the reader's own SQL. `day`: the column that days narrow; `words`: those
    that words narrow; `official`: whether the list can be narrowed to one official.
    """

    table: str
    source: str
    columns: tuple[Column, ...]
    place: bool = True
    day: str | None = "date"
    words: tuple[str, ...] = ()
    official: bool = False
    also: dict[str, str] = field(default_factory=dict)


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*item.split(":")) for item in text.split())


# For readers' SQL: the rows of lists that no view of the release holds as they are.
_OFFICIALS = (
    "(select official_id, any_value(name) as name, any_value(adcode) as adcode, count(*) as articles"
    " from mart.official_mentions group by official_id)"
)
_QUOTES = (
    "(select quotes.*, articles.adcode, coalesce(event_date, published_on) as date, official_id"
    " from facts.quotes as quotes inner join core.articles as articles using (article_id) inner join core.documents using (document_id)"
    " left join mart.official_mentions as mentions on quotes.article_id = mentions.article_id and speaker = mentions.name"
    " where duplicate_of is null)"
)
_DONATIONS = (
    "(select donations.* exclude (date), articles.adcode, coalesce(donations.date, event_date, published_on) as date"
    " from facts.donations as donations inner join core.articles as articles using (article_id)"
    " inner join core.documents using (document_id) where duplicate_of is null)"
)
_ARTICLES = (
    "(select articles.*, coalesce(event_date, published_on) as date"
    " from core.articles as articles inner join core.documents as documents using (document_id))"
)
_PLACES = (
    "(select * from mart.jurisdictions where adcode in (select unnest([adcode, adcode[:4] || '00', adcode[:2] || '0000']) from ("
    "select adcode from core.articles where duplicate_of is null union select adcode from mart.events"
    " union select adcode from mart.official_mentions union select adcode from mart.figure_book"
    " union select adcode from mart.directive_book union select adcode from mart.measure_timeline)))"
)

LISTINGS: dict[str, Listing] = {
    "events": Listing(
        table="events",
        source="mart.events",
        columns=_columns("date:day kind:word place:place title:happening leads:names articles:number confidence:word event_id:evidence"),
        words=("title", "quote"),
        also={"kind": "kind"},
    ),
    "measures": Listing(
        table="measures",
        source="mart.measure_timeline",
        columns=_columns("date:day place:place code:measure modality:word speakers:names clauses:number articles:number fact_id:evidence"),
        words=("measure", "measure_en"),
        also={"code": "code", "modality": "modality"},
    ),
    "coverage": Listing(
        table="coverage",
        source="mart.measure_coverage",
        columns=_columns(
            "place:place code:measure first_demanded_on:demanded first_in_place_on:in_place days_to_place:number demanded:number"
            " carried_out:number lacking:number"
        ),
        day="first_in_place_on",
        also={"code": "code"},
    ),
    "officials": Listing(
        table="officials",
        source=_OFFICIALS,
        columns=_columns("name:official place:place titles:names events:number articles:number first_on:day last_on:day"),
        day=None,
        words=("name",),
    ),
    "itinerary": Listing(
        table="itinerary",
        source="mart.official_itinerary",
        columns=_columns("date:day place:place role:word kind:word title:text venue:text fact_id:evidence"),
        place=False,
        official=True,
    ),
    "figures": Listing(
        table="figures",
        source="mart.figure_book",
        columns=_columns("date:day place:place what:text value:value quote:text headline:article fact_id:evidence"),
        words=("what", "quote"),
    ),
    "donations": Listing(
        table="donations",
        source=_DONATIONS,
        columns=_columns("date:day place:place donor:text recipient:text item:text quantity:quantity headline:article fact_id:evidence"),
        words=("donor", "recipient", "item"),
    ),
    "directives": Listing(
        table="directives",
        source="mart.directive_book",
        columns=_columns("date:day place:place speaker:speaker text:text headline:article fact_id:evidence"),
        words=("text", "speaker"),
        official=True,
    ),
    "quotes": Listing(
        table="quotes",
        source=_QUOTES,
        columns=_columns("date:day place:place speaker:speaker text:text headline:article fact_id:evidence"),
        words=("text", "speaker"),
        official=True,
    ),
    "formulas": Listing(
        table="spread",
        source="mart.formula_spread",
        columns=_columns(
            "canonical:text kind:word place:place first_on:day last_on:day places_before:number articles:number fact_id:evidence"
        ),
        day="first_on",
        words=("canonical",),
        also={"formula": "canonical"},
    ),
    "articles": Listing(
        table="articles",
        source=_ARTICLES,
        columns=_columns("date:day headline:article place:place kind:word source_name:text facts:number length:number"),
        words=("headline",),
        also={"kind": "kind"},
    ),
    "places": Listing(
        table="places_listed",
        source=_PLACES,
        columns=_columns(
            "full_name:unit level:word articles:number events:number measures:number officials:number figures:number donations:number"
        ),
        day=None,
        words=("full_name",),
        also={"level": "level"},
    ),
}
# Those of a whole release, of a place and of an official, in the order in which they are offered.
OF_RELEASE = ("places", "officials", "events", "measures", "directives", "quotes", "figures", "donations", "formulas", "articles")
OF_PLACE = ("events", "coverage", "measures", "officials", "directives", "figures", "donations", "formulas", "articles")
OF_OFFICIAL = ("itinerary", "directives", "quotes", "articles")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A list narrowed to what is asked for: its condition with values, and the same condition for the reader's SQL."""

    listing: Listing
    condition: str
    values: dict[str, Any]
    sql: str


def is_day(text: str) -> bool:
    """Whether the text is a day, as 2020-02-10."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def narrowed(name: str, prefix: str = "", official: str = "", asked: dict[str, str] | None = None) -> Narrowed:
    """The list `name` of a place (by the digits its codes share) or an official, further narrowed by what a reader asks for.

    `asked` may hold `from`, `to` (days), `q` (words) and the list's own filters; what is no day or no filter of the list is left out.
    """
    listing = LISTINGS[name]
    conditions: dict[str, tuple[str, Any]] = {}
    if prefix and listing.place:
        conditions["prefix"] = (f"substr(adcode, 1, {len(prefix)}) = $prefix", prefix)
    if official:
        own = "official_id = $official"
        through = "article_id in (select article_id from mentions where official_id = $official)"
        conditions["official"] = (own if listing.official else through, official)
    asked = asked or {}
    for key, sign in (("from", ">="), ("to", "<=")):
        if listing.day and is_day(asked.get(key, "")):
            conditions[key] = (f"{listing.day} {sign} ${key}", asked[key])
    if listing.words and asked.get("q"):
        conditions["q"] = ("(" + " or ".join(f"instr({column}, $q) > 0" for column in listing.words) + ")", asked["q"])
    for key, column in listing.also.items():
        if asked.get(key):
            conditions[key] = (f"{column} = ${key}", asked[key])
    if name == "articles" and not official:
        conditions["original"] = ("duplicate_of is null", None)
    text = " and ".join(condition for condition, _ in conditions.values()) or "true"
    values = {key: value for key, (_, value) in conditions.items() if value is not None}
    return Narrowed(listing, text, values, _readers_sql(listing, text, values))


def _readers_sql(listing: Listing, condition: str, values: dict[str, Any]) -> str:
    """The same rows from the release itself, as a reader would ask for them."""
    condition = condition.replace("from mentions", "from mart.official_mentions")
    condition = _PARAMETER.sub(lambda found: quoted(str(values[found[1]])), condition)
    return f"from {listing.source} where {condition}"


def rows(opened: Opened, wanted: Narrowed, page: int = 1, count: int = PAGE_ROWS) -> list[Row]:
    """One page of the rows, from page 1."""
    sql = f"select * from {wanted.listing.table} where {wanted.condition} order by rowid limit {count} offset {(page - 1) * count}"
    return opened.rows(sql, wanted.values)


def first(opened: Opened, wanted: Narrowed, count: int) -> tuple[list[Row], int]:
    """The first rows, and how many there are in all (which is asked for only where there are more)."""
    found = rows(opened, wanted, 1, count + 1)
    return found[:count], len(found) if len(found) <= count else total(opened, wanted)


def total(opened: Opened, wanted: Narrowed) -> int:
    """How many rows there are in all."""
    return opened.number(f"select count(*) as n from {wanted.listing.table} where {wanted.condition}", wanted.values)

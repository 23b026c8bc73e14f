"""Pages about a place and about an official: what the release knows of them, each list with its first rows and the way to the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.browse import listings
from flows.browse.listings import Narrowed
from flows.browse.reading import Opened, Row

_FIRST_ROWS = 8
_EVENTS = 25
_STOPS = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A list on a page about something: its first rows, how many there are in all, and what gives them."""

    name: str
    wanted: Narrowed
    rows: list[Row]
    total: int


def _sections(opened: Opened, counts: dict[str, int], prefix: str = "", official: str = "") -> dict[str, Section]:
    """The lists named in `counts`, each with its first so many rows."""
    wanted = {name: listings.narrowed(name, prefix, official) for name in counts}
    return {name: Section(name, wanted[name], *listings.first(opened, wanted[name], counts[name])) for name in counts}


def place(opened: Opened, adcode: str) -> dict[str, Any] | None:
    """The values of a place's page; None if there is no such code."""
    unit = opened.row("select * from places where adcode = $code", {"code": adcode})
    if unit is None:
        return None
    counts = {name: _EVENTS if name in ("events", "coverage") else _FIRST_ROWS for name in listings.OF_PLACE}
    sections = _sections(opened, counts, prefix=unit["prefix"])
    around = (
        "select adcode, name, coalesce(articles, 0) as articles, coalesce(events, 0) as events"
        " from places left join counts using (adcode) where parent {} order by articles desc, adcode"
    )
    return {
        "unit": unit,
        "above": _above(opened, unit),
        "inside": opened.rows(around.format("= $code"), {"code": adcode}),
        "neighbours": [row for row in opened.rows(around.format("is $parent"), {"parent": unit["parent"]}) if row["adcode"] != adcode],
        "counts": opened.row("select * from counts where adcode = $code", {"code": adcode}),
        "sections": sections,
        "days": _by_day(sections["events"].rows),
        "strip": strip(sections["coverage"].rows),
    }


def _above(opened: Opened, unit: Row) -> list[Row]:
    """The units that a unit lies in, the province first."""
    found: list[Row] = []
    parent = unit["parent"]
    for _ in range(3):
        row = opened.row("select * from places where adcode = $code", {"code": parent}) if parent else None
        if row is None:
            break
        # The one unit inside a municipality has the municipality's own name.
        if not found or found[0]["name"] != row["name"]:
            found.insert(0, row)
        else:
            found[0] = row
        parent = row["parent"]
    return found


def _by_day(rows: list[Row]) -> list[tuple[date | None, list[Row]]]:
    days: dict[date | None, list[Row]] = {}
    for row in rows:
        days.setdefault(row["date"], []).append(row)
    return list(days.items())


@dataclass(frozen=True, slots=True)
class Strip:
    """First demands and first reports on one axis of days: where each row's dots stand, in percent, and the months' names."""

    months: list[tuple[date, float]]
    at: dict[date, float]


def strip(rows: list[Row]) -> Strip | None:
    """The axis for rows with `first_demanded_on` and `first_in_place_on`; None if none is dated."""
    known = sorted({row[key] for row in rows for key in ("first_demanded_on", "first_in_place_on") if row[key]})
    if not known:
        return None
    first, last = known[0], known[-1]
    length = max((last - first).days, 1)
    at = {day: round(2 + 96 * (day - first).days / length, 1) for day in known}
    return Strip([(first, at[first]), (last, at[last])] if last > first else [(first, at[first])], at)


def official(opened: Opened, official_id: str) -> dict[str, Any] | None:
    """The values of an official's page; None if there is no such official."""
    person = opened.row("select * from officials where official_id = $id", {"id": official_id})
    if person is None:
        return None
    counts = {name: _STOPS if name == "itinerary" else _FIRST_ROWS for name in listings.OF_OFFICIAL}
    sections = _sections(opened, counts, official=official_id)
    return {
        "person": person,
        "posts": opened.rows("select * from positions where official_id = $id order by rowid limit 40", {"id": official_id}),
        "sections": sections,
        "days": _itinerary(sections["itinerary"].rows),
        "namesakes": opened.rows(
            "select * from officials where name = $name and official_id <> $id order by rowid limit 8",
            {"name": person["name"], "id": official_id},
        ),
    }


def _itinerary(rows: list[Row]) -> list[tuple[date | None, list[Row]]]:
    """Days with their events; an event has all its stops in `stops`."""
    events: dict[str, Row] = {}
    for row in rows:
        event = events.setdefault(row["event_id"], {**row, "stops": []})
        if row["venue"]:
            event["stops"].append(row["venue"])
    return _by_day(list(events.values()))

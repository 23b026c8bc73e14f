"""The kind of place that a stop is, told by how its name ends (`flows/reference/venue_kinds.yaml`)."""

from __future__ import annotations

from functools import cache

from flows.reference import vocabulary


@cache
def _endings() -> dict[str, str]:
    """Each ending's kind; an ending that stands in two groups keeps the first."""
    endings: dict[str, str] = {}
    for kind, words in vocabulary.groups("venue_kinds").items():
        for word in words:
            endings.setdefault(word, kind)
    return endings


@cache
def _longest() -> int:
    return max(map(len, _endings()))


def kind_of(name: str, level: str | None = None) -> str | None:
    """The kind of the stop `name`, or None where its end does not tell; `level` is that of the administrative place that has this name.

    The kinds: checkpoint, village, community, housing, town, hospital, pharmacy, quarantine_site, care_home, school, company, farm, market,
    station, construction_site, office, police, hotel, zone, road, public_place; and area for a county or a larger place.
    """
    if level in ("province", "prefecture", "county"):
        return "area"
    for length in range(min(_longest(), len(name)), 0, -1):
        kind = _endings().get(name[-length:])
        if kind is not None:
            return kind
    return level if level in ("town", "village") else None

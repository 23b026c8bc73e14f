"""A tour that only the headline of an article tells of."""

from __future__ import annotations

import re

from flows.facts.deeds.draft import Draft
from flows.facts.deeds.tour_stops import Stop
from flows.facts.mentions import Reading
from flows.reference import vocabulary

_HEADLINE_TOUR = re.compile(
    r"(?:等(?:领导)?)?(?:一行)?(?:到|赴|深入|来|在|前往|走访)?(?P<place>[\u4e00-\u9fff]{0,20}?)(?:"
    + vocabulary.alternation("activities.inspect")
    + ")"
)


def headline_tour(reading: Reading) -> Draft | None:
    """The tour that only the headline tells of, or None; offsets are code points of the headline."""
    people = [person for person in reading.people if person.part == "headline" and person.role == "official"]
    if not people or (not reading.headline.startswith(people[0].name) and not people[0].titles):
        return None
    text = reading.headline
    if any(title.start >= people[0].stop for title in people[0].titles):
        return None  # 某总书记在某地考察: told of, not the article's own event
    last = people[0]
    for person in people[1:]:
        if not re.fullmatch("[、和]?", text[last.stop : person.start]):
            break
        last = person
    leads = tuple(person for person in people if person.start <= last.start)
    on = next((mention for mention in reading.dates if mention.part == "headline" and mention.governs), None)
    match = _HEADLINE_TOUR.match(text, last.stop)
    if match is not None:
        place = match.span("place")
        stops = (
            [Stop(place[0], place[1], match.group("place"))]
            if any(p.part == "headline" and (p.start, p.stop) == place for p in reading.places)
            else []
        )
        return Draft("inspection", people[0].start, match.end(), leads, on, "activities.headline", stops=stops)
    return None

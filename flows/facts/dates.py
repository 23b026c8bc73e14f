"""When: the dates of an article, each resolved to days, and the day of its main event.

The year of 2月11日 comes from, in this order: the expression or a full date before it in the same article (`text`, `inherited`), the day
of publication (`published`), calendar evidence, that is a weekday or a lunar date beside a date of the document (`calendar`), the window
in which the corpus reports (`window`). Nothing is resolved against the day of the run.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from flows.facts.calendar.date_expressions import find_expressions
from flows.facts.calendar.date_resolution import Resolver, Years
from flows.facts.mentions import Reading, Window
from flows.facts.records import Part
from flows.text.layout.datelines import dateline_end

_PARTS: tuple[Part, ...] = ("headline", "body", "credits")
_ORIGINS = ("text", "published", "calendar", "inherited", "relative", "window")  # the better-founded first


def find_dates(readings: list[Reading]) -> None:
    """Set `dates` (headline, body, credits) and `event_date` of the readings of one document."""
    if not readings:
        return
    found = [{part: find_expressions(reading.text_of(part)) for part in _PARTS} for reading in readings]
    years = Years(readings[0].window, readings[0].document.published_on)
    years.learn([expression for parts in found for part in _PARTS for expression in parts[part]])
    for reading, parts in zip(readings, found, strict=True):
        resolver = Resolver(years)
        credits = resolver.resolve(parts["credits"], "credits")
        resolver.report = next((mention.first for mention in credits if mention.first), None) or years.published
        headline = resolver.resolve(parts["headline"], "headline")
        reading.dates = (*headline, *resolver.resolve(parts["body"], "body"), *credits)
        reading.event_date = _event_date(reading)


def event_year(readings: list[Reading]) -> tuple[int | None, str | None]:
    """The year in which a document's events fall, and where it was read: the origin of the dates it rests on, `published`, or `window`."""
    days = [mention for reading in readings for mention in reading.dates if mention.first == reading.event_date and mention.first]
    if days:
        year, _ = Counter(mention.first.year for mention in days if mention.first).most_common(1)[0]
        origins = Counter(mention.origin for mention in days if mention.first and mention.first.year == year)
        return year, min(origins, key=_ORIGINS.index)
    if not readings:
        return None, None
    if published := readings[0].document.published_on:
        return published.year, "published"
    main = _main_year(readings[0].window)
    return (main, "window") if main else (None, None)


@cache
def _main_year(window: Window) -> int | None:
    """The year that holds most days of the window, None if it has none."""
    spans = Counter(date.fromordinal(day).year for day in range(window.start.toordinal(), window.end.toordinal() + 1))
    return spans.most_common(1)[0][0] if spans else None


def dateline_day(readings: list[Reading]) -> date | None:
    """The day in the dateline of a page's one article (`新华社济南2月14日电`), on which an agency sent it; None where there is none."""
    if len(readings) != 1:
        return None
    reading, start = readings[0], 0
    for line in reading.text_of("credits").split("\n"):
        stop = start + dateline_end(line)
        for mention in reading.dates:
            if mention.part == "credits" and start <= mention.start and mention.stop <= stop and mention.first:
                return mention.first
        start += len(line) + 1
    return None


def _event_date(reading: Reading) -> date | None:
    """The first governing day of the body, else of the headline, else of the dateline."""
    for part in ("body", "headline", "credits"):
        for mention in reading.dates:
            if mention.part == part and mention.governs and mention.first:
                return mention.first
    return None

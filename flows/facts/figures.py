"""Quantities that say something of the world: value, unit, what is counted.

numbers.py finds the numerals that count; figure_units.py reads the unit behind each, figure_things.py what is counted, figure_lists.py
the lists by place. This room drops the numerals of formulas and names, and what is told twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from flows.facts import formulas
from flows.facts.figure_lists import Counted, share_at, thing_of_list, thing_taken_up
from flows.facts.figure_things import AREA_AFTER, AREAS, what_of
from flows.facts.figure_units import TIMES, counts_bare, is_article, is_settled, unit_of
from flows.facts.language.clauses import layout
from flows.facts.mentions import Reading
from flows.facts.numbers import find_numbers
from flows.facts.records import Fact, Figure, Qualifier

_TITLE = re.compile(r"《[^《》]{1,60}》")


def facts(reading: Reading) -> list[Fact]:
    """The figures of an article's body in order of the text; a quantity of one thing counts once, however often it is told."""
    once: list[Fact] = []
    told: dict[tuple[float | None, str | None, Qualifier | None, str | None], list[str]] = {}
    for figure, place in _figures(reading):
        earlier = told.setdefault((figure.value, figure.unit, figure.qualifier, place), [])
        spans_time = figure.unit in TIMES or figure.unit == "次"  # 14天 is another duration in every rule
        if figure.what is None or spans_time or not any(_is_same_thing(figure.what, what) for what in earlier[-20:]):
            once.append(figure)
        earlier += [figure.what] if figure.what is not None else []
    return once


def _is_same_thing(one: str, other: str) -> bool:
    """消毒保洁员 and 保洁员: one name ends with the other or begins with it."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and (long.endswith(short) or long.startswith(short))


def _figures(reading: Reading) -> Iterator[tuple[Figure, str | None]]:
    """The figures with the place that each is of, where a list gives them by place."""
    text = reading.body
    divided = layout(text)
    taken = _taken(text, reading)
    starts = [start for start, _ in taken]
    places = {mention.stop: mention for mention in reading.places if mention.part == "body"}
    named = {mention.name for mention in places.values()}
    counted: list[Counted] = []
    mentions = find_numbers(text)
    for number, mention in enumerate(mentions):
        at = bisect_right(starts, mention.stop - 1) - 1
        if at >= 0 and mention.start < taken[at][1]:
            continue
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        unit, stop = unit_of(text, mention, following)
        if (
            is_article(text, mention, unit, stop)
            or is_settled(text, mention, unit, stop)
            or (unit is None and not counts_bare(text, mention))
        ):
            continue
        clause = divided.clause_at(mention.start)
        what = what_of(text, divided, clause, mention, unit, stop, following)
        what = thing_taken_up(text, counted, Counted(mention.start, stop, unit, what), clause.start) or what
        share = share_at(text, mention.start, what, places)
        one = Counted(mention.start, stop, unit, what, share is not None)
        if share is not None:
            one = one._replace(thing=thing_of_list(text, counted, one, named))
            what = one.thing or what
        counted.append(one)
        dated = reading.date_at(mention.start)
        figure = Figure(
            start=mention.start,
            stop=stop,
            rule="figures.unit" if unit else "figures.bare",
            confidence="certain" if what else "probable",
            value=round(mention.value, 6),
            unit=unit,
            what=what,
            qualifier=None if unit in AREAS and AREA_AFTER.match(text, stop) else _qualifier(mention.qualifier),
            adcode=share.adcode if share is not None else reading.jurisdiction.adcode,
            on_date=dated.first if dated else reading.event_date,
        )
        yield figure, share.name if share is not None else None


def _taken(text: str, reading: Reading) -> list[tuple[int, int]]:
    """Where numerals count nothing: in formulas, names and the titles of papers; overlapping spans are joined."""
    titles = (match.span() for match in _TITLE.finditer(text))
    joined: list[tuple[int, int]] = []
    for start, stop in sorted([*formulas.numbered_spans(text), *_named_spans(reading), *titles]):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _named_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where persons, places and bodies are named: the numerals of a name count nothing."""
    for mentions in (reading.people, reading.places, reading.organisations):
        yield from ((mention.start, mention.stop) for mention in mentions if mention.part == "body")


def _qualifier(word: str | None) -> Qualifier | None:
    return word if word in ("more_than", "about", "up_to") else None  # type: ignore[return-value]

"""Charts: what the templates draw as tables and SVG on the server, and the Vega-Lite specification of the one that is interactive.

The tile grid and the heat map are HTML: every cell is a link, they print, and they need no script. Activity per day is drawn as SVG and
replaced by an interactive chart where scripts run.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.browse.reading import Row

STEPS = 7  # shades of a map, from nothing (0) to the greatest value
WEEKS = 26
KINDS = ("inspection", "meeting", "establishment", "mobilisation")
_TILES = Path(__file__).parent / "tiles.yaml"


@dataclass(frozen=True, slots=True)
class Tile:
    """A province in the grid: its place, its short names, its value and its shade."""

    adcode: str
    row: int
    column: int
    zh: str
    en: str
    value: int
    shade: int


@cache
def _tiles() -> tuple[tuple[str, int, int, str, str], ...]:
    loaded = yaml.safe_load(_TILES.read_text(encoding="utf-8"))
    return tuple((str(code), int(row), int(column), zh, en) for code, (row, column, zh, en) in ((c, v.split()) for c, v in loaded.items()))


def shade(value: float, greatest: float) -> int:
    """The step of a value on a scale of square roots, which keeps small values apart where a few are large."""
    if value <= 0 or greatest <= 0:
        return 0
    return max(1, min(STEPS, round(STEPS * math.sqrt(value / greatest))))


def tiles(values: dict[str, int]) -> list[list[Tile | None]]:
    """The grid of provinces, row by row, with each one's value."""
    greatest = max(values.values(), default=0)
    placed: dict[tuple[int, int], Tile] = {}
    for code, row, column, zh, en in _tiles():
        value = values.get(code, 0)
        tile = Tile(code, row, column, zh, en.replace("_", " "), value, shade(value, greatest))
        placed[tile.row, tile.column] = tile
    height, width = max(row for row, _ in placed) + 1, max(column for _, column in placed) + 1
    return [[placed.get((row, column)) for column in range(width)] for row in range(height)]


def busiest(counts: dict[date, int], length: int) -> tuple[date, date] | None:
    """The stretch of so many days (or all there are) that holds most: its first and its last day; None if nothing is dated."""
    if not counts:
        return None
    ordered = sorted(counts)
    best, inside, first = (-1, ordered[0]), 0, 0
    for day in ordered:
        inside += counts[day]
        while (day - ordered[first]).days >= length:
            inside -= counts[ordered[first]]
            first += 1
        best = max(best, (inside, ordered[first]), key=lambda found: found[0])
    last = max(day for day in ordered if (day - best[1]).days < length)
    return best[1], last


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Measures by weeks: the weeks' Mondays, and per measure its code and a (Monday, Sunday, clauses, shade) for each week."""

    weeks: Sequence[date]
    lines: Sequence[tuple[str, int, Sequence[tuple[date, date, int, int]]]]


def heat_map(rows: Iterable[Row], lines: int = 20) -> HeatMap | None:
    """The busiest weeks and the most frequent measures of rows (week, code, clauses)."""
    by_week: dict[date, int] = defaultdict(int)
    counted: dict[tuple[str, date], int] = {}
    for row in rows:
        by_week[row["week"]] += row["clauses"]
        counted[row["code"], row["week"]] = row["clauses"]
    stretch = busiest(by_week, 7 * WEEKS)
    if stretch is None:
        return None
    weeks = [stretch[0] + timedelta(7 * n) for n in range((stretch[1] - stretch[0]).days // 7 + 1)]
    sums: dict[str, int] = defaultdict(int)
    for (code, week), clauses in counted.items():
        if stretch[0] <= week <= stretch[1]:
            sums[code] += clauses
    codes = sorted(sums, key=lambda code: (-sums[code], code))[:lines]
    greatest = max((counted.get((code, week), 0) for code in codes for week in weeks), default=0)
    table = []
    for code in codes:
        values = [counted.get((code, week), 0) for week in weeks]
        table.append((code, sums[code], [(w, w + timedelta(6), v, shade(v, greatest)) for w, v in zip(weeks, values, strict=True)]))
    return HeatMap(weeks, table)


@dataclass(frozen=True, slots=True)
class Days:
    """Events per day and kind: SVG bars in a box of `width` by `height`, and the values for the interactive chart."""

    first: date
    last: date
    width: int
    height: int
    greatest: int
    bars: Sequence[tuple[date, int, Sequence[tuple[str, float, float, float]]]]
    months: Sequence[tuple[date, float]]
    step: float
    values: Sequence[dict[str, Any]]


def days(rows: Iterable[Row], length: int = 182, width: int = 960, height: int = 150) -> Days | None:
    """The busiest half year of rows (date, kind, events)."""
    by_day: dict[date, dict[str, int]] = defaultdict(dict)
    for row in rows:
        by_day[row["date"]][row["kind"]] = row["events"]
    stretch = busiest({day: sum(kinds.values()) for day, kinds in by_day.items()}, length)
    if stretch is None:
        return None
    first, last = stretch
    shown = [first + timedelta(n) for n in range((last - first).days + 1)]
    step = width / max(len(shown), 14)
    greatest = max(sum(by_day[day].values()) for day in shown if day in by_day)
    bars = []
    for number, day in enumerate(shown):
        level, parts = float(height), []
        for kind in KINDS:
            tall = by_day.get(day, {}).get(kind, 0) / greatest * height
            level -= tall
            if tall:
                parts.append((kind, round(number * step, 2), round(level, 2), round(tall, 2)))
        if parts:
            bars.append((day, sum(by_day[day].values()), parts))
    months = [(day, round(number * step, 2)) for number, day in enumerate(shown) if day.day == 1 or number == 0]
    if len(months) > 1 and months[1][1] < 50:
        months = months[1:]
    values = [{"day": day.isoformat(), "kind": kind, "events": n} for day in shown if day in by_day for kind, n in by_day[day].items()]
    return Days(first, last, width, height, greatest, bars, months, round(step, 3), values)


def days_spec(shown: Days, words: dict[str, str], links: dict[str, str]) -> str:
    """The Vega-Lite specification of activity per day, as JSON: stacked bars; dragging marks days, a click opens the day's events."""
    values = [{**value, "name": words[value["kind"]], "href": links.get(value["day"])} for value in shown.values]
    tooltip = [
        {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "format": "%Y-%m-%d", "title": words["day"]},
        {"field": "name", "type": "nominal", "title": words["kind"]},
        {"field": "events", "type": "quantitative", "title": words["events"]},
    ]
    axis = {"format": "%m-%d", "grid": False}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": 190,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "params": [{"name": "zoom", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}],
        "mark": {"type": "bar", "clip": True, "cursor": "pointer"},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "timeUnit": "utcyearmonthdate",
                "title": None,
                "axis": axis,
            },
            "y": {"field": "events", "type": "quantitative", "aggregate": "sum", "title": words["events"], "axis": {"tickMinStep": 1}},
            "color": {
                "field": "name",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [words[kind] for kind in KINDS]},
                "legend": {"orient": "top", "direction": "horizontal"},
            },
            "href": {"field": "href", "type": "nominal"},
            "tooltip": tooltip,
        },
    }
    return json.dumps(spec, ensure_ascii=False)

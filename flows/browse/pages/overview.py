"""The overview: what a release holds, how fresh and how clean it is, and where to go from there."""

from __future__ import annotations

from typing import Any

from flows.browse import charts
from flows.browse.reading import Opened

# What the grid of provinces can be coloured by.
FIGURES = ("articles", "events", "measures", "officials", "figures", "donations")
# Each number of the head, with the SQL that gives it and the list that holds its rows.
_NUMBERS = (
    ("documents", "select count(*) from core.documents", None),
    ("articles", "select count(*) from core.articles where duplicate_of is null", "articles"),
    ("facts", "select count(*) from mart.fact_evidence", None),
    ("events", "select count(*) from mart.events", "events"),
    ("officials", "select count(distinct official_id) from mart.official_mentions", "officials"),
    ("places", "select count(distinct adcode) from core.articles where duplicate_of is null", "places"),
    ("measures", "select sum(clauses)::bigint from mart.measure_timeline", "measures"),
    ("directives", "select count(*) from mart.directive_book", "directives"),
    ("figures", "select count(*) from mart.figure_book", "figures"),
    ("donations", "select count(*) from facts.donations join core.articles using (article_id) where duplicate_of is null", "donations"),
)
_HEALTH = """
    select run_id, started_at, outcome, inputs, loaded, rejected, checks, checks_failed, failed_checks
    from mart.pipeline_health where outcome = 'published' or run_id = $run order by run_id = $run desc, started_at desc limit 1
"""


def overview(opened: Opened, figure: str = "articles") -> dict[str, Any]:
    """The values of the overview; `figure` colours the grid of provinces."""
    chosen = figure if figure in FIGURES else FIGURES[0]
    provinces = opened.rows(f"select adcode, {chosen} as value from counts where substr(adcode, 3) = '0000'")
    numbers = opened.rows("select * from numbers")[0]
    return {
        "numbers": [(name, numbers[name], sql, section) for name, sql, section in _NUMBERS],
        "health": next(iter(opened.release_rows(_HEALTH, {"run": opened.run_id})), None),
        "span": {"first": numbers["first"], "last": numbers["last"]},
        "shares": {name: numbers[name] for name in ("placed", "dated", "duplicates")},
        "figures": FIGURES,
        "chosen": chosen,
        "tiles": charts.tiles({row["adcode"]: row["value"] for row in provinces}),
        "days": charts.days(opened.rows("select * from days")),
        "heat": charts.heat_map(opened.rows("select * from weeks")),
        "top_places": opened.rows(
            "select * from places_listed where level = 'county' order by articles desc, events desc, adcode limit 12"
        ),
        "top_officials": opened.rows("select * from officials order by articles desc, events desc, official_id limit 12"),
        "top_formulas": opened.rows("select * from formulas order by articles desc, canonical limit 12"),
        "sources": opened.rows("select * from sources limit 5"),
    }

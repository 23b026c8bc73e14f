"""The search page: articles that hold the words, best first, narrowed to a place, days and kinds."""

from __future__ import annotations

from typing import Any, get_args

from flows.browse.listings import is_day
from flows.browse.marking import with_words
from flows.browse.pages.texts import KINDS
from flows.browse.reading import Opened, Row
from flows.text.documents import ArticleKind
from flows.text.script import convert

PAGE_ROWS = 20
# The best so many hits are narrowed and shown; whoever has more of them needs more words.
MOST = 1_000
_LONGEST = 100  # characters of a question
_FOUND = f"""
    select found.*, articles.adcode, articles.kind
    from search($words, top := {MOST}) as found inner join core.articles as articles on found.article_id = articles.article_id
    where {{}} order by found.score desc, found.article_id
"""
ARTICLE_KINDS = get_args(ArticleKind)


def search(opened: Opened, asked: dict[str, str], page: int = 1) -> dict[str, Any]:
    """The values of the search page. `asked`: `q` (Simplified or Traditional), `place` (a code or part of a name), `from`, `to`, `kind`."""
    words = convert(" ".join(asked.get("q", "").split()))[:_LONGEST]
    units = _units(opened, asked.get("place", "").strip())
    shown: dict[str, Any] = {
        "asked": asked,
        "words": words,
        "units": units,
        "unknown_place": bool(asked.get("place", "").strip()) and not units,
        "kinds": ARTICLE_KINDS,
        "fact_kinds": KINDS,
        "results": [],
        "total": 0,
        "page": page,
        "pages": 1,
        "most": MOST,
        "sql": "",
    }
    if not words or shown["unknown_place"]:
        return shown
    conditions, values = _conditions(asked, units)
    found = opened.texts(_FOUND.format(" and ".join(conditions) or "true"), {"words": words, **values})
    start = (page - 1) * PAGE_ROWS
    shown["results"] = [_shown(row) for row in found[start : start + PAGE_ROWS]]
    shown["total"] = len(found)
    shown["pages"] = max(1, -(-len(found) // PAGE_ROWS))
    escaped = words.replace("'", "''")
    shown["sql"] = f"from search('{escaped}', top := {MOST})"
    return shown


def _units(opened: Opened, place: str) -> list[Row]:
    """The units that a reader means: one by its code, or those whose full name holds the words."""
    if not place:
        return []
    if place.isascii() and place.isdigit():
        return opened.rows("from places where adcode = $code", {"code": place})
    name = convert(place)
    found = opened.rows("from places where contains(full_name, $name) order by length(full_name), adcode limit 200", {"name": name})
    exact = [row for row in found if row["full_name"].endswith(name)]
    return exact or found


def _conditions(asked: dict[str, str], units: list[Row]) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if units:
        conditions.append("list_any_value(list_filter($prefixes, lambda prefix: starts_with(articles.adcode, prefix))) is not null")
        values["prefixes"] = [unit["prefix"] for unit in units]
    for key, sign in (("from", ">="), ("to", "<=")):
        if is_day(asked.get(key, "")):
            conditions.append(f"articles.event_date {sign} ${key}::date")
            values[key] = asked[key]
    kind = asked.get("kind", "")
    if kind in ARTICLE_KINDS:
        conditions.append("articles.kind = $kind")
        values["kind"] = kind
    elif kind in KINDS:
        conditions.append(f"found.article_id in (select article_id from facts.{kind})")
    return conditions, values


def _shown(row: Row) -> Row:
    return {**row, "sentence": with_words(row["sentence"] or "", row["found"]), "headline": with_words(row["headline"] or "", row["found"])}

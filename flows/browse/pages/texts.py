"""Pages about texts: an article with its facts beside the raw text with its repairs, and the document (the file) it stands in."""

from __future__ import annotations

import json
from typing import Any

from flows.browse.marking import Span, marked
from flows.browse.reading import Opened, Row

# Kinds of facts in the order of the legend; what an activity consists of follows it.
KINDS = (
    *("people", "positions", "places", "organisations", "activities", "activity_people", "activity_venues"),
    *("measures", "directives", "quotes", "figures", "donations", "formulas"),
)
PART = 8_000  # code points of a text on one page
_REPAIRS_SHOWN = 4_000
_ROWS = 100
# How far beside the article's own raw text a headline or byline may stand and still be shown.
_BESIDE = 2_000


def article(opened: Opened, article_id: str, part: int = 1) -> dict[str, Any] | None:
    """The values of an article's page; None if there is no such article, or no such part of it."""
    row = opened.row("select * from articles inner join bodies using (article_id) where article_id = $id", {"id": article_id})
    parts = max(1, -(-row["length"] // PART)) if row else 0
    if row is None or not 1 <= part <= parts:
        return None
    begin = (part - 1) * PART
    body = row["body"][begin : begin + PART]
    facts = [
        fact
        for fact in opened.rows("select * from facts where article_id = $id order by rowid", {"id": article_id})
        if _in_part(fact, begin, part)
    ]
    kinds = {kind: sum(fact["kind"] == kind for fact in facts) for kind in KINDS}
    raw_start, raw_stop = _raw_range(row, facts, part, parts)
    origin = document(opened, row["document_id"])
    if origin is None:
        return None
    return {
        "article": row,
        "document": origin,
        "facts": facts,
        "kinds": {kind: number for kind, number in kinds.items() if number},
        "paragraphs": _paragraphs(body, facts, begin),
        "raw": _raw(opened, origin, raw_start, raw_stop, facts),
        "raw_start": raw_start,
        "raw_stop": raw_stop,
        "part": part,
        "parts": parts,
        "siblings": _siblings(opened, row["document_id"]) if origin["articles"] > 1 else [],
        "copies": opened.rows("select * from copies where duplicate_of = $id limit 20", {"id": article_id}),
        "officials": opened.rows(
            "select official_id, name from officials"
            " where official_id in (select official_id from mentions where article_id = $id) order by articles desc",
            {"id": article_id},
        ),
    }


def _siblings(opened: Opened, document_id: str) -> list[Row]:
    return opened.rows("select * from articles where document_id = $id order by seq limit 60", {"id": document_id})


def part_of(opened: Opened, fact_id: str) -> tuple[str, int] | None:
    """The article that states a fact and the part of it; None if there is no such fact (or event)."""
    row = opened.row("select article_id, char_start from facts where fact_id = $id", {"id": fact_id})
    return (row["article_id"], (row["char_start"] or 0) // PART + 1) if row else None


def _in_part(fact: Row, begin: int, part: int) -> bool:
    if fact["char_start"] is None:
        return part == 1
    return bool(fact["char_end"] > begin and fact["char_start"] < begin + PART)


def _paragraphs(body: str, facts: list[Row], begin: int) -> list[Any]:
    spans = [
        Span(fact["char_start"], fact["char_end"], f"fact {fact['kind']}", {"data-fact": fact["fact_id"]})
        for fact in facts
        if fact["char_start"] is not None
    ]
    shown, at = [], begin
    for line in body.split("\n"):
        inside = [span for span in spans if span.stop > at and span.start < at + len(line)]
        shown.append(marked(line, inside, at))
        at += len(line) + 1
    return shown


def _raw_range(row: Row, facts: list[Row], part: int, parts: int) -> tuple[int, int]:
    """The raw text to show: the article's, with the headline and byline near it; for a part, from its first fact to its last one."""
    low, high = row["raw_start"], row["raw_end"]
    near = [f for f in facts if f["raw_start"] >= low - _BESIDE and f["raw_end"] <= high + _BESIDE]
    first = min((fact["raw_start"] for fact in near), default=low)
    last = max((fact["raw_end"] for fact in near), default=high)
    start = min(low, first) if part == 1 else first
    stop = max(high, last) if part == parts else last
    return start, min(stop, start + 3 * PART)


def _raw(opened: Opened, origin: dict[str, Any], start: int, stop: int, facts: list[Row]) -> Any:
    """A stretch of the raw text with the repairs made in it and the characters of the facts."""
    text = raw_text(opened, origin["document_id"]) or ""
    repairs = [repair for repair in _repairs(opened, origin["document_id"]) if repair["raw_end"] > start and repair["raw_start"] < stop]
    spans = [Span(r["raw_start"], r["raw_end"], f"repair {r['kind']}", {"title": _told(r)}) for r in repairs[:_REPAIRS_SHOWN]]
    spans += [Span(f["raw_start"], f["raw_end"], "fact-raw", {"data-fact": f["fact_id"]}) for f in facts]
    return marked(text[start:stop], spans, start)


def raw_text(opened: Opened, document_id: str) -> str | None:
    """The raw text of a document; None if there is no such document."""
    found = opened.row("select raw_text from raw_texts where document_id = $id", {"id": document_id})
    return found["raw_text"] if found else None


def _repairs(opened: Opened, document_id: str) -> list[Row]:
    """The repairs of a document in their order."""
    logs = opened.rows("select repairs from logs where document_id = $id", {"id": document_id})
    return sorted((repair for log in logs for repair in json.loads(log["repairs"])), key=lambda repair: repair["seq"])


def _told(repair: Row) -> str:
    return f"{repair['kind']}: {visible(repair['before'])} → {visible(repair['after'])}"


def visible(text: str) -> str:
    """A short text with what cannot be seen written as code points, for the log of repairs."""
    return "".join(character if character.isprintable() and character != " " else f"⟨U+{ord(character):04X}⟩" for character in text) or "∅"


def document(opened: Opened, document_id: str) -> dict[str, Any] | None:
    """What is known of a document: its file, encoding, places at which it was seen, the run that read it, and its repairs by kind."""
    found = opened.row("select * from documents where document_id = $id", {"id": document_id})
    return {**found, "given": json.loads(found["metadata"] or "{}")} if found else None


def log(opened: Opened, document_id: str, page: int = 1) -> dict[str, Any] | None:
    """The values of a document's page: what `document` knows, its articles, and one page of its log of repairs."""
    found = document(opened, document_id)
    if found is None:
        return None
    total = found["repaired"]
    pages = max(1, -(-total // _ROWS))
    if not 1 <= page <= pages:
        return None
    repairs = _repairs(opened, document_id)[(page - 1) * _ROWS : page * _ROWS]
    articles = opened.rows("select * from articles where document_id = $id order by seq", {"id": document_id})
    shown = [{**r, "before": visible(r["before"]), "after": visible(r["after"])} for r in repairs]
    return {"document": found, "articles": articles, "log": shown, "page": page, "pages": pages, "total": total}

"""From a read document to the rows of the contract's tables. Pure; the columns are those of sql/migrations."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from flows.facts.reader import ArticleFacts, DocumentFacts
from flows.facts.records import (
    Activity,
    ActivityPerson,
    ActivityVenue,
    Directive,
    Donation,
    Fact,
    Figure,
    Formula,
    Measure,
    Organisation,
    Person,
    Place,
    Position,
    Quote,
)
from flows.text.documents import Article, Document
from flows.text.spans import Mapped

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by full table name

TABLE_OF: dict[type[Fact], str] = {
    Person: "people",
    Position: "positions",
    Place: "places",
    Organisation: "organisations",
    Activity: "activities",
    Measure: "measures",
    Directive: "directives",
    Quote: "quotes",
    Figure: "figures",
    Donation: "donations",
    Formula: "formulas",
}
_MONEY = {"amount_cny"}
_LARGEST = 10**16  # what decimal(18, 2) holds; more than all money there is
_NOT_COLUMNS = {"start", "stop", "part", "people", "venues"}
_COLUMNS = {
    kind: tuple(field.name for field in dataclasses.fields(kind) if field.name not in _NOT_COLUMNS)
    for kind in (*TABLE_OF, ActivityPerson, ActivityVenue)
}


def document_rows(document: Document, read: DocumentFacts, *, document_id: str, file_name: str) -> Rows:
    """The rows of `core.*` and `facts.*` for one document, by full table name. Tokens and duplicates are filled in elsewhere."""
    rows: Rows = defaultdict(list)
    rows["core.documents"].append(_document_row(document, read, document_id, file_name))
    for seq, repair in enumerate(document.repairs, 1):
        rows["core.repairs"].append(
            {
                "document_id": document_id,
                "seq": seq,
                "kind": repair.kind,
                "raw_start": repair.raw_start,
                "raw_end": repair.raw_stop,
                "before": repair.before,
                "after": repair.after,
            }
        )
    fact_ids = FactIds(document_id)
    for item in read.articles:
        article_id = f"{document_id}-{item.article.seq:02d}"
        rows["core.articles"].append(_article_row(item, document_id, article_id))
        rows["core.sentences"] += _sentence_rows(item.article, article_id)
        for fact in item.facts:
            _add_fact(rows, fact, item.article, article_id, fact_ids)
    return rows


class FactIds:
    """Stable identifiers: a hash of document, kind, quote and how often the same quote came before, so not of offsets."""

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._seen: Counter[tuple[str, str]] = Counter()

    def next(self, kind: str, quote: str) -> str:
        """The identifier of the next fact of this kind with this quote."""
        occurrence = self._seen[kind, quote]
        self._seen[kind, quote] += 1
        key = "\x1f".join((self._document_id, kind, quote, str(occurrence)))
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _document_row(document: Document, read: DocumentFacts, document_id: str, file_name: str) -> Row:
    return {
        "document_id": document_id,
        "file_name": file_name,
        "title": document.title_given or (document.title.text if document.title else None),
        "source_name": document.source_name,
        "author": document.author,
        "editor": document.editor,
        "published_on": document.published_on or read.dateline_day,
        "published_on_origin": document.published_on_origin or ("text" if read.dateline_day else None),
        "year": read.year,
        "year_origin": read.year_origin,
        "script": document.script,
        "articles": len(document.articles),
        "damaged_characters": document.damaged_characters,
    }


def _article_row(item: ArticleFacts, document_id: str, article_id: str) -> Row:
    article = item.article
    return {
        "article_id": article_id,
        "document_id": document_id,
        "seq": article.seq,
        "headline": article.headline.text if article.headline else None,
        "body": article.body.text,
        "adcode": item.jurisdiction.adcode,
        "place_name": item.jurisdiction.name,
        "adcode_evidence": item.jurisdiction.evidence,
        "event_date": item.event_date,
        "kind": article.kind,
        "truncated": article.truncated,
        "duplicate_of": None,
        "raw_start": article.raw_start,
        "raw_end": article.raw_stop,
    }


def _sentence_rows(article: Article, article_id: str) -> list[Row]:
    return [
        {
            "article_id": article_id,
            "seq": seq,
            "char_start": sentence.start,
            "char_end": sentence.stop,
            "text": article.body.text[sentence.start : sentence.stop],
        }
        for seq, sentence in enumerate(article.sentences, 1)
    ]


def _add_fact(rows: Rows, fact: Fact, article: Article, article_id: str, fact_ids: FactIds) -> None:
    kind = TABLE_OF[type(fact)]
    row = _fact_row(fact, kind, article, article_id, fact_ids)
    rows[f"facts.{kind}"].append(row)
    if isinstance(fact, Activity):
        row["activity_id"] = row["fact_id"]
        for part_kind, parts in (("activity_people", fact.people), ("activity_venues", fact.venues)):
            for part in parts:
                part_row = _fact_row(part, part_kind, article, article_id, fact_ids)
                rows[f"facts.{part_kind}"].append({**part_row, "activity_id": row["activity_id"]})


def _fact_row(fact: Fact, kind: str, article: Article, article_id: str, fact_ids: FactIds) -> Row:
    source = _part_text(article, fact.part)
    quote = source.text[fact.start : fact.stop]
    raw_start, raw_end = source.raw_span(fact.start, fact.stop)
    inside = fact.part == "body"
    return {
        "fact_id": fact_ids.next(kind, quote),
        "article_id": article_id,
        "char_start": fact.start if inside else None,
        "char_end": fact.stop if inside else None,
        "raw_start": raw_start,
        "raw_end": raw_end,
        "quote": quote,
        **{name: _stored(name, getattr(fact, name)) for name in _COLUMNS[type(fact)]},
    }


def _stored(name: str, value: Any) -> Any:
    """The value as its column takes it: lists for tuples, exact decimals for money."""
    if isinstance(value, tuple):
        return list(value)
    if name in _MONEY and value is not None:
        return Decimal(f"{value:.2f}") if abs(value) < _LARGEST else None  # the quote still says it
    return value


def _part_text(article: Article, part: str) -> Mapped:
    if part == "headline":
        if article.headline is None:
            raise ValueError("a fact points into a headline that the article does not have")
        return article.headline
    return article.credits if part == "credits" else article.body

"""From a document to its facts: calls the fact rooms in the order in which they build on each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flows.facts import activities, dates, donations, figures, formulas, measures, organisations, people, places, speech
from flows.facts.mentions import Jurisdiction, Reading, Window
from flows.facts.records import Fact
from flows.text.documents import Article, Document


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """An article, where and when its events happened, and its facts in the order of kinds and of the text."""

    article: Article
    jurisdiction: Jurisdiction
    event_date: date | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document's articles with their facts; `year` is the year in which the reported events fall.

    `dateline_day`: the day of the dateline of the page's one article, its year inferred like that of every date.
    """

    year: int | None
    year_origin: str | None
    dateline_day: date | None
    articles: tuple[ArticleFacts, ...]


def read_facts(document: Document, window: Window) -> DocumentFacts:
    """All facts of a document. Facts that touch a damaged stretch of a body are left out."""
    readings = [Reading(document, article, window) for article in document.articles]
    dates.find_dates(readings)
    places.find_places(readings)
    people.find_people(readings)
    organisations.find_organisations(readings)
    year, year_origin = dates.event_year(readings)
    return DocumentFacts(year, year_origin, dates.dateline_day(readings), tuple(_article_facts(reading) for reading in readings))


def _article_facts(reading: Reading) -> ArticleFacts:
    facts: list[Fact] = []
    for room in (people, places, organisations, activities, measures, speech, figures, donations, formulas):
        facts += [fact for fact in room.facts(reading) if not _damaged(fact, reading.article)]
    return ArticleFacts(reading.article, reading.jurisdiction, reading.event_date, tuple(facts))


def _damaged(fact: Fact, article: Article) -> bool:
    return fact.part == "body" and any(fact.start < stop and start < fact.stop for start, stop in article.damaged)

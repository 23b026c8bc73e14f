"""Articles made of a few invented sentences, read by the rooms that come before the one under test."""

from __future__ import annotations

from datetime import date

from flows.facts import dates, organisations, people, places
from flows.facts.mentions import Reading, Window
from flows.text.documents import Article, Document
from flows.text.spans import Mapped

WINDOW = Window(date(2019, 12, 1), date(2020, 12, 31))


def document(*articles: Article) -> Document:
    """A document that holds the articles."""
    return Document(
        format="txt",
        encoding="utf-8",
        encoding_evidence="given",
        raw_text="",
        metadata={},
        title=None,
        title_given=None,
        source_name=None,
        author=None,
        editor=None,
        published_on=None,
        published_on_origin=None,
        script="hans",
        articles=articles,
        repairs=(),
        damaged_characters=0,
    )


def article(body: str, headline: str | None = None, credits: str = "", seq: int = 1) -> Article:
    """An article of canonical text."""
    return Article(
        seq=seq,
        headline=Mapped.of(headline) if headline else None,
        body=Mapped.of(body),
        credits=Mapped.of(credits),
        kind="report",
        truncated=False,
        damaged=(),
        sentences=(),
        raw_start=0,
        raw_stop=len(body),
    )


def read(body: str, headline: str | None = None, credits: str = "") -> Reading:
    """One article as a reading in which dates, places, people and organisations are found."""
    made = article(body, headline, credits)
    readings = [Reading(document(made), made, WINDOW)]
    dates.find_dates(readings)
    places.find_places(readings)
    people.find_people(readings)
    organisations.find_organisations(readings)
    return readings[0]

"""From bytes to a document with its canonical articles: the one entry to the text room."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from operator import attrgetter

from flows.text import cleaning
from flows.text.decoding import decode
from flows.text.documents import BAD_FORMAT, NO_TEXT, TOO_DAMAGED, Article, Document, Origin, Refusal, Script
from flows.text.formats import page as html_page
from flows.text.formats import plain, record
from flows.text.formats.source import Source
from flows.text.layout import articles, datelines, furniture, pages, publication
from flows.text.layout.lines import bare, page_lines
from flows.text.spans import Mapped, Repair

FORMATS = ("txt", "html", "md", "jsonl")
_PUBLISHED_KEYS = ("published", "published_on", "date", "pubdate", "publish_date", "publish_time", "time")
_SOURCE_KEYS = ("source", "source_name", "site", "media", "publisher")
_CHINESE = re.compile("[\u3400-\u9fff]")
_MOSTLY = 0.5
_PLACE = attrgetter("raw_start", "raw_stop")


def read_document(content: bytes, format: str) -> Document:
    """Read the bytes of one input.

    `format` is one of FORMATS; for `jsonl` the content is one line, an object with `text` or `html` and what is known about it. All offsets
    of the result are code points of `raw_text`, the decoded content. Raises Refusal with a reason of `documents.REFUSAL_REASONS`.
    """
    if format not in FORMATS:
        raise Refusal(BAD_FORMAT, f"{format} is none of {', '.join(FORMATS)}")
    decoded = decode(content)
    source = _source(Mapped.of(decoded.text), format)
    cleaned = cleaning.clean(source.text)
    title, title_repairs = _given_title(source, cleaned.script)
    page = pages.read(page_lines(cleaned.text, source.marks), title.text if title else None)
    found, layout_repairs = articles.build(page, title)
    if not found or not any(_CHINESE.search(article.body.text) for article in found):
        raise Refusal(NO_TEXT, "nothing but page furniture" if not found else "no Chinese text")
    found = [_with_damage(article, cleaned.damaged) for article in found]
    damaged = sum(stop - start for article in found for start, stop in article.damaged)
    if damaged > _MOSTLY * sum(len(article.body) for article in found):
        raise Refusal(TOO_DAMAGED, f"{damaged} characters are not certain")
    repairs = [*source.repairs, *cleaned.repairs, *title_repairs, *layout_repairs]
    stated, origin = _stated(source, page, found)
    return Document(
        format=format,
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        raw_text=source.raw_text,
        metadata=source.metadata,
        title=_title(title, page, found),
        title_given=title.text if title else None,
        source_name=stated.source,
        author=stated.author,
        editor=stated.editor,
        published_on=stated.published,
        published_on_origin=origin,
        script=cleaned.script,
        articles=tuple(found),
        repairs=tuple(sorted(repairs, key=_PLACE)),
        damaged_characters=damaged,
    )


def _source(raw: Mapped, format: str) -> Source:
    if format == "jsonl":
        return record.read(raw)
    return html_page.read(raw) if format == "html" else plain.read(raw, is_markdown=format == "md")


def _given_title(source: Source, script: Script) -> tuple[Mapped | None, list[Repair]]:
    """The given headline in canonical form."""
    if source.title is None:
        return None, []
    cleaned = cleaning.clean(source.title, script)
    return furniture.without_tags(cleaned.text.stripped()), cleaned.repairs


def _title(given: Mapped | None, page: pages.Page, found: list[Article]) -> Mapped | None:
    """The page's own headline: given, standing over all articles, the only article's, or the first one's above the page's line of date
    and source."""
    if given is not None or page.title is not None:
        return given or page.title
    if len(found) == 1 or (page.paper is None and any(publication.is_head(line) for line in page.head)):
        return found[0].headline
    return None


def _with_damage(article: Article, damaged: list[tuple[int, int]]) -> Article:
    spans = article.body.spans_from_all(damaged) if damaged else ()
    return replace(article, damaged=tuple(spans)) if spans else article


def _stated(source: Source, page: pages.Page, found: list[Article]) -> tuple[publication.Statement, Origin | None]:
    """What is stated about the publication, and where the day comes from.

    What was given with the input comes first, then the page's head and credits, then a library's guess, last the dateline and the
    signature of the one article.
    """
    given, guessed = source.metadata, source.guessed
    signing = {line for signature in page.signed if signature for line in signature.lines}
    credits_of_all = [line for article in found for line in article.credits.text.split("\n") if bare(line) not in signing]
    said = publication.read_all([*page.head, *credits_of_all, *page.tail])
    signature = page.signed[0] if len(found) == 1 else None
    days: tuple[tuple[date | None, Origin], ...] = (
        (publication.parse_date(_first(given, _PUBLISHED_KEYS) or ""), "given"),
        (said.published, "page"),
        (publication.parse_date(guessed.get("published", "")), "page"),
        (_dateline_day(found), "text"),
        (signature.day if signature else None, "text"),
    )
    published, origin = next(((day, origin) for day, origin in days if day), (None, None))
    name = _first(given, _SOURCE_KEYS) or said.source or guessed.get("source") or page.paper or (signature.issuer if signature else None)
    author, editor = given.get("author") or said.author or guessed.get("author"), given.get("editor") or said.editor
    return publication.Statement(published, name, author, editor, 0), origin


def _dateline_day(found: list[Article]) -> date | None:
    """The day of the dateline of a page's one article, its year stated there or by other days of the text."""
    if len(found) != 1:
        return None
    lines = found[0].credits.text.split("\n")
    datelines_of = [line for line in lines if datelines.dateline_end(line)]
    if not datelines_of:
        return None
    stated = publication.stated_days(f"{found[0].body.text}\n{found[0].credits.text}")
    return next((day for line in datelines_of if (day := datelines.day(line, stated))), None)


def _first(values: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((values[key] for key in keys if values.get(key)), None)

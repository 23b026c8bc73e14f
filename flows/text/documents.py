"""What the text room hands on: a document with its canonical articles. Plain values, no behaviour beyond look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.text.spans import Mapped, Repair

Script = Literal["hans", "hant"]
Origin = Literal["given", "page", "text"]  # given with the input, stated by the page around the text, or found in the text
ArticleKind = Literal["report", "section", "photo", "document"]

# The reasons for which the text room refuses an input; stages may add their own.
EMPTY = "empty"  # nothing but white space
NOT_TEXT = "not_text"  # an image, an archive, other binary data
BAD_FORMAT = "bad_format"  # a format that is none of the four
BAD_JSON = "bad_json"  # the line is no JSON object, or its text is no string
NO_TEXT = "no_text"  # nothing but page furniture, or no Chinese
TOO_DAMAGED = "too_damaged"  # more damaged than readable
REFUSAL_REASONS = (EMPTY, NOT_TEXT, BAD_FORMAT, BAD_JSON, NO_TEXT, TOO_DAMAGED)

# What kinds of change a Repair records (`core.repairs.kind`).
REPAIR_KINDS = {
    "mojibake": "Chinese bytes read as Latin-1, decoded",
    "gbk_shift": "GBK read one byte off, read right",
    "gloss": "pinyin behind a Traditional character, taken out",
    "invisible": "zero-width or control characters, taken out",
    "entity": "HTML entity, decoded",
    "script": "Traditional characters, made Simplified",
    "punctuation": "marks, digits and quotation marks in their canonical width and form",
    "space": "stray space, taken out or narrowed",
    "column_break": "line end inside a sentence, taken out",
}


class Refusal(Exception):  # noqa: N818 (a verdict on an input, no error of the program)
    """The bytes cannot become a document. `reason` is one of REFUSAL_REASONS (stored in `raw.rejects`), `detail` one line for a person."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: `start:stop` are code points of the body; `paragraph` counts the body's lines from 0."""

    start: int
    stop: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page.

    `headline`: its own headline or section label. `body`: canonical text, paragraphs separated by one line feed. `credits`: bylines,
    datelines, photo credits, source and editor lines that belong to it, one a line (canonical text, outside the body). `damaged`:
    ranges of the body whose text is not certain and from which no fact may be read. `raw_start:raw_stop`: the stretch of raw text.
    """

    seq: int
    headline: Mapped | None
    body: Mapped
    credits: Mapped
    kind: ArticleKind
    truncated: bool
    damaged: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]
    raw_start: int
    raw_stop: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what was given, what was read, and its articles in order of reading.

    `metadata` is what came with the input (url, title, published …), untouched. `title` is the page's own headline; for a page with one
    article it equals that article's headline. `repairs` lists every change between `raw_text` and the canonical texts.
    """

    format: str
    encoding: str
    encoding_evidence: str
    raw_text: str
    metadata: dict[str, str]
    title: Mapped | None
    title_given: str | None
    source_name: str | None
    author: str | None
    editor: str | None
    published_on: date | None
    published_on_origin: Origin | None
    script: Script
    articles: tuple[Article, ...]
    repairs: tuple[Repair, ...]
    damaged_characters: int

"""The texts that are measured: the pages of a folder, read, and as clean texts again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flows.text.documents import Document, Refusal
from flows.text.reader import read_document
from tests.dirt import Clean

SAMPLES = Path(__file__).parents[1] / "samples" / "inbox"
_FORMATS = {".txt": "txt", ".html": "html", ".htm": "html", ".md": "md", ".jsonl": "jsonl"}


class Read(NamedTuple):
    """A page of a folder, by its file's name (and line)."""

    name: str
    document: Document


def read_folder(folder: Path) -> list[Read]:
    """The pages of a folder's files, refused ones left out."""
    found = []
    for name, content, form in _inputs(folder):
        try:
            found.append(Read(name, read_document(content, form)))
        except Refusal:
            continue
    return found


def _inputs(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    for path in sorted(folder.iterdir()):
        form = _FORMATS.get(Path(path.name.removesuffix(".gz")).suffix)
        if form is None:
            continue
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if form == "jsonl":
            yield from ((f"{path.name}:{number}", line, form) for number, line in enumerate(content.splitlines(), 1) if line.strip())
        else:
            yield path.name, content, form


def clean_pages(document: Document) -> list[Clean]:
    """Each article of a page as a page of its own, and a page of several articles as a whole.

    Articles without a headline are left out: a generator of dirt needs one to put above the text.
    """
    articles = [(article.headline.text, tuple(article.body.text.split("\n"))) for article in document.articles if article.headline]
    found = [Clean(headline, paragraphs) for headline, paragraphs in articles]
    if len(articles) > 1:
        lines = [line for headline, paragraphs in articles for line in (headline, *paragraphs)]
        title = document.title.text if document.title and document.title.text != lines[0] else None
        found.append(Clean(title, tuple(lines)) if title else Clean(lines[0], tuple(lines[1:])))
    return found


def canonical_text(document: Document) -> str:
    """The page's articles as one text, with their headlines."""
    parts = [part for article in document.articles for part in (article.headline.text if article.headline else "", article.body.text)]
    return "\n\n".join(part for part in parts if part)

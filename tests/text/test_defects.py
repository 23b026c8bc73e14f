"""Every case of the defect catalogue, on the seed page it was found in, through the whole text room."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.text import cleaning
from flows.text.documents import Document
from flows.text.reader import read_document
from flows.text.spans import Mapped

SHARED = Path(__file__).parents[2].parent / "shared"
CATALOGUE, SEEDS = SHARED / "cases" / "defects.jsonl", SHARED / "gold" / "inbox"
# What an author misprinted stays as it is; the missing colon is left missing too.
KEPT_AS_WRITTEN = ("typo.source", "punctuation.missing", "trap.extraction")
IN_FURNITURE = ("阅读", "自媒不得转载发布")
REMOVED = ("chrome", "caption.inline_triangle", "caption.block")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CATALOGUE.exists(), reason="the corpus that lies beside the checkout (../shared) is absent"),
]


def cases() -> list[dict[str, Any]]:
    if not CATALOGUE.exists():
        return []
    return [json.loads(line) for line in CATALOGUE.read_text(encoding="utf-8").splitlines() if line]


@cache
def document(seed: str) -> Document:
    return read_document((SEEDS / seed).read_bytes(), "txt")


def bare(text: str) -> str:
    return "".join(text.split())


def canonical(raw: str, seed: str) -> str:
    """The raw stretch with its characters cleaned, as it would stand in a text that the layout left alone."""
    return bare(cleaning.clean(Mapped.of(raw), document(seed).script).text.text)


def bodies(seed: str) -> str:
    return bare("\x1f".join(article.body.text for article in document(seed).articles))


@cache
def page(seed: str) -> str:
    """The seed's canonical characters before the layout, page furniture included: two cases stand in a copyright notice."""
    found = document(seed)
    return bare(cleaning.clean(Mapped.of(found.raw_text)).text.text)


def everything(seed: str) -> str:
    found = document(seed)
    texts = [found.title, *(text for article in found.articles for text in (article.headline, article.body, article.credits))]
    return bare("\x1f".join(text.text for text in texts if text is not None))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['class']}-{case['raw'][:12]}")
def test_defect(case: dict[str, Any]) -> None:
    seed, raw, expected, kind = case["seed"], case["raw"], bare(case["expected"]), case["class"]
    if kind in KEPT_AS_WRITTEN:
        assert canonical(raw, seed) in (page(seed) if "自媒不得" in raw else everything(seed))
    elif kind.startswith("heading."):
        assert_heading(seed, expected)
    elif kind.startswith("caption.repeated"):
        assert canonical(raw.split("\n")[0], seed) not in bodies(seed) or kind.endswith("inside_list")
        assert expected in everything(seed) if kind.endswith("inside_list") else document(seed).title is not None
    elif kind == "continuation":
        assert "下转" not in everything(seed)
        assert any(article.truncated and bare(article.body.text).endswith(expected) for article in document(seed).articles)
    elif kind in REMOVED and not expected:
        assert canonical(raw, seed) not in bodies(seed)
    elif kind.startswith(("byline", "credit", "dateline")):
        assert_credit(seed, raw, expected)
    elif kind.startswith("whitespace") and not expected:
        assert not any(article.body.text != article.body.text.strip() for article in document(seed).articles)
    elif kind == "punctuation.must_not_change":
        assert_kept(seed, raw)
    else:
        assert expected in (page(seed) if expected in IN_FURNITURE else everything(seed))


def assert_heading(seed: str, expected: str) -> None:
    """The heading begins an article; the first lines of a two-line headline are joined by a space."""
    headlines = [bare(article.headline.text) for article in document(seed).articles if article.headline]
    assert any(expected.replace("、", "") in headline.replace("、", "") for headline in headlines)


def assert_credit(seed: str, raw: str, expected: str) -> None:
    """The credit stands outside the bodies and is kept; what was text beside it stays in a body."""
    last_line = canonical(raw.split("\n")[-1], seed)
    if expected:
        assert expected in bodies(seed)
        last_line = last_line.replace(expected, "")
    assert last_line not in bodies(seed)
    found = document(seed)
    kept = everything(seed) + bare("".join(map(str, (found.source_name, found.editor, found.author, found.published_on))))
    assert last_line in kept or str(found.published_on) in raw


def assert_kept(seed: str, raw: str) -> None:
    """Half-width marks in dates and times stay: the page's date line is read as a date."""
    found = document(seed)
    assert raw in everything(seed) or str(found.published_on) in raw or bare(raw) in everything(seed)

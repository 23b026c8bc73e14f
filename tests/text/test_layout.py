"""What single lines are, and pages divided into articles."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.text.layout import columns, credits, datelines, furniture, labels, publication, signatures
from flows.text.layout.lines import Line
from flows.text.reader import read_document
from flows.text.spans import Mapped

HERE = Path(__file__).parent


@cache
def lines() -> dict[str, list[Any]]:
    loaded: dict[str, list[Any]] = yaml.safe_load((HERE / "lines.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def pages() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HERE / "pages.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("line", lines()["furniture"])
def test_furniture(line: str) -> None:
    assert furniture.is_furniture(line)


@pytest.mark.parametrize("line", lines()["not_furniture"])
def test_not_furniture(line: str) -> None:
    assert not furniture.is_furniture(line)


@pytest.mark.parametrize("line", lines()["credit"])
def test_credit(line: str) -> None:
    assert credits.is_credit(line)


@pytest.mark.parametrize("line", lines()["not_credit"])
def test_not_credit(line: str) -> None:
    assert not credits.is_credit(line)


@pytest.mark.parametrize("line", lines()["byline"])
def test_byline(line: str) -> None:
    assert credits.is_byline(line)


@pytest.mark.parametrize("line", lines()["not_byline"])
def test_not_byline(line: str) -> None:
    assert not credits.is_byline(line) or labels.label_of(line) is not None


@pytest.mark.parametrize("line", lines()["meta"])
def test_meta(line: str) -> None:
    assert publication.is_head(line)


@pytest.mark.parametrize("line", lines()["not_meta"])
def test_not_meta(line: str) -> None:
    assert not publication.is_head(line)


@pytest.mark.parametrize(("paragraph", "dateline"), lines()["dateline"])
def test_dateline(paragraph: str, dateline: str) -> None:
    assert paragraph[: datelines.dateline_end(paragraph)] == dateline


@pytest.mark.parametrize(("paragraph", "tail"), lines()["tail"])
def test_tail(paragraph: str, tail: str) -> None:
    assert paragraph[credits.tail_start(paragraph) :] == tail


@pytest.mark.parametrize(("line", "name"), lines()["label"])
def test_label(line: str, name: str | None) -> None:
    label = labels.label_of(line)
    assert (label.name if label else None) == name


@pytest.mark.parametrize(("paragraph", "text"), lines()["continued"])
def test_continuation(paragraph: str, text: str) -> None:
    start = furniture.continuation(paragraph)
    assert start is not None
    assert paragraph[:start].rstrip() == text


@pytest.mark.parametrize(("paragraphs", "left", "issuer", "day"), lines()["signature"])
def test_signature(paragraphs: list[str], left: list[str], issuer: str | None, day: str | None) -> None:
    found = signatures.find(paragraphs)
    assert found is not None
    assert [line for line in (*paragraphs[: found.number], paragraphs[found.number][: found.start].rstrip()) if line] == left
    assert (found.issuer, str(found.day) if found.day else None) == (issuer, day)


@pytest.mark.parametrize("paragraphs", lines()["no_signature"])
def test_no_signature(paragraphs: list[str]) -> None:
    found = signatures.find(paragraphs)
    assert found is None or (found.number, found.start) == (0, 0)  # nothing would be left, so the text keeps it


@pytest.mark.parametrize("line", lines()["paper_number"])
def test_paper_number(line: str) -> None:
    assert signatures.is_number(line)


@pytest.mark.parametrize("line", lines()["not_paper_number"])
def test_not_paper_number(line: str) -> None:
    assert not signatures.is_number(line)


@pytest.mark.parametrize(("paragraph", "stated", "day"), lines()["dateline_day"])
def test_dateline_day(paragraph: str, stated: list[date], day: str | None) -> None:
    found = datelines.day(paragraph, stated)
    assert (str(found) if found else None) == day


@pytest.mark.parametrize("page", pages(), ids=lambda page: page["name"])
def test_page(page: dict[str, Any]) -> None:
    document = read_document(page["page"].encode(), page.get("format", "txt"))
    found = [
        {
            "headline": article.headline.text if article.headline else None,
            "body": article.body.text.split("\n"),
            **({"credits": article.credits.text.split("\n")} if article.credits.text else {}),
            **({"truncated": True} if article.truncated else {}),
        }
        for article in document.articles
    ]
    assert found == page["articles"]
    for name, value in page.get("document", {}).items():
        stated = getattr(document, name)
        assert (stated.text if name == "title" and stated is not None else str(stated) if stated is not None else None) == value


def test_a_paragraph_of_thousands_of_broken_lines_is_joined_in_linear_time() -> None:
    lines = [Line(Mapped.joined([Mapped.of("疫，", 7 * run + line) for run in range(20)])) for line in range(3000)]
    began = time.process_time()
    (paragraph,), repairs = columns.joined(lines)
    assert time.process_time() - began < 2  # joining the paragraph anew for every line took a minute
    assert len(repairs) == 2999 and len(paragraph) == 2 * 20 * 3000
    assert paragraph.text.raw_span(0, 2) == (0, 2) and paragraph.text.raw_span(40 * 2999, 40 * 2999 + 2) == (2999, 3001)

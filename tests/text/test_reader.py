"""The whole room: dirty files read back as the clean articles they were made of, every character with its place in the raw text."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.text.documents import REFUSAL_REASONS, REPAIR_KINDS, Document, Refusal
from flows.text.reader import read_document
from flows.text.spans import Mapped
from tests import dirt
from tests.text import texts

SAMPLES = Path(__file__).parents[1] / "samples"
SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS = st.integers(0, 2**20)


def unexplained(document: Document) -> Iterator[str]:
    """Characters of articles that neither stand at their place in the raw text nor are explained by a repair there."""
    changed = sorted((repair.raw_start, repair.raw_stop) for repair in document.repairs)
    covered = {place for start, stop in changed for place in range(start, max(stop, start + 1))}
    for article in document.articles:
        for text in (article.headline, article.body, article.credits):
            yield from _unexplained(text, document.raw_text, covered) if text is not None else ()


def _unexplained(text: Mapped, raw: str, covered: set[int]) -> Iterator[str]:
    for index, character in enumerate(text.text):
        start, stop = text.raw_span(index, index + 1)
        if raw[start:stop] != character and character not in " \n" and start not in covered and raw[start : start + 1] not in "\\&":
            yield f"{character!r} at {index} is said to be {raw[start:stop]!r} at {start}"


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_dirt_comes_off(seed: int) -> None:
    """Breaks of columns apart, about one in six hundred of which nobody could tell from a subhead, the text is what it was."""
    rng = random.Random(seed)
    clean = texts.article(rng)
    dirty = dirt.dirty(clean, rng)
    document = read_document(dirty.data, "txt")
    (article,) = document.articles
    assert article.headline is not None
    assert article.headline.text == clean.headline
    if "columns" in dirty.kinds:
        assert article.body.text.replace("\n", "") == "".join(clean.paragraphs)
    else:
        assert article.body.text == "\n".join(clean.paragraphs)
    assert article.damaged == ()
    assert list(unexplained(document)) == []
    assert document.raw_text == dirty.data.decode({"utf-8-bom": "utf-8-sig"}.get(dirty.encoding, dirt.ENCODINGS[dirty.encoding][0])).lstrip(
        "\ufeff"
    )


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_shift_is_undone_or_marked_never_invented(seed: int) -> None:
    rng = random.Random(seed)
    clean = texts.article(rng)
    glossed = dirt.glossed("\n".join((clean.headline, *clean.paragraphs)))
    places = [index for index, character in enumerate(glossed) if character == "。" and glossed[index + 1 : index + 2] not in ("\n", "")]
    if not places:
        return
    document = read_document(dirt.shift_gbk(glossed, rng.choice(places)).encode(), "txt")
    (article,) = document.articles
    if "gbk_shift" in {repair.kind for repair in document.repairs}:
        assert article.body.text == "\n".join(clean.paragraphs) or article.damaged
        assert list(unexplained(document)) == []


@given(
    st.text(
        alphabet=st.sampled_from("疫情防控縣長甲乙(qū)（）,，。:：!?？\n\t \u3000【】“”<p>&amp;0123456789\ufffd記者摄月日一、▲"),
        max_size=300,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    for format in ("txt", "md", "html"):
        try:
            document = read_document(text.encode(), format)
        except Refusal as refused:
            assert refused.reason in REFUSAL_REASONS
            continue
        assert list(unexplained(document)) == []
        for article in document.articles:
            assert article.body.text
            assert article.body.text == article.body.text.strip()
            assert 0 <= article.raw_start <= article.raw_stop <= len(document.raw_text)
            assert all(article.body.text[sentence.start : sentence.stop].strip() for sentence in article.sentences)


def sample_documents() -> Iterator[tuple[str, bytes, str]]:
    for path in sorted((SAMPLES / "inbox").iterdir()):
        name, data = path.name.removesuffix(".gz"), path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        extension = {"htm": "html"}.get(name.rsplit(".", 1)[1], name.rsplit(".", 1)[1])
        if extension == "jsonl":
            yield from ((f"{path.name}:{number}", line, extension) for number, line in enumerate(data.splitlines(), 1) if line.strip())
        else:
            yield path.name, data, extension


def golden(folder: Path) -> dict[str, dict[str, Any]]:
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.gold.json")))
    return {gold["doc"]: gold for gold in found}


def assert_as_gold(document: Document, gold: dict[str, Any]) -> None:
    """Articles, their first and last words and headlines, and the document's fields are those of the gold file."""
    assert [article.headline.text if article.headline else None for article in document.articles] == [
        a["headline"] for a in gold["articles"]
    ]
    for article, wanted in zip(document.articles, gold["articles"], strict=True):
        assert plain(article.body.text).startswith(plain(wanted["starts"])[:8])
        assert plain(article.body.text).endswith(plain(wanted["ends"])[-8:])
    assert (document.title.text if document.title else None) == gold["document"]["title"]
    assert document.source_name == gold["document"]["source"]
    assert (str(document.published_on) if document.published_on else None) == gold["document"]["published_on"]
    assert document.script == gold["document"]["script"]


def plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize(("name", "data", "format"), list(sample_documents()), ids=lambda value: value if isinstance(value, str) else "")
def test_samples(name: str, data: bytes, format: str) -> None:
    document = read_document(data, format)
    assert_as_gold(document, golden(SAMPLES / "gold")[name])
    assert list(unexplained(document)) == []


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the corpus that lies beside the checkout (../shared) is absent")
@pytest.mark.parametrize("name", sorted(golden(SHARED / "gold" / "dev")) if (SHARED / "gold").is_dir() else [])
def test_gold(name: str) -> None:
    document = read_document((SHARED / "gold" / "inbox" / name).read_bytes(), "txt")
    assert_as_gold(document, golden(SHARED / "gold" / "dev")[name])
    assert list(unexplained(document)) == []


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the corpus that lies beside the checkout (../shared) is absent")
def test_the_corpus_maps_back_and_has_neither_glosses_nor_shifts() -> None:
    paths = sorted((SHARED / "corpus" / "genre").glob("*.txt"))
    for path in paths[::7]:
        document = read_document(path.read_bytes(), "txt")
        assert list(unexplained(document)) == [], path.name
        assert not {"gloss", "gbk_shift"} & {repair.kind for repair in document.repairs}, path.name


def test_every_kind_of_repair_is_declared() -> None:
    kinds: set[str] = set()
    for seed in range(40):
        rng = random.Random(seed)
        kinds |= {repair.kind for repair in read_document(dirt.dirty(texts.article(rng), rng).data, "txt").repairs}
    assert kinds <= set(REPAIR_KINDS)
    assert {"gloss", "script", "punctuation", "column_break"} <= kinds

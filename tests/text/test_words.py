"""Sentences, tokens and near-copies."""

from __future__ import annotations

import random

import pytest

from flows.text import duplicates, tokens
from flows.text.sentences import split_sentences
from tests.text import texts


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("要守好门。要测体温！", ["要守好门。", "要测体温！"]),
        ("他说：“够不够？”“够了。”大家笑了。", ["他说：“够不够？”", "“够了。”", "大家笑了。"]),
        ("要设卡；要登记；\n要消毒", ["要设卡；", "要登记；", "要消毒"]),
        ("要求……各村落实（含社区。）好", ["要求……", "各村落实（含社区。）", "好"]),
        ("  第一段。 \n\n第二段", ["第一段。", "第二段"]),
        ("", []),
    ],
)
def test_sentences(body: str, sentences: list[str]) -> None:
    found = split_sentences(body)
    assert [body[sentence.start : sentence.stop] for sentence in found] == sentences
    assert all(body.count("\n", 0, sentence.start) == sentence.paragraph for sentence in found)


def test_both_engines_give_the_same_tokens() -> None:
    rust, python = tokens.rust_engine(), tokens.python_engine()
    rng = random.Random(1)
    for _ in range(30):
        clean = texts.article(rng)
        for paragraph in (clean.headline, *clean.paragraphs, "开工率93.5%、T+0、0123-4567、a.b@c.cn，2-3个……---"):
            assert rust(paragraph) == python(paragraph)
            assert "".join(rust(paragraph)) == paragraph


def test_domain_words_are_kept_whole() -> None:
    assert tokens.tokenise("县委书记到防控卡口督导新冠肺炎疫情防控") == ["县委书记", "到", "防控", "卡口", "督导", "新冠肺炎", "疫情防控"]
    assert "云和县" in tokens.tokenise("他到云和县检查")


def test_copies_and_near_copies() -> None:
    rng = random.Random(3)
    body = "\n".join(paragraph for _ in range(4) for paragraph in texts.article(rng).paragraphs)
    copy = body.replace("，", ",").replace("\n", " \n")
    near = body.replace("强调", "指出", 1) + "（记者 甲某）"
    other = "\n".join(texts.article(random.Random(99)).paragraphs)
    assert duplicates.canonical_hash(copy) == duplicates.canonical_hash(body) != duplicates.canonical_hash(near)
    of = {name: duplicates.signature(text) for name, text in {"body": body, "copy": copy, "near": near, "other": other}.items()}
    assert duplicates.similarity(of["body"], of["copy"]) == 1.0
    assert duplicates.similarity(of["body"], of["near"]) > duplicates.NEAR
    assert duplicates.similarity(of["body"], of["other"]) < 0.5
    assert any(a == b for a, b in zip(duplicates.bands(of["body"]), duplicates.bands(of["near"]), strict=True))
    assert len(duplicates.bands(of["body"])) == duplicates.BANDS


def test_signatures_are_the_same_everywhere() -> None:
    """Stored signatures are compared with those of later runs, on other machines too."""
    assert duplicates.signature("疫情防控工作调度会")[:2].tolist() == [1168920725, 1355538346]
    assert len(duplicates.signature("")) == duplicates.VALUES


@pytest.mark.parametrize("rate", [0.0, 0.02, 0.1, 0.5, 1.0])
def test_similarity_estimates_the_share_of_common_grams(rate: float) -> None:
    """Different texts that share their least gram must not look alike, which they do under hashes that keep the order of the grams."""
    rng = random.Random(rate)
    characters = [chr(code) for code in range(0x4E00, 0x4F00)]
    body = "".join(rng.choices(characters, k=1500))
    other = "".join(rng.choice(characters) if rng.random() < rate else character for character in body)
    least = "".join(characters[:5])
    grams = [{text[place : place + 5] for place in range(len(text) - 4)} for text in (body + least, other + least)]
    true = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
    assert abs(duplicates.similarity(duplicates.signature(body + least), duplicates.signature(other + least)) - true) < 0.2

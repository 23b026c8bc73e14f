"""The search of the pages: the same answers as the macro `search` of the release, which reads every text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from flows.browse import postings
from flows.browse.pages import search
from flows.browse.postings import Postings
from flows.browse.reading import Opened

QUESTIONS = (
    *("疫情", "口罩 捐赠", "体温检测", "复工复产 小区 消毒", "县", "防控工作领导小组", "的 。", "无此词语", "医院 無此詞語"),
    *(
        "醫院",
        "體溫檢測 口罩",
        "疫情防控",
        "１０",
        "乾",
        '"疫情 防控"',
        "“疫情防控 工作”",
        "「口罩」 捐赠",
        '"',
        "，",
        "哈哈",
        "2020 年",
        "%",
        "it's",
    ),
)


@pytest.mark.whole
@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("most", [5, 1000])
def test_the_index_answers_as_the_texts_do(opened: Opened, words: str, most: int) -> None:
    expected = opened.release_rows("from search($words, top := $most)", {"words": words, "most": most})
    expected.sort(key=lambda row: (-row["score"], row["article_id"]))
    hits = search.best(opened, words, most)
    shown = search.shown(opened, hits)
    assert [row["article_id"] for row in shown] == [row["article_id"] for row in expected]
    assert [hit.score for hit in hits] == pytest.approx([row["score"] for row in expected], abs=0.0011)
    assert [list(hit.found) for hit in hits] == [row["found"] for row in expected]
    assert [row["sentence"].striptags() for row in shown] == [" ".join((row["sentence"] or "").split()) for row in expected]


@pytest.fixture(params=[4_000_000, 7])
def index(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postings]:
    """An index over TEXTS, in one part and in many."""
    monkeypatch.setattr(postings, "_PART", request.param)
    postings.make(iter([TEXTS[:2], TEXTS[2:]]), tmp_path)
    yield Postings(tmp_path)


TEXTS = [("天气", "哈哈哈哈哈，天气好"), ("", "好"), ("好天气", ""), ("𠀀字", "𠀀𠀀字𠀀"), ("ab", "aab ab aaab\nb"), ("", "")]


WORDS = (
    *("哈", "哈哈", "哈哈哈", "天气", "天气好", "好", "好天", "哈，", "气天", "𠀀", "𠀀字", "𠀀𠀀字𠀀"),
    *("ab", "aab", "b a", "b\nb", "x", "", "\0"),
)


@pytest.mark.parametrize("word", WORDS)
def test_frequencies_are_those_of_the_texts(index: Postings, word: str) -> None:
    found = [body.count(word) + 3 * (word in headline) if word.strip("\0") else 0 for headline, body in TEXTS]
    assert index.frequencies(word).tolist() == found


def test_an_index_of_nothing(tmp_path: Path) -> None:
    postings.make(iter(()), tmp_path)
    assert Postings(tmp_path).frequencies("好").tolist() == [] and np.array_equal(Postings(tmp_path).sizes, [])

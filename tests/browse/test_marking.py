"""Marks in texts: nested, crossing, cut off, escaped; the text itself always comes back."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.browse.marking import Span, marked, with_words

TAG = re.compile(r"<span class=\"([^\"]*)\"[^>]*>|</span>")


def plain(marked_up: str) -> str:
    return html.unescape(TAG.sub("", marked_up))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "甲乙丙丁"),
        ([Span(0, 2, "a")], '<span class="a">甲乙</span>丙丁'),
        ([Span(0, 4, "a"), Span(1, 2, "b")], '<span class="a">甲<span class="b">乙</span>丙丁</span>'),
        (
            [Span(0, 3, "a"), Span(1, 4, "b")],
            '<span class="a">甲<span class="b">乙丙</span></span><span class="b">丁</span>',
        ),
        ([Span(2, 9, "a")], '甲乙<span class="a">丙丁</span>'),
        ([Span(1, 1, "a")], "甲乙丙丁"),
    ],
)
def test_marks(spans: list[Span], expected: str) -> None:
    assert str(marked("甲乙丙丁", spans)) == expected


def test_offsets_begin_where_the_text_does() -> None:
    assert str(marked("丙丁", [Span(9, 12, "a")], begin=11)) == '<span class="a">丙</span>丁'


def test_everything_is_escaped() -> None:
    shown = str(marked('<b>"&', [Span(0, 3, 'x"><i>', {'data-"fact': "'><script>"})]))
    assert "<b>" not in shown and "<script>" not in shown and "<i>" not in shown
    assert shown.count("<span") == 1


def test_what_cannot_be_seen_is_named() -> None:
    assert 'data-code="U+200B"' in marked("甲\u200b乙", [])


def test_words_are_marked() -> None:
    assert str(with_words("口罩和<口罩>", ["口罩", ""])) == '<span class="found">口罩</span>和&lt;<span class="found">口罩</span>&gt;'


@given(st.text(alphabet="甲乙<&\"'", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_the_text_comes_back_and_tags_balance(text: str, pairs: list[tuple[int, int]]) -> None:
    shown = str(marked(text, [Span(min(pair), max(pair), "s") for pair in pairs]))
    assert plain(shown) == text
    depth = 0
    for tag in TAG.finditer(shown):
        depth += -1 if tag[0] == "</span>" else 1
        assert depth >= 0
    assert depth == 0

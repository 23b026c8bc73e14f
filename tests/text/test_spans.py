"""The alignment: every way to change a text keeps each character's place in the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.text.spans import Edit, Mapped

TEXTS = st.text(alphabet="疫情防控工作ab ，\n", max_size=40)


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[Mapped, list[Edit]]:
    """A text and a list of ordered edits of it."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = [
        Edit(start, stop, draw(st.text(alphabet="甲乙丙", max_size=4)), "test") for start, stop in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return Mapped.of(text, raw_start=5), edits


def expected(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.after)
        done = edit.stop
    return "".join([*pieces, text[done:]])


@given(edited_texts())
@settings(max_examples=150, deadline=None)
def test_edits_give_the_text_and_keep_places(case: tuple[Mapped, list[Edit]]) -> None:
    before, edits = case
    after, repairs = before.edited(edits)
    assert after.text == expected(before.text, edits)
    assert all(before.text[repair.raw_start - 5 : repair.raw_stop - 5] == repair.before for repair in repairs)
    changed = {place for repair in repairs for place in range(repair.raw_start, max(repair.raw_stop, repair.raw_start + 1))}
    for index, character in enumerate(after.text):
        start, stop = after.raw_span(index, index + 1)
        assert before.text[start - 5 : stop - 5] == character or start in changed


@given(edited_texts(), st.data())
@settings(max_examples=150, deadline=None)
def test_slices_and_joints_keep_places(case: tuple[Mapped, list[Edit]], data: st.DataObject) -> None:
    text, _ = case[0].edited(case[1])
    cut = data.draw(st.integers(0, len(text)))
    joined = Mapped.joined([text.slice(0, cut), text.slice(cut, len(text))])
    assert joined.text == text.text
    assert [joined.raw_span(i, i + 1) for i in range(len(joined))] == [text.raw_span(i, i + 1) for i in range(len(text))]


@given(TEXTS)
@settings(deadline=None)
def test_a_conversion_equals_the_edits(text: str) -> None:
    before = Mapped.of(text).edited([Edit(0, min(2, len(text)), "", "cut")])[0]
    places = [index for index, character in enumerate(before.text) if character in "疫防工"]
    after = "".join("丁" if index in places else character for index, character in enumerate(before.text))
    converted, repairs = before.converted(after, ((place, place + 1) for place in places), "script")
    edited, the_same = before.edited(Edit(place, place + 1, "丁", "script") for place in places)
    assert (converted.text, repairs) == (edited.text, the_same)
    assert [converted.raw_span(i, i + 1) for i in range(len(converted))] == [edited.raw_span(i, i + 1) for i in range(len(edited))]


def test_a_separator_stands_for_the_gap_between_its_neighbours() -> None:
    raw = Mapped.of("甲乙  丙丁")
    joined = Mapped.joined([raw.slice(0, 2), raw.slice(4, 6)], "\n")
    assert joined.text == "甲乙\n丙丁"
    assert joined.raw_span(2, 3) == (2, 4)
    assert joined.raw_span(1, 4) == (1, 5)


def test_spans_from_a_raw_range() -> None:
    text, _ = Mapped.of("甲(jiǎ)乙丙").edited([Edit(1, 6, "", "gloss")])
    assert text.text == "甲乙丙"
    assert text.spans_from(6, 7) == [(1, 2)]
    assert text.spans_from(0, 8) == [(0, 3)]
    assert text.spans_from(2, 5) == []


def test_an_edit_outside_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="lies outside the text"):
        Mapped.of("甲").edited([Edit(0, 2, "乙", "test")])
    with pytest.raises(ValueError, match="outside a text"):
        Mapped.of("甲").raw_span(0, 2)

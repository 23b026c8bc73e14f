"""The short cuts by which names are looked for find what the long way finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.facts.naming import occurrences
from flows.facts.naming.candidates import find_candidates, quick_look
from flows.facts.naming.names import surname_lengths
from flows.facts.naming.titles import title_ends

_TEXT = Path(__file__).with_name("people.yaml").read_text(encoding="utf-8")
_NAMES = ("张小明", "张小", "小明", "明明", "李四")
_MORE = tuple(f"名{number}" for number in range(100, 130))


@pytest.mark.parametrize("number", range(0, _TEXT.count("\n"), 40))
def test_a_quick_look_passes_over_no_candidate(number: int) -> None:
    text = "\n".join(_TEXT.split("\n")[number : number + 40])
    ends = title_ends(text)
    everywhere = [at for at, character in enumerate(text) if character in surname_lengths()]
    assert find_candidates(text, ends, quick_look().places([text])[0]) == find_candidates(text, ends, everywhere)


def test_a_quick_look_at_several_texts_tells_them_apart() -> None:
    texts = ["记者张小明报道", "", "，王小红说，", "𠀀李小军说：\ud800好"]
    assert quick_look().places(texts) == [quick_look().places([text])[0] for text in texts]
    assert [bool(places) for places in quick_look().places(texts)] == [True, False, True, True]


@pytest.mark.parametrize("names", [_NAMES, (*_NAMES, *_MORE)], ids=["few", "many"])
def test_names_are_found_however_many_they_are(names: tuple[str, ...]) -> None:
    text = "张小明明明和李四，张小"
    assert list(occurrences.Finder(names).find(text)) == [(0, 3), (3, 5), (6, 8), (9, 11)]
    assert sorted(occurrences.overlapping(names, text)) == [(0, 3), (1, 2), (1, 11), (2, 3), (3, 4), (3, 5), (4, 8)]

from __future__ import annotations

from itertools import pairwise

import pytest

from flows.facts.numbers import find_numbers, parse
from tests.facts.cases import cases


def shown(text: str) -> str:
    found = [f"{text[m.start : m.stop]}={m.value:.10g}" + (f" {m.qualifier}" if m.qualifier else "") for m in find_numbers(text)]
    return "; ".join(found) or "-"


@pytest.mark.parametrize(("text", "expected"), cases("numbers.txt"))
def test_quantities_are_found_with_value_and_qualifier(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(("numeral", "expected"), cases("numerals.txt"))
def test_a_numeral_has_its_value(numeral: str, expected: str) -> None:
    value = parse(numeral)
    assert value == (None if expected == "-" else pytest.approx(float(expected)))


def test_the_table_is_large_enough() -> None:
    assert len(cases("numbers.txt")) + len(cases("numerals.txt")) >= 150


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    text = "。".join(row[0] for row in cases("numbers.txt"))
    found = find_numbers(text)
    assert all(first.stop <= second.start for first, second in pairwise(found))
    assert all(0 <= mention.start < mention.stop <= len(text) for mention in found)


def test_time_grows_with_the_text_only() -> None:
    assert find_numbers("一二三四五六七八九十百千万亿" * 5000) is not None
    assert find_numbers("1,111," * 20000 + "1") is not None

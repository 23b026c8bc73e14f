"""The dirt itself: what each function does to a text, and that a seed always gives the same."""

from __future__ import annotations

import random
import re

import pytest

from tests import dirt

CLEAN = dirt.Clean(
    "某县检查防控卡点",
    (
        "2月3日，县长顾长青到古塘镇检查疫情防控卡点，要求值守人员把好关口，逐车登记、逐人测温。",
        "他说，“返乡人员多起来了，越是这个时候越不能松劲”。镇里24小时值守，累计检查车辆1200余台次。",
    ),
)
GLOSS = re.compile(r"\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+)\)")


def test_traditional_writes_the_forms_of_the_time() -> None:
    assert dirt.traditional("群众隔着口罩，不可麻痹") == "群眾隔著口罩，不可麻痺"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("区长", "區(qū)長(zhǎng)"), ("卡口", "卡口"), ("（扩大）会议", "（擴(kuò)大）會(huì)議(yì)")],
)
def test_glosses_follow_traditional_only_characters(text: str, expected: str) -> None:
    assert dirt.glossed(text) == expected


def test_a_share_of_glosses_lies_between_none_and_all() -> None:
    text = CLEAN.paragraphs[0] * 5
    some = len(GLOSS.findall(dirt.glossed(text, random.Random(1), 0.5)))
    assert 0 < some < len(GLOSS.findall(dirt.glossed(text)))


def test_every_reading_has_a_tone_and_one_traditional_character() -> None:
    for character, reading in dirt.pinyin().items():
        assert GLOSS.fullmatch(f"({reading})"), reading
        assert not reading.isascii(), f"{character} {reading} has no tone mark"
        assert not dirt.survives_conversion(character), character


def test_half_width_folds_full_width_forms_only() -> None:
    assert dirt.half_width("“四控”，（村）：１２！。、《》…") == "“四控”,(村):12!。、《》…"


def test_a_shifted_run_holds_the_same_bytes_and_ends_at_the_eaten_character() -> None:
    text = "守好門。“四控”措施責(zé)任到人"
    shifted = dirt.shift_gbk(text, text.index("。"))
    assert shifted.startswith("守好門?")
    assert shifted.endswith("zé)任到人")
    run = shifted[len("守好門?") : -len("?zé)任到人")]
    assert run.encode("gbk") in text[: text.index("(")].encode("gbk")
    assert "四控" not in shifted


@pytest.mark.parametrize(("text", "at"), [("a。", 0), ("没有。半角字符", 2)])
def test_a_cut_that_cannot_happen_is_refused(text: str, at: int) -> None:
    with pytest.raises(ValueError, match=r"byte|ASCII"):
        dirt.shift_gbk(text, at)


def test_column_breaks_fall_between_two_han_characters() -> None:
    broken = dirt.column_breaks(CLEAN.paragraphs, random.Random(3), number=4)
    assert "".join(broken).count("\n\n") == 4
    assert [paragraph.replace("\n\n", "") for paragraph in broken] == list(CLEAN.paragraphs)
    for before, after in re.findall(r"(.)\n\n(.)", "".join(broken)):
        assert dirt.is_han(before) and dirt.is_han(after)


def test_one_line_has_no_break() -> None:
    assert dirt.one_line(CLEAN.headline, CLEAN.paragraphs) == " ".join([CLEAN.headline, *CLEAN.paragraphs])


def test_captions_come_as_often_as_asked() -> None:
    captioned = dirt.with_captions(CLEAN.paragraphs, "同心抗疫", random.Random(5), number=3)
    assert captioned.count("同心抗疫") == 3
    assert [line for line in captioned if line != "同心抗疫"] == list(CLEAN.paragraphs)


def test_furniture_stands_around_the_text() -> None:
    lines = dirt.furnished("正文", random.Random(2)).split("\n\n")
    assert set(lines[:3]) <= set(dirt.FURNITURE_ABOVE)
    assert lines[3] == "正文"


@pytest.mark.parametrize("encoding", dirt.ENCODINGS)
def test_encodings_can_be_read_back(encoding: str) -> None:
    codec, mark = dirt.ENCODINGS[encoding]
    text = dirt.traditional("县长检查卡口，“测温”三次。")
    assert dirt.encoded(text, encoding).removeprefix(mark).decode(codec) == text


def test_a_seed_gives_the_same_dirt() -> None:
    runs = [[dirt.dirty(CLEAN, random.Random(seed)) for seed in range(60)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert {kind for one in runs[0] for kind in one.kinds} == {
        *("captions", "columns", "one_line", "furniture", "traditional", "glosses", "half_width"),
    }
    assert {one.encoding for one in runs[0]} == set(dirt.ENCODINGS)


@pytest.mark.parametrize("seed", range(40))
def test_no_character_of_the_article_is_lost(seed: int) -> None:
    made = dirt.dirty(CLEAN, random.Random(seed))
    codec, mark = dirt.ENCODINGS[made.encoding]
    text = GLOSS.sub("", made.data.removeprefix(mark).decode(codec))
    wanted = CLEAN.headline + "".join(CLEAN.paragraphs)
    left = iter(dirt.half_width(dirt.simplified(text)))
    assert all(character in left for character in dirt.half_width(wanted))

"""Dirt for clean text: the damage that web crawls do to Chinese news pages, made to order.

Pure functions from canonical text (Simplified, full-width punctuation) and, where there is a choice, a `random.Random`: the same seed
gives the same dirt. `samples/build.py` makes our sample files with them, property tests throw them at the cleaning.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from opencc import OpenCC

HAN_FIRST, HAN_LAST = "\u3400", "\u9fff"
# Forms that pages of the time write where OpenCC's own standard has another; 著 and 痺 are those that its way back does not know.
WRITTEN = str.maketrans("爲衆羣峯擡裏喫牀麪線着痹", "為眾群峰抬裡吃床麵線著痺")
FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

FURNITURE_ABOVE = ("官方微信", "官方微博", "首页 > 要闻 > 正文", "字号:大 中 小", "浏览次数:", "    阅读:")
FURNITURE_BELOW = ("分享到:", "继续阅读", "返回栏目>>", "相关文章:", "打印本页 关闭窗口", "Copyright © 2020 版权所有", "上一篇:没有了")

ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8-bom": ("utf-8", b"\xef\xbb\xbf"),
    "gb18030": ("gb18030", b""),
    "big5hkscs": ("big5hkscs", b""),
    "utf-16-le-bom": ("utf-16-le", b"\xff\xfe"),
    "utf-16-be-bom": ("utf-16-be", b"\xfe\xff"),
    "utf-16-le": ("utf-16-le", b""),
    "utf-16-be": ("utf-16-be", b""),
}


@dataclass(frozen=True, slots=True)
class Clean:
    """An article in canonical text: its headline and its paragraphs."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dirty:
    """What became of it: the bytes of a text file, their encoding, and the names of the kinds of dirt in order of application."""

    data: bytes
    encoding: str
    kinds: tuple[str, ...]


@functools.cache
def _converter(direction: str) -> OpenCC:
    return OpenCC(direction)


@functools.cache
def pinyin() -> dict[str, str]:
    """Reading of each character that gets a gloss."""
    table = yaml.safe_load((Path(__file__).parent / "samples" / "pinyin.yaml").read_text(encoding="utf-8"))
    return {character: reading for reading, characters in table.items() for character in characters}


def is_han(character: str) -> bool:
    """Whether the character is a common Han character."""
    return HAN_FIRST <= character <= HAN_LAST


def traditional(text: str) -> str:
    """The text in Traditional script, as a mechanical converter writes it."""
    return str(_converter("s2t").convert(text)).translate(WRITTEN)


def simplified(text: str) -> str:
    """The text in Simplified script; every 著 is taken for 着."""
    return str(_converter("t2s").convert(text)).replace("著", "着").replace("痺", "痹")


def survives_conversion(text: str) -> bool:
    """Whether conversion to Traditional and back gives the text again, so that a cleaning can be asked for exactly this text."""
    return simplified(traditional(text)) == text


def glossed(text: str, rng: random.Random | None = None, share: float = 1.0) -> str:
    """Traditional text with a pinyin gloss after a `share` of the characters of the table: `区长` becomes `區(qū)長(zhǎng)`."""
    readings, pieces = pinyin(), []
    for character in traditional(text):
        pieces.append(character)
        if character in readings and (share >= 1.0 or (rng is not None and rng.random() < share)):
            pieces.append(f"({readings[character]})")
    return "".join(pieces)


def half_width(text: str) -> str:
    """Every full-width form folded to ASCII (`，` to `,`); the other Chinese punctuation stays."""
    return text.translate(FULL_TO_HALF)


def shift_gbk(text: str, at: int) -> str:
    """The text as read by a GBK reader whose buffer ended inside the character at `at`.

    The first byte becomes `?`, the pairs run one byte late until an ASCII byte is eaten as the second half of a pair. Raises
    ValueError if the character has no two bytes in GBK or if nothing ASCII follows to get the reader back in step.
    """
    broken = text[at].encode("gbk")
    if len(broken) != 2:
        raise ValueError(f"{text[at]!r} is one byte in GBK")
    stop = next((i for i in range(at + 1, len(text)) if text[i].isascii()), None)
    if stop is None:
        raise ValueError("no ASCII character after the cut")
    stream = broken[1:] + text[at + 1 : stop + 1].encode("gbk")
    pairs = [stream[i : i + 2] for i in range(0, len(stream), 2)]
    shifted = "".join(_decoded(pair) for pair in pairs)
    return text[:at] + "?" + shifted + text[stop + 1 :]


def _decoded(pair: bytes) -> str:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return "?"


def column_breaks(paragraphs: Sequence[str], rng: random.Random, number: int = 2, separator: str = "\n\n") -> list[str]:
    """Up to `number` breaks inside long paragraphs, between two Han characters, as a newspaper's columns leave them."""
    broken = list(paragraphs)
    places = [
        (index, position)
        for index, paragraph in enumerate(broken)
        for position in range(12, len(paragraph) - 12)
        if is_han(paragraph[position - 1]) and is_han(paragraph[position])
    ]
    for index, position in sorted(rng.sample(places, min(number, len(places))), reverse=True):
        broken[index] = broken[index][:position] + separator + broken[index][position:]
    return broken


def one_line(headline: str, paragraphs: Sequence[str], gap: str = " ") -> str:
    """Everything on one line: the headline, then the paragraphs, with a gap between them."""
    return gap.join([part for part in (headline, *paragraphs) if part])


def with_captions(paragraphs: Sequence[str], caption: str, rng: random.Random, number: int = 3) -> list[str]:
    """The same caption between paragraphs, `number` times, as photo pages repeat it."""
    captioned = list(paragraphs)
    for _ in range(number):
        captioned.insert(rng.randrange(len(captioned) + 1), caption)
    return captioned


def furnished(text: str, rng: random.Random, lines: int = 3) -> str:
    """The text between menu lines above and share buttons and notices below."""
    above = rng.sample(FURNITURE_ABOVE, min(lines, len(FURNITURE_ABOVE)))
    below = rng.sample(FURNITURE_BELOW, min(lines, len(FURNITURE_BELOW)))
    return "\n\n".join([*above, text, *below]) + "\n"


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of the text in an encoding of `ENCODINGS`. Raises UnicodeEncodeError where it has no such character."""
    codec, mark = ENCODINGS[encoding]
    return mark + text.encode(codec)


def dirty(clean: Clean, rng: random.Random) -> Dirty:
    """A text file with a random choice of dirt that a careful reader would see through: no character of the article is lost."""
    kinds, paragraphs = [], list(clean.paragraphs)
    if len(paragraphs) > 1 and rng.random() < 0.3:
        paragraphs = with_captions(paragraphs, clean.headline, rng, number=3)
        kinds.append("captions")
    if rng.random() < 0.3:
        paragraphs = column_breaks(paragraphs, rng)
        kinds.append("columns")
        text = "\n\n".join([clean.headline, *paragraphs])
    elif not kinds and rng.random() < 0.4:
        text = one_line(clean.headline, paragraphs, rng.choice([" ", " 　　"]))
        kinds.append("one_line")
    else:
        text = rng.choice(["\n", "\n\n", "\n\n　　"]).join([clean.headline, *paragraphs])
    if rng.random() < 0.5:
        text = furnished(text, rng, rng.randrange(1, 4))
        kinds.append("furniture")
    if survives_conversion(text) and rng.random() < 0.6:
        kinds.append(rng.choice(["traditional", "glosses"]))
        text = traditional(text) if kinds[-1] == "traditional" else glossed(text, rng, rng.choice([0.5, 1.0]))
    if rng.random() < 0.5:
        text = half_width(text)
        kinds.append("half_width")
    return _written(text, kinds, rng)


def _written(text: str, kinds: list[str], rng: random.Random) -> Dirty:
    """The text in a random encoding that has all its characters."""
    for encoding in rng.sample(list(ENCODINGS), len(ENCODINGS)):
        try:
            return Dirty(encoded(text, encoding), encoding, tuple(kinds))
        except UnicodeEncodeError:
            continue
    raise AssertionError("UTF-8 has every character")

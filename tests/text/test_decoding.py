"""Bytes to text: every encoding, cut, damaged and misdeclared, and what is no text."""

from __future__ import annotations

import gzip
import random
from functools import cache

import pytest

from flows.text.decoding import decode
from flows.text.documents import Refusal
from tests import dirt
from tests.text import texts


@cache
def sample(length: int) -> str:
    rng = random.Random(length)
    text = ""
    while len(text) < length:
        clean = texts.article(rng)
        text += "\n".join((clean.headline, *clean.paragraphs)) + "\n"
    return text[:length]


@pytest.mark.parametrize("length", [40, 400, 4000])
@pytest.mark.parametrize("cut", [0, 1])
@pytest.mark.parametrize("encoding", dirt.ENCODINGS)
def test_every_encoding_whole_and_cut_inside_its_last_character(encoding: str, cut: int, length: int) -> None:
    text = dirt.traditional(sample(length)) if encoding == "big5hkscs" else sample(length)
    data = dirt.encoded(text, encoding)
    decoded = decode(data[: len(data) - cut])
    assert decoded.encoding == dirt.ENCODINGS[encoding][0]
    assert decoded.text.rstrip("\ufffd") == text[: len(text) - cut]
    assert decoded.evidence


@pytest.mark.parametrize("bad", [1, 2, 3])
def test_utf8_with_a_few_bad_bytes(bad: int) -> None:
    text = sample(400)
    data = bytearray(text.encode())
    for place in random.Random(bad).sample(range(len(data)), bad):
        data[place] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == "utf-8"
    assert 1 <= decoded.text.count("\ufffd") <= 3 * bad


@pytest.mark.parametrize(("declared", "encoding"), [("gb2312", "utf-8"), ("utf-8", "gb18030"), ("big5", "gb18030"), ("gbk", "gb18030")])
def test_a_declaration_is_evidence_not_truth(declared: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{sample(400)}</p></body></html>'
    decoded = decode(page.encode(encoding))
    assert (decoded.text, decoded.encoding) == (page, encoding)


def test_four_byte_characters_of_gb18030() -> None:
    text = sample(200) + "党员吕㑇琇、𠮷田。" * 3
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\x00" * 64, "not_text"),
        (b"\xef\xbb\xbf", "empty"),
        ("\u3000\u200b\n".encode(), "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
        (b"%PDF-1.4\n" + bytes(range(256)), "not_text"),
        (b"PK\x03\x04" + bytes(range(256)), "not_text"),
        (gzip.compress("疫情防控".encode()), "not_text"),
        (random.Random(7).randbytes(3000), "not_text"),
        ("文本".encode() + b"\x00\x01\x02" * 40, "not_text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        decode(data)
    assert refused.value.reason == reason
    assert refused.value.detail

"""Reading one numeral, Arabic, Chinese or mixed."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"廿": 20, "卅": 30}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

FUZZY = "余多来几"  # letters that make a numeral a floor: 3000余, 十几
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = r"(?:[千万亿]|百(?!姓))"
HAN = r"(?:[零〇一二两三四五六七八九十千万亿廿卅]|百(?!姓))+"
WARY_MEASURES = (  # units that begin other words too: 三排座位, not 三排查
    r"排(?![查除队放水污练演挤挡])|段(?!落|位|锦|式)|股(?![份东票市权民])|桌(?![面子椅上布前])|枝(?![叶条])"
)

_ARABIC_ONLY = re.compile(ARABIC)
_MIXED = re.compile(rf"(?:(?:{ARABIC})[百千万亿]+)+")
_SEGMENT = re.compile(rf"({ARABIC})([百千万亿]+)")
_BENT = re.compile(rf"(.+?)[{FUZZY}]([十百千万亿]*)")
_VAGUE = re.compile(r"(?:数|好?几)([十百千万亿]+)")


def parse(numeral: str) -> float | None:
    """The value of one numeral: 两千三百, 12万, 7.22万, 2亿3千万, 1,034, 三分之一, 85%, 百分之八十五 (0.85), 二〇二〇; None if it is none.

    Vague words count as their floor: 数十 and 几十 are 10, 3000余 and 百余 are 3000 and 100, 十多万 is 100000.
    """
    if numeral.isdecimal():  # most numerals of a text
        return float(numeral)
    text = numeral.strip()
    if text.endswith(("%", "％")):
        value = parse(text[:-1])
        return None if value is None else value / 100
    below, slash, above = text.partition("分之")
    if slash:
        base, part = parse(below), parse(above)
        return None if not base or part is None else part / base
    if vague := _VAGUE.fullmatch(text):
        return float(_scale(vague[1]))
    if bent := _BENT.fullmatch(text):
        value = parse(bent[1])
        return None if value is None else value * _scale(bent[2])
    if text[:1].isdecimal():
        return _parse_arabic(text)
    whole, point, decimals = text.partition("点")
    value = _parse_han(whole)
    if value is None or not point:
        return value
    if not decimals or any(letter not in _DIGITS for letter in decimals):
        return None
    return value + float("0." + "".join(str(_DIGITS[letter]) for letter in decimals))


def _scale(letters: str) -> int:
    product = 1
    for letter in letters:
        product *= _SCALES[letter]
    return product


def _parse_arabic(text: str) -> float | None:
    if _ARABIC_ONLY.fullmatch(text):
        return float(text.replace(",", ""))
    if not _MIXED.fullmatch(text):
        return None
    return round(sum(float(number.replace(",", "")) * _scale(scale) for number, scale in _SEGMENT.findall(text)), 6)


def _parse_han(text: str) -> float | None:
    """A numeral in Han characters; a last digit without a scale counts one scale lower (一万二 is 12000); digits alone stand in order."""
    if not text:
        return None
    if all(letter in _DIGITS for letter in text):
        return float("".join(str(_DIGITS[letter]) for letter in text))
    total = section = 0
    digit: int | None = None
    last_scale, zero = 1, False
    for letter in text:
        if letter in _DIGITS:
            if digit:
                return None
            digit, zero = _DIGITS[letter], zero or letter in "零〇"
        elif letter in _TENS:
            section, digit, last_scale = section + _TENS[letter], None, 10
        elif letter in _SCALES:
            total, section = _scaled(total, section, digit, _SCALES[letter])
            digit, last_scale, zero = None, _SCALES[letter], False
        else:
            return None
    if digit is not None:
        section += digit * (last_scale // 10 if last_scale >= 100 and not zero and len(text) > 2 else 1)
    return float(total + section)


def _scaled(total: int, section: int, digit: int | None, scale: int) -> tuple[int, int]:
    """The running total and section (what stands below 万) after a scale letter."""
    if scale < 10_000:
        return total, section + (1 if digit is None else digit) * scale
    whole = section + (digit or 0)
    if scale > total:  # 万, or 亿 after 万: multiplies all that was read
        return ((total + whole) or 1) * scale, 0
    return total + (whole or 1) * scale, 0

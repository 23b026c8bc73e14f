"""Finding the numerals that count or measure something.

Dates, clock times, ordinals, labels (84消毒液, 12345热线, 〔2020〕7号), set words (一线, 千方百计) and political shorthand (七个必须)
are told apart and not given. The word lists stand in flows/reference/numerals.yaml.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.language.numerals import ARABIC, FUZZY, HAN, SCALE, WARY_MEASURES, parse
from flows.facts.mentions import NumberMention
from flows.reference.vocabulary import alternation, groups, words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_numbers", "parse"]

_PLAIN = rf"(?:{ARABIC})(?:{SCALE}+(?:(?:{ARABIC}){SCALE}+)*)?|(?:数|好?几)[十百千万亿]+|{HAN}(?:点[零〇一二三四五六七八九]+)?"
_NUMERAL = re.compile(
    r"(?=[\d零〇一二两三四五六七八九十百千万亿廿卅数好几半])(?:"  # tells at once of most characters that no numeral begins there
    rf"百分之(?P<percent>{_PLAIN})|(?:{HAN}|\d+)分之(?:{_PLAIN})"
    rf"|(?P<plain>{_PLAIN})(?P<fuzzy>[{FUZZY}](?P<scale>[十百千万亿]*))?(?P<half>个半(?=小时|月|钟头)|(?=[天年倍]半)|(?=成[一二三四五六七八九](?![一二三四五六七八九十百千万])))?"
    r"|(?<![上下前后大小多过一])(?P<half_alone>半)(?=个(?:多)?(?:月|小时|钟头)|小时|年(?!来)|天))"
)
_MEASURE = re.compile(
    "|".join(alternation(f"numerals.{group}") for group in groups("numerals") if group.startswith("measure_"))
    + rf"|{WARY_MEASURES}"
    + r"|点(?=[^，。；\d]{0,6}(?:要求|意见|建议|措施|部署|任务))|[%％‰℃°]|(?:[kKcm]?m|[kKm]?g|m?[lL]|KG|ML|t|kW|MW|GB|MB|kWh)(?![A-Za-z])"
)
_BODIES = frozenset(words("numerals.measure_bodies"))
_WORDS = AhoCorasick(
    [word for name, entries in groups("numerals").items() if name.startswith("word_") for word in entries],
    matchkind=MatchKind.LeftmostLongest,
)
_BEFORE = re.compile(
    rf"(?:(?P<up_to>{alternation('numerals.up_to_before')})|(?P<more_than>{alternation('numerals.more_than_before')})"
    rf"|(?P<about>{alternation('numerals.about_before')}))(?:了|有|为|到|达|在)?$"
)
_BEFORE_ENDS = frozenset("了有为到达在\n").union(  # what `_BEFORE` finds ends so; the line may end behind it
    word[-1] for group in ("up_to", "more_than", "about") for word in words(f"numerals.{group}_before")
)
_BEFORE_SCALE = re.compile(rf"(?:{alternation('numerals.more_than_before_scale')})$")
_AFTER = re.compile(
    rf"(?:(?!规模)[^\s\d，。；：、！？“”（）一二两三四五六七八九十百千万半]){{0,5}}?(?:(?P<more_than>{alternation('numerals.more_than_after')}|(?<=个)[多余](?=月|小时))"
    rf"|(?P<about>{alternation('numerals.about_after')})|(?P<up_to>以内|之内|以下(?!简称|各|几|内容|措施)|之下|为限|封顶))"
    rf"|(?:{alternation('numerals.measure_time')}|{alternation('numerals.measure_size')})(?P<inside>内)(?![部外科地容需存蒙])"
)
_NAME_AFTER = re.compile(rf"{alternation('numerals.name_after')}|后(?=[^天来期续，]|$)")
_LABEL_BEFORE = re.compile(
    rf"(?:{alternation('numerals.label_before')}|[A-Za-z#＃+＋]|[A-Za-z]-|[〔［【\[%]|%[0-9A-F]|[上下中]午|凌晨|晚上|清晨)$"
)
_LATIN = re.compile(r"[A-Za-z]|[+＋][\dN]")
_ORDINAL_AFTER = frozenset("届")
_FORMULA_AFTER = re.compile(rf"个“?(?:{alternation('numerals.formula_heads')})|[条项类]?“")
_CLOCK_BEFORE = re.compile(r"(?:[日号晨早晚午夜天点时分:：]|凌晨|[上下中]午|[早晚]上|每天|截至|截止)$")
_CLOCK_AFTER = re.compile(r"(?:点|时)(?:\d|[一二三四五六七八九十]+分|钟|半|整|许|多|左右|[前后起至到，]|开始)")
_HOUR_BEFORE = re.compile(r"[\d零一二三四五六七八九十][时点]$")
_DATE_AFTER = re.compile(
    r"年(?:\d|[一二三四五六七八九十]+月|[春夏秋冬底初末来度]|以来|[上下]半年)|月(?!龄)|[日号](?!内|以内|游|之内)|时\d|[:：]\d\d|分(?:许|左右)"
)
_ADDED_BEFORE = re.compile(r"[一-鿿][+＋]$")
_JOINED_BEFORE, _PART_BEFORE, _JOINED_AFTER = re.compile(r"\d[-/.]$"), re.compile(r"\d[-/.:：]$"), re.compile(r"[-/.:：]\d")
_RANGE_BEFORE = re.compile(r"(?<![\d-])\d+(?:\.\d+)?-$")
_LUNAR_MONTH = re.compile(r"(?:腊|正|冬|农历[一二三四五六七八九十]{1,2})月$")
_SPAN_BEFORE = re.compile(r"(?:连续|拘留|为期|历时|隔离|观察|期满|限期)(?:了|处罚|期限为?|期为?)?$")  # 拘留10日 is no day of a month
_YEAR = re.compile(r"(?:1[89]|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2}")
_YEAR_AFTER = re.compile(r"\s?年")
_DATE_MARKS = frozenset("年月日号时点分:：-/.")  # one of them follows, or a sign of the last three precedes, every numeral of a date
_ENUMERATOR_AFTER = re.compile(r"[、.．)）]")
_ISO_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_ISO_DATE_BEFORE = re.compile(r"\d{4}[-/.](?:\d{1,2}[-/.])?$")
_RANGE = re.compile(r"(?:%|％|℃)?(?:至|到|[-~～—–]{1,2})(?=[\d一二两三四五六七八九十])")
_SCALED = re.compile(rf"(?:{ARABIC}|[一二两三四五六七八九十]+)([百千万亿]+)")
_PAIR = re.compile(r"一二|一两(?![一二三四五六七八九十])|二三|两三|三四|三五|四五|五六|六七|七八|八九")


@lru_cache(maxsize=8)
def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """The quantities of a text in order; offsets are code points of `text`.

    `value` is in plain units (12万 is 120000); 百分之八十五 is 85 and its span covers 百分之, while the sign of 85% stays outside
    the span, as every unit does. A range (2至3, 三四十) gives two mentions. The span covers a qualifying word beside the numeral
    (近200, 3000余); one that stands after the unit (10人以上) is noticed in `qualifier` only.
    """
    blocked = iter(_WORDS.find_matches_as_indexes(text))
    word = next(blocked, None)
    found: list[NumberMention] = []
    for match in _NUMERAL.finditer(text):
        while word is not None and word[2] <= match.start():
            word = next(blocked, None)
        if (word is not None and word[1] <= match.start() and _blocks(text, word, match)) or _is_other(text, match):
            continue
        found += _mentions(text, match)
    return tuple(found)


def _blocks(text: str, word: tuple[int, int, int], match: re.Match[str]) -> bool:
    """True if the set word over a numeral makes it none; 近万家, 三方面 and shares are counts all the same."""
    if "分之" in match[0] or (text.startswith("面", word[2]) and text[word[2] - 1] == "方"):
        return False
    bound = match["plain"] in ("百", "千", "万") and word[1] == match.start()
    before = text[max(0, match.start() - 6) : match.start()]
    return not (bound and (_BEFORE.search(before) or _BEFORE_SCALE.search(before)))


def _mentions(text: str, match: re.Match[str]) -> Iterator[NumberMention]:
    start, qualifier = _before(text, match)
    if match["half_alone"]:
        yield NumberMention(start=start, stop=match.end(), value=0.5, qualifier=qualifier or _after(text, match.end()))
        return
    if match["plain"] is None:
        value = parse(match["percent"] or match[0])
        if value is not None:
            yield NumberMention(start=start, stop=match.end(), value=value, qualifier=qualifier or _after(text, match.end()))
        return
    plain = match["plain"]
    if match["fuzzy"] or plain[0] in "数几好":
        qualifier = qualifier or "more_than"
    qualifier = qualifier or _after(text, match.end())
    pair = _PAIR.search(plain)
    if pair and (len(plain) == 2 or any(letter in "十百千万" for letter in plain)):
        low, high = plain[: pair.start() + 1] + plain[pair.end() :], plain[: pair.start()] + plain[pair.start() + 1 :]
        spans = ((low, start, match.start("plain") + pair.start() + 1), (high, match.start("plain") + pair.start() + 1, match.end()))
        for numeral, first, last in spans:
            if (value := parse(numeral)) is not None:
                yield NumberMention(start=first, stop=last, value=value, qualifier=qualifier or "about")
        return
    value = parse(plain + (match["fuzzy"] or ""))
    if value is None:
        return
    if _is_range_head(text, match) and not any(letter in "百千万亿" for letter in plain):
        value *= _range_scale(text, match.end())
    if match["half"] is not None:
        tenths = parse(text[match.end() + 1 : match.end() + 2]) if text.startswith("成", match.end()) else None  # 七成五
        yield NumberMention(start=start, stop=match.end(), value=value + (0.5 if tenths is None else tenths / 10), qualifier=qualifier)
    else:
        value = -value if text.endswith("零下", 0, match.start()) else value
        yield NumberMention(start=start, stop=match.end(), value=value, qualifier=qualifier)


def _before(text: str, match: re.Match[str]) -> tuple[int, str | None]:
    """Where the mention begins, a qualifying word included, and the qualifier."""
    window = max(0, match.start() - 6)
    found = _BEFORE.search(text[window : match.start()]) if text[match.start() - 1 : match.start()] in _BEFORE_ENDS else None
    if found:
        return window + found.start(), found.lastgroup
    if match["plain"] and match["plain"][0] in "百千万亿" and _BEFORE_SCALE.search(text, window, match.start()):
        return match.start() - 1, "more_than"
    return match.start(), None


def _after(text: str, stop: int) -> str | None:
    found = _AFTER.match(text, stop)
    if not found:
        return None
    return "up_to" if found.lastgroup == "inside" else found.lastgroup


def _is_range_head(text: str, match: re.Match[str]) -> bool:
    return _RANGE.match(text, match.end()) is not None


def _range_scale(text: str, stop: int) -> int:
    """In 2至3万 the scale of the second numeral holds for the first too."""
    joint = _RANGE.match(text, stop)
    second = _SCALED.match(text, joint.end()) if joint else None
    scale = parse(second[1]) if second else None
    return int(scale or 1)


def _is_other(text: str, match: re.Match[str]) -> bool:
    """True for a numeral that is no quantity."""
    plain = match["plain"]
    if plain is None:
        return False
    start, stop = match.span()
    before, after = text[max(0, start - 8) : start], text[stop : stop + 1]
    bracketed = before.endswith(("（", "(")) and after in ("）", ")")
    if bracketed or before.endswith("第") or text.startswith("年级", stop) or _LUNAR_MONTH.search(before) or _is_formula(text, start, stop):
        return True
    if match["half"] is not None:
        return False
    dated = after in _DATE_MARKS or after.isspace() or before.endswith(("-", "/", "."))
    if dated and _is_date(text, start, stop, plain):
        return True
    if plain[0].isdigit():
        return _is_label(text, match, before)
    if _is_range_head(text, match):
        return False
    if len(plain) > 1 and after in _ORDINAL_AFTER:
        return True
    if match["fuzzy"] and match["scale"]:
        return False
    if _MEASURE.match(text, stop) or (after in "大小多" and _MEASURE.match(text, stop + 1)):
        return plain in ("万", "百") and not match["fuzzy"] and not _BEFORE_SCALE.search(before) and not _BEFORE.search(before)
    return (
        len(plain) < 2
        or plain[0] in "百千万亿"
        or not any(letter in "十百千万亿" for letter in plain)
        or _NAME_AFTER.match(text, stop) is not None
    )


def _is_label(text: str, match: re.Match[str], before: str) -> bool:
    stop = match.end()
    measured = _MEASURE.match(text, stop)
    added = measured is not None and _ADDED_BEFORE.search(before)  # 2名民警+1名医生
    if _LABEL_BEFORE.search(before) and not added:
        return True
    if measured and measured[0] not in _BODIES:
        return _JOINED_BEFORE.search(before) is not None and _RANGE_BEFORE.search(before) is None
    if _NAME_AFTER.match(text, stop) or _LATIN.match(text, stop):
        return True
    if measured:
        return False
    plain = match["plain"]
    if plain.isdecimal() and (len(plain) >= 7 or (len(plain) > 2 and plain[0] == "0")):  # telephone numbers
        return True
    beside = text[stop : stop + 2]
    if _JOINED_AFTER.match(beside) or _PART_BEFORE.search(before):
        return not _is_range_head(text, match)
    return _ENUMERATOR_AFTER.match(beside) is not None and (not before or before[-1] in "。；：（(" or before[-1].isspace())


def _is_date(text: str, start: int, stop: int, plain: str) -> bool:
    short = len(plain) <= 3 if plain[0].isdigit() else True
    if _ISO_DATE.match(text, start) or (len(plain) <= 2 and _ISO_DATE_BEFORE.search(text[max(0, start - 8) : start])):
        return True
    year = _YEAR.fullmatch(plain) is not None
    if year and _YEAR_AFTER.match(text, stop):
        return True
    before = text[max(0, start - 4) : start]
    if _SPAN_BEFORE.search(text, max(0, start - 8), start):
        return False
    if short and (_DATE_AFTER.match(text, stop) or (before.endswith("月") and text[stop : stop + 1] in ("日", "号"))):
        return True
    if text[stop : stop + 1] == "时" and short:
        return True
    if text[stop : stop + 1] == "点" and short:
        return _CLOCK_BEFORE.search(before) is not None or _CLOCK_AFTER.match(text, stop) is not None
    return text[stop : stop + 1] == "分" and _HOUR_BEFORE.search(before) is not None


def _is_formula(text: str, start: int, stop: int) -> bool:
    """A numeral that heads a shorthand: 七个必须, 11个“一律”, “五个到位”."""
    if _FORMULA_AFTER.match(text, stop):
        return True
    if text[start - 1 : start] != "“" or stop - start > 3:
        return False
    end = text.find("”", stop, stop + 12)
    return end > 0 and not any(mark in text[stop:end] for mark in "，。！？")

"""Political shorthand: formulas that a numeral heads (七个必须, 五严格一加强, 两手抓、两手硬) and slogans in quotation marks.

A formula counts once per article and text. Its canonical form has Han numerals and no marks, so that 11个“一律” equals 十一个一律.
The words: flows/reference/formulas.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.facts.language.quotation_marks import quotation_spans
from flows.facts.language.quotations import quotations_of
from flows.facts.mentions import Reading
from flows.facts.numbers import parse
from flows.facts.records import Fact, Formula, Part
from flows.reference.vocabulary import alternation, words

_NUMERAL = r"(?:[一二两三四五六七八九十双]{1,3}|\d{1,3})"
_HEADS = alternation("formulas.heads")
_OPEN = re.compile(rf"(?<![第十百千\d])(?!一个不){_NUMERAL}个(?:“(?:{_HEADS})”|(?:{_HEADS})(?![的了]))(?:{_NUMERAL}个(?:{_HEADS}))*")
_COUNTED = re.compile(rf"个“?(?:{_HEADS})")  # every counted formula has one; found faster
_FIXED = re.compile(rf"(?:{alternation('formulas.fixed')})(?:、?(?:{alternation('formulas.fixed')}))*")
_QUOTED = re.compile(
    rf"{_NUMERAL}(?:个|条|类|项|种|字|大|保|免)?[一-鿿]{{1,5}}?(?:、?(?:{_NUMERAL})(?:个)?[一-鿿]{{1,4}}?)*|[一-鿿]{{1,6}}(?:{_NUMERAL})(?:个|字)?(?:要|不|不要|必须|一律|诀|严禁|确保)"
)
_PREDICATE_ENDS = frozenset(words("formulas.predicate_ends"))
_HEAD = re.compile(rf"(?P<numeral>{_NUMERAL})(?:个)?(?P<head>[一-鿿]+)")
_SETTLED = frozenset(words("formulas.settled"))
_PLACES = tuple(words("formulas.places"))
_SLOGAN = re.compile(
    "|".join(
        "[一-鿿0-9]{1,4}".join(map(re.escape, entry.split("…")))
        for entry in sorted(words("formulas.slogans"), key=lambda word: (-len(word), word))
    )
)
_NOT_SLOGAN = frozenset(words("formulas.slogan_names"))
_PARTS = re.compile(r"[、，；]")
_DOUBLED = re.compile(
    r"(?:(?P<a>[一-鿿])[一-鿿](?P=a)[一-鿿]|一(?!一)[一-鿿]{1,3}一[一-鿿]{1,3}|[应能]([一-鿿])[尽必]\2|(?P<b>[一-鿿])上加(?P=b))(?:[、，]?[一-鿿]{4})*"
)
_ARABIC_HEAD = re.compile(rf"\d+个(?:{_HEADS})")
_LISTING = re.compile(r"等$|等(?:物资|措施|工作|问题|方面|生产|[一-鿿]{4})|还有|以及|和[一-鿿]{4}|及[一-鿿]{3}")
_ARABIC = re.compile(r"\d+")
_LIST_AFTER = re.compile(
    r"”?(?:的?(?:要求|原则|措施|举措|工作法)?)(?:，?(?:即|就是|分别是|也就是|指的是)|[：（])：?(?P<list>[^。；）（\n]{3,160})"
)
_LIST_BEFORE = re.compile(r"(?P<list>[一-鿿]{1,12}(?:、[一-鿿]{1,12}){1,11})(?:等)?“?$")
_DIGITS = "零一二三四五六七八九"
_ARGUES = re.compile(r"就是|就要|才[能会是]|不是")
_ASKS = re.compile(r"(?P<verb>[一-鿿])不(?P=verb)|是否|有没有|[吗呢]")  # 会不会影响…
_CONVERSES = re.compile(r"[我你您咱俺他她吗呢吧啊呀嘛哦请？]|大家|了$")
_FIRST_PERSON = re.compile(r"[我你您咱他她]")


class _Found(NamedTuple):
    start: int
    stop: int
    kind: str
    rule: str


def facts(reading: Reading) -> list[Fact]:
    """The formulas of an article: those of its body, then those that only its headline has."""
    found: list[Fact] = []
    seen: set[str] = set()
    speech = {
        (said.start, said.stop) for said in quotations_of(reading) if said.speaker or not _is_motto(reading.body[said.start : said.stop])
    }
    for part, text, spoken in (("body", reading.body, speech), ("headline", reading.headline, set())):
        for formula in _formulas(text, spoken):
            key = re.sub("[“”‘’]", "", text[formula.start : formula.stop])
            within = part == "headline" and any(key in whole.split("、") for whole in seen)
            if key not in seen and not within:
                seen.add(key)
                found.append(_fact(text, formula, part))  # type: ignore[arg-type]
    return found


def numbered_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbered formulas of a text stand, repeated ones included."""
    for found in _formulas(text, set()):
        if found.kind == "numbered":
            yield found.start, found.stop


def _formulas(text: str, spoken: set[tuple[int, int]]) -> Iterator[_Found]:
    """All formulas of a text in order; what overlaps an earlier one is left out."""
    candidates = [*_open_formulas(text), *(found for found in _quoted_formulas(text) if (found.start, found.stop) not in spoken)]
    done = 0
    for found in sorted(candidates, key=lambda found: (found.start - (found.rule == "formulas.quoted"), -found.stop)):
        if found.start >= done:
            done = found.stop
            yield found


@lru_cache(maxsize=4)
def _open_formulas(text: str) -> tuple[_Found, ...]:
    """The formulas without quotation marks around them."""
    counted = [_Found(*match.span(), "numbered", "formulas.counted") for match in _OPEN.finditer(text)] if _COUNTED.search(text) else []
    fixed = [_Found(*match.span(), "numbered", "formulas.fixed") for match in _FIXED.finditer(text) if _stands_free(text, match)]
    return (*counted, *fixed)


@lru_cache(maxsize=4)
def _quoted_formulas(text: str) -> tuple[_Found, ...]:
    """The formulas that stand between quotation marks."""
    kinds = ((start, stop, _kind(text[start:stop])) for start, stop in _quoted_spans(text))
    return tuple(_Found(start, stop, kind, "formulas.quoted") for start, stop, kind in kinds if kind is not None)


def _quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """What stands between quotation marks, the inner ones ‘…’ of a longer quotation included."""
    for start, stop in quotation_spans(text):
        yield start + 1, stop - 1
        if stop - start > 20:
            for match in re.finditer(r"‘([^‘’]{2,20})’", text[start:stop]):
                yield start + match.start(1), start + match.end(1)


def _stands_free(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before not in tuple("第十百千一二三四五六七八九") and not (match[0][-1] in "返防严区" and after not in "”人措")


def _kind(inner: str) -> str | None:
    """Whether the words between two quotation marks are a numbered formula or a slogan."""
    plain = inner.strip("，。！ ")
    if (
        not 2 <= len(plain) <= 40
        or plain in _SETTLED
        or "至" in plain
        or _ARGUES.search(plain)
        or _ASKS.search(plain)
        or (_FIRST_PERSON.search(plain) and len(plain) > 14)
    ):
        return None
    if _QUOTED.fullmatch(plain) and _is_numbered(plain):
        return "numbered"
    if (
        len(plain) >= 4
        and plain not in _NOT_SLOGAN
        and (_SLOGAN.fullmatch(plain) or (_DOUBLED.fullmatch(plain) and not _ARABIC.search(plain)))
    ):
        return "slogan"
    return "slogan" if _is_parallel(plain) else None


def _is_numbered(plain: str) -> bool:
    """A numeral other than 一 heads it; 一 only in a chain (一减一增 stays a slogan-less term)."""
    first = _HEAD.search(plain)
    if (
        first is None
        or plain.startswith(_PLACES)
        or any(plain.startswith(settled) and len(plain) - len(settled) <= 1 for settled in _SETTLED)
    ):
        return False
    if first["numeral"] in ("一", "1"):
        return re.findall(_NUMERAL, plain)[-1] not in ("一", "1") and not _SLOGAN.fullmatch(plain)
    return not plain[0].isdigit() or _ARABIC_HEAD.match(plain) is not None


def _is_motto(text: str) -> bool:
    """A quotation of nobody in two equal halves (“防输入是硬任务，保生产是硬道理！”), with no word of a conversation."""
    parts = _PARTS.split(text.strip("。！"))
    return len(parts) == 2 and len(parts[0]) == len(parts[1]) and not _CONVERSES.search(text) and len(set(parts[0]) & set(parts[1])) >= 2


def _is_parallel(plain: str) -> bool:
    """外防输入、内防扩散: two or more members of equal length, or of one pattern."""
    parts = [part for part in _PARTS.split(plain) if part]
    if len(parts) < 2 or any(not re.fullmatch(r"[一-鿿（）]+", part) for part in parts):
        return False
    lengths = [len(part) for part in parts]
    if max(lengths) > 10 or _LISTING.search(plain):
        return False
    if _is_listed_alike(parts):
        return True
    if min(lengths) < 4:
        return min(lengths) == max(lengths) == 3 and (
            parts[0][0] in "防控稳保抓促战强暖聚不少" or len({part[0] for part in parts}) == 1 or len({part[-1] for part in parts}) == 1
        )
    shared = set(parts[0]) & set(parts[-1])
    return (
        max(lengths) - min(lengths) <= 1 or len(shared) >= 3 or len({part[:2] for part in parts}) == 1 or ("、" in plain and "，" in plain)
    )


def _is_listed_alike(parts: list[str]) -> bool:
    """沉到底、盯到位、扛到头 and 人熟、地熟、情况熟: three or more short members built alike, round one letter or on one last word."""
    if len(parts) < 3 or max(map(len, parts)) > 4:
        return False
    ends = len({part[-1] for part in parts}) == 1 and parts[0][-1] in _PREDICATE_ENDS
    return ends or (len({len(part) for part in parts}) == 1 and len(parts[0]) >= 3 and len({part[1] for part in parts}) == 1)


def _fact(text: str, found: _Found, part: Part) -> Formula:
    plain = text[found.start : found.stop]
    head = _HEAD.search(plain.replace("“", "").replace("”", "")) if found.kind == "numbered" else None
    numeral = _value(head["numeral"]) if head else None
    return Formula(
        start=found.start,
        stop=found.stop,
        part=part,
        rule=found.rule,
        confidence="certain" if found.rule != "formulas.quoted" or found.kind == "numbered" else "probable",
        text=plain,
        canonical=canonical(plain),
        numeral=numeral,
        head=head["head"] if head else None,
        kind="numbered" if found.kind == "numbered" else "slogan",
        members=_members(text, found, numeral),
    )


def _value(numeral: str) -> int | None:
    if numeral == "双":
        return 2
    value = parse(numeral)
    return int(value) if value is not None else None


def canonical(text: str) -> str:
    """The form that all spellings of a formula share: Han numerals, no marks (11个“一律” and 十一个一律 are one)."""
    plain = re.sub("[“”‘’、，；：。！\\s]", "", text)
    return _ARABIC.sub(lambda match: _han(int(match[0])), plain)


def _han(number: int) -> str:
    """A number below 100 in Han numerals; larger ones stay as they are."""
    if number < 10:
        return _DIGITS[number]
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _members(text: str, found: _Found, numeral: int | None) -> tuple[str, ...]:
    """The items, where the text spells out as many as the numeral says, behind the formula or right before it."""
    if numeral is None or numeral < 2:
        return ()
    after = _LIST_AFTER.match(text, found.stop)
    before = _LIST_BEFORE.search(text[max(0, found.start - 100) : found.start])
    for match in (after, before):
        if match is not None:
            items = [item.strip("“”") for item in re.split("[、，]", match["list"]) if item]
            if match is before:
                items[-1] = items[-1].removesuffix("等")
            if match is before and len({len(item) for item in items[1:]}) == 1 and len(items[0]) > len(items[1]):
                items[0] = items[0][-len(items[1]) :]  # a verb stands in front of the list
            alike = len({len(item) for item in items}) == 1 or len({item[-1] for item in items}) == 1
            if len(items) == numeral and (match is after or alike):
                return tuple(items)
    return ()

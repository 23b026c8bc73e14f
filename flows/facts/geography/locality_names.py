"""Finding the names of towns and villages in a text by their suffixes, with the gazetteer's readings of each.

A suffix alone says where a name ends; where it begins is decided later, when the county is known. Word lists: place_words.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flows.reference.division_names import town_stem, village_stem
from flows.reference.gazetteer import gazetteer
from flows.reference.vocabulary import alternation, words

Kind = Literal["town", "village"]


@dataclass(frozen=True, slots=True)
class LocalityName:
    """A suffix at `mark:stop` and the stems that may stand before it.

    `known` are the stems that some town or village of the country has, longest first; `free` is the stem that the text itself delimits (by
    punctuation, a place before it or a word like 在), empty if it delimits none. `follows`: it does so by the end of a place's name.
    """

    mark: int
    stop: int
    kind: Kind
    known: tuple[str, ...]
    free: str
    follows: bool
    suffix: str


_TOWN = re.compile(
    r"街道办事处|街办事处|街道办|街道|街办|街(?=[\u4e00-\u9fff]{1,5}(?:村|社区|居委会)|党工委|党委|工委|干部|辖区)|(?<!道|街)办事处"
    r"|镇(?!街|静|痛|长期|定剂)|乡(?!镇|村|亲|贤|情|土|下|城|间|愁|音|友)|苏木|垦殖场|农场|林场|牧场|管委会|管理区"
)
_VILLAGE = re.compile(
    r"社区居民委员会|社区居委会|社区(?!卫生服务|卫生院|医院|卫生中心|学校|大学)|居民委员会|居委会|村民委员会|村委会|村村(?=村)|村村(?!民|委|口|两|干|庄|级|组|里|支|党|部|道|头|“)"
    r"|村(?!民(?!委)|庄|级|组(?!建|织)|医|干|子|落(?!实)|镇|官|规|屯|史|貌|容|企)|嘎查"
)
_TRIMMED = {  # what of a suffix belongs to the name of the place; the rest names its committee or office
    "街道办事处": "街道",
    "街办事处": "街",
    "街道办": "街道",
    "街办": "街",
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "村民委员会": "村",
    "村委会": "村",
}
_DOUBLED = re.compile("村村")  # 新村村: the village is called 新村
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,8}$")
_MAX_STEM = {"town": 6, "village": 7}
_EDGE = re.compile(rf"{alternation('place_words.going')}|{alternation('place_words.locative')}|镇|乡|街道|街|省|市|县|区")
_MAX_FREE = 5
_GENERIC = {
    "town": frozenset(words("place_words.generic_town")),
    "village": frozenset(words("place_words.generic_village")),
    "community": frozenset(words("place_words.generic_community")),
}


def find_localities(text: str, edges: set[int], loose: Mapping[int, int]) -> list[LocalityName]:
    """The towns and villages that a text may name, in order. `edges` are positions where a unit's name ends: another may begin there;
    `loose` are those where a short form ends, each with where that begins: it may be the beginning of a longer name (河南店村)."""
    marks: list[tuple[int, int, Kind]] = [(*_span(match), "town") for match in _TOWN.finditer(text)]
    marks += [(*_span(match), "village") for match in _VILLAGE.finditer(text)]
    if not marks:
        return []
    marks.sort()
    ends = (edges - {mark for mark, _, _ in marks}) | {stop for _, stop, _ in marks}
    found = _looked_up(
        text,
        [
            (mark, stop, kind, *_stems(text, mark, stop, kind, ends - {mark} if kind == "town" else ends, loose))
            for mark, stop, kind in marks
        ],
    )
    stems = {name.mark for name in found if name.kind == "town" and name.known}
    return [name for name in found if name.stop not in stems]  # 陶村 in 陶村镇 is no village


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(_TRIMMED.get(match[0], match[0]))


def _stems(text: str, mark: int, stop: int, kind: Kind, ends: set[int], loose: Mapping[int, int]) -> tuple[list[str], list[str], bool]:
    """All stems before a suffix that stay within one run of Han characters and one name, longest first; those that the text delimits; and
    whether the first of these follows the name of another place."""
    before = _HAN_BEFORE.search(text[max(0, mark - _MAX_STEM[kind] - 1) : mark])
    if before is None:
        return [], [], False
    run = before[0]
    cut = max((len(run) - (mark - end) for end in range(mark - len(run), mark + 1) if end in ends), default=0)
    if cut == len(run):
        return [], [], False
    generic = _GENERIC["town" if kind == "town" else "community" if text.startswith("社区", mark) else "village"]
    begins = sorted({edge.end() for edge in _EDGE.finditer(run) if cut < edge.end() < len(run)})
    if cut or len(run) < _MAX_STEM[kind] + 1:
        begins.insert(0, cut)
    frees = [
        free
        for begin in begins
        if (free := run[begin:]) not in generic and len(free) <= _MAX_FREE and not (kind == "village" and free.endswith("农"))
    ]
    begin = loose.get(mark - len(run) + cut, mark) - mark + len(run) if cut else len(run)
    whole = [run[begin:]] if 0 <= begin < cut and len(run) - begin <= _MAX_STEM[kind] else []
    run = run[max(cut, len(run) - _MAX_STEM[kind]) :]
    stems = whole + [run[at:] for at in range(len(run)) if run[at:] not in generic or _DOUBLED.match(text, mark)]
    return stems, frees, bool(cut and frees and len(frees[0]) == len(before[0]) - cut)


def _looked_up(text: str, found: list[tuple[int, int, Kind, list[str], list[str], bool]]) -> list[LocalityName]:
    """Ask the gazetteer about all stems at once."""
    known = gazetteer()
    towns = [
        (form_stem, form)
        for mark, stop, kind, stems, _, _ in found
        if kind == "town"
        for stem in stems
        for form_stem, form in town_forms(stem, text[mark:stop])
    ]
    known_towns = {pair for pair, answer in zip(towns, known.known_towns(towns), strict=True) if answer}
    villages = [stem for _, _, kind, stems, _, _ in found if kind == "village" for stem in stems]
    bases = [village_stem(stem)[0] for stem in villages]
    known_villages = {stem for stem, answer in zip(villages, known.known_villages(bases), strict=True) if answer}
    names = []
    for mark, stop, kind, stems, frees, follows in found:
        suffix = text[mark:stop]
        if kind == "town":
            hits = tuple(stem for stem in stems if any(pair in known_towns for pair in town_forms(stem, suffix)))
        else:
            hits = tuple(stem for stem in stems if stem in known_villages)
        free = next((free for free in frees if free in hits and len(free) > 1), frees[-1] if frees else "")
        if hits or free:
            names.append(LocalityName(mark, stop, kind, hits, free, follows and free == frees[0], suffix))
    return names


def town_forms(stem: str, suffix: str) -> list[tuple[str, str]]:
    """Stem and suffix under which the gazetteer may list a town that a text calls so: 解放街 may be 解放街街道 or 解放街道."""
    if suffix.startswith("街"):
        return [(stem, "街道"), (stem + "街", "街道")]
    if suffix in ("镇", "乡"):
        return [town_stem(stem + suffix)]
    if suffix == "苏木":
        return [(stem, "乡")]
    return [(stem, "街道"), (stem + suffix, "")] if suffix == "办事处" else [(stem + suffix, "")]

"""Labels over the sections of a page: the place or body whose report follows (`【云和县】`, `遂昌：成立服务队`, `市卫健局：…`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout.lines import is_prose
from flows.text.spans import Mapped

LONGEST = 64
_LONGEST_NAME, _LONGEST_LABEL = 8, 16
_DECORATION = re.compile(
    r"^(?:[【\[〔◆◇●○■□★☆▶►◎※＊*·•▪#—\-\s]+|(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?\s*[、.．:：\s]\s*)"
    r"|\d{1,2}(?=[\u4e00-\u9fff])|0\d\s*)+"
)
_END_DECORATION = re.compile(r"[】\]〕◆◇●○■□★☆◀◄◎※＊*·•▪#—\-\s：:]+$")
_LABELLED = re.compile(r"(?P<label>[\u4e00-\u9fff·]{2,16}?)(?:[：:丨｜|]|\s+(?=\S{4}))(?P<rest>.*)$")
_BRACKETED = re.compile(r"[【\[〔](?P<label>[\u4e00-\u9fff·]{2,16})[】\]〕]\s*(?P<rest>.*)$")


@cache
def _place_end() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{1,{_LONGEST_NAME}}}?(?:{vocabulary.alternation('section_words.place_ends')})")


@cache
def _body_end() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{2,{_LONGEST_LABEL}}}(?:{vocabulary.alternation('section_words.body_ends')})")


@cache
def _not_labels() -> frozenset[str]:
    return frozenset(vocabulary.words("section_words.not_labels"))


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a section.

    `name`: the place or body; `rest`: what follows it on the line; `is_place`: known as a place, or ending like one; `is_led`: the name
    only begins with a place (`莲都区人民医院发热门诊 …`), which counts where the text behind it begins like a report; `is_bare`: a body's
    name and nothing else, which counts on a line of its own (`县教育局`).
    """

    name: str
    rest: str
    is_place: bool
    is_led: bool = False
    is_bare: bool = False


@lru_cache(maxsize=1024)
def label_of(string: str) -> Label | None:
    """The label that the line is, or begins with; None if it is none."""
    bracketed = _BRACKETED.match(string)
    undecorated = _DECORATION.sub("", string)
    core = _END_DECORATION.sub("", undecorated)
    if bracketed:
        name, rest = bracketed["label"], bracketed["rest"]
    elif _is_whole_label(core):
        name, rest = core, ""
    elif (match := _LABELLED.match(undecorated)) and len(string) <= 2 * LONGEST:
        name, rest = match["label"], match["rest"]
    elif 2 <= len(core) <= _LONGEST_LABEL:
        name, rest = core, ""
    else:
        return None
    if name in _not_labels() or name[0] in "各全" or len(rest) > LONGEST or is_prose(rest[:-1]):
        return None
    if is_place(name):
        return Label(name, rest, is_place=True)
    if rest and "：" not in string and _starts_with_place(name):
        return Label(name, rest, is_place=True, is_led=True)
    is_bare = not (rest or bracketed or string[-1] == "：")
    return Label(name, rest, is_place=False, is_bare=is_bare) if _body_end().fullmatch(name) else None


@cache
def _report_label() -> re.Pattern[str]:
    return re.compile(rf"[【\[〔](?:{vocabulary.alternation('section_words.report_labels')})[】\]〕]")


def is_report_label(string: str) -> bool:
    """Whether the line heads a report of the press behind an announcement (`【新闻报道】`)."""
    return _report_label().fullmatch(string) is not None


def without_decoration(text: Mapped) -> Mapped:
    """A label without the brackets, numbers and ornaments around it (`【云和县】`, `◆ 云和县`); any other headline unchanged."""
    string = text.text
    start = match.end() if (match := _DECORATION.match(string)) else 0
    stop = match.start() if (match := _END_DECORATION.search(string, start)) else len(string)
    return text.slice(start, stop) if start < stop and _is_whole_label(string[start:stop]) else text


def is_place(name: str) -> bool:
    """Whether the name is a place: in the gazetteer, one of its names and a town's behind it, or with the ending of one."""
    known = place_names()
    if name in known:
        return True
    if len(name) <= _LONGEST_NAME and any(name[:cut] in known and 2 <= len(name) - cut <= 4 for cut in range(2, len(name) - 1)):
        return _body_end().fullmatch(name) is None
    return 3 <= len(name) <= _LONGEST_NAME + 4 and _place_end().fullmatch(name) is not None


def _is_whole_label(string: str) -> bool:
    """Whether the whole string is a place's name and so a label without more."""
    return 2 <= len(string) <= _LONGEST_LABEL and is_place(string)


def _starts_with_place(name: str) -> bool:
    """Whether the name begins with a county's or city's full name."""
    return any(name[:length] in place_names() and name[length - 1] in "省市县区旗州" for length in range(3, min(len(name), 8)))

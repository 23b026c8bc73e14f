"""Contact lists of notices: the persons named behind `联系人：`, each with that word as title.

A list goes on from the label to the end of its sentence, over line breaks where a telephone number follows every name
(`各县联系人：甲县：某某（电话…）；乙县：某某（电话…）`). Offsets are code points of the text handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from flows.facts.naming.names import name_score, surname_lengths
from flows.facts.naming.titles import Title
from flows.reference import vocabulary

_LONGEST_LIST = 1200  # characters of one list at most
_PHONE = re.compile(
    r"[ 　]?[（(，,、；;：: 　]?[ 　]?(?:联系|办公|咨询|值班|手机|移动)?(?:电话|手机|方式|号码)|[ 　]?[（(，,：:]?[ 　]?\d{5,}"
)
_STRETCH = re.compile(r"[\u4e00-\u9fff]{2,20}")
_LISTED = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、，, 　][\u4e00-\u9fff]{2,4}){0,5}(?=[，,；;。（(\n 　]|\Z)")
_ITEM = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LIKELY = -8.0  # how much like a name a whole item must look
_CUT = 1.0  # and the end of a longer one (某某处李四)


class Contact(NamedTuple):
    """A person of a contact list and the list's label as title."""

    start: int
    stop: int
    name: str
    title: Title


@cache
def _labels() -> re.Pattern[str]:
    return re.compile("(" + vocabulary.alternation("titles.contact") + r")\s?[：:]\s?")


def find(text: str) -> list[Contact]:
    """The persons of all contact lists of `text`, in order."""
    labels = list(_labels().finditer(text))
    found: list[Contact] = []
    for number, label in enumerate(labels):
        stop = min(len(text), label.end() + _LONGEST_LIST, labels[number + 1].start() if number + 1 < len(labels) else len(text))
        full_stop = text.find("。", label.end(), stop)
        stop = full_stop if full_stop >= 0 else stop
        title = Title(label.start(1), label.end(1), label.group(1))
        names = sorted({*_listed(text, label.end(), stop), *_telephoned(text, label.end(), stop)})
        found += [Contact(start, end, text[start:end], title) for start, end in names]
    return found


def _listed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The items right behind the label (`联系人：甲、乙`)."""
    run = _LISTED.match(text, start, stop)
    for item in _ITEM.finditer(text, run.start(), run.end()) if run else ():
        if _is_name(item.group(), _LIKELY):
            yield item.span()


def _telephoned(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The names before telephone numbers."""
    for stretch in _STRETCH.finditer(text, start, stop):
        if _PHONE.match(text, stretch.end()) is None:
            continue
        words = stretch.group()
        if len(words) <= 4 and _is_name(words, _LIKELY):
            yield stretch.span()
            continue
        ends = [(name_score(words[-width:]), width) for width in (2, 3) if len(words) > width and words[-width] in surname_lengths()]
        if ends and max(ends)[0] > _CUT:
            yield stretch.end() - max(ends)[1], stretch.end()


def _is_name(words: str, floor: float) -> bool:
    whole = len(words) < 4 or words[:2] in vocabulary.words("surnames.double")
    return whole and words[0] in surname_lengths() and name_score(words) > floor

"""What stands at the top of a page before its first article: the menu of a site, the masthead of a paper."""

from __future__ import annotations

import re
from functools import cache

from flows.reference import vocabulary
from flows.reference.place_labels import place_names
from flows.text.layout import publication, words
from flows.text.layout.lines import Line, is_prose

_LOOKED_AT = 10  # lines at the top of a page
_LONGEST_ITEM, _LONGEST_NAME, _LONGEST_EDITION = 4, 12, 60
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_WAY = re.compile("[>＞»›]")
_ELECTRONIC = re.compile(r"(?P<paper>[\u4e00-\u9fff]{2,10}?)[·\s-]*(?:多媒体)?(?:数字报刊?|电子报|电子版|数字版)(?:平台)?")
_LATIN = re.compile(r"[A-Za-z][A-Za-z\s.·'’-]*")


@cache
def _issue() -> re.Pattern[str]:
    words = vocabulary.alternation("page_furniture.issue_words")
    return re.compile(rf"(?:总?第?\s*\d+\s*期|今日\s*\d+\s*版|{words})")


def note(lines: list[Line]) -> str | None:
    """Set the kind of the lines at the top of a page that are menu or masthead, and give the name of the paper if there is one."""
    top = lines[:_LOOKED_AT]
    _note_menu(top)
    _note_site(top)
    return _note_edition(top) or _note_masthead(top) or _note_electronic(top)


def _note_menu(top: list[Line]) -> None:
    """Short items in a row with a known button are a menu (`首页` | `要闻` | `县区`)."""
    items = []
    for line in top:
        if len(line) > _LONGEST_ITEM:
            break
        items.append(line)
    if any(line.kind == "furniture" for line in items):
        for line in items:
            if line.kind == "text" and line.string not in place_names():
                line.kind = "furniture"


def _note_site(top: list[Line]) -> None:
    """What stands over the way through a site (`首页 > 要闻 > 正文`) is the name of the site."""
    way = next((number for number, line in enumerate(top) if line.kind == "furniture" and _WAY.search(line.string)), 0)
    if all((len(line) <= _LONGEST_NAME or line.kind == "furniture") and not is_prose(line.string) for line in top[:way]):
        for line in top[:way]:
            line.kind = "furniture"


def _note_edition(top: list[Line]) -> str | None:
    """The paper of a line that names it with the day and the page of the issue (`某城日报 2020年2月8日 第01版：要闻`)."""
    for line in top:
        if len(line) <= _LONGEST_EDITION and publication.names_page(line.string) and not is_prose(line.string):
            line.kind = "meta"
            return next((token for token in words.TOKEN.findall(line.string) if words.is_medium(token)), None)
    return None


def _note_masthead(top: list[Line]) -> str | None:
    """The paper's name above its number of the issue, with its transcription and the day between."""
    number = next((number for number, line in enumerate(top) if _is_issue(line)), None)
    above = top[:number] if number is not None else []
    if number is None or any(is_prose(line.string) for line in above):
        return None
    names = [line for line in above if line.kind == "text" and len(line) <= _LONGEST_NAME and _HAN.fullmatch(line.string)]
    for line in [*above, top[number]]:
        if publication.is_calendar_line(line.string):
            line.kind = "meta"
        elif line in names[:1] or line is top[number] or _LATIN.fullmatch(line.string):
            line.kind = "furniture"
    return names[0].string if names else None


def _note_electronic(top: list[Line]) -> str | None:
    """The paper whose electronic edition the first line names (`某城日报数字报`), and the day of the issue below it."""
    match = _ELECTRONIC.fullmatch(top[0].string) if top else None
    if match is None:
        return None
    top[0].kind = "furniture"
    for line in top[1:]:
        if publication.is_calendar_line(line.string):
            line.kind = "meta"
            break
    return match["paper"]


def _is_issue(line: Line) -> bool:
    return len(line) <= 60 and _issue().match(line.string) is not None and not is_prose(line.string)

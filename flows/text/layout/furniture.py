"""Lines that belong to the page and not to its articles: menus, buttons, counters, notices, lists of links."""

from __future__ import annotations

import re
from functools import cache

from flows.reference import vocabulary
from flows.text.layout.lines import Line, bare, is_prose
from flows.text.spans import Mapped

_EDGES = "：:>＞》»›|｜-—_·•*、，,。[]【】「」（）()<＜《«‹ \u3000"
_LONGEST_BEGINNING, _LONGEST_HOLDING, _LONGEST_NOTICE = 60, 80, 400
_BREADCRUMBS = re.compile(r"(?:[\u4e00-\u9fff]{2,8}\s*[>＞»›]\s*){2,}")
_PAGE_OF_PAPER = re.compile(r"第\s*[A-Z]?\d{1,3}\s*版(?:\s*[：:]\s*[\u4e00-\u9fff·/]{2,8})?")
_NOTICE_WORD = re.compile("版权|转载|声明|本网|仅供|摄")
_SYMBOLS = re.compile(r"[\W_\d]+")
_LONGEST_TAIL = 60


@cache
def _whole() -> frozenset[str]:
    return frozenset(word.strip(_EDGES) for word in vocabulary.words("page_furniture.whole"))


@cache
def _row() -> re.Pattern[str]:
    """A row of known buttons, menu items and counters (`打印本页 关闭窗口`, `点赞12评论3`); atomic, so linear."""
    words = "|".join(map(re.escape, sorted(_whole() - {""}, key=len, reverse=True)))
    return re.compile(rf"(?>(?>{words})[\s\d|｜·•>＞»›/：:、，()（）【】\[\]⊕⊖○]*+)++")


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("page_furniture.begins"))


@cache
def _holding() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("page_furniture.contains"))


@cache
def _notice() -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("page_furniture.notices"))


@cache
def _closing() -> frozenset[str]:
    return frozenset(vocabulary.words("page_furniture.closing"))


@cache
def _comments() -> frozenset[str]:
    return frozenset(vocabulary.words("page_furniture.comments"))


@cache
def _tail() -> re.Pattern[str]:
    spaced = (r"\s*".join(map(re.escape, word)) for word in sorted(vocabulary.words("page_furniture.tails"), key=len, reverse=True))
    return re.compile(rf"(?:\s*(?:{'|'.join(spaced)}))+\s*$")


@cache
def _tags() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{vocabulary.alternation('page_furniture.headline_tags')})\s*)+")


@cache
def _continued() -> re.Pattern[str]:
    words = vocabulary.alternation("page_furniture.continued")
    return re.compile(rf"[（(【\[]?(?:{words})[第\s]*[A-Za-z]?[\d一二三四五六七八九十]*\s*[版页]?[·\s\d版]*(?:>+|＞+)?[）)】\]]?\s*$")


def is_furniture(string: str) -> bool:
    """Whether the line belongs to the page."""
    core = bare(string).strip(_EDGES)
    if (
        core in _whole()
        or not core
        or _PAGE_OF_PAPER.fullmatch(string)
        or (_SYMBOLS.fullmatch(string) and not any(character.isdigit() for character in string))
    ):
        return True
    if len(string) > _LONGEST_HOLDING:
        return len(string) <= _LONGEST_NOTICE and len(_notice().findall(string)) >= 2
    joined = bare(string)
    if (len(joined) <= _LONGEST_BEGINNING and _beginning().match(joined)) or joined.startswith(("版权声明", "免责声明")):
        return True
    if _holding().search(joined) or _BREADCRUMBS.match(string):
        return True
    return len(string) <= _LONGEST_BEGINNING and _row().fullmatch(string) is not None


def is_plain_prose(string: str) -> bool:
    """Whether the line is so long, and ends so, that it can only be a paragraph: no furniture, credit or caption."""
    return len(string) > _LONGEST_HOLDING and string[-1] in "。！？；”" and not _NOTICE_WORD.search(string)


def is_closing(string: str) -> bool:
    """Whether the line heads a list of other pages."""
    return len(string) <= 12 and bare(string).strip(_EDGES) in _closing()


def without_tail(text: Mapped) -> Mapped:
    """The text without buttons and bars at its end."""
    start = max(0, len(text) - _LONGEST_TAIL)
    match = _tail().search(text.text, start)
    return text.slice(0, match.start()).stripped() if match else text


def without_tags(text: Mapped) -> Mapped:
    """A headline without the tags of its page in front (`[视频]`)."""
    match = _tags().match(text.text)
    return text.slice(match.end(), len(text)).stripped() if match and match.end() < len(text) else text


def continuation(string: str) -> int | None:
    """Where a mark that the text goes on elsewhere begins at the end of the string; None if there is none."""
    match = _continued().search(string[-30:]) if string else None
    return len(string) - len(string[-30:]) + match.start() if match else None


def drop_rest(lines: list[Line]) -> list[Line]:
    """The lines up to the readers' comments, or to the first list of other pages behind which no prose follows."""
    for number, line in enumerate(lines):
        if number and bare(line.string).strip(_EDGES) in _comments():
            return lines[:number]
        if line.kind == "closing" and number and not any(is_prose(other.string) for other in lines[number + 1 :] if other.kind == "text"):
            return lines[:number] + [other for other in lines[number + 1 :] if other.kind in ("credit", "meta")]
    return lines

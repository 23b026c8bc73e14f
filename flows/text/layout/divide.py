"""One-line texts divided into their lines: single or ideographic spaces and tabs that stand for paragraph ends.

A space is not always one: names in bylines, Latin words, headlines of two parts and stray spaces inside words hold together.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from flows.reference import vocabulary
from flows.text import lexicon
from flows.text.layout import credits, datelines, words
from flows.text.layout.labels import is_report_label
from flows.text.layout.lines import Line, is_ended, is_listed, is_prose

_GAP = re.compile(r"[ \t\u3000]+")
_HAN = re.compile("[\u3400-\u9fff]")
_FEW_LINES = 2  # of prose; with more, line ends are line ends
_LONGEST_VALUE = 14  # a name or value after a word that announces one
FEWEST_STAMPS = 3  # of a list of news
_SHORTEST = 40  # shorter lines are headlines, labels and bylines, whose spaces stay
_HEADLINE = 60
_LONG_STRETCH = 400
_TABLE_CELLS, _TABLE_CELL = 5, 26
_LATIN = re.compile(r"[A-Za-z0-9@/.+\-~%]")
_PAIRS = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("‘", "’"), ("【", "】"), ("〔", "〕"))
# Some sites pad quotation marks with spaces on both sides (`推出 “ 码上申报 ” 服务`).
_OPENING = frozenset("“‘《（")
_PADDED_CLOSING = re.compile(r"\s[”’》）]$")
_HEADLINE_LIKE = re.compile(r"[^，。！？；\s]{8,60}")
_ANNOUNCEMENT = 12  # how much of a stretch's end is looked at for a word of announcement
_NUMBER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]?|第[一二三四五六七八九十]{1,3}[章节条]|[▲△●◆■★·◎※]")
_MARKED = re.compile(r"[▲△▼◆■★●◎]")


@cache
def _announces() -> re.Pattern[str]:
    """Words at the end of a stretch after which a name or a value follows."""
    words = f"{vocabulary.alternation('credits.before_names')}|{vocabulary.alternation('credits.published')}"
    return re.compile(rf"(?:{words})[：:]?$|题：$")


@cache
def _stamp() -> re.Pattern[str]:
    """A medium with the day and time at which it published, as lists of news print them over each item."""
    media = vocabulary.alternation("credits.media_ends")
    return re.compile(rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,10}}(?:{media})\s*{words.DATE.pattern}\s+{words.TIME.pattern}")


_HEAD = 400  # characters of a one-line page in which its head stands
_OF_SITE = re.compile(r"首页|[|｜]|今天是|位置|网$|门户$|欢迎")
_WAY = r"(?:[\u4e00-\u9fff]{2,8}\s*[>＞»›]\s*)+[\u4e00-\u9fff]{2,8}(?=\s)"
_HEAD_PART = re.compile(  # way through the site, time of publication, size of letters
    rf"(?P<way>{_WAY})"
    rf"|(?<=\s)(?:(?:{vocabulary.alternation('credits.published')})\s?[：:]\s*)?{words.DATE.pattern}\s+{words.TIME.pattern}(?=\s)"
    r"|(?<=\s)字[体号][：:]\s*大\s*中\s*小(?=\s)"
)


def divided(lines: list[Line]) -> list[Line]:
    """The lines, those of prose divided at the spaces that end paragraphs, lists of news at the stamps of their items."""
    if sum(len(words.DATE.findall(line.string)) for line in lines) >= FEWEST_STAMPS:
        stamps = [list(_stamp().finditer(line.string)) for line in lines]
        if sum(map(len, stamps)) >= FEWEST_STAMPS:
            lines = [part for line, found in zip(lines, stamps, strict=True) for part in _at(line, found)]
    if lines and _needs_division(lines[0].string):
        lines = [*_without_head(lines[0]), *lines[1:]]
    is_one_line = sum(is_prose(line.string) for line in lines) <= _FEW_LINES
    return [part for line in lines for part in (_divide(line, is_one_line) if _needs_division(line.string) else [line])]


def _without_head(line: Line) -> list[Line]:
    """A one-line page cut at the parts of its head; what stands before the way through the site (buttons, menu) is none of its text,
    unless it looks like a headline."""
    head = list(_HEAD_PART.finditer(line.string, 0, _HEAD))
    way = next((number for number, match in enumerate(head) if match["way"]), None)
    if way is None or not (head[way][0].endswith("正文") or head[way + 1 :]):
        return [line]
    parts = _at(line, head)
    menu = [part.string for part in parts].index(head[way][0])
    for part in parts[:menu]:
        part.mark = None if _HEADLINE_LIKE.fullmatch(part.string) and not _OF_SITE.search(part.string) else "aside"
    return parts


def is_stamp(string: str) -> bool:
    """Whether the line is a medium with the day and time at which it published."""
    return _stamp().fullmatch(string) is not None


def _at(line: Line, found: list[re.Match[str]]) -> list[Line]:
    """The line cut before and behind each match."""
    edges = sorted({0, len(line), *(edge for match in found for edge in match.span())})
    pieces = [line.text.slice(left, right).stripped() for left, right in pairwise(edges)]
    return [Line(piece, line.gap if number == 0 else 0, number > 0, line.mark) for number, piece in enumerate(pieces) if piece.text]


def _needs_division(string: str) -> bool:
    return len(string) > _SHORTEST and _GAP.search(string) is not None and is_divisible(string)


def is_divisible(string: str) -> bool:
    """Whether the line is more than one headline or byline: it holds the end of a sentence, marked captions or a tab."""
    return any(mark in string for mark in "。！？；▲\t") or len(string) > 2 * _HEADLINE


def _divide(line: Line, is_one_line: bool) -> list[Line]:
    """The parts of one line; captions that a mark begins end at the next space. `is_one_line`: the whole text is, so that every gap may
    be a line end."""
    string = line.string
    parts: list[tuple[int, int]] = []
    start = 0
    for gap in _GAP.finditer(string):
        left, right = gap.span()
        if left > start and (
            _is_plain_end(string, left, right)
            or _breaks(_stretch(string, start, left), gap[0], _word(string, right), is_one_line, is_first=not parts)
        ):
            parts.append((start, left))
            start = right
    parts.append((start, len(string)))
    parts = _with_tables(string, parts)
    return [
        Line(line.text.slice(left, right), line.gap if number == 0 else 0, number > 0, line.mark if number == 0 else None)
        for number, (left, right) in enumerate(parts)
    ]


def _stretch(string: str, start: int, stop: int) -> str:
    """The stretch before a gap; of a very long one its first character and its end, which is all that is looked at: thousands of gaps in
    one stretch shall not cost the square of their number."""
    return string[start:stop] if stop - start <= _LONG_STRETCH else string[start] + string[stop - _LONG_STRETCH : stop]


def _word(string: str, start: int) -> str:
    """The stretch up to the next gap."""
    gap = _GAP.search(string, start)
    return string[start : gap.start() if gap else len(string)]


def _is_plain_end(string: str, left: int, right: int) -> bool:
    """The common case: a full stop before the gap, a Chinese character that can begin a paragraph behind it."""
    return string[left - 1] == "。" and right < len(string) and string[right] > "\u2e80" and string[right] not in "，。、；：？！）】》”"


def _breaks(before: str, gap: str, after: str, is_one_line: bool, *, is_first: bool) -> bool:
    """Whether a gap ends a paragraph, a headline or a caption; `is_first`: nothing of the line stands before this stretch."""
    if not after or not before:
        return False
    if after in _OPENING:
        return is_ended(before) or (is_first and is_one_line and _HEADLINE_LIKE.fullmatch(before) is not None)
    if _PADDED_CLOSING.search(before[-2:]):
        return len(gap) > 1 and is_ended(before[:-1].rstrip())
    if is_open(before) or before[-1] in "、，," or after[0] in "，。、；：？！）】》":
        return False
    if "\t" in gap or _MARKED.match(after) or _MARKED.match(before):
        return True
    if _LATIN.match(before[-1]) and _LATIN.match(after[0]):
        return False
    if _announces().search(before[-_ANNOUNCEMENT:]):
        return len(after) > _LONGEST_VALUE and "。" in after
    if _NUMBER.fullmatch(before) or _is_unit(before, after):
        return False
    if is_ended(before):
        return len(gap) > 1 or not (before[-1] in "：:" and (_LATIN.match(after[0]) or len(after) <= 4))
    return _breaks_unended(before, gap, after, is_one_line)


def _is_unit(before: str, after: str) -> bool:
    """Whether the gap is inside a date (`7 日`), a dateline (`28日 电`) or a spaced-out word (`财 政 部`)."""
    if (before[-1].isdigit() and after[0] in "年月日号时分") or (before[-1] in "日号" and after[0] in "电讯"):
        return True
    single = len(before) == 1 or before[-2] in " \u3000"
    return len(after) == 1 and single and _HAN.match(before[-1]) is not None and _HAN.match(after) is not None


def _breaks_unended(before: str, gap: str, after: str, is_one_line: bool) -> bool:
    """Whether a gap after a stretch without an end is one between lines."""
    is_wide = len(gap) > 1 or gap == "\u3000"
    if datelines.dateline_end(before) == len(before):
        return False
    if datelines.dateline_end(after) or credits.is_credit(after) or is_listed(after):
        return True
    if len(after) <= 4 and (words.is_name(after) or after in ("摄", "文", "图", "报道", "供图")) and len(before) > 4:
        return False
    if len(before) <= _HEADLINE and "。" not in before:
        return is_one_line or is_wide
    return is_wide and not lexicon.joins_word(before[-3:], after[:3])


def is_open(string: str) -> bool:
    """Whether the last bracket or quotation mark of the string is an opening one, not too far back and not set the wrong way round."""
    tail = string[-120:]
    return any(
        tail.rfind(opening) > tail.rfind(closing) and (len(string) > len(tail) or tail.count(opening) > tail.count(closing))
        for opening, closing in _PAIRS
    )


def _with_tables(string: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of short cells (lists of hospitals and telephone numbers) as one part each; the page's first lines are headlines, and the
    label of a report is one too."""
    result: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for part in (*parts, None):
        if part is not None and len(result) > 1 and part[1] - part[0] <= _TABLE_CELL and _is_cell(string[part[0] : part[1]]):
            run.append(part)
            continue
        result += [(run[0][0], run[-1][1])] if len(run) >= _TABLE_CELLS else run
        run = []
        if part is not None:
            result.append(part)
    return result


def _is_cell(string: str) -> bool:
    return not is_ended(string) and not credits.is_credit(string) and not is_report_label(string)

"""Official papers: articles that are a notice, an order, an announcement or an open letter, and who issues them.

A paper is known by its title (…关于…的通知, …指挥部令第3号, 致…的一封信) or by its form (a salutation at its head and a signature with
a date at its end). Everything behind its preamble is provided by the issuer. The words: flows/reference/papers.yaml.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.facts.language.enumerators import enumerator_at
from flows.facts.language.speakers import Speaker
from flows.facts.mentions import Reading, once_per_article
from flows.reference.vocabulary import alternation


class Paper(NamedTuple):
    """A paper whose provisions are `start:stop` of the body; `issued` is the clause that says it is issued, if one does. A `letter` tells
    its readers news before it asks anything of them."""

    issuer: Speaker | None
    start: int
    stop: int
    issued: tuple[int, int] | None
    letter: bool


_NOUN = rf"(?:{alternation('papers.nouns')})"
_NUMBER = (
    r"(?:[（(〔]?(?:第?\d{1,4}号|试行|暂行)[）)〕]?|[（(][^（）()]{2,16}[）)]|\s|[一-鿿]{2,10}[〔\[（﹝]?20\d\d[〕\]）﹞年]?第?\d{1,4}号)*"
)
_TITLED = re.compile(
    rf"(?:关于|印发|转发)[^。]{{4,100}}?(?:的|[若\d十]\S{{0,4}}条?|\S){_NOUN}{_NUMBER}$|^致[^。]{{2,40}}(?:的|)(?:公开信|一封信|倡议书)"
    rf"|^[一-鿿（）()\s]{{4,60}}(?:部|会|组|局|厅|府|委|办|办公室|中心|院|校|司){_NUMBER}(?:令|公告|通告|通知){_NUMBER}$"
    rf"|^(?:[一-鿿（）]{{0,24}}(?:倡议书|告知书|紧急通知|紧急公告|紧急通告|通告|公告)){_NUMBER}$"
)
_NOT_TITLED = re.compile(alternation("papers.not_titles"))
_TOLD = re.compile(
    r"^(?:本报讯|[近昨今]日|日前|\d{1,2}月\d{1,2}日，|\d{1,2}日，|据)[^。\n]{0,80}(?:发布|下发|印发|出台|公布|发出|获悉|了解|消息)"
)
_SALUTATION = re.compile(r"[^。；！？：\n]{2,200}：")
_DATE_LINE = re.compile(r"(?:20\d\d|二[〇○零0Oo]{1}[二2][〇○零0Oo])年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$")
_SIGNING = re.compile(r"[一-鿿（）()、 　]{3,60}")
_BODY_END = re.compile(rf"(?:{alternation('speech.body_suffixes')}|会|院|校|司)$")
_ANNOUNCED = re.compile(r"(?:如下|以下(?!简称))[^。：\n]{0,16}[：。]")
_DECIDED = re.compile(r"(?:决定|通告|公告|通知)[^。\n]{2,60}[。：]")
_DECIDES = re.compile(
    rf"(?:^|[，。])(?:经[^，]{{2,30}}，)?(?P<body>(?![现特对将为])[一-鿿]{{3,40}}(?:{alternation('speech.body_suffixes')}))(?:经研究)?(?:决定|现就|向全|特向|发出|提出如下)"
)
_ANNEX = re.compile(r"(?<=\n)附件?[一二三1-3]?[：:.、\n]")
_RUN_ON = re.compile(r"(?<![一-鿿])[一-鿿]{4,40}$")
_BEGINS_ANEW = re.compile(r"[一-鿿]{2,8}?[省市县区州]")
_FOREWORD = 600  # how far a preamble reaches
_LONGEST_TITLE = 120
_MOST_SIGNERS = 10
_OPENING = re.compile(
    rf"^(?:中共)?(?P<body>[一-鿿（）()\s]{{3,80}}?(?:{alternation('speech.body_suffixes')}|会|院|司|校))\s?(?={_NUMBER}(?:关于|印发|转发|令|公告|通告|通知|致))"
)


@once_per_article
def paper_of(reading: Reading) -> Paper | None:
    """The paper that an article is, or None."""
    body = reading.body
    title = reading.headline.strip() or _first_words(body)
    greeted = _SALUTATION.match(body)
    if greeted is not None and "如下" in greeted[0]:
        greeted = None
    signers, stop = _signature(body)
    signers = signers or _signature(f"\n\n{reading.credits}")[0]  # where the text room puts the signature
    titled = _TITLED.search(title) is not None and _NOT_TITLED.search(title) is None
    if _TOLD.match(body) or not (titled or (greeted is not None and signers is not None)):
        return None
    opened = greeted.end() if greeted is not None and body[greeted.end() : greeted.end() + 1] == "\n" else 0
    start, issued = _preamble(body, opened, stop)
    decided = _DECIDES.search(body, opened, max(start, opened))
    name = decided["body"] if decided else signers or _in_title(title)
    annexed = _ANNEX.search(body, start, stop)
    return Paper(Speaker(name, "body", None) if name else None, start, annexed.start() if annexed else stop, issued, "信" in title[-6:])


def _first_words(body: str) -> str:
    """The words up to the first blank or break: the title, where it runs on into the body."""
    line = body[:_LONGEST_TITLE].split("\n", 1)[0]
    words = line.split(maxsplit=1)
    return words[0] if len(words) == 2 or (words and len(line) < _LONGEST_TITLE) else ""


def _preamble(body: str, opened: int, stop: int) -> tuple[int, tuple[int, int] | None]:
    """Where the provisions begin, and the clause that announces them (现将有关事项公告如下), if there is one."""
    first, line = stop, opened
    while line < min(stop, opened + 4 * _FOREWORD):
        mark = enumerator_at(body, line, min(stop, line + 20))
        if mark is not None and mark.ordinal == 1:
            first = line
            break
        line = body.find("\n", line) + 1 or stop
    reach = min(first, stop, opened + _FOREWORD)
    announced = max(_ANNOUNCED.finditer(body, opened, reach), key=re.Match.start, default=None)
    if announced is None:
        decided = _DECIDED.search(body, opened, reach) if first < stop else None
        return (decided.end() if decided else first if first < stop else opened), None
    clause = max(body.rfind(mark, 0, announced.start()) for mark in "，。\n：")
    return announced.end(), (max(clause + 1, opened), announced.end() - 1)


def _signature(body: str) -> tuple[str | None, int]:
    """The bodies that sign, joined by a blank, and where the signature begins (the body's end if there is none)."""
    lines: list[tuple[int, str]] = []
    offset = 0
    for line in body.split("\n"):
        lines.append((offset, line.strip()))
        offset += len(line) + 1
    for at in range(len(lines) - 1, max(0, len(lines) - _MOST_SIGNERS), -1):
        dated = _DATE_LINE.search(lines[at][1])
        if dated is None:
            continue
        before = lines[at][1][: dated.start()].strip()
        signing = [before] if before and _SIGNING.fullmatch(before) else []
        run_on = _RUN_ON.search(before) if before and not signing else None
        if run_on is not None and _BODY_END.search(run_on[0]):
            return run_on[0], lines[at][0] + run_on.start()
        first = at
        while first > 1 and at - first < _MOST_SIGNERS and _SIGNING.fullmatch(lines[first - 1][1]) and not (before and not signing):
            first -= 1
            signing.insert(0, lines[first][1])
        return _joined(signing), lines[first][0]
    start, last = lines[-1]
    if len(lines) > 2 and 4 <= len(last) <= 40 and _SIGNING.fullmatch(last) and _BODY_END.search(last):
        return last, start
    return None, len(body)


def _joined(lines: list[str]) -> str | None:
    """The names of the signing bodies: a line that ends in no body goes on in the next, unless that names a place."""
    names, begun = [], ""
    for line in lines:
        begun = line if _BEGINS_ANEW.match(line) else begun + line
        if _BODY_END.search(begun):
            names.append(begun)
            begun = ""
    return " ".join(names) or None


def _in_title(title: str) -> str | None:
    """The bodies with which a title begins, joined by a blank; words in front of them that name no body stay out."""
    opening = _OPENING.match(title)
    if opening is None:
        return None
    names: list[str] = []
    for part in reversed(opening["body"].split()):
        if not _BODY_END.search(part):
            break
        names.insert(0, part)
    return _joined(opening["body"].split()) if len(names) < 2 and len(opening["body"]) < 40 else " ".join(names) or None

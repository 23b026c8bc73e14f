"""Which epidemic measures an article names, clause by clause, and whether they were done or demanded.

A row stands for a clause, a code and a modality. `carried_out` (done, in place or going on) and `demanded` (asked for, ordered, planned)
say how the clause means the measure. The other three say neither: `questioned` stands in a question, `lacking` tells of a want, and
`praised` marks praise; what is praised is in place, so that each such row has a second one, `carried_out`, and a count of what is in
place needs only that.

The words that stand for a code are data (flows/reference/measure_triggers.csv): the longest word at a place wins, and it counts if the
clause holds a word it needs and none that bars it. How the clause is meant is decided in modality.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.facts.language.clauses import Clause, Statement, layout
from flows.facts.language.modality import Modalities, Stand
from flows.facts.language.orders import orders_of
from flows.facts.language.papers import Paper, paper_of
from flows.facts.language.quotations import quotations_of
from flows.facts.language.speakers import speech_of
from flows.facts.measure_details import ClauseReader, Details
from flows.facts.mentions import Reading
from flows.facts.records import Fact, Measure, Modality
from flows.reference.vocabulary import table

NO_CODE = "-"
ISSUING = "OG11"  # the code of orders and notices: the only one that a document's title may stand for
_PRAISED_AND_DONE: tuple[Modality, ...] = ("praised", "carried_out")  # what is praised is in place: a row each
_PUNISHMENTS = frozenset(("LE01", "LE02", "OG09"))
_THREAT = re.compile(
    r"的，?$|者，?$|将|一律|一经|凡|如[有果]|若|否则|绝不|决不|追究|力戒|必问责|情节|处[^，。]{0,8}[日年元]"
    r"|谁|哪[个家一级]|依法(?:严惩|从严|从重|处理|予以|给予)"
)
_RESTRICTIONS = ("MV", "SD", "SV", "HY", "LE", "OG09", "EC05")
_FORBIDS = re.compile(r"严禁|禁止|不得|不准|不许")
_TITLE = re.compile(r"《[^《》\n]{2,120}》")
_CLOSING = "。！？；…，：”’」』） 　\n"


class Near(NamedTuple):
    """Words of which one stands near, by where their marks ask: < in front of the trigger in its clause, ~ in its statement.

    Words without a mark stand anywhere in its clause.
    """

    in_clause: tuple[str, ...]
    in_front: tuple[str, ...]
    in_statement: tuple[str, ...]


class Trigger(NamedTuple):
    """What a word stands for: codes, groups of words one of each of which must stand near, and words that bar it."""

    codes: tuple[str, ...]
    near: tuple[Near, ...]
    unless: Near | None


class Hit(NamedTuple):
    """A code named by the word at `start:stop`."""

    code: str
    start: int
    stop: int
    clause: Clause


@cache
def _triggers() -> tuple[AhoCorasick, tuple[tuple[Trigger, ...], ...]]:
    """The automaton over all trigger words, and what each of its patterns stands for."""
    meanings: dict[str, list[Trigger]] = {}
    for row in table("measure_triggers"):
        codes = () if row["code"] == NO_CODE else tuple(row["code"].split())
        near = tuple(_near(group) for group in row["near"].split("&") if group)
        trigger = Trigger(codes, near, _near(row["unless"]) if row["unless"] else None)
        for word in row["triggers"].split():
            meanings.setdefault(word, []).append(trigger)
    words = list(meanings)
    automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(tuple(meanings[word]) for word in words)


def _near(cell: str) -> Near:
    words = [word for word in cell.split("|") if word]
    return Near(
        tuple(word for word in words if word[0] not in "<~"),
        tuple(word[1:] for word in words if word[0] == "<"),
        tuple(word[1:] for word in words if word[0] == "~"),
    )


def facts(reading: Reading) -> list[Fact]:
    """The measures of an article's body: one row per clause, code and modality, in order of the text."""
    return list(_measures(reading))


def _measures(reading: Reading) -> Iterator[Measure]:
    text = reading.body
    paper = paper_of(reading)
    if paper is not None:
        yield _issuing(reading, paper)
    modalities = Modalities(layout(text), speech_of(reading), quotations_of(reading), orders_of(reading), paper)
    for clause, grouped in groupby(find_hits(text), key=attrgetter("clause")):
        hits = tuple(grouped)
        named = [(hit.start, hit.stop, hit.code) for hit in hits]
        clause_reader: ClauseReader | None = None
        seen: set[tuple[str, str]] = set()
        for hit in hits:
            stand = _of_threat(text, hit, modalities.at(clause, hit.start))
            if stand is None or (hit.code, stand.modality) in seen:
                continue
            seen.add((hit.code, stand.modality))
            clause_reader = clause_reader or ClauseReader(text, clause, named)
            details = clause_reader.details(hit.code, named, stand.order.addressee if stand.order else None)
            for modality in _PRAISED_AND_DONE if stand.modality == "praised" else (stand.modality,):
                yield _measure(reading, hit, stand, modality, details)


def _of_threat(text: str, hit: Hit, stand: Stand | None) -> Stand | None:
    """Outside any order: punishment that met nobody yet is demanded, and what 严禁 forbids is no measure unless it restricts persons."""
    if stand is None or stand.modality != "carried_out":
        return stand
    if hit.code in _PUNISHMENTS and _THREAT.search(text, hit.clause.start, hit.clause.stop) is not None:
        return Stand("demanded", None)
    if not hit.code.startswith(_RESTRICTIONS) and _FORBIDS.search(text, hit.clause.start, hit.start):
        return None
    return stand


def _measure(reading: Reading, hit: Hit, stand: Stand, modality: Modality, details: Details) -> Measure:
    start, stop = _trimmed(reading.body, hit.clause)
    return Measure(
        start=start,
        stop=stop,
        rule=f"measures.{reading.body[hit.start : hit.stop]}",
        confidence="certain" if stand.order or modality != "carried_out" else "probable",
        code=hit.code,
        modality=modality,
        adcode=reading.jurisdiction.adcode,
        speaker=stand.order.speaker.name if stand.order and stand.order.speaker else None,
        **details._asdict(),
    )


def _issuing(reading: Reading, paper: Paper) -> Measure:
    """That an official paper is issued: told by its preamble's last words, or else by its title."""
    span = paper.issued or (0, len(reading.headline) or len(reading.body))
    return Measure(
        start=span[0],
        stop=span[1],
        part="body" if paper.issued or not reading.headline else "headline",
        rule="measures.issued",
        code=ISSUING,
        modality="carried_out",
        adcode=reading.jurisdiction.adcode,
        speaker=paper.issuer.name if paper.issuer else None,
    )


def find_hits(text: str) -> Iterator[Hit]:
    """The codes that the words of a text stand for, whatever they are said of."""
    automaton, meanings = _triggers()
    divided = layout(text)
    titles = [match.span() for match in _TITLE.finditer(text)]
    title_starts = [start for start, _ in titles]
    for pattern, start, stop in automaton.find_matches_as_indexes(text):
        clause = divided.clause_at(start)
        statement = divided.statements[clause.statement]
        for codes, near, unless in meanings[pattern]:
            if not codes or not _are_near(near, text, statement, clause, start):
                continue
            if unless is not None and _are_near((unless,), text, statement, clause, start):
                continue
            at = bisect_right(title_starts, start) - 1
            titled = at >= 0 and stop <= titles[at][1] and start > titles[at][0]
            for code in codes:
                if not titled or code == ISSUING or (text[start - 1], text[stop : stop + 1]) == ("《", "》"):
                    yield Hit(code, start, stop, clause)


def _are_near(groups: tuple[Near, ...], text: str, statement: Statement, clause: Clause, position: int) -> bool:
    """Whether of each group a word stands near the trigger at `position`."""
    clause_start, clause_stop, _ = clause
    for in_clause, in_front, in_statement in groups:
        for word in in_clause:
            if text.find(word, clause_start, clause_stop) >= 0:
                break
        else:
            if not (
                any(text.find(word, clause_start, position) >= 0 for word in in_front)
                or any(text.find(word, statement.start, statement.stop) >= 0 for word in in_statement)
            ):
                return False
    return True


def _trimmed(text: str, clause: Clause) -> tuple[int, int]:
    """The clause without blanks, closing marks and opening quotation marks."""
    start, stop = clause.start, clause.stop
    while stop > start and text[stop - 1] in _CLOSING:
        stop -= 1
    while start < stop and text[start] in "“‘（ 　”":
        start += 1
    return start, max(stop, start + 1)

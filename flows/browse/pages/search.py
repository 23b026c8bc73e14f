"""The search page: articles that hold the words, best first, narrowed to a place, days and kinds."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from flows.browse.listings import is_day
from flows.browse.marking import with_words
from flows.browse.pages.texts import KINDS
from flows.browse.reading import Opened, Row
from flows.text.documents import ArticleKind
from flows.text.script import convert, tables

PAGE_ROWS = 20
# The best so many hits are narrowed and shown; whoever has more of them needs more words.
MOST = 1_000
_LONGEST = 100  # characters of a question
# Words as the macro `search` of the release divides them: at spaces, but for what stands between quotation marks.
_WORD = re.compile(r'"[^"]+"|“[^”]+”|「[^」]+」|[^ \t\n\f\r\u3000"“”「」]+')
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_AROUND = '"“”「」 \u3000'
ARTICLE_KINDS = get_args(ArticleKind)


def search(opened: Opened, asked: dict[str, str], page: int = 1) -> dict[str, Any]:
    """The values of the search page. `asked`: `q` (Simplified or Traditional), `place` (a code or part of a name), `from`, `to`, `kind`."""
    words = convert(" ".join(asked.get("q", "").split()))[:_LONGEST]
    units = _units(opened, asked.get("place", "").strip())
    values: dict[str, Any] = {
        "asked": asked,
        "words": words,
        "units": units,
        "unknown_place": bool(asked.get("place", "").strip()) and not units,
        "kinds": ARTICLE_KINDS,
        "fact_kinds": KINDS,
        "results": [],
        "total": 0,
        "page": page,
        "pages": 1,
        "most": MOST,
        "sql": "",
    }
    if not words or values["unknown_place"]:
        return values
    hits = best(opened, words, MOST)
    found = _narrowed(opened, hits, asked, units)
    start = (page - 1) * PAGE_ROWS
    values["results"] = shown(opened, found[start : start + PAGE_ROWS])
    values["total"] = len(found)
    values["pages"] = max(1, -(-len(found) // PAGE_ROWS))
    escaped = words.replace("'", "''")
    values["sql"] = f"from search('{escaped}', top := {MOST})"
    return values


def _units(opened: Opened, place: str) -> list[Row]:
    """The units that a reader means: one by its code, or those whose full name holds the words."""
    if not place:
        return []
    if place.isascii() and place.isdigit():
        return opened.rows("select * from places where adcode = $code", {"code": place})
    name = convert(place)
    found = opened.rows(
        "select * from places where instr(full_name, $name) > 0 order by length(full_name), adcode limit 200", {"name": name}
    )
    exact = [row for row in found if row["full_name"].endswith(name)]
    return exact or found


@dataclass(frozen=True, slots=True)
class Hit:
    """An original article that holds at least one of the words: its number in the digest, its score, and the weights of its words."""

    number: int
    score: float
    found: dict[str, float]


def terms(words: str) -> list[str]:
    """The words of a question, each also in the characters of canonical texts; in the order of their code points."""
    spelt = [word for match in _WORD.finditer(words) if (word := match[0].strip(_AROUND))]
    return sorted({*spelt, *(word.translate(_canonical()) for word in spelt)})


@cache
def _canonical() -> dict[int, str]:
    """What the macro `canonical` of a release makes of characters."""
    return _HALF_WIDTH | tables().characters


def best(opened: Opened, words: str, most: int) -> list[Hit]:
    """The hits with the highest scores, the best first: those of the macro `search` (sql/macros/search.sql), from the digest's index."""
    sizes = opened.postings.sizes
    if not len(sizes):
        return []
    scores = np.zeros(len(sizes))
    counted: list[tuple[str, float, NDArray[np.int64]]] = []
    for term in terms(words):
        frequencies = opened.postings.frequencies(term)
        articles = int(np.count_nonzero(frequencies))
        weight = math.log(1 + (len(sizes) - articles + 0.5) / (articles + 0.5))
        scores += weight * frequencies * 2.2 / (frequencies + 1.2 * (0.25 + 0.75 * sizes / sizes.mean()))
        counted.append((term, weight, frequencies))
    held = np.flatnonzero(scores)
    first = held[np.lexsort((opened.ranks[held], -scores[held]))][:most]
    counted.sort(key=lambda one: (-one[1], one[0]))
    hits = [Hit(n, round(float(scores[n]), 3), {term: weight for term, weight, of in counted if of[n]}) for n in first.tolist()]
    return sorted(hits, key=lambda hit: (-hit.score, opened.ranks[hit.number]))


def _narrowed(opened: Opened, hits: list[Hit], asked: dict[str, str], units: list[Row]) -> list[Hit]:
    """The hits whose articles are what is asked for."""
    conditions, values = _conditions(asked, units)
    if not conditions or not hits:
        return hits
    numbers = ", ".join(str(hit.number) for hit in hits)
    sql = f"select number from originals inner join articles using (article_id) where number in ({numbers}) and {' and '.join(conditions)}"
    kept = {row["number"] for row in opened.rows(sql, values)}
    return [hit for hit in hits if hit.number in kept]


def _conditions(asked: dict[str, str], units: list[Row]) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if units:
        conditions.append("exists (select 1 from json_each($prefixes) where substr(adcode, 1, length(value)) = value)")
        values["prefixes"] = json.dumps([unit["prefix"] for unit in units])
    for key, sign in (("from", ">="), ("to", "<=")):
        if is_day(asked.get(key, "")):
            conditions.append(f"event_date {sign} ${key}")
            values[key] = asked[key]
    kind = asked.get("kind", "")
    if kind in ARTICLE_KINDS:
        conditions.append("kind = $kind")
        values["kind"] = kind
    elif kind in KINDS:
        conditions.append("exists (select 1 from facts where facts.article_id = articles.article_id and facts.kind = $kind)")
        values["kind"] = kind
    return conditions, values


def shown(opened: Opened, hits: list[Hit]) -> list[Row]:
    """The rows of a page: each article's headline and its most telling sentence with the words marked."""
    numbers = ", ".join(str(hit.number) for hit in hits)
    about = "select * from originals inner join articles using (article_id) inner join bodies using (article_id)"
    articles = {row["number"]: row for row in opened.rows(f"{about} where number in ({numbers})")}
    shown = []
    for hit in hits:
        row = articles[hit.number]
        sentence = telling([row["body"][start:stop] for start, stop in row["sentences"]], hit.found)
        marks = {"sentence": with_words(sentence, hit.found), "headline": with_words(row["headline"] or "", hit.found)}
        shown.append({**row, "score": hit.score, "date": row["event_date"], **marks})
    return shown


def telling(sentences: list[str], weights: dict[str, float]) -> str:
    """The sentence with the most, and the rarest, of the words; of equal ones the first."""
    return max(sentences, key=lambda text: sum(weight for word, weight in weights.items() if word in text), default="")

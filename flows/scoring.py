"""How much of what careful readers found in texts a release holds too: its rows against gold files (their form: tests/samples/GUIDE.md).

Facts are compared within their article, names and texts without spaces and punctuation. A fact of the release answers to one of the gold.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flows import warehouse
from flows.warehouse import WarehouseError

Row = dict[str, Any]
_MARKS = re.compile(r"[\W_]+")
_ENUMERATOR = re.compile(r"^(?:第?[一二三四五六七八九十]+[是要、]|首先|其次|同时|另外|此外|最后)+")
_OPENING = 8  # characters by which an article's beginning is known
_SAID = 6  # characters by which an instruction's beginning is known

# The rows of each kind, with what is compared, by article.
_FOUND = {
    "people": "select article_id, name, role from facts.people",
    "positions": "select article_id, name, title from facts.positions",
    "places": "select article_id, name, adcode from facts.places",
    "organisations": "select article_id, name from facts.organisations",
    "activities": """
        select activities.article_id, activities.kind, cast(activities.date as varchar) as date,
            list(people.name) filter (where people.role = 'lead') as leads
        from facts.activities as activities left join facts.activity_people as people using (activity_id)
        group by activities.article_id, activity_id, activities.kind, activities.date
    """,
    "venues": """
        select distinct activities.article_id, venues.name
        from facts.activity_venues as venues inner join facts.activities as activities using (activity_id)
    """,
    "measures": "select distinct article_id, code, modality from facts.measures where modality in ('carried_out', 'demanded')",
    "directives": "select article_id, text, speaker from facts.directives",
    "quotes": "select article_id, text, speaker from facts.quotes",
    "figures": "select article_id, value, unit, what from facts.figures",
    "donations": "select article_id, donor, recipient, item, quantity from facts.donations",
    "formulas": "select distinct article_id, text from facts.formulas",
}


class Score(NamedTuple):
    """Of one kind: how many facts the gold states, how many the release holds, how many of these answer to one of the gold.

    For an attribute (`person.role`) `gold` and `found` are the facts that agree, `matched` those whose attribute agrees too.
    """

    kind: str
    gold: int
    found: int
    matched: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; for an attribute its accuracy. 1.0 where there is nothing to find and nothing was."""
        return 2 * self.matched / (self.gold + self.found) if self.gold + self.found else 1.0


def bare(text: object) -> str:
    """A text without spaces and punctuation; of None the empty one."""
    return _MARKS.sub("", str(text)) if text is not None else ""


def _opening(text: object) -> str:
    return bare(_ENUMERATOR.sub("", str(text or "").strip()))


def _near(one: object, other: object) -> bool:
    """Whether one name is the other, or a part of it."""
    a, b = bare(one), bare(other)
    return a == b or (min(len(a), len(b)) > 1 and (a in b or b in a))


def _same_number(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return abs(float(one) - float(other)) <= 1e-6 * max(1.0, abs(float(one)))


def _same_activity(gold: Row, found: Row) -> bool:
    leads, told = set(map(bare, gold["lead"])), set(map(bare, found["leads"] or ()))
    return gold["type"] == found["kind"] and gold["date"] == found["date"] and (bool(leads & told) or leads == told)


_AGREE: dict[str, Callable[[Row, Row], bool]] = {
    "people": lambda g, f: bare(g["name"]) == bare(f["name"]),
    "positions": lambda g, f: bare(g["name"]) == bare(f["name"]) and bare(g["title"]) == bare(f["title"]),
    "places": lambda g, f: bare(g["name"])[:2] == bare(f["name"])[:2] and _near(g["name"], f["name"]),
    "organisations": lambda g, f: bare(g["name"]) == bare(f["name"]),
    "activities": _same_activity,
    "venues": lambda g, f: _near(g["name"], f["name"]),
    "measures": lambda g, f: (g["code"], g["modality"]) == (f["code"], f["modality"]),
    "directives": lambda g, f: _opening(g["starts"])[:_SAID] in _opening(f["text"])[: _SAID + 4],
    "quotes": lambda g, f: bare(g["text"])[:10] == bare(f["text"])[:10],
    "figures": lambda g, f: _same_number(g["value"], f["value"]) and bare(g["unit"]) == bare(f["unit"]),
    "donations": lambda g, f: _same_number(g["quantity"], f["quantity"]) and _near(g["item"], f["item"]) and _near(g["donor"], f["donor"]),
    "formulas": lambda g, f: bare(g["text"]) == bare(f["text"]),
}
_ATTRIBUTES: dict[str, tuple[str, Callable[[Row, Row], bool]]] = {
    "people": ("person.role", lambda g, f: g["role"] == f["role"]),
    "places": ("place.adcode", lambda g, f: g["adcode"] == f["adcode"]),
    "activities": ("activity.lead", lambda g, f: set(map(bare, g["lead"])) == set(map(bare, f["leads"] or ()))),
    "directives": ("directive.speaker", lambda g, f: bare(g["speaker"]) == bare(f["speaker"])),
    "quotes": ("quote.speaker", lambda g, f: bare(g["speaker"]) == bare(f["speaker"])),
    "figures": ("figure.what", lambda g, f: _near(g["what"], f["what"])),
    "donations": ("donation.recipient", lambda g, f: _near(g["recipient"], f["recipient"])),
}


def _gold_rows(gold: Row, kind: str, seq: int) -> list[Row]:
    """What a gold file states of a kind in an article, one row per fact."""

    def of_article(name: str) -> list[Row]:
        return [row for row in gold[name] if row["article"] == seq]

    if kind == "positions":
        return [{"name": person["name"], "title": title} for person in of_article("people") for title in person["titles"]]
    if kind == "venues":
        return [{"name": name} for name in dict.fromkeys(venue for row in of_article("activities") for venue in row["venues"])]
    if kind == "measures":
        stated = ((modality, code) for row in of_article("measures") for modality in ("carried_out", "demanded") for code in row[modality])
        return [{"modality": modality, "code": code} for modality, code in dict.fromkeys(stated)]
    return of_article(kind)


def score(release: Path, gold_folder: Path) -> list[Score]:
    """The scores of a release, the kinds first, then their attributes. Raises WarehouseError for a folder without gold files."""
    files = sorted(gold_folder.glob("*.gold.json"))
    if not files:
        raise WarehouseError(f"{gold_folder} holds no gold files (NAME.gold.json); tests/samples/GUIDE.md says what they state")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with warehouse.connect(release, locked=True) as connection:
        found = {kind: _by_article(warehouse.records(connection.execute(sql))) for kind, sql in _FOUND.items()}
        sql = """
            select file_name, article_id, body from core.articles inner join core.documents using (document_id) order by file_name, seq
        """
        articles: dict[str, list[Row]] = defaultdict(list)
        for row in warehouse.records(connection.execute(sql)):
            articles[row["file_name"]].append(row)
    for file in files:
        gold = json.loads(file.read_text(encoding="utf-8"))
        _score_document(gold, articles.get(gold["doc"], []), found, counts)
    kinds = ("articles", *_FOUND, *(name for name, _ in _ATTRIBUTES.values()))
    return [Score(kind, *counts[kind]) for kind in kinds]


def _by_article(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["article_id"]].append(row)
    return grouped


def _score_document(gold: Row, articles: Sequence[Row], found: dict[str, dict[str, list[Row]]], counts: dict[str, list[int]]) -> None:
    pairs = _pairs(gold["articles"], articles, lambda g, a: bare(g["starts"])[:_OPENING] in bare(a["body"])[:60])
    _count(counts, "articles", len(gold["articles"]), len(articles), len(pairs))
    mine = {wanted["seq"]: article["article_id"] for wanted, article in pairs}
    unpaired = [article["article_id"] for article in articles if article["article_id"] not in mine.values()]
    for kind, agree in _AGREE.items():
        _count(counts, kind, 0, sum(len(found[kind].get(article_id, [])) for article_id in unpaired), 0)
        for article in gold["articles"]:
            wanted = _gold_rows(gold, kind, article["seq"])
            told = found[kind].get(mine.get(article["seq"], ""), [])
            agreeing = _pairs(wanted, told, agree)
            _count(counts, kind, len(wanted), len(told), len(agreeing))
            if kind in _ATTRIBUTES:
                name, same = _ATTRIBUTES[kind]
                _count(counts, name, len(agreeing), len(agreeing), sum(same(g, f) for g, f in agreeing))


def _pairs(wanted: Sequence[Row], found: Sequence[Row], agree: Callable[[Row, Row], bool]) -> list[tuple[Row, Row]]:
    """Each wanted row with the first found row that agrees with it and answers to no other."""
    free = list(found)
    pairs = []
    for row in wanted:
        match = next((other for other in free if agree(row, other)), None)
        if match is not None:
            free.remove(match)
            pairs.append((row, match))
    return pairs


def _count(counts: dict[str, list[int]], kind: str, gold: int, found: int, matched: int) -> None:
    for place, number in enumerate((gold, found, matched)):
        counts[kind][place] += number

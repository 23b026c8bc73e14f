"""A corpus of any size for benchmarks: the lines of a feed, and copies of them under other names of places and persons."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path

import pyarrow.parquet as pq

from flows.reference.vocabulary import table
from flows.warehouse import REFERENCE

_TITLE = "书记|县长|市长|区长|乡长|镇长|主任|局长|部长|主席|总理|省长|院长|记者|通讯员|村民|医生"
_PERSON = re.compile(rf"(?P<title>{_TITLE})(?P<name>\w{{2,3}})(?=[，。、在到对说表主强要调指出一带（(])")
_PLACES = ("province", "prefecture", "county")


def lines(corpus: Path, documents: int | None) -> Iterator[bytes]:
    """The first `documents` lines of a .jsonl(.gz) feed; where it has fewer, it is repeated with its names varied. None: the feed."""
    if documents is None:
        yield from _feed(corpus)
        return
    yield from islice((line for copy in count() for line in _copy(corpus, copy)), documents)


def _copy(corpus: Path, copy: int) -> Iterator[bytes]:
    for line in _feed(corpus):
        yield varied(line, copy) if copy else line


def _feed(corpus: Path) -> Iterator[bytes]:
    with gzip.open(corpus) if corpus.suffix == ".gz" else corpus.open("rb") as feed:
        for line in feed:
            if line.strip():
                yield line.rstrip(b"\r\n") + b"\n"


def varied(line: bytes, copy: int) -> bytes:
    """The same article about other places and persons; the same copy and line always give the same."""
    record = json.loads(line)
    chance = random.Random(f"{copy} {record.get('id')}")
    alias = dict[str, str]()

    def place(found: re.Match[str]) -> str:
        return alias.setdefault(found[0], chance.choice(_places()[_level_of()[found[0]]]))

    def person(found: re.Match[str]) -> str:
        return found["title"] + alias.setdefault(found["name"], _name(chance, len(found["name"])))

    for field in ("title", "html", "text", "content"):
        if isinstance(record.get(field), str):
            record[field] = _PERSON.sub(person, _place_names().sub(place, record[field]))
    record["copy"] = copy
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _name(chance: random.Random, length: int) -> str:
    surnames, given = _characters()
    return chance.choice(surnames) + "".join(chance.choice(given) for _ in range(length - 1))


@cache
def _characters() -> tuple[list[str], list[str]]:
    rows = table("name_characters")
    best = sorted(rows, key=lambda row: -int(row["surname"]))
    return [row["character"] for row in best[:200]], [row["character"] for row in sorted(rows, key=lambda row: -int(row["first"]))[:400]]


@cache
def _level_of() -> dict[str, str]:
    rows = pq.read_table(REFERENCE / "divisions.parquet", columns=["name", "level"]).to_pylist()
    return {row["name"]: row["level"] for row in rows if row["level"] in _PLACES and len(row["name"]) > 2}


@cache
def _places() -> dict[str, list[str]]:
    levels = _level_of()
    return {level: sorted(name for name in levels if levels[name] == level) for level in _PLACES}


@cache
def _place_names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_level_of(), key=lambda name: (-len(name), name))))

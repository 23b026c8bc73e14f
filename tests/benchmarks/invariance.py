"""Invariance under dirt: are the articles of a dirtied page those of the clean one?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from flows.text.documents import Refusal
from flows.text.reader import read_document
from tests import dirt
from tests.dirt import Clean

_RANDOM_CHOICES = 3  # per page
Articles = list[tuple[str, str]]


class Invariance(NamedTuple):
    """Cases and unchanged ones by kind of dirt, and the changed ones with the first difference."""

    cases: Counter[str]
    same: Counter[str]
    changed: list[str]

    def share(self) -> float:
        """The share of unchanged cases: the mean of the kinds, so that the many encodings do not outweigh the rest."""
        return sum(self.same[kind] / count for kind, count in self.cases.items()) / max(1, len(self.cases))


def _lines(clean: Clean) -> str:
    return "\n\n".join([clean.headline, *clean.paragraphs])


def _glosses(clean: Clean, rng: random.Random) -> str:
    return dirt.glossed(_lines(clean), rng, rng.choice([0.5, 1.0]))


def _columns(clean: Clean, rng: random.Random) -> str:
    return "\n\n".join([clean.headline, *dirt.column_breaks(clean.paragraphs, rng)])


def _one_line(clean: Clean, rng: random.Random) -> str:
    return dirt.one_line(clean.headline, clean.paragraphs, rng.choice([" ", " 　　"]))


TEXTS: dict[str, Callable[[Clean, random.Random], str]] = {
    "traditional": lambda clean, rng: dirt.traditional(_lines(clean)),
    "glosses": _glosses,
    "half width": lambda clean, rng: dirt.half_width(_lines(clean)),
    "column breaks": _columns,
    "furniture": lambda clean, rng: dirt.furnished(_lines(clean), rng, rng.randrange(1, 4)),
    "one line": _one_line,
}
_IN_TRADITIONAL = ("traditional", "glosses")


def measure(pages: Iterable[tuple[str, Clean]]) -> Invariance:
    """Every page under every kind of dirt, in every encoding that holds it, and under three random choices; the seeds are fixed."""
    result = Invariance(Counter(), Counter(), [])
    for number, (name, clean) in enumerate(pages):
        wanted = _articles(_lines(clean).encode())
        survives = dirt.survives_conversion(_lines(clean))
        for kind, make in TEXTS.items():
            if survives or kind not in _IN_TRADITIONAL:
                _compare(result, kind, name, wanted, make(clean, random.Random(number)).encode())
        for encoding in dirt.ENCODINGS:
            try:
                content = dirt.encoded(_lines(clean), encoding)
            except UnicodeEncodeError:
                continue
            _compare(result, "encodings", f"{name} {encoding}", wanted, content)
        for seed in range(_RANDOM_CHOICES):
            made = dirt.dirty(clean, random.Random(number * _RANDOM_CHOICES + seed))
            _compare(result, "random choice", f"{name} {'+'.join(made.kinds)}", wanted, made.data)
    return result


def _compare(result: Invariance, kind: str, name: str, wanted: Articles | None, content: bytes) -> None:
    result.cases[kind] += 1
    found = _articles(content)
    if found == wanted:
        result.same[kind] += 1
    else:
        result.changed.append(f"{kind}: {name}: {_difference(wanted or [], found or [])}")


def _articles(content: bytes) -> Articles | None:
    """Headline and body of each article without punctuation and white space; None for a refused text."""
    try:
        document = read_document(content, "txt")
    except Refusal:
        return None
    return [(_plain(article.headline.text) if article.headline else "", _plain(article.body.text)) for article in document.articles]


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _difference(wanted: Articles, found: Articles) -> str:
    if len(wanted) != len(found):
        return f"{len(found)} articles for {len(wanted)} ({' | '.join(headline for headline, _ in found)[:80]})"
    for before, after in zip(wanted, found, strict=True):
        for what, old, new in zip(("headline", "body"), before, after, strict=True):
            if old != new:
                place = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
                return f"{what} …{old[max(0, place - 10) : place + 20]} became …{new[max(0, place - 10) : place + 20]}"
    return "refused"

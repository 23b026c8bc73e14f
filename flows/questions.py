"""The example questions of `sql/tour/`: what `zhanyi tour` asks, the query page offers and the README answers."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from flows.settings import shipped


class Question(NamedTuple):
    """A question in words, and the query that answers it."""

    words: str
    sql: str


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in order. A file's first line is the question, as a comment; the rest is the query."""
    parts = [path.read_text(encoding="utf-8").partition("\n") for path in sorted((shipped("sql") / "tour").glob("*.sql"))]
    return tuple(Question(comment.removeprefix("-- "), sql.strip()) for comment, _, sql in parts)

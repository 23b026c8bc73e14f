"""The README's tour shows what the example queries answer over the sample articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.questions import questions
from tests import tour


def test_the_readme_shows_every_question() -> None:
    shown = tour.section_of(tour.README.read_text(encoding="utf-8"))
    assert [sql for _, sql in questions() if f"```sql\n{sql}\n```" not in shown] == []


@pytest.mark.whole
def test_the_readme_shows_what_the_samples_answer(released: Path) -> None:
    shown = tour.section_of(tour.README.read_text(encoding="utf-8"))
    assert shown == tour.tour(released / "current.duckdb"), "write it anew with python -m tests.tour DATA"

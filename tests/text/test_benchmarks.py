"""The benchmarks count what they say they count; how fast the machine is, no test asks."""

from __future__ import annotations

import json
import random

import pytest

from tests import dirt
from tests.benchmarks import encodings, invariance, text
from tests.text import texts


def test_the_matrix_counts_every_encoding_that_holds_the_text() -> None:
    article = "\n\n".join(texts.article(random.Random(1)).paragraphs)
    matrix = encodings.measure([("simplified", article), ("traditional", dirt.traditional(article))])
    assert matrix.cases["GBK", "whole"] == 2
    assert matrix.cases["Big5-HKSCS", "whole"] == 1
    assert matrix.wrong == []
    assert matrix.share() == 1.0


def test_dirt_is_counted_by_kind() -> None:
    result = invariance.measure([("invented", texts.article(random.Random(2)))])
    assert set(result.cases) >= {"glosses", "half width", "one line", "encodings", "random choice"}
    assert result.share() == 1.0
    assert result.changed == []


def test_the_figures_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    text.main(["--only", "repairs", "--json"])
    assert json.loads(capsys.readouterr().out)["repairs"]["rows"]

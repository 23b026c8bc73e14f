"""The digest holds the texts and repairs that the release holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import warehouse
from flows.browse import digest
from flows.browse.pages import texts
from flows.browse.reading import Opened

pytestmark = pytest.mark.whole

_TEXTS = "select article_id, body from core.articles"
_RAW = "select document_id, raw_text from raw.documents"
_REPAIRS = "select document_id, seq, kind, raw_start, raw_end, before, after from core.repairs order by document_id, seq"


def test_texts_and_repairs_are_those_of_the_release(released: Path, opened: Opened) -> None:
    assert {row["article_id"]: row["body"] for row in opened.rows("select article_id, body from bodies")} == _pairs(opened, _TEXTS)
    assert {row["document_id"]: row["raw_text"] for row in opened.rows("select * from raw_texts")} == _pairs(opened, _RAW)


def test_repairs_that_lie_apart_come_together(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of several documents, out of order and in stretches of five rows, as after documents were read again."""
    path = tmp_path / "mixed.duckdb"
    path.write_bytes((released / "current.duckdb").read_bytes())
    with warehouse.connect(path) as connection:
        connection.execute("create or replace temp table mixed as from core.repairs order by hash(document_id || seq)")
        connection.execute("delete from core.repairs")
        connection.execute("insert into core.repairs from mixed")
    monkeypatch.setattr(digest, "_REPAIRS_AT_ONCE", 5)
    opened = Opened(path)
    try:
        wanted = opened.release_rows(_REPAIRS)
        documents = sorted({row["document_id"] for row in wanted})
        found = [{"document_id": each, **repair} for each in documents for repair in texts._repairs(opened, each)]
        assert len(wanted) > 20 and found == wanted
        assert opened.number("select max(n) from (select count(*) as n from logs group by document_id)") > 1
    finally:
        opened.close()


def _pairs(opened: Opened, sql: str) -> dict[str, str]:
    return dict(tuple(row.values()) for row in opened.release_rows(sql))

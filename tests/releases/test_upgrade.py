"""A release of every former shape is upgraded with its data, by the next run that has something to publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows import warehouse
from flows.releases import Releases
from flows.stages import compare
from flows.stages.reprocess import Choice
from tests.releases.store import ARTICLE, HERE, SQL, restore
from tests.stages.runs import ingest, recompute

SHAPES = [int(path.stem) for path in sorted(HERE.glob("*.json"))]


def test_every_shape_is_stored() -> None:
    """A new migration needs the shape before it; `python -m tests.releases.store` writes today's."""
    newest = warehouse.numbered_files(SQL / "migrations")[-1].number
    assert set(range(1, newest)) <= set(SHAPES)


@pytest.mark.parametrize("number", SHAPES)
def test_an_old_release_is_upgraded_with_its_data(number: int, tmp_path: Path) -> None:
    data, inbox = tmp_path / "data", tmp_path / "inbox"
    old = Releases(data)
    restore(number, old.candidate("old"))
    before = old.publish("old")
    inbox.mkdir()
    (inbox / "new.txt").write_text(ARTICLE.format(place="安图", day=9, n=3), encoding="utf-8")
    ended = ingest(inbox, data)
    assert (ended.record.outcome, ended.record.loaded) == ("published", 1)
    stored = json.loads((HERE / f"{number:04}.json").read_text(encoding="utf-8"))["tables"]
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        for table, rows in stored.items():
            assert _kept(connection, table, rows) == len(rows), table
        applied = connection.execute("select count(*) from ops.migrations").fetchone()
        assert applied == (len(warehouse.numbered_files(SQL / "migrations")),)
        for (view,) in connection.execute("select view_name from duckdb_views() where schema_name = 'mart'").fetchall():
            connection.execute(f"from mart.{view}").fetchall()
        assert connection.execute("select count(*) from search('宏發商貿')").fetchone() == (4,)
        assert connection.execute("select distinct kind from ops.runs").fetchall() == [("ingest",)]
    difference = compare.compare(before, data / "current.duckdb")
    assert (difference.documents_in, difference.documents_out) == (1, 0)
    assert sum(kind.lost + kind.changed for kind in difference.kinds) == 0


def _kept(connection: Any, table: str, rows: list[dict[str, Any]]) -> int:
    """How many of the rows are in the table, by the columns that a run over another inbox leaves alone."""
    if not rows:
        return 0
    columns = ", ".join(f'hex("{column}") as "{column}"' if column == "signature" else f'"{column}"' for column in rows[0])
    found = connection.execute(f"select to_json(r)::varchar from (select {columns} from {table}) as r").fetchall()
    there = [json.loads(row) for (row,) in found]
    return sum(row in there for row in rows)


@pytest.mark.parametrize("number", SHAPES)
def test_an_old_release_whose_files_are_gone_is_left_alone_by_reprocessing(number: int, tmp_path: Path) -> None:
    old = Releases(tmp_path / "data")
    restore(number, old.candidate("old"))
    old.publish("old")
    ended = recompute(tmp_path / "data", Choice(everything=True))
    assert ended.record.outcome == "nothing_new" and "stay as they were" in ended.notes[0]

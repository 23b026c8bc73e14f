"""A run may break off anywhere: readers keep a whole release, and the next run ends where an unbroken one would have ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import releases, warehouse
from flows.releases import Releases
from flows.stages import load, run, shards, transform
from tests.conftest import ROOT
from tests.stages.runs import ingest, tables

ARTICLE = (
    "{place}县疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个，严格落实体温检测。\n"
)
# Where it breaks: before or after what is called there, for the time it is called.
POINTS: dict[str, tuple[Any, str, str, int]] = {
    "a shard half written": (shards, "_outcomes", "before", 1),
    "between two shards": (transform, "read_batch", "after", 1),
    "the candidate half copied": (shutil, "copyfile", "after", 1),
    "before the migrations": (warehouse, "migrate", "before", 1),
    "in the transaction that loads": (load, "_insert", "after", 3),
    "before the duplicates": (run, "mark_duplicates", "before", 1),
    "before the views": (warehouse, "apply_views", "before", 1),
    "before the candidate is complete": (releases, "_settle", "before", 1),
    "before it is proof-read": (releases, "_proof_read", "before", 1),
    "before its record is written": (releases, "_write", "before", 1),
    "before it becomes a release": (releases, "_write", "after", 1),
    "before the switch": (Releases, "_switch", "before", 1),
    "after the switch": (Releases, "_switch", "after", 1),
    "before old releases go": (Releases, "retain", "before", 1),
    "after old releases went": (Releases, "retain", "after", 1),
    "before the run is remembered": (run.journal, "write", "before", 1),
}

OFTEN = ("in the transaction that loads", "before it becomes a release", "before the switch", "after the switch")  # the others are slower


class Broken(BaseException):
    """Stands for a power loss: nobody catches it."""


def _break(patch: pytest.MonkeyPatch, point: str, how: Callable[[], None]) -> None:
    place, name, when, times = POINTS[point]
    original, called = getattr(place, name), [0]

    def breaks(*arguments: Any, **named: Any) -> Any:
        called[0] += 1
        if called[0] == times and when == "before":
            how()
        result = original(*arguments, **named)
        if called[0] == times:
            how()
        return result

    patch.setattr(place, name, breaks)


def _raise() -> None:
    raise Broken


def _inboxes(folder: Path) -> tuple[Path, Path]:
    """An inbox, and what is new in it for the second run: two new files, a changed one and one that is gone."""
    inbox, later = folder / "inbox", folder / "later"
    for made, days in ((inbox, (3, 4, 5)), (later, (4, 5, 6, 7))):
        made.mkdir()
        for day in days:
            changed = 50 if made == later and day == 5 else 0
            (made / f"{day}.txt").write_text(ARTICLE.format(place="宁城", day=day, n=day + changed), encoding="utf-8")
    return inbox, later


def _becomes(inbox: Path, later: Path) -> None:
    shutil.rmtree(inbox)
    shutil.copytree(later, inbox)


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANYI_BATCH_DOCUMENTS", "1")
    monkeypatch.setenv("ZHANYI_KEEP_RELEASES", "2")


def _readable(data: Path) -> int:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        row = connection.execute("select count(*), count(distinct document_id) from core.articles").fetchone()
    assert row is not None and row[0] == row[1]
    return int(row[0])


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    """An inbox that has changed since a first run, the data folder of that run, and the tables that the second must end in."""
    folder = tmp_path_factory.mktemp("crashes")
    inbox, later = _inboxes(folder)
    ingest(inbox, folder / "first")
    _becomes(inbox, later)
    ingest(inbox, folder / "whole")
    return inbox, folder / "first", tables(folder / "whole")


@pytest.mark.parametrize("point", [point if point in OFTEN else pytest.param(point, marks=pytest.mark.whole) for point in POINTS])
def test_the_next_run_goes_on_wherever_it_broke(before: tuple[Path, Path, Any], tmp_path: Path, point: str) -> None:
    inbox, first, expected = before
    data = tmp_path / "data"
    shutil.copytree(first, data, symlinks=True)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Broken):
        _break(patch, point, _raise)
        ingest(inbox, data)
    assert _readable(data) in (3, 4)
    assert ingest(inbox, data).record.outcome in ("published", "nothing_new")
    assert tables(data) == expected
    assert not [*(data / "candidates").iterdir(), *(data / "held").glob("*")]
    kept = Releases(data).list()
    assert sum(release.current for release in kept) == 1 and len(kept) <= 3
    assert {path.stem for path in (data / "releases").glob("*.json")} == {release.run_id for release in kept}


def test_folders_that_duckdb_spilled_into_do_not_stop_the_next_run(tmp_path: Path) -> None:
    inbox, _ = _inboxes(tmp_path)
    ingest(inbox, tmp_path / "data")
    (tmp_path / "data" / "candidates" / "crashed.duckdb.tmp").mkdir()
    (tmp_path / "data" / "candidates" / "crashed.duckdb.tmp" / "duckdb_temp_storage-0.tmp").write_bytes(b"x")
    (inbox / "9.txt").write_text(ARTICLE.format(place="城固", day=9, n=9), encoding="utf-8")
    assert ingest(inbox, tmp_path / "data").record.outcome == "published"
    assert not list((tmp_path / "data" / "candidates").iterdir())


KILLED = """
import os, signal, sys
from pathlib import Path
import pytest
from tests.stages import test_crashes
from tests.stages.runs import ingest
test_crashes._break(pytest.MonkeyPatch(), sys.argv[3], lambda: os.kill(os.getpid(), signal.SIGKILL))
ingest(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.whole
@pytest.mark.parametrize("point", ["in the transaction that loads", "before the views", "before the switch", "after the switch"])
def test_a_killed_process_loses_nothing(tmp_path: Path, point: str) -> None:
    inbox, later = _inboxes(tmp_path)
    data = tmp_path / "data"
    ingest(inbox, data)
    _becomes(inbox, later)
    command = [sys.executable, "-c", KILLED, str(inbox), str(data), point]
    killed = subprocess.run(command, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    assert _readable(data) in (3, 4)
    ingest(inbox, data)
    ingest(inbox, tmp_path / "whole")
    assert tables(data) == tables(tmp_path / "whole")

"""Releases: what readers see while candidates come and go."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flows import warehouse
from flows.releases import Releases
from flows.warehouse import WarehouseError


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "data")


def _write(path: Path, run_id: str) -> None:
    """A small warehouse in which every row says which run wrote it."""
    with warehouse.connect(path) as connection:
        connection.execute("create schema if not exists ops; create table if not exists ops.migrations (number integer)")
        connection.execute("create or replace table marks as select ? as run_id from range(500)", [run_id])


def _release(releases: Releases, *run_ids: str) -> None:
    for run_id in run_ids:
        _write(releases.candidate(run_id), run_id)
        releases.publish(run_id)


def _seen(path: Path) -> str:
    with warehouse.connect(path, read_only=True) as connection:
        rows = connection.execute("select run_id, count(*) from marks group by all").fetchall()
    assert len(rows) == 1 and rows[0][1] == 500, "a reader sees one whole release"
    return str(rows[0][0])


def test_before_the_first_release_there_is_none(releases: Releases) -> None:
    assert releases.current() is None
    assert releases.list() == []
    assert not releases.candidate("r1").exists()
    with pytest.raises(WarehouseError, match="no earlier release"):
        releases.rollback()


def test_a_published_candidate_is_what_readers_see(releases: Releases) -> None:
    _release(releases, "r1", "r2")
    assert _seen(releases.link) == "r2"
    assert releases.current() == releases.data / "releases" / "r2.duckdb"
    assert [(release.run_id, release.made_from, release.current) for release in releases.list()] == [
        ("r1", None, False),
        ("r2", "r1", True),
    ]
    assert not list(releases.data.rglob("*.wal"))
    assert not list((releases.data / "candidates").iterdir())


def test_a_release_is_never_written_again(releases: Releases) -> None:
    _release(releases, "r1")
    path = releases.current()
    assert path is not None
    assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    with pytest.raises(WarehouseError, match="never written"), warehouse.connect(releases.link):
        pass
    with pytest.raises(WarehouseError, match="already"):
        _write(releases.candidate("r1"), "again")
        releases.publish("r1")
    assert _seen(releases.link) == "r1"


def test_the_link_is_relative_so_that_the_data_may_move(releases: Releases, tmp_path: Path) -> None:
    _release(releases, "r1")
    releases.data.rename(tmp_path / "moved")
    assert _seen(tmp_path / "moved" / "current.duckdb") == "r1"


def test_a_candidate_is_a_private_copy(releases: Releases) -> None:
    _release(releases, "r1")
    candidate = releases.candidate("r2")
    assert _seen(candidate) == "r1"
    _write(candidate, "r2")
    assert (_seen(releases.link), _seen(candidate)) == ("r1", "r2")


def test_what_a_crashed_run_left_is_removed(releases: Releases) -> None:
    _release(releases, "r1")
    code = (
        "import os, sys, duckdb\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute(\"insert into marks values ('crashed')\")\n"
        "os._exit(1)\n"
    )
    candidate = releases.candidate("r2")
    subprocess.run([sys.executable, "-c", code, str(candidate)], check=False)
    assert Path(f"{candidate}.wal").exists()
    again = releases.candidate("r2")
    assert not Path(f"{again}.wal").exists()
    assert _seen(again) == "r1"


def test_a_log_is_brought_into_the_release(releases: Releases) -> None:
    candidate = releases.candidate("r1")
    _write(candidate, "r1")
    code = (
        "import os, sys, duckdb\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute(\"update marks set run_id = 'logged'\")\n"
        "os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(candidate)], check=False)
    assert Path(f"{candidate}.wal").exists()
    releases.publish("r1")
    assert _seen(releases.link) == "logged"
    assert not list(releases.data.rglob("*.wal"))


def test_a_candidate_in_use_is_not_published(releases: Releases) -> None:
    _release(releases, "r1")
    candidate = releases.candidate("r2")
    _write(candidate, "r2")
    with warehouse.connect(candidate) as connection:
        connection.execute("begin transaction; insert into marks values ('open')")
        with pytest.raises(WarehouseError):
            releases.publish("r2")
    assert _seen(releases.link) == "r1"


def test_what_is_no_warehouse_is_not_published(releases: Releases) -> None:
    _release(releases, "r1")
    candidate = releases.candidate("r2")
    with warehouse.connect(candidate) as connection:
        connection.execute("drop table ops.migrations")
    with pytest.raises(WarehouseError, match="not a warehouse"):
        releases.publish("r2")
    candidate.write_text("no database " * 1000)
    with pytest.raises(WarehouseError, match="cannot open"):
        releases.publish("r2")
    with pytest.raises(WarehouseError, match="no candidate"):
        releases.publish("r3")
    assert _seen(releases.link) == "r1"


def test_a_held_candidate_is_out_of_the_way(releases: Releases) -> None:
    _release(releases, "r1")
    _write(releases.candidate("r2"), "r2")
    held = releases.hold("r2")
    assert _seen(held) == "r2"
    assert _seen(releases.link) == "r1"
    assert not list((releases.data / "candidates").iterdir())


def test_a_discarded_candidate_is_gone(releases: Releases) -> None:
    _write(releases.candidate("r1"), "r1")
    releases.discard("r1")
    releases.discard("r1")
    assert not list((releases.data / "candidates").iterdir())


def test_rollback_goes_back_to_what_a_release_was_made_from(releases: Releases) -> None:
    _release(releases, "r1", "r2", "r3")
    assert releases.rollback().run_id == "r2"
    _release(releases, "r4")
    assert _seen(releases.link) == "r4"
    assert releases.rollback().run_id == "r2", "not to r3, which had been taken back"
    assert releases.rollback(to="r4").current
    assert _seen(releases.link) == "r4"
    with pytest.raises(WarehouseError, match="no release r9"):
        releases.rollback(to="r9")


def test_rollback_passes_over_releases_that_are_gone(releases: Releases) -> None:
    _release(releases, "r1", "r2", "r3")
    (releases.data / "releases" / "r2.duckdb").unlink()
    assert releases.rollback().run_id == "r1"


def test_retention_keeps_the_newest_and_the_current(releases: Releases) -> None:
    _release(releases, "r1", "r2", "r3", "r4")
    releases.rollback(to="r1")
    assert releases.retain(2) == ("r2", "r3")
    assert [release.run_id for release in releases.list()] == ["r1", "r4"]
    assert _seen(releases.link) == "r1"
    assert sorted(path.name for path in (releases.data / "releases").iterdir()) == ["r1.duckdb", "r1.json", "r4.duckdb", "r4.json"]
    with pytest.raises(WarehouseError, match="at least one"):
        releases.retain(0)


def test_retention_counts_held_candidates_too(releases: Releases) -> None:
    for number, run_id in enumerate(("h1", "h2", "h3")):
        _write(releases.candidate(run_id), run_id)
        os.utime(releases.hold(run_id), (number, number))
    assert releases.retain(1) == ("h1", "h2")


@pytest.mark.parametrize("run_id", ["", ".", "../r1", "a/b", ".hidden", "x" * 101])
def test_a_run_that_cannot_name_a_file_is_refused(releases: Releases, run_id: str) -> None:
    with pytest.raises(WarehouseError, match="cannot name a release"):
        releases.candidate(run_id)


READER = """
import sys, duckdb
seen = []
print("ready", flush=True)
while not seen or seen[-1] != sys.argv[2]:
    connection = duckdb.connect(sys.argv[1], read_only=True)
    rows = connection.execute("select run_id, count(*) from marks group by all").fetchall()
    connection.close()
    assert len(rows) == 1 and rows[0][1] == 500, rows
    if not seen or seen[-1] != rows[0][0]:
        seen.append(rows[0][0])
print(",".join(seen))
"""


def test_readers_see_whole_releases_while_they_are_switched(releases: Releases) -> None:
    """A reader in another process and one in this process open the link all the time; neither ever fails."""
    _release(releases, "r0")
    last = "r9"
    command = [sys.executable, "-c", READER, str(releases.link), last]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        here: list[str] = []

        def read() -> None:
            while not here or here[-1] != last:
                here.append(_seen(releases.link))

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        _release(releases, *(f"r{number}" for number in range(1, 10)))
        output, errors = process.communicate(timeout=60)
        reader.join(timeout=60)
    assert process.returncode == 0, errors
    elsewhere = output.strip().split(",")
    assert elsewhere == sorted(elsewhere) and elsewhere[-1] == last
    assert here == sorted(here) and here[-1] == last


def test_releases_are_found_by_the_names_people_use(releases: Releases) -> None:
    _release(releases, "20200201-a", "20200202-b", "20200202-c")
    assert [releases.find(name).run_id for name in ("current", "previous", "20200201", "20200202-b")] == [
        "20200202-c",
        "20200202-b",
        "20200201-a",
        "20200202-b",
    ]
    with pytest.raises(WarehouseError, match="2 releases begin with 20200202"):
        releases.find("20200202")
    with pytest.raises(WarehouseError, match="there is no release r9"):
        releases.find("r9")
    releases.rollback(to="20200201")
    with pytest.raises(WarehouseError, match="there is no release previous"):
        releases.find("previous")

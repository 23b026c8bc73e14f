"""The nightly round: what it removes, notices and compacts, and that readers see the same before and after."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import warehouse
from flows.releases import Releases
from flows.settings import Settings, load, shipped
from flows.stages import journal, maintain

_ROWS = 60_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder with one release of the real shape, half of whose file is empty."""
    settings = load(data=tmp_path / "data", keep_releases=2)
    _publish(settings, "r1")
    return settings


def _publish(settings: Settings, run_id: str) -> None:
    releases = Releases(settings.data)
    path = releases.candidate(run_id)
    with warehouse.connect(path) as connection:
        warehouse.migrate(connection, shipped("sql") / "migrations")
        warehouse.apply_views(connection, shipped("sql"))
        connection.execute("create or replace table main.padding as select range as n, md5(range::varchar) as text from range(?)", [_ROWS])
        connection.execute("checkpoint")
        connection.execute("delete from main.padding where n > 100")
        connection.execute("create or replace table main.padding as from main.padding")
    releases.publish(run_id)


def _record(settings: Settings, hours_ago: float, loaded: int = 1) -> None:
    finished = (datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=hours_ago)).isoformat()
    record = journal.RunRecord(finished.replace(":", ""), finished, "inbox", finished, "published", loaded=loaded)
    journal.write(settings.journal, record)


def test_whole_releases_are_read_to_the_last_byte(settings: Settings) -> None:
    (found,) = maintain.integrity(settings)
    assert found.good and "current" in found.detail


def test_a_damaged_release_is_found(settings: Settings) -> None:
    path = Releases(settings.data).list()[0].path
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(path.stat().st_size // 4))
    (found,) = maintain.integrity(settings)
    assert not found.good and "zhanyi rollback" in found.detail
    with pytest.raises(maintain.MaintenanceError, match="release r1: cannot be read whole"):
        maintain.raise_for([found])


def test_a_link_to_nowhere_is_found(settings: Settings) -> None:
    Releases(settings.data).list()[0].path.unlink()
    assert [finding.good for finding in maintain.integrity(settings)] == [False]


def test_old_things_go(settings: Settings) -> None:
    for run_id in ("r2", "r3"):
        _publish(settings, run_id)
    old, young = settings.work / "shards" / "old", settings.work / "shards" / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (time.time() - 30 * 86_400,) * 2)
    (found,) = maintain.retention(settings)
    assert found.detail.startswith("1 releases and held candidates, 1 shards")
    assert [release.run_id for release in Releases(settings.data).list()] == ["r2", "r3"]
    assert young.exists() and not old.exists()


def test_a_compacted_release_tells_the_same(settings: Settings) -> None:
    release = Releases(settings.data).list()[0]
    before, mode = maintain._told(release.path), release.path.stat().st_mode
    with warehouse.connect(settings.current, read_only=True) as reader:
        (found,) = maintain.compaction(settings, worth_bytes=1)
        assert found.good and "became" in found.detail
        assert reader.execute("select count(*) from main.padding").fetchone() == (101,), "an open reader goes on"
    after = Releases(settings.data).list()[0]
    assert after.size < 0.75 * release.size
    assert (maintain._told(after.path), after.path.stat().st_mode, after.published_at) == (before, mode, release.published_at)
    assert maintain.compaction(settings, worth_bytes=1)[0].detail.endswith("not worth a copy")
    assert not list((settings.data / "candidates").iterdir())


def test_a_copy_that_differs_is_not_taken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    release = Releases(settings.data).list()[0]
    monkeypatch.setattr(maintain, "_told", lambda path: (path,))
    (found,) = maintain.compaction(settings, worth_bytes=1)
    assert not found.good and Releases(settings.data).list()[0].size == release.size


def test_stale_data_is_noticed(settings: Settings) -> None:
    expecting = load(data=settings.data, fresh_hours=48)
    assert not maintain.freshness(expecting)[0].good, "nothing was ever loaded"
    _record(settings, 60)
    _record(settings, 3, loaded=0)
    assert maintain.freshness(settings)[0].good, "nobody expects anything"
    (found,) = maintain.freshness(expecting)
    assert not found.good and "60.0 hours ago (limit 48)" in found.detail
    _record(settings, 2)
    assert maintain.freshness(expecting)[0].good


def test_the_report_says_what_is_bad_first() -> None:
    findings = [maintain.Finding("retention", True, "0 went"), maintain.Finding("freshness", False, "60 hours | limit 48")]
    assert maintain.markdown(findings).splitlines()[0] == "# 1 findings need a person"
    assert "| **BAD** | freshness | 60 hours ¦ limit 48 |" in maintain.markdown(findings)

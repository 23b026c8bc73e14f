"""Nothing lost, nothing broken: kills, power loss, full and read-only disks, jumping clocks, two runs, damaged reference files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows import lake, warehouse
from flows import releases as on_disk
from flows.releases import Releases
from flows.settings import SettingsError, load, prepare_environment, without_secrets
from flows.stages import journal, limits, transform
from flows.stages.lock import BusyError, locked
from tests.benchmarks import faults
from tests.conftest import ROOT, Publish
from tests.stages.runs import ingest, tables

ARTICLE = "宁城县疫情防控会召开\n2月{day}日上午，宁城县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{day}个。\n"


def _inbox(folder: Path, *days: int) -> Path:
    folder.mkdir(exist_ok=True)
    for day in days:
        (folder / f"{day}.txt").write_text(ARTICLE.format(day=day), encoding="utf-8")
    return folder


def _documents(data: Path) -> int:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        row = connection.execute("select count(*) from core.documents").fetchone()
    assert row
    return int(row[0])


@pytest.mark.whole
def test_runs_killed_at_random_lose_nothing(tmp_path: Path) -> None:
    figures = faults.rounds(6, tmp_path, documents=30)
    assert figures.kills == 6 and figures.clean, figures


def test_a_shard_that_a_power_loss_cut_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import run as stages

    inbox, data = _inbox(tmp_path / "inbox", 3, 4, 5), tmp_path / "data"
    monkeypatch.setenv("ZHANYI_BATCH_DOCUMENTS", "1")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(stages, "mark_duplicates", _interrupted)
        ingest(inbox, data)
    for number, path in enumerate(sorted((data / "work" / "shards").rglob("*.*"))):
        if path.is_file() and number % 3:
            os.truncate(path, path.stat().st_size // 2 if number % 3 == 1 else 0)
    ingest(inbox, data)
    ingest(inbox, tmp_path / "whole")
    assert tables(data) == tables(tmp_path / "whole")


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


_FULL = """
import resource, signal, sys
from pathlib import Path
from tests.stages.runs import ingest
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
ingest(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.whole
@pytest.mark.parametrize("size", [1000, 300_000])
def test_a_file_that_cannot_grow_stops_the_run_and_nothing_else(tmp_path: Path, size: int) -> None:
    """What a full disk does, without one: no file may become longer than so many bytes."""
    inbox, data = _inbox(tmp_path / "inbox", 3, 4), tmp_path / "data"
    ingest(inbox, data)
    _inbox(inbox, 5)
    command = [sys.executable, "-c", _FULL, str(inbox), str(data), str(size)]
    ended = subprocess.run(command, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120, check=False)
    assert ended.returncode != 0 and _documents(data) == 2
    ingest(inbox, data)
    assert _documents(data) == 3


@pytest.mark.whole
def test_a_full_disk_is_one_line_and_readers_keep_their_release(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small file system can only be mounted as root")
    try:
        inbox, data = _inbox(tmp_path / "inbox", 3), disk / "data"
        filler = disk / "filler"
        (disk / "data").mkdir()
        filler.write_bytes(b"x" * 5_000_000)
        with pytest.raises((OSError, warehouse.WarehouseError, Exception), match=r"(?i)space|write"):
            ingest(inbox, data)
        assert Releases(data).current() is None
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        ingest(inbox, data)
        assert _documents(data) == 1
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(SettingsError, match="cannot be written"):
            prepare_environment(load(data=data))
        assert _documents(data) == 1
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_data_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("flows.settings.TemporaryFile", refuse)
    with pytest.raises(SettingsError, match="cannot be written"):
        prepare_environment(load(data=tmp_path))


def test_runs_sort_in_their_order_though_the_clock_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, data = _inbox(tmp_path / "inbox", 3), tmp_path / "data"
    moments = [datetime(2026, 1, 1), datetime(2099, 1, 1), datetime(1970, 1, 2), datetime(2026, 1, 2)]
    ids = []
    for day, moment in enumerate(moments, 4):
        monkeypatch.setattr(journal, "now", lambda moment=moment: moment)
        monkeypatch.setattr(
            on_disk, "datetime", type("Clock", (datetime,), {"now": classmethod(lambda _, zone, at=moment: at.replace(tzinfo=zone))})
        )
        _inbox(inbox, day)
        ids.append(ingest(inbox, data).run_id)
    assert ids == sorted(ids)
    assert [release.run_id for release in Releases(data).list()] == ids
    assert Releases(data).find("current").run_id == ids[-1] and Releases(data).find("previous").run_id == ids[-2]
    assert [record.run_id for record in journal.read_all(data / "runs")] == ids


def test_ids_come_after_the_newest_of_journal_and_releases(tmp_path: Path) -> None:
    later = datetime.now() + timedelta(days=900)
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / f"{later:%Y%m%dT%H%M%S}-ffff.duckdb").touch()
    (tmp_path / "held" / "noT-id.duckdb").touch()
    assert journal.new_run_id(tmp_path) > f"{later:%Y%m%dT%H%M%S}-ffff"


@pytest.mark.parametrize("written", ["", "{", "[]", '{"published_at": 3}', '{"published_at": "soon"}'])
def test_a_release_stands_without_the_record_beside_it(tmp_path: Path, written: str) -> None:
    inbox, data = _inbox(tmp_path / "inbox", 3), tmp_path / "data"
    first = ingest(inbox, data).run_id
    (data / "releases" / f"{first}.json").write_text(written, encoding="utf-8")
    _inbox(inbox, 4)
    assert ingest(inbox, data).record.outcome == "published"
    assert [release.run_id for release in Releases(data).list()][-1] != first


def test_of_two_runs_at_once_one_is_refused(tmp_path: Path) -> None:
    with locked(load(data=tmp_path), "run one"), pytest.raises(BusyError, match="run one"), locked(load(data=tmp_path), "run two"):
        pass
    with locked(load(data=tmp_path), "run three"):
        pass


def test_a_reader_keeps_the_release_it_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANYI_KEEP_RELEASES", "2")
    inbox, data = _inbox(tmp_path / "inbox", 3), tmp_path / "data"
    ingest(inbox, data)
    with warehouse.connect(data / "current.duckdb", read_only=True) as reader:
        for day in (4, 5, 6):
            _inbox(inbox, day)
            ingest(inbox, data)
        assert reader.execute(
            "select count(*), max(length(raw_text)) > 0 from core.documents join raw.documents using (document_id)"
        ).fetchone() == (1, True)
    assert _documents(data) == 4


def _copy(folder: Path) -> Path:
    """The program in a folder of its own, whose reference files can be damaged."""
    for name in ("flows", "sql", "expectations", "deployments"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.whole
@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("titles.yaml", "gone"),
        ("surnames.yaml", "cut"),
        ("gazetteer.npz", "cut"),
        ("divisions.parquet", "cut"),
        ("measures.csv", "gone"),
        ("titles.yaml", "bytes"),
    ],
)
def test_a_damaged_reference_file_is_named_in_one_line(tmp_path: Path, file: str, damage: str) -> None:
    program = _copy(tmp_path / "program")
    path = program / "flows" / "reference" / file
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2 + 7] if damage == "cut" else content[:500] + b"\xff\xfe\n")
    script = "import sys; sys.argv[0] = 'zhanyi'; from flows.cli import main; main()"
    command = [sys.executable, "-c", script, "run", str(_inbox(tmp_path / "inbox", 3)), "--data", str(tmp_path / "data")]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=program, env={**os.environ, "PYTHONPATH": str(program)}, timeout=300, check=False
    )
    last = ended.stderr.strip().splitlines()[-1]
    assert ended.returncode == 2 and last.startswith("zhanyi: ") and (file in last or Path(file).stem in last), ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data" / "current.duckdb").exists()


def _too_long_then_short() -> str:
    with pytest.raises(limits.TooSlowError, match="max_document_seconds"), limits.at_most(0.05):
        while True:
            pass
    for _ in range(100):
        with limits.at_most(0.05):
            time.sleep(0.001)  # waiting is not working
    return "went on"


def test_a_document_that_takes_too_long_is_refused() -> None:
    assert _too_long_then_short() == "went on"
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0.0


def test_a_document_that_takes_too_long_is_refused_in_a_worker_of_a_cluster_too() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert [each.result() for each in [threads.submit(_too_long_then_short) for _ in range(4)]] == ["went on"] * 4


@pytest.mark.whole
def test_the_flow_refuses_what_takes_too_long(publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transform, "read_facts", _endless)
    monkeypatch.setenv("ZHANYI_MAX_DOCUMENT_SECONDS", "0.2")
    ended = publish(_inbox(tmp_path / "in", 3), tmp_path / "data")
    assert [(reject.reason, reject.stage) for reject in ended.intake.rejects] == [("too_slow", "transform")]


def _endless(*_: object) -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:word@127.0.0.1:4200/api?key=1", "http://127.0.0.1:4200/api"),
        ("http://127.0.0.1:4200/api", "http://127.0.0.1:4200/api"),
        ("user:word@host/api", "host/api"),
    ],
)
def test_no_password_of_an_address_is_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
    assert "word" not in json.dumps(without_secrets(url))


@pytest.mark.parametrize(
    "catalogue",
    [
        "postgres:dbname=x host=127.0.0.1 port=1 password=sesame",
        "postgres:postgresql://u:sesame@127.0.0.1:1/x",
        "postgres:password='open sesame' host=127.0.0.1 port=1",
        "postgres:nonsense sesame",
    ],
)
def test_no_password_of_a_lake_is_said(tmp_path: Path, catalogue: str) -> None:
    pytest.importorskip("duckdb_extension_ducklake")
    place = lake.Lake(catalogue, str(tmp_path))
    release = tmp_path / "release.duckdb"
    with warehouse.connect(release):
        pass
    with pytest.raises(warehouse.WarehouseError) as publishing:
        lake.publish(release, place, ROOT / "sql")
    with pytest.raises(warehouse.WarehouseError) as reading, lake.connect(place):
        pass
    for raised in (publishing, reading):
        assert "sesame" not in "".join(traceback.format_exception(raised.value))  # as Prefect logs it
        assert "Unable to connect" in str(raised.value)


def test_no_setting_that_is_wrong_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load(data=tmp_path, lake="postgresql://u:sesame@host/x")
    assert "sesame" not in "".join(traceback.format_exception(raised.value)).replace('lake="postgresql://u:sesame@host/x"', "")

"""Two runs on one data folder: the second is told who holds it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from flows import progress
from flows.settings import load
from flows.stages.lock import BusyError, locked


def test_the_second_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "data")
    with locked(settings, "run 20200208"), pytest.raises(BusyError, match=r"run 20200208, process \d+"), locked(settings, "rollback"):
        pass
    with locked(settings, "rollback"):
        pass


def test_folders_do_not_lock_each_other(tmp_path: Path) -> None:
    with locked(load(data=tmp_path / "a"), "one"), locked(load(data=tmp_path / "b"), "other"):
        pass


def test_a_run_waits_as_long_as_it_is_told(tmp_path: Path) -> None:
    patient, heard = load(data=tmp_path / "data", wait_seconds=20), list[progress.Step]()
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(load(data=tmp_path / "data"), "run 20200208"):
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    threading.Timer(0.3, leave.set).start()
    with progress.listening(heard.append), locked(patient, "run 20200209"):
        assert leave.is_set()
    holder.join()
    assert "run 20200208" in heard[0].note and "20 s at most" in heard[0].note


def test_patience_has_an_end(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "data", wait_seconds=0.3)
    with locked(settings, "run 20200208"), pytest.raises(BusyError, match=r"did not end in 0\.3 s"), locked(settings, "another"):
        pass

"""Two runs on one data folder: the second is told who holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

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

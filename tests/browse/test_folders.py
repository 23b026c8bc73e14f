"""Folders of digests: gone at the end, and cleared away by the next process after one was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from flows.browse.folders import folder
from tests.conftest import ROOT

_HELD = "import time\nfrom flows.browse.folders import folder\nwith folder() as made:\n    print(made, flush=True)\n    time.sleep(60)\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own folder for temporary files, in this process and those it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def _age(path: Path) -> None:
    """As if the folder had been locked an hour ago."""
    before = time.time() - 3600
    os.utime(path / "in-use.lock", (before, before))


def test_a_folder_is_removed_at_the_end(temporary: Path) -> None:
    with folder() as made:
        (made / "digest.sqlite").write_bytes(b"1")
        assert made.parent == temporary
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_the_folder_of_a_killed_process_is_cleared_away(temporary: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _HELD], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    held = Path(process.stdout.readline().strip())
    _age(held)
    with folder():
        assert held.is_dir(), "its process lives"
    process.kill()
    process.wait()
    with folder():
        assert not held.exists()


def test_folders_that_are_young_or_not_locked_are_left(temporary: Path) -> None:
    young, other = temporary / "zhanyi-browse-young", temporary / "zhanyi-browse-other"
    for path in (young, other):
        path.mkdir()
    (young / "in-use.lock").touch()
    with folder():
        assert young.is_dir() and other.is_dir()

"""Temporary folders for digests, each of one process. A process that was killed leaves its folder behind; the next one removes it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

_PREFIX = "zhanyi-browse-"
_LOCK = "in-use.lock"  # held by the process that uses the folder; the system lets go of it when that is killed
_YOUNG = 60.0  # seconds in which a folder may not have been locked yet


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder, removed at the end of the block, which may end in another thread."""
    _clear_away(Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = filelock.FileLock(made / _LOCK, thread_local=False)
    try:
        lock.acquire()
        yield made
    finally:
        lock.release()
        shutil.rmtree(made, ignore_errors=True)


def _clear_away(parent: Path) -> None:
    """Remove the folders whose process is gone; those of other users are left to them."""
    for left in parent.glob(f"{_PREFIX}*"):
        try:
            if time.time() - (left / _LOCK).stat().st_mtime < _YOUNG:
                continue
            with filelock.FileLock(left / _LOCK, timeout=0, thread_local=False):
                pass
        except (OSError, filelock.Timeout):
            continue
        shutil.rmtree(left, ignore_errors=True)

"""One at a time: whoever changes a data folder's releases holds its lock, whether started by hand or by a schedule."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from flows import progress
from flows.settings import Settings

_POLL_SECONDS = 0.2


class BusyError(Exception):
    """Another run works on the same data folder; the message says which."""


@contextmanager
def locked(settings: Settings, what: str) -> Iterator[None]:
    """Hold the lock of the data folder for the block; `what` tells others who does.

    Waits for another holder as long as `wait_seconds` says, and tells the listeners for whom. Raises BusyError, naming the holder.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    holder = settings.data / "run.holder"
    lock = filelock.FileLock(settings.data / "run.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        _wait(lock, holder, settings)
    try:
        holder.write_text(f"{what}, process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _wait(lock: filelock.BaseFileLock, holder: Path, settings: Settings) -> None:
    patience = settings.wait_seconds
    if patience:
        progress.step("wait", note=f"{_who(holder)} works on {settings.data}; waiting for it, {patience:g} s at most")
    try:
        lock.acquire(timeout=patience, poll_interval=_POLL_SECONDS)
    except filelock.Timeout:
        waited = f" and did not end in {patience:g} s" if patience else ""
        raise BusyError(
            f"another run works on {settings.data} ({_who(holder)}){waited}; wait for it, or choose another folder with --data"
        ) from None


def _who(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"

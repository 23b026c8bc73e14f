"""One at a time: whoever changes a data folder's releases holds its lock, whether started by hand or by a schedule."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import filelock

from flows.settings import Settings


class BusyError(Exception):
    """Another run works on the same data folder; the message says which."""


@contextmanager
def locked(settings: Settings, what: str) -> Iterator[None]:
    """Hold the lock of the data folder for the block; `what` tells others who does. Raises BusyError, naming the holder."""
    settings.data.mkdir(parents=True, exist_ok=True)
    holder = settings.data / "run.holder"
    lock = filelock.FileLock(settings.data / "run.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "unknown"
        raise BusyError(f"another run works on {settings.data} ({who}); wait for it, or choose another folder with --data") from None
    try:
        holder.write_text(f"{what}, process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()

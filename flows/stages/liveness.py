"""Which runs are alive: each holds a lock on a file of its own, which the kernel lets go however the process ends.

A process identifier would not do: it is used again, and it means nothing in another container that shares the data folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import filelock

from flows.settings import Settings
from flows.stages import journal

BROKE_OFF = "broke off: its process was killed, or the machine stopped"


class Living(NamedTuple):
    """A run that said it was going on: its run and, if Prefect knows it, the flow run and the server's address (None: a temporary one)."""

    run_id: str
    flow_run_id: str | None
    server: str | None


@contextmanager
def alive(settings: Settings, run: Living) -> Iterator[None]:
    """For the block, others can see that this run is alive; after a kill, that it no longer is."""
    settings.alive.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(settings.alive / f"{run.run_id}.lock")
    told = settings.alive / f"{run.run_id}.json"
    with lock:
        told.write_text(json.dumps(run._asdict()), encoding="utf-8")
        try:
            yield
        finally:
            told.unlink(missing_ok=True)
    forget(settings, run.run_id)


def dead(settings: Settings) -> list[Living]:
    """Runs that ended without a word, oldest first. Their records in the journal say so from now on; `forget` makes this list shorter.

    Who may only read the data folder cannot ask the locks, and is told of none.
    """
    found: list[Living] = []
    if not os.access(settings.alive, os.W_OK):
        return found
    for told in sorted(settings.alive.glob("*.json")):
        if not _held(told.with_suffix(".lock")):
            run = _parse(told)
            _record(settings, run.run_id)
            found.append(run)
    return found


def forget(settings: Settings, run_id: str) -> None:
    """Nothing more is to be done about this run."""
    for suffix in (".json", ".lock"):
        (settings.alive / f"{run_id}{suffix}").unlink(missing_ok=True)


def _held(path: Path) -> bool:
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return True
    lock.release()
    return False


def _parse(told: Path) -> Living:
    try:
        known = json.loads(told.read_text(encoding="utf-8"))
        return Living(told.stem, known["flow_run_id"], known["server"])
    except (ValueError, KeyError, TypeError):
        return Living(told.stem, None, None)  # killed while it wrote this


def _record(settings: Settings, run_id: str) -> None:
    for record in journal.read_all(settings.journal):
        if record.run_id == run_id and record.outcome == "running":
            record.outcome, record.message, record.finished_at = "failed", BROKE_OFF, journal.now().isoformat()
            journal.write(settings.journal, record)

"""Releases on disk: candidates, the atomic switch of `current.duckdb`, rollback and retention.

    DATA/current.duckdb           link to the release that readers see
    DATA/releases/RUN.duckdb      a release; written once, then read-only
    DATA/releases/RUN.json        when it was published and from which release it was made
    DATA/candidates/RUN.duckdb    the private copy a run works on
    DATA/held/RUN.duckdb          a candidate that the audit refused

A release is closed and has no write-ahead log, and the switch is one rename of a link: a reader that opens `current.duckdb` at any
moment gets one whole release and keeps it until it closes it. The caller sees to it that only one run at a time changes anything here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from flows import warehouse
from flows.warehouse import WarehouseError

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_READ_ONLY = 0o444
_READ_WRITE = 0o644


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. `made_from` is the run whose release it grew from; `published_at` is UTC; `size` is in bytes."""

    run_id: str
    path: Path
    published_at: datetime
    made_from: str | None
    size: int
    current: bool


class Releases:
    """The releases below one data directory. Methods raise WarehouseError where they cannot do what they say."""

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        self.link = self.data / "current.duckdb"

    def current(self) -> Path | None:
        """The file of the release that readers see now; None before the first one."""
        target = self.link.resolve()
        return target if target.is_file() else None

    def list(self) -> list[Release]:
        """All releases, in the order in which they were published."""
        current = self.current()
        releases = [self._release(path, current) for path in (self.data / "releases").glob("*.duckdb")]
        return sorted(releases, key=lambda release: (release.published_at, release.run_id))

    def find(self, name: str) -> Release:
        """The release of that name: `current`, `previous` (what `rollback` would go back to), a run, or the first letters of one.

        Raises WarehouseError where there is none, or more than one.
        """
        releases = {release.run_id: release for release in self.list()}
        if name in releases:
            return releases[name]
        if name == "current":
            found = [release for release in releases.values() if release.current]
        elif name == "previous":
            ancestor = self._ancestor(releases)
            found = [releases[ancestor]] if ancestor else []
        else:
            found = [release for run_id, release in releases.items() if name and run_id.startswith(name)]
        if len(found) != 1:
            begins = f"{len(found)} releases begin with {name}" if found else f"there is no release {name}"
            raise WarehouseError(f"{begins}; `zhanyi releases` lists those that are kept")
        return found[0]

    def database_of(self, run_id: str) -> Path | None:
        """The release of a run, or its candidate that was put aside; None where neither is kept."""
        paths = (self.held_file(run_id), self.data / "releases" / f"{run_id}.duckdb")
        return next((path for path in paths if path.is_file()), None)

    def held(self) -> tuple[str, ...]:
        """The runs whose candidates were put aside, oldest first."""
        return tuple(path.stem for path in self._held())

    def _held(self) -> Sequence[Path]:
        return sorted((self.data / "held").glob("*.duckdb"), key=lambda path: (path.stat().st_mtime_ns, path.name))

    def candidate_file(self, run_id: str) -> Path:
        """Where the candidate of a run lies while it is worked on."""
        return self.data / "candidates" / f"{_checked(run_id)}.duckdb"

    def held_file(self, run_id: str) -> Path:
        """Where the candidate of a run lies if it was put aside."""
        return self.data / "held" / f"{_checked(run_id)}.duckdb"

    def candidate(self, run_id: str, held: str | None = None) -> Path:
        """Make the private copy that this run works on: of the current release (a path without a file before the first one), or of the
        candidate that the run `held` left aside, which stays there.

        What crashed runs left behind is removed first: candidates, their logs and the folders that DuckDB spills into.
        """
        path, source = self.candidate_file(run_id), self.held_file(held) if held else self.current()
        for leftover in self._folder("candidates").iterdir():
            _remove(leftover)
        if source is not None:
            unfinished = path.with_suffix(".copying")
            shutil.copyfile(source, unfinished)
            unfinished.chmod(_READ_WRITE)
            unfinished.rename(path)
        return path

    def publish(self, run_id: str) -> Path:
        """Make the candidate the release that readers see, and return its path. All connections to it must be closed.

        The candidate is checkpointed, closed, opened once for reading, made read-only and moved before the link is switched; a failure
        before that leaves readers where they are.
        """
        source = self._candidate_of(run_id)
        target = self._folder("releases") / source.name
        if target.exists():
            raise WarehouseError(f"there is a release {run_id} already")
        _settle(source)
        _proof_read(source)
        before = self.current()
        source.chmod(_READ_ONLY)
        _flush(source)
        record = {"published_at": self._moment().isoformat(), "made_from": before.stem if before else None}
        _write(target.with_suffix(".json"), json.dumps(record))
        source.rename(target)
        _flush(target.parent)
        self._switch(target)
        return target

    def hold(self, run_id: str) -> Path:
        """Put the candidate aside for inspection, out of the readers' way, and return its new path."""
        source = self._candidate_of(run_id)
        target = self._folder("held") / source.name
        _settle(source)
        source.replace(target)
        return target

    def discard(self, run_id: str) -> None:
        """Remove the candidate of a run that brought nothing new; does nothing where there is none."""
        _checked(run_id)
        for path in self._folder("candidates").glob(f"{run_id}.*"):
            _remove(path)

    def rollback(self, to: str | None = None) -> Release:
        """Switch readers to another release: `to`, or the one that the current release was made from. Returns what they see now."""
        if to is None and self._ancestor({release.run_id: release for release in self.list()}) is None:
            raise WarehouseError("there is no earlier release to go back to")
        wanted = self.find("previous" if to is None else to)
        self._switch(wanted.path)
        return self._release(wanted.path, self.current())

    def retain(self, count: int) -> tuple[str, ...]:
        """Keep the newest `count` releases (the current one always counts among them) and held candidates; returns what was removed."""
        if count < 1:
            raise WarehouseError("at least one release must be kept")
        releases = sorted(self.list(), key=lambda release: release.current)
        removed = [release.path for release in releases[:-count]]
        held = list(self._held())
        for path in removed + held[:-count]:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
        for record in self._folder("releases").glob("*.json"):
            if not record.with_suffix(".duckdb").exists():
                record.unlink()  # of a run that broke off before its candidate became a release, or between the two lines above
        return tuple(path.stem for path in removed + held[:-count])

    def _folder(self, name: str) -> Path:
        folder = self.data / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _candidate_of(self, run_id: str) -> Path:
        path = self.candidate_file(run_id)
        if not path.is_file():
            raise WarehouseError(f"run {run_id} has no candidate")
        return path

    def _release(self, path: Path, current: Path | None) -> Release:
        record_file, status = path.with_suffix(".json"), path.stat()
        record = _record(record_file)
        published = record.get("published_at")
        moment = datetime.fromisoformat(published) if published else datetime.fromtimestamp(status.st_mtime, UTC)
        return Release(path.stem, path, moment, record.get("made_from"), status.st_size, path == current)

    def _moment(self) -> datetime:
        """Now, or just after the newest release where the clock was set back: the order of releases is that of their publication."""
        newest = max((release.published_at for release in self.list()), default=None)
        now = datetime.now(UTC)
        return now if newest is None or now > newest else newest + timedelta(microseconds=1)

    def _ancestor(self, releases: dict[str, Release]) -> str | None:
        """The release the current one was made from; where that is gone, the newest one published before the current one."""
        current = next((release for release in releases.values() if release.current), None)
        if current is None:
            return None
        if current.made_from in releases:
            return current.made_from
        earlier = [release for release in releases.values() if release.published_at < current.published_at]
        return max(earlier, key=lambda release: release.published_at).run_id if earlier else None

    def _switch(self, target: Path) -> None:
        """Point the link at the release: a new link is renamed over the old one. It is relative, so that the data directory may move."""
        fresh = self.link.with_suffix(".switching")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target.relative_to(self.data))
        fresh.replace(self.link)
        _flush(self.data)


def _record(path: Path) -> dict[str, str]:
    """What is written beside a release; nothing where that is missing or was cut off, for the release itself is whole."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        datetime.fromisoformat(record["published_at"])
    except (OSError, ValueError, TypeError, LookupError):
        return {}
    return dict(record)


def _checked(run_id: str) -> str:
    if not _RUN_ID.fullmatch(run_id):
        raise WarehouseError(f"{run_id!r} cannot name a release: letters, digits, dots, hyphens and underscores only")
    return run_id


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _settle(path: Path) -> None:
    """Bring everything from the write-ahead log into the file and close it; raises WarehouseError if a log remains."""
    with warehouse.connect(path) as connection:
        try:
            connection.execute("checkpoint")
        except duckdb.Error as error:
            raise WarehouseError(f"{path.name} cannot be completed: {warehouse.first_line(error)}") from error
    if _log_of(path).exists():
        raise WarehouseError(f"{path.name} is still in use: its write-ahead log remains")


def _proof_read(path: Path) -> None:
    """Open the file as a reader would, and read from it."""
    with warehouse.connect(path, read_only=True) as connection:
        try:
            connection.execute("select count(*) from ops.migrations").fetchone()
        except duckdb.Error as error:
            raise WarehouseError(f"{path.name} is not a warehouse: {warehouse.first_line(error)}") from error


def _flush(path: Path) -> None:
    """Make sure that a file, or a directory's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _flush(path)

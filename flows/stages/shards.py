"""Where finished work lies: shards, one folder each with one Parquet file per table, on a disk or on any storage that fsspec knows.

A shard counts as finished when its outcomes are there, and these are written last. On a disk the whole folder gets its name in one step,
and the outcomes hold a digest of every file, because a power loss may cut what a rename made visible; on other storage, where a file is
whole or absent, two workers that compute the same shard write the same bytes under the same names.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from flows.settings import Settings
from flows.stages.inputs import Refused

OUTCOMES = "outcomes.json"
_SECONDS_OF_A_DAY = 86_400


class StorageError(Exception):
    """The storage of shards cannot be used; the message is one line that says what to do."""


class Shard(NamedTuple):
    """A finished shard: its folder (a path or a URL), its tables, how many documents are in it, and those it refused.

    `reused` if an earlier run, or another worker, had computed it.
    """

    folder: str
    tables: tuple[str, ...]
    documents: int
    refused: tuple[Refused, ...]
    reused: bool

    def file(self, table: str) -> str:
        """The Parquet file of one of its tables."""
        return f"{self.folder}/{table}.parquet"


class Store(Protocol):
    """What a place for shards can do. Names are those of shards, not of files."""

    def find(self, name: str) -> Shard | None:
        """The shard of that name, if it is finished."""

    def write(self, name: str, tables: Mapping[str, pa.Table], documents: int, refused: Sequence[Refused]) -> Shard:
        """Write a shard, which is seen when it is whole, and give it."""

    def remove(self, shards: Iterable[Shard]) -> None:
        """Remove these shards, and on a disk of our own everything that broken runs left."""

    def forget(self, days: float) -> int:
        """Remove shards that nobody has come for in so many days, and say how many."""


def place_of(settings: Settings) -> str:
    """Where the shards of this deployment lie."""
    return settings.shards or str(settings.work / "shards")


def store(place: str) -> Store:
    """The store at a path or a URL. Raises StorageError for storage that fsspec does not know here."""
    if "://" not in place:
        return _Disk(Path(place))
    try:
        system, root = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError, OSError) as error:
        raise StorageError(f"shards cannot be kept at {place}: {error}") from error
    return _Disk(Path(root)) if isinstance(system, LocalFileSystem) else _Remote(system, root)


def _outcomes(digests: Mapping[str, str], documents: int, refused: Sequence[Refused]) -> str:
    return json.dumps({"tables": dict(sorted(digests.items())), "documents": documents, "refused": list(refused)}, ensure_ascii=False)


def _shard(folder: str, outcomes: Mapping[str, Any]) -> Shard:
    return Shard(folder, tuple(outcomes["tables"]), outcomes["documents"], tuple(Refused(*item) for item in outcomes["refused"]), True)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


class _Disk:
    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, name: str) -> Shard | None:
        folder = self._root / name
        try:
            outcomes = json.loads((folder / OUTCOMES).read_text(encoding="utf-8"))
            found = _shard(str(folder), outcomes)
            whole = all(_digest(Path(found.file(table)).read_bytes()) == digest for table, digest in outcomes["tables"].items())
        except (OSError, ValueError, TypeError, LookupError, AttributeError):  # absent, or cut off by a power loss
            return None
        return found if whole else None

    def write(self, name: str, tables: Mapping[str, pa.Table], documents: int, refused: Sequence[Refused]) -> Shard:
        folder = self._root / name
        aside = folder.with_name(f"{name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.part")
        aside.mkdir(parents=True)
        digests = {}
        for table, rows in tables.items():
            path = aside / f"{table}.parquet"
            pq.write_table(rows, path, compression="zstd")
            digests[table] = _digest(path.read_bytes())
        (aside / OUTCOMES).write_text(_outcomes(digests, documents, refused), encoding="utf-8")
        if folder.exists() and self.find(name) is None:
            shutil.rmtree(folder)  # left by a power loss
        try:
            aside.rename(folder)
        except OSError:
            if self.find(name) is None:
                raise
            shutil.rmtree(aside)  # another worker was first with the same shard
        return Shard(str(folder), tuple(sorted(digests)), documents, tuple(refused), False)

    def remove(self, shards: Iterable[Shard]) -> None:
        shutil.rmtree(self._root, ignore_errors=True)

    def forget(self, days: float) -> int:
        old = [path for path in self._root.glob("*") if time.time() - path.stat().st_mtime > days * _SECONDS_OF_A_DAY]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)


class _Remote:
    def __init__(self, system: Any, root: str) -> None:
        self._system = system
        self._root = root.rstrip("/")

    def find(self, name: str) -> Shard | None:
        folder = f"{self._root}/{name}"
        self._system.invalidate_cache()  # what other workers have written since
        try:
            return _shard(self._system.unstrip_protocol(folder), json.loads(self._system.cat_file(f"{folder}/{OUTCOMES}")))
        except FileNotFoundError:
            return None

    def write(self, name: str, tables: Mapping[str, pa.Table], documents: int, refused: Sequence[Refused]) -> Shard:
        folder = f"{self._root}/{name}"
        self._system.makedirs(folder, exist_ok=True)
        digests = {}
        for table, rows in tables.items():
            sink = pa.BufferOutputStream()
            pq.write_table(rows, sink, compression="zstd")
            content = sink.getvalue().to_pybytes()
            self._system.pipe_file(f"{folder}/{table}.parquet", content)
            digests[table] = _digest(content)
        self._system.pipe_file(f"{folder}/{OUTCOMES}", _outcomes(digests, documents, refused).encode())
        return Shard(self._system.unstrip_protocol(folder), tuple(sorted(digests)), documents, tuple(refused), False)

    def remove(self, shards: Iterable[Shard]) -> None:
        for shard in shards:
            folder = f"{self._root}/{shard.folder.rpartition('/')[2]}"
            if self._system.exists(folder):
                self._system.rm(folder, recursive=True)

    def forget(self, days: float) -> int:
        """A shard without outcomes is being written, or was left by a worker that died: it is as old as its newest file."""
        self._system.invalidate_cache()
        folders = self._system.ls(self._root, detail=False) if self._system.exists(self._root) else []
        old = [folder for folder in folders if self._age(folder) > days * _SECONDS_OF_A_DAY]
        for folder in old:
            self._system.rm(folder, recursive=True)
        return len(old)

    def _age(self, folder: str) -> float:
        """Seconds since the newest of the folder's files was written; 0 for an empty folder."""
        written = [self._system.modified(file).timestamp() for file in self._system.find(folder)]
        return time.time() - max(written, default=time.time())

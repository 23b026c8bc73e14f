"""Stage 1: what is new in the inbox. Inputs are only ever read."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from flows import progress
from flows.settings import Settings
from flows.stages.inputs import (
    BAD_GZIP,
    EMPTY_FILE,
    FORMATS,
    LINKED_FOLDER,
    OUTSIDE,
    TOO_LARGE,
    UNREADABLE,
    UNSUPPORTED,
    VANISHED,
    FileRecord,
    FileState,
    Input,
    Reject,
    shown,
)

_CHUNK = 1 << 20
_JSONL_END = b"\r\n \t"


class InboxError(Exception):
    """The inbox cannot be used; the message is one line that says what to do."""


@dataclass(slots=True)
class Survey:
    """The inbox against what the last release knows, by the file system alone.

    `rejects` holds what is no input at all (a folder that cannot be listed, a link that leads out).
    """

    inbox: Path
    new: list[FileState] = field(default_factory=list)
    changed: list[FileState] = field(default_factory=list)
    unchanged: list[FileRecord] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def to_read(self) -> list[FileState]:
        """New and changed files in the order of their paths, as shown."""
        return sorted(self.new + self.changed, key=lambda file: shown(file.path))

    @property
    def bytes_to_read(self) -> int:
        return sum(file.bytes for file in self.new) + sum(file.bytes for file in self.changed)


def inbox_of(settings: Settings) -> Path:
    """The folder to read: as set, else `inbox` in the data folder. Raises InboxError if it is no folder that can be listed."""
    inbox = settings.inbox or settings.data / "inbox"
    if settings.inbox is None and not inbox.exists():
        raise InboxError(f"no inbox is given and {inbox} does not exist; give a folder of articles: zhanyi run FOLDER")
    if not inbox.exists():
        raise InboxError(f"the inbox {inbox} does not exist; give a folder of articles: zhanyi run FOLDER")
    if not inbox.is_dir():
        raise InboxError(f"the inbox {inbox} is not a folder; give the folder that holds the file: {inbox.parent}")
    try:
        next(inbox.iterdir(), None)
    except OSError as error:
        raise InboxError(f"the inbox {inbox} cannot be listed ({error.strerror}); make it readable for this user") from error
    return inbox


def survey(inbox: Path, known: Mapping[str, FileRecord], rules: str) -> Survey:
    """Compare the files below `inbox` with the records of the last release (by shown path).

    A file whose size and time are those on record is unchanged, unless it held rejects and the rules have changed since.
    """
    result = Survey(inbox)
    present: set[str] = set()
    for found in _walk(inbox):
        if isinstance(found, Reject):
            result.rejects.append(found)
            continue
        present.add(shown(found.path))
        record = known.get(shown(found.path))
        if record is None:
            result.new.append(found)
        elif (record.bytes, record.modified_ns) == (found.bytes, found.modified_ns) and (not record.rejected or record.rules == rules):
            result.unchanged.append(record)
        else:
            result.changed.append(found)
    root = shown(str(inbox)) + os.sep
    result.gone = sorted(path for path in known if path.startswith(root) and path not in present)
    progress.step("discover", len(present), len(present), f"{len(result.new)} new, {len(result.changed)} changed files")
    return result


def _walk(root: Path) -> Iterator[FileState | Reject]:
    """Every file below a folder, however deep, and what is no input, each folder's entries in the order of their names."""
    to_list, inside = [str(root)], root.resolve()
    while to_list:
        folder = to_list.pop()
        try:
            with os.scandir(folder) as entries:
                visible = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
        except OSError as error:
            yield _reject(folder, UNREADABLE, f"the folder cannot be listed: {error.strerror}")
            continue
        for entry in visible:
            try:
                if entry.is_dir(follow_symlinks=False):
                    to_list.append(entry.path)
                else:
                    yield _entry(entry, inside)
            except OSError as error:
                yield _reject(entry.path, UNREADABLE, error.strerror or str(error))


def _entry(entry: os.DirEntry[str], inbox: Path) -> FileState | Reject:
    """What an entry that is no folder is. Raises OSError."""
    if entry.is_symlink():
        if not Path(entry.path).exists():
            return _reject(entry.path, UNREADABLE, "the link leads nowhere")
        if entry.is_dir():
            return _reject(entry.path, LINKED_FOLDER, "linked folders are not followed; give the folder itself as an inbox")
        if not Path(entry.path).resolve().is_relative_to(inbox):
            return _reject(entry.path, OUTSIDE, "the link leads out of the inbox; copy the file into it")
    return _file_state(entry.path, entry.stat())


def _file_state(path: str, info: os.stat_result) -> FileState | Reject:
    if not stat.S_ISREG(info.st_mode):
        return _reject(path, UNSUPPORTED, "not a regular file")
    if format_of(path) is None:
        return _reject(path, UNSUPPORTED, f"the name does not end in {', '.join(FORMATS)} (or one of them and .gz)")
    return FileState(path, info.st_size, info.st_mtime_ns)


def format_of(path: str) -> str | None:
    """The format that a file's name promises, or None."""
    pure = PurePath(path.lower())
    return FORMATS.get(PurePath(pure.stem).suffix if pure.suffix == ".gz" else pure.suffix)


def read_inputs(file: FileState, max_bytes: int) -> Iterator[Input | Reject | FileRecord]:
    """The inputs of a file, one after the other, then its record (with `rejected` and `rules` left for the caller to fill).

    Whatever goes wrong with the file is a `Reject`; documents of more than `max_bytes` are refused without being held in memory.
    """
    kind = format_of(file.path)
    assert kind is not None, "survey lets no other file through"
    inputs, digest = 0, hashlib.sha256()
    try:
        with Path(file.path).open("rb") as raw:
            hashed = _Hashed(raw, digest)
            packed = file.path.lower().endswith(".gz")
            stream = gzip.GzipFile(fileobj=hashed) if packed else io.BufferedReader(hashed, _CHUNK)
            for found in (_lines if kind == "jsonl" else _whole)(stream, file, kind, max_bytes):
                inputs += 1
                yield found
            hashed.drain()
    except FileNotFoundError:
        inputs += 1
        yield _reject(file.path, VANISHED, "the file vanished while it was read")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        inputs += 1
        yield _reject(file.path, BAD_GZIP, f"the gzip stream is damaged: {error}", line=inputs if kind == "jsonl" else 0)
    except OSError as error:
        inputs += 1
        yield _reject(file.path, UNREADABLE, error.strerror or str(error))
    yield FileRecord(shown(file.path), file.bytes, file.modified_ns, digest.hexdigest(), inputs, 0, "")


def _whole(stream: io.BufferedIOBase, file: FileState, kind: str, max_bytes: int) -> Iterator[Input | Reject]:
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        yield _reject(file.path, TOO_LARGE, f"more than {max_bytes} bytes in one document; the setting max_document_bytes allows no more")
    elif not content.strip(_JSONL_END):
        yield _reject(file.path, EMPTY_FILE, "the file holds no text", sha256=_sha256(content))
    else:
        yield _input(file, 0, kind, content)


def _lines(stream: io.BufferedIOBase, file: FileState, kind: str, max_bytes: int) -> Iterator[Input | Reject]:
    number, seen = 0, False
    while line := stream.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes and not line.endswith(b"\n"):
            seen = True
            detail = f"more than {max_bytes} bytes in one line; the setting max_document_bytes allows no more"
            yield _reject(file.path, TOO_LARGE, detail, line=number)
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            continue
        if content := line.strip(_JSONL_END):
            seen = True
            yield _input(file, number, kind, content)
    if not seen:
        yield _reject(file.path, EMPTY_FILE, "the file holds no line of text")


def _input(file: FileState, line: int, kind: str, content: bytes) -> Input:
    sha256 = _sha256(content)
    return Input(file.path, line, file.modified_ns, sha256, sha256[:20], kind, content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _reject(path: str, reason: str, detail: str, *, line: int = 0, sha256: str | None = None) -> Reject:
    return Reject(shown(path), line, sha256, "discover", reason, detail)


class _Hashed(io.RawIOBase):
    """A binary stream that hashes what is read through it, so that no file is read twice."""

    def __init__(self, stream: BinaryIO, digest: hashlib._Hash) -> None:
        self._stream = stream
        self._digest = digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._digest.update(data)
        buffer[: len(data)] = data
        return len(data)

    def drain(self) -> None:
        """Read to the end, so that the hash covers the whole file."""
        while self.read(_CHUNK):
            pass

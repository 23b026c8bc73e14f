"""What an inbox holds: files, the inputs in them, and what cannot be one. An input is a document's bytes with the place it lies at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

_ESCAPED = re.compile(r"\\x([89a-f][0-9a-f])")

# Suffix of a file (without .gz) -> format of the documents in it.
FORMATS: Mapping[str, str] = {".txt": "txt", ".html": "html", ".htm": "html", ".md": "md", ".jsonl": "jsonl"}


class FileState(NamedTuple):
    """A file of the inbox as the file system shows it: absolute path, size in bytes, time of change in nanoseconds."""

    path: str
    bytes: int
    modified_ns: int


class FileRecord(NamedTuple):
    """What is remembered of a file that was read: its state then, the hash of its bytes, and how its inputs ended."""

    path: str
    bytes: int
    modified_ns: int
    sha256: str
    inputs: int
    rejected: int
    rules: str


class Input(NamedTuple):
    """A document's bytes, ungzipped. `line` counts from 1 in a .jsonl file and is 0 elsewhere; `document_id` identifies the content."""

    path: str
    line: int
    modified_ns: int
    sha256: str
    document_id: str
    format: str
    content: bytes


class Reject(NamedTuple):
    """An input that was refused: `reason` from the list below, `detail` one line for a person."""

    path: str
    line: int
    sha256: str | None
    stage: str
    reason: str
    detail: str


class Refused(NamedTuple):
    """Why a document could not be read."""

    document_id: str
    sha256: str
    reason: str
    detail: str


# Reasons that reading an inbox can give; the text room's own are in flows/text/documents.py, the audit's begin with `rule:`.
UNSUPPORTED = "unsupported_format"
UNREADABLE = "unreadable"
VANISHED = "vanished"
TOO_LARGE = "too_large"
BAD_GZIP = "bad_gzip"
OUTSIDE = "outside_inbox"
LINKED_FOLDER = "linked_folder"
EMPTY_FILE = "empty"
TOO_SLOW = "too_slow"  # reading it takes longer than the setting max_document_seconds allows


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place at which a document was seen in this run."""

    path: str
    line: int
    document_id: str
    modified_ns: int


def shown(path: str) -> str:
    """A path as text that any table can hold: bytes that are no UTF-8 are written as \\xNN."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def storable(text: str) -> str:
    """A text that any table can hold: lone surrogates are written as \\uNNNN."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def opened_as(path: str) -> str:
    """A shown path as the file system knows it, where no file has the shown name itself."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]).decode("utf-8", "surrogateescape"), path)

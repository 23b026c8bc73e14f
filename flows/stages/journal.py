"""The record of every run, kept as one JSON file per run beside the releases, so that runs that published nothing are remembered too."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["running", "published", "nothing_new", "held", "failed"]
_STAMP = "%Y%m%dT%H%M%S"
_REMEMBERING = ("runs", "releases", "held")  # folders below the data folder whose files are called by runs
Kind = Literal["ingest", "reprocess", "accept"]


@dataclass(slots=True)
class RunRecord:
    """A run as `ops.runs` states it: inputs = loaded + unchanged + rejected. Times are ISO 8601 in UTC, durations seconds."""

    run_id: str
    started_at: str
    inbox: str
    finished_at: str | None = None
    outcome: Outcome = "running"
    inputs: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    gone: int = 0
    documents: int | None = None
    articles: int | None = None
    facts: int | None = None
    text_rules: str = ""
    fact_rules: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    durations: dict[str, float] = field(default_factory=dict)
    message: str = ""
    release: str | None = None
    kind: Kind = "ingest"
    reason: str | None = None


def now() -> datetime:
    """The time in UTC, to the second, without a zone (as the tables store it)."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def new_run_id(data: Path) -> str:
    """An identifier that sorts by time and is a file name everywhere: 20200208T091500-3fa2.

    It sorts behind every run that the data folder remembers, also where the clock was set back since.
    """
    stamp = now()
    for path in (path for folder in _REMEMBERING for path in (data / folder).glob("*T*-*")):
        with contextlib.suppress(ValueError, OverflowError):
            stamp = max(stamp, datetime.strptime(path.stem.split("-")[0], _STAMP) + timedelta(seconds=1))
    return f"{stamp:{_STAMP}}-{os.urandom(2).hex()}"


def write(folder: Path, record: RunRecord) -> None:
    """Write the record in one step; a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{record.run_id}.part"
    aside.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(folder / f"{record.run_id}.json")


def read_all(folder: Path) -> list[RunRecord]:
    """All records, oldest first. A file that is no record (cut off by a full disk, say) is left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        record = _parse(path)
        if record is not None:
            found.append(record)
    return found


def _parse(path: Path) -> RunRecord | None:
    known = {f.name for f in fields(RunRecord)}
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return RunRecord(**{name: value for name, value in values.items() if name in known})
    except (ValueError, TypeError, AttributeError):
        return None

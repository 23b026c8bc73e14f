"""Reading documents of a release again from the files they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flows.stages.discover import read_inputs
from flows.stages.inputs import FileState, Input, opened_as

Place = tuple[str, int]  # shown path, and line (0 for a whole file)


def reread(places: Mapping[str, Sequence[Place]], max_bytes: int) -> Iterator[Input]:
    """The inputs of these documents (by identifier), each once, from the first of its places that still holds it.

    Files are read in the order of their paths, and only those that hold a document not met before. A document whose files are gone or hold
    other content by now is left out.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for document_id, where in places.items():
        for path, _ in where:
            wanted[path].add(document_id)
    met: set[str] = set()
    for path in sorted(wanted):
        missing = wanted[path] - met
        state = _state(path) if missing else None
        if state is None:
            continue
        for found in read_inputs(state, max_bytes):
            if isinstance(found, Input) and found.document_id in missing:
                missing.remove(found.document_id)
                met.add(found.document_id)
                yield found


def _state(path: str) -> FileState | None:
    for name in (path, opened_as(path)):
        try:
            info = Path(name).stat()
        except OSError:
            continue
        return FileState(name, info.st_size, info.st_mtime_ns)
    return None

"""What a run has seen, kept small: a million documents take some 70 MB here, paths of whole files included (some 50 bytes a document and
the lengths of the paths), where Python's own objects would take ten times that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.stages.inputs import Refused, Reject, Sighting

_CHUNK = 20_000
_ID_LENGTH = 20
_COLUMNS = pa.schema(
    [
        ("path", pa.dictionary(pa.int32(), pa.string())),
        ("line", pa.int32()),  # null for a whole file
        ("document_id", pa.string()),
        ("modified_at", pa.timestamp("us")),
    ]
)


class DocumentIds:
    """A set of document identifiers in 20 bytes each: a sorted array, and a small set of those that came since it was sorted."""

    def __init__(self) -> None:
        self._sorted: NDArray[np.bytes_] = np.empty(0, dtype=f"S{_ID_LENGTH}")
        self._recent: set[str] = set()

    def __contains__(self, document_id: str) -> bool:
        if document_id in self._recent:
            return True
        key = document_id.encode()
        place = int(np.searchsorted(self._sorted, np.bytes_(key)))
        return place < len(self._sorted) and bytes(self._sorted[place]) == key

    def __len__(self) -> int:
        return len(self._sorted) + len(self._recent)

    def add(self, document_id: str) -> None:
        """Add an identifier, which is text of at most 20 ASCII characters."""
        if document_id not in self:
            self._recent.add(document_id)
            if len(self._recent) >= max(_CHUNK, len(self._sorted) // 8):
                self._settle()

    def extend(self, document_ids: pa.Array) -> None:
        """Add many identifiers at once."""
        self._recent.update(document_ids.to_pylist())
        self._settle()

    def _settle(self) -> None:
        if any(len(document_id) > _ID_LENGTH for document_id in self._recent):
            raise ValueError(f"an identifier of a document has at most {_ID_LENGTH} characters")
        fresh = np.array(sorted(self._recent), dtype=f"S{_ID_LENGTH}")
        self._sorted = np.union1d(self._sorted, fresh)
        self._recent = set()


class Sightings:
    """The places at which documents were seen, in the order in which they were seen."""

    def __init__(self) -> None:
        self._chunks: list[pa.Table] = []
        self._recent: list[Sighting] = []

    def __len__(self) -> int:
        return len(self._recent) + sum(int(chunk.num_rows) for chunk in self._chunks)

    def append(self, sighting: Sighting) -> None:
        self._recent.append(sighting)
        if len(self._recent) >= _CHUNK:
            self._settle()

    def _settle(self) -> None:
        if self._recent:
            columns = {
                "path": [s.path for s in self._recent],
                "line": [s.line or None for s in self._recent],
                "document_id": [s.document_id for s in self._recent],
                "modified_at": pa.array([s.modified_ns // 1000 for s in self._recent], pa.timestamp("us")),
            }
            encoded = {"path": pa.array(columns.pop("path"), pa.string()).dictionary_encode()}
            self._chunks.append(pa.table({**encoded, **columns}).cast(_COLUMNS))
            self._recent = []

    def table(self) -> pa.Table:
        """All sightings: path, line (null for a whole file), document_id, modified_at."""
        self._settle()
        return pa.concat_tables(self._chunks) if self._chunks else _COLUMNS.empty_table()

    def turn_into_rejects(self, refused: Mapping[str, Refused]) -> Iterator[Reject]:
        """Take the sightings of these documents out, and give them as rejects."""
        self._settle()
        wanted = pa.array(refused, pa.string())
        for number, chunk in enumerate(self._chunks if refused else []):
            fallen = pc.is_in(chunk["document_id"], wanted)
            if pc.any(fallen).as_py():
                self._chunks[number] = chunk.filter(pc.invert(fallen))
                for row in chunk.filter(fallen).to_pylist():
                    item = refused[row["document_id"]]
                    yield Reject(row["path"], row["line"] or 0, item.sha256, "transform", item.reason, item.detail)

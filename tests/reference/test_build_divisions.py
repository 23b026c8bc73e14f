from __future__ import annotations

from pathlib import Path

from flows.reference.build_divisions import SNAPSHOTS, divisions_table, lookup_arrays, read_snapshots, villages_table
from flows.reference.gazetteer import SNAPSHOTS as KNOWN
from flows.reference.gazetteer import Gazetteer

FILES = {
    "provinces": "code,name\n99,甲省\n",
    "cities": "code,name,provinceCode\n9901,乙市,99\n",
    "areas": "code,name,cityCode,provinceCode\n990101,丙县,9901,99\n",
    "streets": "code,name,areaCode,provinceCode,cityCode\n990101100,{town},990101,99,9901\n",
    "villages": "code,name,streetCode,provinceCode,cityCode,areaCode\n990101100200,戊村委会,990101100,99,9901,990101\n",
}


def packages(folder: Path) -> Path:
    """Seven packages that differ in the name of their one town."""
    for index, version in enumerate(SNAPSHOTS):
        dist = folder / f"v{version}" / "package" / "dist"
        dist.mkdir(parents=True)
        for name, text in FILES.items():
            (dist / f"{name}.csv").write_text(text.format(town="丁乡" if index < 3 else "丁镇"), encoding="utf-8")
    return folder


def test_packages_become_a_gazetteer(tmp_path: Path) -> None:
    entries = read_snapshots(packages(tmp_path))
    divisions, villages = divisions_table(entries), villages_table(entries)
    renamed = {(row["name"], row["first_seen"], row["last_seen"]) for row in divisions.to_pylist() if row["level"] == "town"}
    days = list(SNAPSHOTS.values())
    assert renamed == {("丁乡", days[0], days[2]), ("丁镇", days[3], days[6])}
    assert {row["code"] for row in divisions.to_pylist() if row["level"] == "province"} == {"990000", "710000", "810000", "820000"}
    known = Gazetteer(lookup_arrays(divisions, villages))
    assert known.path("990101100", days[0]) == "甲省乙市丙县丁乡"
    assert known.path("990101100", days[6]) == "甲省乙市丙县丁镇"
    assert [village.code for village in known.villages("戊", days[1])] == ["990101100200"]


def test_both_sides_know_the_same_snapshots() -> None:
    assert tuple(SNAPSHOTS.values()) == KNOWN

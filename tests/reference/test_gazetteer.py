from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.reference import gazetteer as module
from flows.reference.division_names import COMMUNITY, OTHER_BASE, VILLAGE, short_forms, town_stem, village_stem
from flows.reference.gazetteer import SNAPSHOTS, Gazetteer, gazetteer, is_zone, period

FEBRUARY = date(2020, 2, 11)


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return gazetteer()


@pytest.mark.parametrize(
    ("name", "stem", "kind"),
    [
        ("东港村委会", "东港", VILLAGE),
        ("东港村民委员会", "东港", VILLAGE),
        ("东港村村民委员会", "东港", VILLAGE),
        ("东港村", "东港", VILLAGE),
        ("荆村村", "荆", VILLAGE),
        ("永兴社区居委会", "永兴", COMMUNITY),
        ("永兴社区居民委员会", "永兴", COMMUNITY),
        ("永兴社区", "永兴", COMMUNITY),
        ("永兴居委会", "永兴", COMMUNITY),
        ("永兴社区（筹）", "永兴", COMMUNITY),
        ("查干嘎查", "查干", VILLAGE),
        ("一分场生活区", "一分场生活区", OTHER_BASE),
        ("村", "村", OTHER_BASE),
    ],
)
def test_spellings_of_a_village_share_a_stem(name: str, stem: str, kind: int) -> None:
    assert village_stem(name) == (stem, kind)


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("武康街道", "武康", "街道"),
        ("武康街道办事处", "武康", "街道"),
        ("新市镇", "新市", "镇"),
        ("铭传乡", "铭传", "乡"),
        ("下庄回族乡", "下庄", "乡"),
        ("紫蓬山管委会", "紫蓬山管委会", ""),
    ],
)
def test_spellings_of_a_town_share_a_stem(name: str, stem: str, suffix: str) -> None:
    assert town_stem(name) == (stem, suffix)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("德清县", ("德清",)),
        ("内蒙古自治区", ("内蒙古",)),
        ("广西壮族自治区", ("广西",)),
        ("恩施土家族苗族自治州", ("恩施", "恩施州")),
        ("芷江侗族自治县", ("芷江", "芷江县")),
        ("管城回族区", ("管城", "管城区")),
        ("大兴安岭地区", ("大兴安岭",)),
        ("香港特别行政区", ("香港",)),
        ("浦东新区", ("浦东",)),
        ("和县", ()),
        ("市辖区", ("市辖",)),
    ],
)
def test_short_forms(name: str, forms: tuple[str, ...]) -> None:
    assert short_forms(name) == forms


def test_the_snapshots_around_a_day() -> None:
    assert period(FEBRUARY) == (2, 3)
    assert period(SNAPSHOTS[2]) == (2, 2)
    assert period(date(2010, 1, 1)) == (0, 0)
    assert period(date(2030, 1, 1)) == (6, 6)


def test_units_are_valid_at_their_time(known: Gazetteer) -> None:
    assert [unit.code for unit in known.named("港闸区", FEBRUARY)] == ["320611"]
    assert known.named("港闸区", date(2022, 12, 1)) == []
    assert [unit.code for unit in known.named("叶集区", FEBRUARY)] == ["341504"]
    assert known.unit("320611", date(2022, 12, 1)) is None


def test_paths_leave_out_what_is_no_unit(known: Gazetteer) -> None:
    assert known.path("330521", FEBRUARY) == "浙江省湖州市德清县"
    assert known.path("110101", FEBRUARY) == "北京市东城区"
    assert known.path("429004", FEBRUARY) == "湖北省仙桃市"
    assert known.path("441900", FEBRUARY) == "广东省东莞市"
    assert known.path("330521101", FEBRUARY) == "浙江省湖州市德清县乾元镇"
    assert known.path("710000", FEBRUARY) == "台湾省"


def test_what_holds_a_unit(known: Gazetteer) -> None:
    assert (known.prefecture("330521"), known.province("330521")) == ("330500", "330000")
    assert known.prefecture("429004") == "420000"
    assert known.prefecture("110101") == "110000"
    assert known.contains("330000", "330521101") and known.contains("330500", "330521") and known.contains("330521", "330521101200")
    assert not known.contains("330521", "330500") and not known.contains("330500", "330000")


def test_towns_by_name_and_by_county(known: Gazetteer) -> None:
    assert "330521101" in {town.code for town in known.towns("乾元", "镇", FEBRUARY)}
    assert "340123401" in {town.code for town in known.towns("紫蓬山管委会", "", FEBRUARY)}
    assert known.towns("没有这个", "镇", FEBRUARY) == []
    towns = known.towns_in("330521", FEBRUARY)
    assert {"武康街道", "乾元镇", "雷甸镇"} <= {town.name for town in towns}
    assert all(town.code.startswith("330521") for town in towns)


def test_villages_tell_their_towns(known: Gazetteer) -> None:
    found = {village.code: village for village in known.villages("东港", FEBRUARY)}
    assert "330521113" in {code[:9] for code in found}
    assert {village.county for village in found.values()} == {code[:6] for code in found}
    assert known.villages("没有这个名字", FEBRUARY) == []
    assert known.known_villages(["东港", "没有这个名字"]) == [True, False]
    assert known.known_towns([("乾元", "镇"), ("没有这个", "镇")]) == [True, False]


def test_zones_are_told_apart(known: Gazetteer) -> None:
    (zone,) = known.named("苏州工业园区", FEBRUARY)
    assert is_zone(zone)
    assert not any(is_zone(unit) for unit in known.named("德清县", FEBRUARY))


def test_the_data_files_stay_small() -> None:
    folder = Path(module.__file__).parent
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.suffix in (".npz", ".parquet")}
    assert set(sizes) == {"divisions.parquet", "villages.parquet", "gazetteer.npz"}
    assert max(sizes.values()) < 6_000_000


def test_the_arrays_agree_with_the_tables(known: Gazetteer) -> None:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(Path(module.__file__).parent / "villages.parquet").read(columns=["code", "name", "first_seen", "last_seen"])
    for row in table.slice(500_000, 400).to_pylist():
        codes = {village.code for village in known.villages(village_stem(row["name"])[0], row["last_seen"])}
        assert row["code"] in codes

"""Private persons: with `role only` no name, telephone, identity or account number is anywhere in a release, and everything else is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flows import warehouse
from flows.exporting import SCHEMAS, export_tables
from flows.stages.withholding import numbers
from tests.stages.runs import ingest

OFFICIAL, PRESS = "周文康", "欧阳晓"
PRIVATE = {"栗大柱": "栗大柱", "覃秀莲": "覃秀蓮", "努尔兰·别克": "努爾蘭·別克"}
NUMBERS = ("13912345678", "0914-7654321", "610502197803124518", "6222 0213 0401 2345 678", "27013501040007891")
TEXT = """城固县疫情防控工作部署会召开
记者 欧阳晓
2月10日上午，城固县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口12个，严格落实体温检测。
村民栗大柱捐款2000元，村民覃秀莲捐赠口罩500只。居民努尔兰·别克向县红十字会捐款3000元。栗大柱说：“大家都在出力。”
栗大柱的身份证号610502197803124518，卡号6222 0213 0401 2345 678。捐款账号：27013501040007891，联系电话：0914-7654321，手机13912345678。
"""
TRADITIONAL = TEXT.translate(
    str.maketrans("县会记欧阳晓书周设严实体温检测村捐赠红说卡账号联系电话机", "縣會記歐陽曉書周設嚴實體溫檢測村捐贈紅說卡賬號聯繫電話機")
)


def _inbox(folder: Path) -> Path:
    folder.mkdir()
    dirty = TRADITIONAL
    for simplified, traditional in PRIVATE.items():
        dirty = dirty.replace(simplified, traditional)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(dirty.replace("栗大柱说", "栗(lì)大柱说"), encoding="utf-8")
    (folder / "c.html").write_text(
        f"<html><body><p>{'</p><p>'.join(TEXT.splitlines())}</p></body></html>".replace("栗大柱说", "&#26647;大柱说"), encoding="gb18030"
    )
    given = {"title": "好人栗大柱", "url": "http://example.cn/13912345679.html", "text": TEXT.replace("部署会", "会议")}
    (folder / "d.jsonl").write_text(json.dumps(given) + "\n" + json.dumps(given | {"n": 1}, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def _texts(data: Path) -> str:
    """Every value of every table and view, and every exported file, in one text; spaces out, so that no break hides a name."""
    found = []
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        names = "select schema_name, table_name from duckdb_tables() union all select schema_name, view_name from duckdb_views()"
        relations = connection.execute(names).fetchall()
        for schema, name in relations:
            if schema in SCHEMAS and schema != "ref":
                found += [repr(row) for row in connection.execute(f'select columns(*)::varchar from {schema}."{name}"').fetchall()]
    export_tables(data / "current.duckdb", data / "shared", "csv", [schema for schema in SCHEMAS if schema != "ref"])
    found += [path.read_text(encoding="utf-8") for path in (data / "shared").iterdir()]
    return re.sub(r"\\\\u([0-9a-f]{4})|\\u([0-9a-f]{4})", lambda m: chr(int(m[1] or m[2], 16)), "\n".join(found))


@pytest.fixture(scope="module")
def role_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a deployment that published in full first, and then withholds."""
    folder = tmp_path_factory.mktemp("private")
    inbox, data = _inbox(folder / "inbox"), folder / "data"
    ingest(inbox, data)
    with pytest.MonkeyPatch.context() as patch:
        assert "栗大柱" in _texts(data)
        patch.setenv("ZHANYI_PRIVATE_PERSONS", "role only")
        for path in (data / "shared").iterdir():
            path.unlink()
        assert ingest(inbox, data).record.outcome == "published"
        assert ingest(inbox, data).record.outcome == "nothing_new"
    return data


def test_no_private_name_or_number_is_in_the_release(role_only: Path) -> None:
    texts = _texts(role_only)
    for name, traditional in PRIVATE.items():
        assert name not in texts and traditional not in texts, name
    for number in NUMBERS:
        assert number not in texts and number.replace(" ", "") not in texts, number
    assert OFFICIAL in texts and PRESS in texts and "http://example.cn/13912345679.html" in texts


_TORN = """
    select count(*) from core.sentences join core.articles using (article_id)
    where substr(body, char_start + 1, char_end - char_start) <> text
"""
_PEOPLE = """
    select name, role from facts.people join core.articles using (article_id) join core.documents using (document_id)
    where file_name = 'a.txt'
"""
_GIFTS = "select list(amount_cny::int order by amount_cny) from facts.donations where amount_cny is not null group by article_id"


def test_everything_else_stays_where_it_is(role_only: Path) -> None:
    with warehouse.connect(role_only / "current.duckdb", read_only=True) as connection:
        ask = connection.execute
        assert ask(_TORN).fetchone() == (0,)
        assert ask("select count(*) from facts.people where not contains(quote, name)").fetchone() == (0,)
        public = {(OFFICIAL, "official"), (PRESS, "press")}
        assert set(ask(_PEOPLE).fetchall()) == public | {(name, "citizen") for name in ("＊＊Ａ", "＊＊Ｂ", "＊＊＊＊＊Ｃ")}
        assert {tuple(row[0]) for row in ask(_GIFTS).fetchall()} == {(2000, 3000)}


def test_the_setting_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = _inbox(tmp_path / "inbox")
    monkeypatch.setenv("ZHANYI_PRIVATE_PERSONS", "role only")
    ingest(inbox, tmp_path / "data")
    monkeypatch.delenv("ZHANYI_PRIVATE_PERSONS")
    ingest(inbox, tmp_path / "data")
    assert "栗大柱" in _texts(tmp_path / "data")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("电话：7654321。", "电话：＊＊＊＊＊＊＊。"),
        ("拨打0719-8888888或13800138000", "拨打＊＊＊＊-＊＊＊＊＊＊＊或＊＊＊＊＊＊＊＊＊＊＊"),
        ("身份证42032119800101123X", "身份证＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊"),
        ("账号 6217 0028 7000 1234 567，", "账号 ＊＊＊＊ ＊＊＊＊ ＊＊＊＊ ＊＊＊＊ ＊＊＊，"),
        ("2020年2月10日，排查123456人，投入1200000元", None),
        ("https://example.cn/a/420321198001011234.html", None),
        ("12345热线、110", None),
    ],
)
def test_numbers_that_are_withheld(text: str, left: str | None) -> None:
    shown = text
    for span in numbers(text):
        shown = shown[: span.start] + span.instead + shown[span.stop :]
    assert shown == (left or text)

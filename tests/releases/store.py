"""Stores a small release of today's shape as `NNNN.json`, NNNN being the newest migration: `python -m tests.releases.store [SQL]`.

Run it when a migration is added, so that later programs can be tested to upgrade what this one publishes. SQL is the folder of migrations,
views and macros (the checkout's own if left out; one of an older commit stores its shape).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from flows import warehouse
from tests.stages.runs import ingest

HERE = Path(__file__).parent
SQL = HERE.parents[1] / "sql"
ARTICLE = (
    "{place}县疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要树牢“四个意识”，设置卡口{n}个，严格落实体温检测。"
    "宁城县宏发商贸有限公司向县人民医院捐赠口罩2000个。\n"
)


def main(sql: Path) -> None:
    """Make a release of invented articles, bring it into the shape, and write it down."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, data = Path(folder) / "inbox", Path(folder) / "data"
        inbox.mkdir()
        for name, place, day in (("a.txt", "宁城", 3), ("b.txt", "遂昌", 4), ("copy.txt", "宁城", 3)):
            (inbox / name).write_text(ARTICLE.format(place=place, day=day, n=4 * day), encoding="utf-8")
        (inbox / "feed.jsonl").write_text(json.dumps({"text": ARTICLE.format(place="城固", day=5, n=9)}) + "\n" * 2, encoding="utf-8")
        (inbox / "photo.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
        ingest(inbox, data)
        stored = _in_shape(data / "current.duckdb", sql)
        newest = warehouse.numbered_files(sql / "migrations")[-1].number
        text = json.dumps(stored, ensure_ascii=False, indent=0).replace(str(inbox), "/inbox")
        (HERE / f"{newest:04}.json").write_text(text + "\n", encoding="utf-8")


def _in_shape(release: Path, sql: Path) -> dict[str, Any]:
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, sql / "migrations")
        warehouse.apply_views(connection, sql)
        views = [path.read_text(encoding="utf-8") for path in [file.path for file in warehouse.numbered_files(sql / "marts")]]
        macros = [path.read_text(encoding="utf-8") for path in sorted((sql / "macros").glob("*.sql"))]
        connection.execute(f"attach '{release.resolve()}' as made (read_only)")
        tables = {}
        for name, columns in _shape(connection).items():
            source = name if name == "ops.migrations" else f"made.{name}"
            kept = ", ".join(f'hex("{column}") as "{column}"' if type_ == "BLOB" else f'"{column}"' for column, type_ in columns.items())
            found = connection.execute(f"select to_json(r)::varchar from (select {kept} from {source}) as r").fetchall()
            tables[name] = [json.loads(row) for (row,) in found]
        return {"tables": tables, "views": views, "macros": macros}


def _shape(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Columns and types by table; reference data is left out, because every run brings its own."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where not internal and schema_name in ('raw', 'core', 'facts', 'ops') order by all"
    ).fetchall()
    for table, column, type_ in rows:
        found.setdefault(table, {})[column] = type_
    return found


def restore(number: int, path: Path) -> None:
    """Make the database file that a stored release was."""
    stored = json.loads((HERE / f"{number:04}.json").read_text(encoding="utf-8"))
    files = [file for file in warehouse.numbered_files(SQL / "migrations") if file.number <= number]
    with warehouse.connect(path) as connection:
        for file in files:
            connection.execute(file.path.read_text(encoding="utf-8"))
        for name, columns in _shape(connection).items():
            aside = path.with_name("rows.json")
            aside.write_text(json.dumps(stored["tables"][name], ensure_ascii=False), encoding="utf-8")
            types = ", ".join(f"'{column}': '{type_.replace('BLOB', 'VARCHAR')}'" for column, type_ in columns.items())
            blobs = [f'unhex("{column}") as "{column}"' for column, type_ in columns.items() if type_ == "BLOB"]
            replaced = f"replace ({', '.join(blobs)})" if blobs else ""
            source = f"read_json('{aside}', format = 'array', columns = {{{types}}})"
            connection.execute(f"insert into {name} by name select * {replaced} from {source}")
            aside.unlink()
        for statement in stored["views"] + stored["macros"]:
            connection.execute(statement)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SQL)

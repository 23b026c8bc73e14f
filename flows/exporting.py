"""Tables of a release as files that can be cited and shared: Parquet or CSV, with a data dictionary made from the comments."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import duckdb

from flows import warehouse
from flows.warehouse import WarehouseError

Form = Literal["parquet", "csv"]
SCHEMAS = ("mart", "facts", "core", "ref", "raw", "ops")
USUAL = SCHEMAS[:4]
# Every table and view of `$schemas`, in their order, with its comment and its columns.
DICTIONARY = """
    select schema_name || '.' || name as name, coalesce(comment, '') as comment, columns from (
        select schema_name, table_name as name, comment from duckdb_tables() where database_name = current_database()
        union all
        select schema_name, view_name, comment from duckdb_views() where not internal and database_name = current_database()
    ) inner join (
        select schema_name, table_name as name,
            list({'name': column_name, 'type': data_type, 'comment': coalesce(comment, '')} order by column_index) as columns
        from duckdb_columns() where not internal and database_name = current_database() group by all
    ) using (schema_name, name)
    where list_contains($schemas, schema_name)
    order by list_position($schemas, schema_name), name
"""


# A spreadsheet carries out a cell that begins like a formula (`=cmd|…`): such texts get an apostrophe before them, as spreadsheets do it.
_HARMLESS = """case when regexp_matches("{name}", '^[=+@\\t\\r\\n-]') and try_cast("{name}" as double) is null
    then '''' || "{name}" else "{name}" end as "{name}\""""


class Table(NamedTuple):
    """A table or view that was written: its full name, what a row is, its columns with types and meanings, and its number of rows."""

    name: str
    comment: str
    columns: list[tuple[str, str, str]]
    rows: int


def export_tables(release: Path, folder: Path, form: Form, schemas: Sequence[str] = USUAL) -> list[Table]:
    """Write every table and view of the schemas into `folder` (empty or absent), one file each, with `dictionary.csv` and `README.md`.

    Raises WarehouseError for an unknown schema and a folder that holds something.
    """
    if unknown := set(schemas) - set(SCHEMAS):
        raise WarehouseError(f"there is no schema {', '.join(sorted(unknown))}; the schemas are {', '.join(SCHEMAS)}")
    make_empty(folder)
    with warehouse.connect(release, read_only=True) as connection:
        named = warehouse.records(connection.execute(DICTIONARY, {"schemas": list(schemas)}))
        tables = [_write(connection, table, folder, form) for table in named]
        made_by = _run(connection)
    _dictionary(folder / "dictionary.csv", tables)
    (folder / "README.md").write_text(_readme(release.resolve().stem, made_by, tables, form), encoding="utf-8")
    return tables


def make_empty(folder: Path) -> None:
    """Make the folder that something is exported to. Raises WarehouseError if it holds something or cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise WarehouseError(f"{folder} is not empty; give a folder that is, or that does not exist yet")
    except OSError as error:
        raise WarehouseError(f"{folder} cannot be written ({error.strerror}); give another folder") from error


def _write(connection: duckdb.DuckDBPyConnection, table: dict[str, Any], folder: Path, form: Form) -> Table:
    name = table["name"]
    file = warehouse.quoted(str(folder / f"{name}.{form}"))
    written = "format parquet, compression zstd" if form == "parquet" else "format csv, header"
    columns = [(column["name"], column["type"], column["comment"]) for column in table["columns"]]
    texts = [column for column, type_, _ in columns if type_ == "VARCHAR"] if form == "csv" else []
    replaced = f"replace ({', '.join(_HARMLESS.format(name=column) for column in texts)})" if texts else ""
    rows = connection.execute(f"copy (select * {replaced} from {name} order by all) to {file} ({written})").fetchone()
    return Table(name, table["comment"], columns, int(rows[0]) if rows else 0)


def _run(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    row = connection.execute(
        """
        select started_at, documents, facts, text_rules, fact_rules, versions from ops.runs
        where outcome = 'published' order by run_id desc limit 1
        """
    ).fetchone()
    names = ("date", "documents", "facts", "text_rules", "fact_rules", "versions")
    return dict(zip(names, row, strict=True)) if row else {}


def _dictionary(path: Path, tables: Sequence[Table]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "column", "type", "meaning"))
        for table in tables:
            writer.writerow((table.name, "", "", table.comment))
            writer.writerows((table.name, *column) for column in table.columns)


def _readme(release: str, made_by: dict[str, Any], tables: Sequence[Table], form: Form) -> str:
    out = ["# Tables of 战疫 zhanyi", "", f"Release `{release}`."]
    if made_by:
        program = json.loads(made_by["versions"]).get("zhanyi", "?")
        rules = f"text rules `{made_by['text_rules']}`, fact rules `{made_by['fact_rules']}`"
        out[-1] += (
            f" Made {made_by['date']:%Y-%m-%d} by zhanyi {program} ({rules}): {made_by['documents']} documents, {made_by['facts']} facts."
        )
    out += [
        "",
        "To cite these tables, name the program, its version and the release; the release names the rules that read every fact.",
        "",
    ]
    if form == "csv":
        out += [
            "A text that begins with `=`, `+`, `-` or `@` has an apostrophe before it, so that no spreadsheet takes it for a formula.",
            "",
        ]
    out += ["`dictionary.csv` holds what follows as a table. Dates are local dates (China), times are UTC.", ""]
    for table in tables:
        out += [f"## {table.name}", "", f"{table.comment}. {table.rows} rows, in `{table.name}.{form}`.", "", "| column | type | meaning |"]
        out += ["|---|---|---|", *(f"| {name} | {type_} | {_cell(meaning)} |" for name, type_, meaning in table.columns), ""]
    return "\n".join(out)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

"""Verbs that write a release's tables for others: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import Data, current_release, fail
from flows.exporting import SCHEMAS, USUAL, Form, export_tables
from flows.settings import load


def export(
    tables: Annotated[Path, typer.Option("--tables", metavar="DIR", help="The folder to write; it must be empty or absent.")],
    data: Data = None,
    form: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
    schema: Annotated[list[str] | None, typer.Option(help=f"Only this schema, of {', '.join(SCHEMAS)}; may be repeated.")] = None,
) -> None:
    """Write the tables and views of the current release as files, with a data dictionary, so that they can be cited and shared.

    Example:  zhanyi export --tables shared/ --format csv --schema mart
    """
    forms: dict[str, Form] = {"parquet": "parquet", "csv": "csv"}
    if form not in forms:
        fail(f"there is no format {form}; choose {' or '.join(forms)}")
    written = export_tables(current_release(load(data=data)), tables, forms[form], schema or USUAL)
    print(f"{len(written)} tables, {sum(table.rows for table in written):,} rows: {tables / 'README.md'}")

"""Verbs that write a release for others, as tables or as pages: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import Data, current_release, fail
from flows.exporting import SCHEMAS, USUAL, Form, export_tables
from flows.settings import load

_FORMS: dict[str, Form] = {"parquet": "parquet", "csv": "csv"}


def export(
    data: Data = None,
    tables: Annotated[Path | None, typer.Option("--tables", metavar="DIR", help="Write tables here; empty or absent.")] = None,
    form: Annotated[str, typer.Option("--format", help="Of tables: parquet or csv.")] = "parquet",
    schema: Annotated[list[str] | None, typer.Option(help=f"Tables of this schema only ({', '.join(SCHEMAS)}); may be repeated.")] = None,
    site: Annotated[Path | None, typer.Option("--site", metavar="DIR", help="Write pages here; empty or absent.")] = None,
    place: Annotated[str | None, typer.Option(help="Pages about this place only: its code, or its name.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Pages of this day and later, as 2020-02-10.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Pages of this day and earlier.")] = None,
    articles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Pages of these articles only: a file with one article_id (or document_id) per line."),
    ] = None,
) -> None:
    """Write the current release as files: tables and views with a data dictionary, or pages that open without a server.

    Example:  zhanyi export --tables shared/ --format csv --schema mart

    Example:  zhanyi export --site my-site --place 360430
    """
    if tables is None and site is None:
        fail("say what to write: --tables DIR for tables, --site DIR for pages")
    settings = load(data=data)
    release = current_release(settings)
    if tables is not None:
        if form not in _FORMS:
            fail(f"there is no format {form}; choose {' or '.join(_FORMS)}")
        written = export_tables(release, tables, _FORMS[form], schema or USUAL)
        print(f"{len(written)} tables, {sum(table.rows for table in written):,} rows: {tables / 'README.md'}")
    if site is not None:
        _export_site(release, site, (place, since, until), articles)


def _export_site(release: Path, site: Path, narrowed: tuple[str | None, str | None, str | None], articles: Path | None) -> None:
    from flows.browse.export import Choice, ExportError, export_site  # the web framework takes a moment to import

    wanted = tuple(articles.read_text(encoding="utf-8").split()) if articles and articles.is_file() else ()
    if articles and not wanted:
        fail(f"{articles} holds no article_id")
    try:
        made = export_site(release, site, Choice(*narrowed, wanted))
    except ExportError as error:
        fail(str(error))
    print(f"{made.articles:,} articles on {made.pages:,} pages: {made.folder / 'index.html'}")

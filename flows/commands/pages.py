"""Verbs for looking at a release: browse, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import Data, current_release, fail
from flows.settings import load


def browse(
    data: Data = None,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8420,
    show: Annotated[bool, typer.Option("--open", help="Open the pages in your browser.")] = False,
) -> None:
    """Look at the current release in a browser: read-only pages on this machine alone; a new release shows without a restart.

    Example:  zhanyi browse --data my-data --open
    """
    settings = load(data=data)
    current_release(settings)
    from flows.browse.app import serve  # the web framework takes a moment to import

    serve(settings.data, port, show)


def export(
    site: Annotated[Path, typer.Option("--site", metavar="DIR", help="The folder to write; it must be empty or absent.")],
    data: Data = None,
    place: Annotated[str | None, typer.Option(help="Only articles about this place: its code, or its name.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Only articles of this day and later, as 2020-02-10.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Only articles of this day and earlier.")] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only these articles: a file with one article_id (or document_id) per line.")
    ] = None,
) -> None:
    """Write the pages of a place, a period or a set of articles as static files, in Chinese and English, that open without a server.

    Example:  zhanyi export --site my-site --place 360430
    """
    release = current_release(load(data=data))
    from flows.browse.export import Choice, ExportError, export_site

    wanted = tuple(articles.read_text(encoding="utf-8").split()) if articles and articles.is_file() else ()
    if articles and not wanted:
        fail(f"{articles} holds no article_id")
    try:
        made = export_site(release, site, Choice(place, since, until, wanted))
    except ExportError as error:
        fail(str(error))
    print(f"{made.articles:,} articles on {made.pages:,} pages: {made.folder / 'index.html'}")

"""Verbs for looking at a release: browse."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import serving
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
    from flows.browse.app import HOST, serve  # the web framework takes a moment to import

    try:
        serving.check_free(HOST, port)
    except serving.ServingError as error:
        fail(str(error))
    serve(settings.data, port, show)

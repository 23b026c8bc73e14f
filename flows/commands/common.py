"""What every verb shares: exit codes, options, the one line of a user's mistake, and the way to the current release."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.settings import Settings
from flows.warehouse import WarehouseError

OK, DEFECT, USAGE, HELD, NOTHING_READ = range(5)

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where everything of a deployment lives: releases, work, journal, Prefect's state."),
]
Inbox = Annotated[Path | None, typer.Argument(metavar="INBOX", help="The folder of articles; without it, `inbox` in the data folder.")]


def fail(message: str, code: int = USAGE) -> NoReturn:
    """End with one line on standard error."""
    print(f"zhanyi: {message}", file=sys.stderr)
    sys.exit(code)


def current_release(settings: Settings) -> Path:
    """The release that readers see. Raises WarehouseError if there is none yet."""
    if not settings.current.exists():
        raise WarehouseError(f"there is no release in {settings.data} yet; make one: zhanyi run FOLDER --data {settings.data}")
    return settings.current

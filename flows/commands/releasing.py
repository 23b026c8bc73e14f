"""Verbs about releases: rollback."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.common import Data
from flows.releases import Releases
from flows.settings import load
from flows.stages.lock import locked


def rollback(
    data: Data = None, to: Annotated[str | None, typer.Option(metavar="RUN", help="Another release than the one before.")] = None
) -> None:
    """Switch readers back to an earlier release. Nothing is deleted; the next run goes on from the release that readers see."""
    settings = load(data=data)
    with locked(settings, "rollback"):
        print(f"readers now see release {Releases(settings.data).rollback(to).run_id}")

"""Verbs of whoever operates a deployment: doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows import doctoring
from flows.commands.common import Data, fail
from flows.settings import load


def doctor(data: Data = None, inbox: Annotated[Path | None, typer.Option(help="An inbox to look at too.")] = None) -> None:
    """Check that this installation and its data folder can work: versions, write access, file system, reference data, Prefect server."""
    findings = doctoring.examine(load(data=data, inbox=inbox))
    for finding in findings:
        print(f"{'ok  ' if finding.good else 'BAD '} {finding.name}: {finding.detail}")
    if not all(finding.good for finding in findings):
        fail("the lines that begin with BAD say what to mend")

"""A run in a process of its own that `tests.benchmarks.faults` can kill: loaded once by a fork server, which then has each run ready."""

from __future__ import annotations

import os
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from flows import warehouse
from flows.facts.mentions import Window
from flows.facts.reader import read_facts
from flows.settings import Settings, load, shipped
from flows.text.reader import read_document
from flows.text.tokens import tokenise
from tests.stages import runs


def run(inbox: str, data: str, settings: dict[str, str], ready: Connection) -> None:
    """One run as the flow does it, stage by stage, without Prefect and the audit; begins when `ready` is told."""
    os.setsid()
    os.environ.update(settings)
    runs.settings = _as_set
    ready.send("ready")
    ready.recv()
    runs.ingest(Path(inbox), Path(data))


def _as_set(data: Path) -> Settings:
    return load(data=data)  # the tests' runs read in their own process; these do as the settings say


def _warm() -> None:
    document = read_document("2月10日，县委书记周文康到医院检查疫情防控工作。".encode(), "txt")
    read_facts(document, Window(date(2019, 12, 1), date(2020, 12, 31)))
    tokenise("疫情防控")
    warehouse.shapes(shipped("sql") / "migrations")


_warm()

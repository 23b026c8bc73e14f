"""Reading the tables of cases beside the tests: one case a line, columns parted by " | ", comments with #."""

from __future__ import annotations

from pathlib import Path


def cases(name: str) -> list[tuple[str, ...]]:
    """The rows of the table NAME beside this file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [tuple(column.strip() for column in line.split(" | ")) for line in lines if line.strip() and not line.startswith("#")]

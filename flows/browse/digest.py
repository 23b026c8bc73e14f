"""The digest of a release: a temporary database with what the pages show, made once when a release is first seen."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows import warehouse
from flows.warehouse import WarehouseError

_STATEMENTS = Path(__file__).parent / "digest.sql"
# It is made while the release before it is shown, so it takes one core; what does not fit into memory is written beside the digest.
_LIMITS: dict[str, str | int] = {"memory_limit": "2GB", "threads": 1, "preserve_insertion_order": "true"}


def make(release: Path, target: Path) -> None:
    """Write the digest of the release file to `target` (named `digest.duckdb`). Raises WarehouseError for another shape."""
    with warehouse.connect(target, limits=_LIMITS) as connection:
        try:
            warehouse.attach(connection, release, "release")
            connection.execute("use release")
            connection.execute(_STATEMENTS.read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise WarehouseError(f"{release.name} cannot be shown: {warehouse.first_line(error)}") from error
        connection.execute("use digest")
        connection.execute("detach release")
        connection.execute("checkpoint")

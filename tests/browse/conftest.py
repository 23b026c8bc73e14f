"""Clients for the pages over the release of the samples, as it is and with planted markup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from flows.browse.app import HOST, create
from flows.browse.reading import Opened
from tests.browse.world import plant

HERE = f"http://{HOST}"  # the app answers to names of this machine only


@pytest.fixture(scope="session")
def released(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for the pages, which keep their release open under limits: DuckDB opens a file in one way per process."""
    return Path(shutil.copytree(released, tmp_path_factory.mktemp("shown") / "data", symlinks=True))


@pytest.fixture(scope="session")
def client(released: Path) -> Iterator[TestClient]:
    with TestClient(create(released), base_url=HERE) as made:
        yield made


@pytest.fixture(scope="session")
def planted(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose release has markup in its texts."""
    return plant(released / "current.duckdb", tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def opened(released: Path) -> Iterator[Opened]:
    made = Opened((released / "current.duckdb").resolve())
    yield made
    made.close()

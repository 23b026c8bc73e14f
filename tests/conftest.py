"""What every test may use: the material beside the checkout, the sample articles, and real runs of the flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples"
SHARED = ROOT.parent / "shared"

Publish = Callable[..., Any]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout; tests that need it say so when it is not there."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publish]:
    """`publish(inbox, data)` runs the flow `ingest` on a real Prefect with a database of its own, and gives the ended run."""
    from flows.settings import load, prepare_environment

    prepare_environment(load(data=tmp_path_factory.mktemp("prefect")), console_level="CRITICAL")
    from prefect.testing.utilities import prefect_test_harness

    from flows.pipeline import ingest

    with prefect_test_harness(server_startup_timeout=120):
        yield lambda inbox, data: ingest(inbox=str(inbox), data=str(data))


@pytest.fixture(scope="session")
def released(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a deployment that has published the sample articles."""
    data = tmp_path_factory.mktemp("samples")
    publish(SAMPLES / "inbox", data)
    return data


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, whole runs after them."""
    items.sort(key=lambda item: item.get_closest_marker("whole") is not None)

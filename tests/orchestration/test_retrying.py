"""Trouble with disks is tried again; bad data is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from tests.conftest import Publish

pytestmark = pytest.mark.whole


def _failing_once(error: Exception) -> tuple[Callable[[], int], list[int]]:
    tries: list[int] = []

    def stage() -> int:
        tries.append(len(tries))
        if len(tries) == 1:
            raise error
        return len(tries)

    return stage, tries


@pytest.mark.parametrize("error", [OSError("stale file handle"), duckdb.IOException("could not read enough bytes")])
def test_what_may_pass_is_tried_again(publish: Publish, error: Exception) -> None:
    stage, tries = _failing_once(error)
    assert _run(stage) == 2 and len(tries) == 2


@pytest.mark.parametrize("error", [ValueError("bad data"), ZeroDivisionError("a defect")])
def test_what_stays_bad_is_tried_once(publish: Publish, error: Exception) -> None:
    stage, tries = _failing_once(error)
    with pytest.raises(type(error)):
        _run(stage)
    assert len(tries) == 1


def _run(stage: Callable[[], int]) -> Any:
    from prefect import flow

    from flows.pipeline import _stage

    task = _stage(stage, "stage", again=True).with_options(retry_delay_seconds=0)
    return flow(lambda: task(), name="once")()

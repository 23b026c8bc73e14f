"""What is tried again: trouble with disks and networks, which may pass. Bad data stays bad, and a defect stays a defect."""

from __future__ import annotations

from typing import Any

import duckdb

RETRY_DELAYS = (2.0, 10.0, 60.0)  # seconds; a network disk that is not back after these is for a person to look at


def may_pass(task: Any, task_run: Any, state: Any) -> bool:
    """Whether trying this task again can help. Prefect asks with the failed state."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError | duckdb.IOException)

"""Logs of the stages, worker processes included, among the flow run's own in Prefect's UI."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect import get_run_logger

from flows.stages.worker_logs import LOGGER


class _Forward(logging.Handler):
    def __init__(self, to: Any) -> None:
        super().__init__()
        self._to = to

    def emit(self, record: logging.LogRecord) -> None:
        self._to.log(record.levelno, "%s", self.format(record))  # a traceback is part of what was formatted


@contextmanager
def shown() -> Iterator[None]:
    """For the block, inside a flow run, what `flows` logs goes to the run's logs, whichever thread or worker it comes from."""
    logger = logging.getLogger(LOGGER)
    handler, level = _Forward(get_run_logger()), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagates

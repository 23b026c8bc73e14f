"""Logs of worker processes come home: what a worker logs is logged here too, as if it had happened in this process."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import QueueHandler, QueueListener
from multiprocessing.context import BaseContext
from typing import Any

LOGGER = "flows"  # the loggers of this package; other packages' chatter stays where it is


class _Home(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger(record.name).handle(record)


@contextmanager
def coming_home(context: BaseContext) -> Iterator[tuple[Callable[..., None], tuple[Any, ...]]]:
    """An initializer and its arguments for the workers of a pool that lives no longer than the block."""
    queue = context.Queue()
    listener = QueueListener(queue, _Home())
    listener.start()
    try:
        yield begin, (queue, logging.getLogger(LOGGER).getEffectiveLevel())
    finally:
        listener.stop()
        queue.close()


def begin(queue: Any, level: int) -> None:
    """What each worker does first: send its logs home, and end when the process that wants its work has ended, however that was."""
    logger = logging.getLogger(LOGGER)
    logger.handlers = [QueueHandler(queue)]
    logger.setLevel(level)
    logger.propagate = False
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

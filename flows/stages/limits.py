"""A limit of processor time for one document, so that no input can hold up a run."""

from __future__ import annotations

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class TooSlowError(Exception):
    """The block took more processor time than it may."""


class _Alarm(BaseException):
    """What the signal raises: no handler of the rooms takes it for an error of theirs."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in the block once this process has spent so many seconds of processor time in it.

    The time is that of the processor, so a busy machine refuses no more than an idle one. Signals reach only the main thread of a process
    (workers and `zhanyi run` work there); in another thread there is no limit.
    """
    if math.isinf(seconds) or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _Alarm:
        raise TooSlowError(f"reading it takes more than {seconds:g} s; the setting max_document_seconds allows no more") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ring(*_: object) -> NoReturn:
    raise _Alarm

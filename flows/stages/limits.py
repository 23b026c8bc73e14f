"""A limit of processor time for one document, so that no input can hold up a run."""

from __future__ import annotations

import ctypes
import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NoReturn


class TooSlowError(Exception):
    """The block took more processor time than it may."""


class _Alarm(BaseException):
    """What the signal raises: no handler of the rooms takes it for an error of theirs."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in the block once this thread has spent so many seconds of processor time in it.

    The time is that of the processor, so a busy machine refuses no more than an idle one. Processes of ours read in their main thread, the
    workers of a Dask cluster in others; there a platform without clocks of threads (macOS) knows no limit.
    """
    bound = _by_signal if threading.current_thread() is threading.main_thread() else _by_another_thread
    try:
        with nullcontext() if math.isinf(seconds) else bound(seconds):
            yield
    except _Alarm:
        raise TooSlowError(f"reading it takes more than {seconds:g} s; the setting max_document_seconds allows no more") from None


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _by_another_thread(seconds: float) -> Iterator[None]:
    """Signals reach only the main thread, so a thread that looks at this one's clock raises the alarm in it."""
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    watched, ended, one_of_both = threading.get_ident(), threading.Event(), threading.Lock()
    deadline = time.thread_time() + seconds

    def watch() -> None:
        clock = time.pthread_getcpuclockid(watched)
        while (left := deadline - time.clock_gettime(clock)) > 0:
            if ended.wait(left):
                return
        with one_of_both:
            if not ended.is_set():
                _raise_in(watched, _Alarm)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with one_of_both:
            ended.set()
        _raise_in(watched, None)  # an alarm that has not rung yet does not ring any more


def _raise_in(thread: int, exception: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exception) if exception else None)


def _ring(*_: object) -> NoReturn:
    raise _Alarm

"""Who reads batches: this process, processes of this machine, or the workers of a Dask cluster. All run the same function."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import Any, NamedTuple

from flows.settings import Settings
from flows.stages import worker_logs
from flows.stages.rules import Rules, current_rules

DASK = "dask://"
# Batches on their way for each worker: one being read, one waiting. Together with the size of a batch this bounds the memory in use.
_AHEAD = 2
_SECONDS_TO_CONNECT = 30


class ExecutorError(Exception):
    """The executor that is set cannot be used; the message is one line that says what to do."""


class Workers(NamedTuple):
    """An executor (None: read in this process) and how many batches may be on their way at a time."""

    executor: Executor | None
    ahead: int


@contextmanager
def workers(settings: Settings, little: bool) -> Iterator[Workers]:
    """The workers that the settings ask for: none for little work, else one process per core, or a cluster. Raises ExecutorError."""
    if settings.executor.startswith(DASK):
        with _cluster(settings.executor) as found:
            yield found
    elif settings.executor == "inline" or (settings.executor == "auto" and (settings.workers == 1 or little)):
        yield Workers(None, 1)
    else:
        with _processes(settings.workers) as found:
            yield found


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    """Processes forked from one that has loaded the reference data, so that loading and memory are paid once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.stages.preloaded"])
    try:
        with (
            worker_logs.coming_home(context) as (begin, told),
            ProcessPoolExecutor(count, mp_context=context, initializer=begin, initargs=told) as pool,
        ):
            yield Workers(pool, _AHEAD * count)
    finally:
        # Otherwise it would hold its 380 MB until this process ends, while the load and the audit need memory. There is no public way.
        forkserver._forkserver._stop()  # type: ignore[attr-defined]


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    """The workers of a running Dask cluster, which must read by the rules of this installation."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ExecutorError("a Dask cluster needs the extra [cluster]: pip install -c constraints.txt '.[cluster]'") from error
    try:
        client: Any = Client(f"tcp://{address.removeprefix(DASK)}", timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ExecutorError(f"no Dask scheduler answers at {address} ({type(error).__name__})") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ExecutorError(f"the cluster at {address} has no workers; start one: dask worker {address.removeprefix(DASK)}")
        _same_rules(client.run(current_rules), address)
        yield Workers(client.get_executor(pure=False), _AHEAD * threads)


def _same_rules(found: dict[str, Rules], address: str) -> None:
    other = sorted(worker for worker, rules in found.items() if rules != current_rules())
    if other:
        raise ExecutorError(f"{len(other)} workers of {address} have another version of zhanyi ({other[0]}); install the same on all")

"""Each batch of documents as a task run that says which it is, how many there are, and how long it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.orchestration.retrying import RETRY_DELAYS, may_pass
from flows.stages import transform


@task(
    name="batch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=list(RETRY_DELAYS),
    retry_condition_fn=may_pass,
)
def _batch(work: Callable[[], Any]) -> Any:
    return work()


class _Here(Executor):
    """Does work in the thread that submits it: only a process's main thread can be interrupted by the limit of time for a document."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class _AsTasks(Executor):
    """Hands work to `inner`, or does it itself one at a time; each piece stands in a task run of the flow run that is going on."""

    def __init__(self, inner: Executor | None, ahead: int, expected: Callable[[], int | None]) -> None:
        self._inner = inner
        self._expected = expected
        self._begun = 0
        self._threads = ThreadPoolExecutor(ahead, thread_name_prefix="batch") if inner else _Here()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._begun += 1
        expected = self._expected()
        of = f" of {max(expected, self._begun)}" if expected else ""
        named = _batch.with_options(task_run_name=f"batch {self._begun}{of}, {len(args[0])} documents")

        def work() -> Any:
            return self._inner.submit(fn, *args, **kwargs).result() if self._inner else fn(*args, **kwargs)

        return self._threads.submit(copy_context().run, named, work)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def as_tasks(expected: Callable[[], int | None]) -> Iterator[None]:
    """For the block, inside a flow run, every batch that is transformed is a task run.

    `expected` says how many batches there will be, as soon as that is known.
    """
    made: list[_AsTasks] = []

    def carrier(inner: Executor | None, ahead: int) -> Executor:
        made.append(_AsTasks(inner, ahead, expected))
        return made[-1]

    try:
        with transform.carried_by(carrier):
            yield
    finally:
        for executor in made:
            executor.shutdown(wait=False, cancel_futures=True)

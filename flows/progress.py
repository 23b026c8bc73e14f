"""How a running stage tells whoever watches what it is doing: a progress bar, plain lines, or nobody.

Stages call `step`; the command line (or a flow) listens. No stage knows who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`stage` has done `done` of `total` units (total None: unknown); `note` is one line for a person."""

    stage: str
    done: int
    total: int | None
    note: str


Listener = Callable[[Step], None]
_listeners: list[Listener] = []


def step(stage: str, done: int = 0, total: int | None = None, note: str = "") -> None:
    """Tell the listeners, if there are any."""
    for listener in _listeners:
        listener(Step(stage, done, total, note))


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While the block runs, `listener` is told every step."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)

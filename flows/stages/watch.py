"""What changes in an inbox, as it changes: an endless stream of lists of articles, one list per pause."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from flows.stages.discover import format_of

_LONGEST_MS = 60_000  # an inbox that never rests is read all the same
_WAKE_MS = 1_000


def changes(inbox: Path, quiet_seconds: float, stop: Event) -> Iterator[list[str]]:
    """Paths of articles that came, changed or went, given when the inbox has been quiet for so long; ends when `stop` is set.

    Only names that a run would read count: no hidden files, no half-written `.part` of a download. A file system that tells nothing of its
    changes (a network mount) gives none; `WATCHFILES_FORCE_POLLING=true` in the environment looks at it again and again instead.
    """
    quiet = int(quiet_seconds * 1000)
    for found in watch(
        inbox,
        watch_filter=_is_article,
        step=quiet,
        debounce=max(_LONGEST_MS, quiet),
        stop_event=stop,
        rust_timeout=_WAKE_MS,
        yield_on_timeout=False,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        yield sorted({path for _, path in found})


def _is_article(_: Change, path: str) -> bool:
    return format_of(path) is not None and not any(part.startswith(".") for part in Path(path).parts[-1:])

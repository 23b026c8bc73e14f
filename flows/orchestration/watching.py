"""What goes on beside the runs: an inbox that changes is news for Prefect, and runs whose process is gone are cleared away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import httpx

from flows.orchestration import crashes, news
from flows.settings import Settings
from flows.stages.watch import changes

_SWEEP_SECONDS = 5.0
_log = logging.getLogger(__name__)


def watch(settings: Settings, inbox: Path, stop: Event, say: Callable[[str], None]) -> None:
    """Until `stop` is set: tell Prefect's server of every change of the inbox, and of runs that were killed.

    The first news is that somebody looks again: what changed before, nobody has seen.
    """
    news.changed(inbox, [])
    sweeper = Thread(target=_sweep, args=(settings, stop, say), daemon=True)
    sweeper.start()
    for paths in changes(inbox, settings.quiet_seconds, stop):
        say(f"{len(paths)} files changed in {inbox}")
        news.changed(inbox, paths)
    sweeper.join()


def _sweep(settings: Settings, stop: Event, say: Callable[[str], None]) -> None:
    while not stop.wait(_SWEEP_SECONDS):
        try:
            for run in crashes.clear_away(settings):
                say(f"run {run.run_id} is gone and is marked as crashed")
        except (httpx.HTTPError, OSError) as error:  # the server is away; the next round finds the same runs
            _log.warning("killed runs could not be looked for: %s", error)

"""Everything for one machine under one roof: Prefect's server, the deployments, a worker and the watch over the inbox.

The parts are Prefect's own programs, run as child processes and started again if they end; the roof itself does not import Prefect.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from flows.settings import PACKAGE, Settings, operating_environment, shipped

POOL = "zhanyi"
_START_SECONDS = 120.0
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.5
_RESTART_SECONDS = 5.0


class ServingError(Exception):
    """The server cannot be started; the message is one line that says what to do."""


class _Part:
    """A child process that is started again when it ends."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = [sys.executable, "-m", *command]
        self._environment = dict(environment)
        self._began = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: a Ctrl-C in the terminal is for the roof, which stops the parts in their order.
        self._began = time.monotonic()
        self._process = subprocess.Popen(self._command, env=self._environment, cwd=PACKAGE.parent, start_new_session=True)

    @property
    def ended(self) -> int | None:
        return self._process.poll() if self._process else None

    def keep_up(self, say: Callable[[str], None]) -> None:
        """Start it again if it has ended, but not over and over at once."""
        if self.ended is not None and time.monotonic() - self._began > _RESTART_SECONDS:
            say(f"the {self.name} ended with code {self.ended}; starting it again")
            self.start()

    def stop(self) -> None:
        """Ask it to end, and end it and what it started if it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def serve(settings: Settings, host: str, port: int, watching: bool, say: Callable[[str], None]) -> None:
    """Run all parts until this process is asked to end (SIGINT, SIGTERM). Raises ServingError."""
    check_free(host, port)
    environment = operating_environment(settings, f"http://{_reachable(host)}:{port}/api")
    stop = Event()
    handlers = {number: signal.signal(number, _setter(stop)) for number in (signal.SIGINT, signal.SIGTERM)}
    server = _Part("server", ["prefect", "server", "start", "--host", host, "--port", str(port)], environment)
    parts = [_Part("worker", ["prefect", "worker", "start", "--pool", POOL, "--type", "process"], environment)]
    if watching:
        parts.append(_Part("watch", ["flows.cli", "watch"], environment))
    try:
        server.start()
        _await_health(environment["PREFECT_API_URL"], server, stop)
        if not stop.is_set():
            deploy(environment)
            for part in parts:
                part.start()
            say(f"Prefect's UI: http://{_reachable(host)}:{port}   data: {settings.data}   stop with Ctrl-C")
        while not stop.wait(_LOOK_SECONDS):
            for part in (server, *parts):
                part.keep_up(say)
    finally:
        for part in (*reversed(parts), server):  # the server last: a worker that loses it while stopping hangs
            part.stop()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def deploy(environment: Mapping[str, str]) -> None:
    """Bring the work pool and the deployments of `deployments/prefect.yaml` to the server. Raises ServingError."""
    file = shipped("deployments") / "prefect.yaml"
    _prefect(["work-pool", "create", POOL, "--type", "process", "--overwrite"], environment)
    _prefect(["--no-prompt", "deploy", "--prefect-file", str(file), "--all"], environment)


def _prefect(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    # From the folder that holds the package: entrypoints are relative to it, and Prefect notes it for the worker.
    command = [sys.executable, "-m", "prefect", *arguments]
    ended = subprocess.run(command, env=dict(environment), cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    if ended.returncode:
        lines = [line for line in f"{ended.stdout}\n{ended.stderr}".splitlines() if line.strip()]
        raise ServingError(f"prefect {' '.join(arguments[:2])} failed: {lines[-1].strip() if lines else ended.returncode}")


def _setter(stop: Event) -> Callable[[int, FrameType | None], None]:
    return lambda number, frame: stop.set()


def check_free(host: str, port: int) -> None:
    """Raises ServingError if nothing can listen there, so that this is said before anything is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServingError(f"{host}:{port} cannot be used ({error.strerror}); choose another with --port") from error


def _reachable(host: str) -> str:
    """An address at which the parts on this machine reach a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def _await_health(api: str, server: _Part, stop: Event) -> None:
    until = time.monotonic() + _START_SECONDS
    while not stop.is_set():
        try:
            with urlopen(f"{api}/health", timeout=5):
                return
        except (URLError, OSError):
            if server.ended is not None or time.monotonic() > until:
                raise ServingError("Prefect's server did not start; the lines above say why") from None
            stop.wait(_LOOK_SECONDS)

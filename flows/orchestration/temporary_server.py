"""Without a server configured, Prefect starts a temporary one beside the run. It ends with the run, even if that is killed."""

from __future__ import annotations

import subprocess
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

_tethers: list[subprocess.Popen[bytes]] = []  # held open: the end of this process closes their standard input


def tether() -> None:
    """See to it that a temporary server that is started from now on never outlives this process. Prefect stops it only on an orderly end.

    Prefect has no setting for it, so its one method that starts the process is wrapped; a test kills a run and looks for the server.
    """
    start = SubprocessASGIServer._run_uvicorn_command
    if start.__module__ == __name__:
        return

    def started(server: SubprocessASGIServer) -> subprocess.Popen[Any]:
        process = start(server)
        command = ["/bin/sh", "-c", "read _; kill -9 $0 2>/dev/null", str(process.pid)]
        _tethers.append(subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True))
        return process

    started.__module__ = __name__
    SubprocessASGIServer._run_uvicorn_command = started  # type: ignore[method-assign,assignment]

"""Verbs of whoever operates a deployment: serve, deploy, watch, alarms, doctor."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from flows import doctoring, serving
from flows.commands.common import Data, Inbox, fail
from flows.settings import Settings, load, operating_environment, prepare_environment, server_url, shipped
from flows.stages import discover

LOOPBACK = "127.0.0.1"


def serve(
    inbox: Inbox = None,
    data: Data = None,
    host: Annotated[str, typer.Option(help="Where to listen. Others than this machine's own need authentication before them.")] = LOOPBACK,
    port: Annotated[int, typer.Option(help="The port of Prefect's UI and API.")] = 4200,
    watch: Annotated[bool, typer.Option(help="Start a run when files come, besides the schedule.")] = True,
) -> None:
    """Run everything on this machine until Ctrl-C: Prefect's server and UI, the schedules, the runs, and the watch over the inbox.

    Example:  zhanyi serve articles/ --data my-data
    """
    settings = load(data=data, inbox=inbox)
    _inbox_made(settings)
    try:
        serving.serve(settings, host, port, watch, lambda line: print(f"zhanyi: {line}", flush=True))
    except serving.ServingError as error:
        fail(str(error))


def deploy(data: Data = None) -> None:
    """Bring the deployments and their work pool to the Prefect server of PREFECT_API_URL. `zhanyi serve` has this in it."""
    try:
        serving.deploy(operating_environment(load(data=data), _server()))
    except serving.ServingError as error:
        fail(str(error))
    print(f"deployed to {_server()}; a worker runs it: prefect worker start --pool {serving.POOL}")


def watch(inbox: Inbox = None, data: Data = None) -> None:
    """Tell the Prefect server of PREFECT_API_URL when files come, and which runs were killed. `zhanyi serve` has this in it."""
    settings = load(data=data, inbox=inbox)
    folder = _inbox_made(settings)
    _server()
    prepare_environment(settings)
    from flows.orchestration import watching

    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print(f"zhanyi: watching {folder}", flush=True)
    watching.watch(settings, folder, stop, lambda line: print(f"zhanyi: {line}", flush=True))


def alarms(
    data: Data = None,
    block: Annotated[
        str | None, typer.Option(metavar="TYPE/NAME", help="The notification block that is told; without it, that of the settings.")
    ] = None,
) -> None:
    """Bring the alarms of deployments/automations/ to the Prefect server: late data, a held release, repeated failures.

    Example:  zhanyi alarms --block custom-webhook/operator
    """
    settings = load(data=data, alarm_block=block)
    _server()
    if settings.alarm_block is None:
        fail("no notification block is named: give --block TYPE/NAME, or set alarm_block")
    prepare_environment(settings)
    from flows.orchestration import automations

    try:
        applied = automations.apply(sorted((shipped("deployments") / "automations").glob("*.yaml")), settings.alarm_block)
    except automations.AlarmError as error:
        fail(str(error))
    for name in applied:
        print(f"alarm: {name}")


def _server() -> str:
    return server_url() or fail("there is no Prefect server: set PREFECT_API_URL, or use `zhanyi serve`")


def _inbox_made(settings: Settings) -> Path:
    """The inbox; the default one is made if it is not there, because here files are expected to come. Raises InboxError."""
    if settings.inbox is None:
        (settings.data / "inbox").mkdir(parents=True, exist_ok=True)
    return discover.inbox_of(settings)


def doctor(data: Data = None, inbox: Annotated[Path | None, typer.Option(help="An inbox to look at too.")] = None) -> None:
    """Check that this installation and its data folder can work: versions, write access, file system, reference data, Prefect server."""
    findings = doctoring.examine(load(data=data, inbox=inbox))
    for finding in findings:
        print(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.detail}")
    if not all(finding.good for finding in findings):
        fail("the lines that begin with BAD say what to mend")

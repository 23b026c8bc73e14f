"""Runs that were killed: Prefect believes them running, and they hold the place of the next one, until somebody says otherwise."""

from __future__ import annotations

import logging
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

from flows.orchestration import alarms
from flows.settings import Settings, server_url
from flows.stages import liveness
from flows.stages.liveness import Living

_log = logging.getLogger(__name__)


def living(run_id: str) -> Living:
    """How the flow run that is going on here says that it is alive."""
    context = FlowRunContext.get()
    flow_run = context.flow_run if context else None
    return Living(run_id, str(flow_run.id) if flow_run else None, server_url())


def clear_away(settings: Settings) -> list[Living]:
    """Mark flow runs whose process is gone as crashed, tell the alarm, and return them. Those of another server are left to that server."""
    gone = []
    for run in liveness.dead(settings):
        if run.server not in (None, server_url()):
            continue
        if run.server and run.flow_run_id and _mark(UUID(run.flow_run_id)):
            alarms.sound(settings, f"run {run.run_id} crashed", liveness.BROKE_OFF)
        _log.warning("run %s %s", run.run_id, liveness.BROKE_OFF)
        liveness.forget(settings, run.run_id)
        gone.append(run)
    return gone


def _mark(flow_run_id: UUID) -> bool:
    """Whether the flow run was believed to be going on, and is now crashed."""
    with get_client(sync_client=True) as client:
        try:
            state = client.read_flow_run(flow_run_id).state
        except ObjectNotFound:
            return False
        if state is not None and state.is_final():
            return False
        client.set_flow_run_state(flow_run_id, Crashed(message=liveness.BROKE_OFF))
    return True

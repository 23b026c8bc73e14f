"""News of inboxes and releases as Prefect events; the deployments' triggers and the automations wait for them (deployments/)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect.events import emit_event

CHANGED = "zhanyi.inbox.changed"
LOADED = "zhanyi.articles.loaded"
HELD = "zhanyi.release.held"
_SHOWN = 20


def changed(inbox: Path, paths: Sequence[str]) -> None:
    """Tell that articles came, changed or went."""
    payload = {"files": len(paths), "first": [Path(path).name for path in paths[:_SHOWN]]}
    emit_event(CHANGED, resource={"prefect.resource.id": "zhanyi.inbox", "zhanyi.inbox.path": str(inbox)}, payload=payload)


def loaded(run_id: str, data: Path, documents: int) -> None:
    """Tell that a release with new documents was published: what the alarm for late data waits for."""
    resource = {"prefect.resource.id": "zhanyi.release", "zhanyi.data": str(data), "zhanyi.run": run_id}
    emit_event(LOADED, resource=resource, payload={"documents": documents})


def held(run_id: str, data: Path, reason: str) -> None:
    """Tell that the audit held a release back."""
    resource = {"prefect.resource.id": "zhanyi.release", "zhanyi.data": str(data), "zhanyi.run": run_id, "zhanyi.reason": reason}
    emit_event(HELD, resource=resource, payload={"reason": reason})

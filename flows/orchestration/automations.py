"""Alarms as Prefect automations, from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml
from prefect.client.orchestration import get_client
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL

from flows.orchestration.alarms import KNOWN_BLOCKS


class AlarmError(Exception):
    """The alarms cannot be set; the message is one line that says what to do."""


def apply(files: Sequence[Path], block: str) -> list[str]:
    """Create or replace the automation of each file, told to the notification block TYPE/NAME; returns their names. Raises AlarmError."""
    block_type, _, name = block.partition("/")
    loaded = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    try:
        return _applied(loaded, block, block_type, name)
    except httpx.TransportError as error:
        raise AlarmError(f"the Prefect server {PREFECT_API_URL.value()} does not answer ({error}); start it first") from error


def _applied(loaded: Sequence[dict[str, Any]], block: str, block_type: str, name: str) -> list[str]:
    applied = []
    with get_client(sync_client=True) as client:
        try:
            told = client.read_block_document_by_name(name=name, block_type_slug=block_type)
        except ObjectNotFound:
            known = ", ".join(known.get_block_type_slug() for known in KNOWN_BLOCKS)
            raise AlarmError(f"there is no block {block} on this server; make one in its UI (types known here: {known})") from None
        for one in loaded:
            automation = AutomationCore.model_validate(_with_block(one, str(told.id)))
            for older in client.read_automations_by_name(automation.name):
                client.delete_automation(older.id)
            client.create_automation(automation)
            applied.append(automation.name)
    return applied


def _with_block(automation: dict[str, Any], block_id: str) -> dict[str, Any]:
    for action in automation["actions"]:
        action["block_document_id"] = block_id
    return automation

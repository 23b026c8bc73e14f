"""Who is told when a run fails or crashes: the notification block that the setting `alarm_block` names."""

from __future__ import annotations

import logging
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.settings import PREFECT_UI_URL
from pydantic import Field, SecretStr

from flows.settings import Settings, load

_log = logging.getLogger(__name__)
_SUBJECT_CHARACTERS = 200


class MailAlarm(NotificationBlock):
    """Sends notifications as e-mail over SMTP; with `tls` by STARTTLS."""

    _block_type_name = "Zhanyi Mail"
    _block_type_slug = "zhanyi-mail"

    host: str = Field(description="The mail server.")
    port: int = 587
    tls: bool = True
    user: str | None = None
    password: SecretStr | None = None
    sender: str
    recipients: list[str]

    def notify(self, body: str, subject: str | None = None) -> None:  # type: ignore[override]  # as Prefect's own blocks do
        """Send one message. Raises OSError or smtplib.SMTPException if it cannot be delivered."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject or "zhanyi", self.sender, ", ".join(self.recipients)
        message.set_content(body)
        with smtplib.SMTP(self.host, self.port, timeout=30) as server:
            if self.tls:
                server.starttls()
            if self.user and self.password:
                server.login(self.user, self.password.get_secret_value())
            server.send_message(message)


KNOWN_BLOCKS = (MailAlarm, CustomWebhookNotificationBlock)  # what this package brings, and what most operators use


def sound(settings: Settings, subject: str, body: str) -> bool:
    """Tell the operator; returns whether anybody was told. An alarm that cannot be delivered is logged: it never ends a run."""
    if settings.alarm_block is None:
        return False
    try:
        block: Any = Block.load(settings.alarm_block)
        block.notify(body=body, subject=subject[:_SUBJECT_CHARACTERS])
    except Exception:  # blocks of other packages may raise anything
        _log.exception("the alarm '%s' could not be delivered by %s", subject, settings.alarm_block)
        return False
    return True


def tell_of_failure(flow: Any, flow_run: Any, state: Any) -> None:
    """Prefect's hook for a flow run that failed or crashed."""
    reason = " ".join((state.message or state.name).split())
    page = f"\n{PREFECT_UI_URL.value()}/runs/flow-run/{flow_run.id}" if PREFECT_UI_URL.value() else ""
    data = (flow_run.parameters or {}).get("data")
    settings = load(data=Path(data) if data else None)
    sound(settings, f"zhanyi {flow_run.name}: {state.name}", f"{reason}{page}")

"""Whoever is named hears of a failed run, by webhook and by mail; an alarm that cannot be delivered ends nothing."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest

from flows.settings import load
from tests.conftest import Publish
from tests.receivers import mail_server, webhook

pytestmark = pytest.mark.whole


@pytest.fixture
def failing(publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """`failing(block, name)` saves the block and runs an ingest that fails, with that block as its alarm."""

    def run(block: Any, name: str) -> None:
        block.save(name, overwrite=True)
        monkeypatch.setenv("ZHANYI_ALARM_BLOCK", f"{block.get_block_type_slug()}/{name}")
        with pytest.raises(Exception, match="does not exist"):
            publish(tmp_path / "疫情", tmp_path / "data")

    return run


def test_a_webhook_hears_of_a_failed_run(failing: Callable[[Any, str], None]) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    with webhook() as (url, came):
        json_data = {"title": "{{subject}}", "text": "{{body}}"}
        failing(CustomWebhookNotificationBlock(name="operator", url=url, json_data=json_data), "operator")
    assert len(came) == 1
    assert came[0]["title"] == "zhanyi ingest: Failed"
    assert "InboxError" in came[0]["text"].splitlines()[0] and "疫情 does not exist" in came[0]["text"]


def test_a_mailbox_hears_of_a_failed_run(failing: Callable[[Any, str], None]) -> None:
    from flows.orchestration.alarms import MailAlarm

    with mail_server() as (port, came):
        failing(MailAlarm(host="127.0.0.1", port=port, tls=False, sender="zhanyi@localhost", recipients=["operator@localhost"]), "operator")
    message = message_from_string(came[0], policy=policy.default)
    assert message["Subject"] == "zhanyi ingest: Failed" and message["To"] == "operator@localhost"
    assert "疫情 does not exist" in message.get_content()


def test_an_alarm_that_cannot_be_delivered_ends_nothing(publish: Publish, tmp_path: Path) -> None:
    from flows.orchestration import alarms

    assert not alarms.sound(load(data=tmp_path, alarm_block="custom-webhook/nobody"), "subject", "body")
    assert not alarms.sound(load(data=tmp_path), "subject", "body")

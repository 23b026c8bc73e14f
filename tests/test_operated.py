"""A deployment by `prefect deploy` with a server, a worker and a watch, all real: schedule, news, waiting, and kills."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import warehouse
from flows.settings import load
from flows.stages import journal
from flows.stages.lock import locked
from tests.operated import ARTICLE, Operated, kill_tree, until
from tests.receivers import webhook

pytestmark = [pytest.mark.whole, pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")]


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """A server with the deployments of deployments/prefect.yaml, and a watch over the inbox. No worker yet."""
    deployed = Operated(tmp_path_factory.mktemp("operated"), ZHANYI_BATCH_DOCUMENTS="100")
    try:
        deployed.start("server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(deployed.port))
        deployed.healthy()
        deployed.call("prefect", "work-pool", "create", "zhanyi", "--type", "process")
        deployed.call("prefect", "--no-prompt", "deploy", "--prefect-file", "deployments/prefect.yaml", "--all")
        deployed.start("watch", "flows.cli", "watch")
        yield deployed
    finally:
        deployed.end()


def documents(operated: Operated) -> int:
    with warehouse.connect(operated.data / "current.duckdb", read_only=True) as connection:
        row = connection.execute("select count(*) from core.documents").fetchone()
    return int(row[0]) if row else 0


def last_record(operated: Operated) -> journal.RunRecord:
    return journal.read_all(operated.data / "runs")[-1]


def rest(operated: Operated) -> None:
    """Wait until nothing runs and nothing but the schedule waits."""

    def busy() -> list[str]:
        waiting = operated.runs(type="SCHEDULED", auto_scheduled=False)
        return [run["name"] for run in [*operated.runs(type="RUNNING"), *operated.runs(type="PENDING"), *waiting]]

    until(lambda: not busy(), 120, lambda: f"all is quiet: {busy()}")


def test_the_scheduler_inserts(operated: Operated) -> None:
    """Prefect's scheduler fails without an error under SQLAlchemy 2.1: then no cron deployment ever gets a run."""
    deployed = {name: operated.deployment(name)["id"] for name in ("ingest", "maintain")}
    for deployment in deployed.values():
        until(
            lambda of=deployment: operated.runs(type="SCHEDULED", deployment_id=of, auto_scheduled=True),
            60,
            lambda: operated.log("server")[-3000:],
        )
    hours = {
        run["expected_start_time"][14:16] for run in operated.runs(type="SCHEDULED", deployment_id=deployed["ingest"], auto_scheduled=True)
    }
    assert hours == {"07"}
    assert "Can't evaluate bulk DML" not in operated.log("server")


def test_the_form_of_reprocess_is_typed(operated: Operated) -> None:
    fields = operated.deployment("reprocess")["parameter_openapi_schema"]["properties"]
    assert {"since", "until", "kind", "everything", "reason"} <= fields.keys()
    assert "date" in json.dumps(fields["since"]) and "section" in json.dumps(fields["kind"])
    assert fields["everything"]["type"] == "boolean"


def test_a_scheduled_run_fires_and_publishes(operated: Operated) -> None:
    operated.drop("宁城.txt", "宁城", 3, 12)
    deployment = operated.deployment("ingest")["id"]
    schedule = {"schedule": {"interval": 15.0}, "active": True}
    operated.ask("POST", f"/deployments/{deployment}/schedules", [schedule])
    operated.start("worker", "prefect", "worker", "start", "--pool", "zhanyi", "--name", "first")
    begun = lambda: operated.runs(type="RUNNING", auto_scheduled=True) or operated.runs(type="COMPLETED", auto_scheduled=True)  # noqa: E731
    fired = until(begun, 100, lambda: operated.log("worker")[-3000:])[0]
    for name in ("ingest", "maintain"):
        operated.unschedule(name)
    assert operated.ended(fired["id"])["state_type"] == "COMPLETED" and "zhanyi" in fired["tags"]
    assert documents(operated) == 1
    rest(operated)


def test_a_new_file_starts_a_run(operated: Operated) -> None:
    rest(operated)
    known = {run["id"] for run in operated.runs()}
    operated.drop("遂昌.txt", "遂昌", 4, 16)
    operated.drop("城固.txt", "城固", 5, 20)
    dropped = datetime.now(UTC)
    begun = until(
        lambda: [run for run in operated.runs(auto_scheduled=False) if run["id"] not in known], 30, lambda: operated.log("watch")[-2000:]
    )
    assert len(begun) == 1, "two files, one run"
    assert begun[0]["created_by"]["type"] == "AUTOMATION"
    assert (datetime.fromisoformat(begun[0]["created"]) - dropped).total_seconds() < 10
    ended = operated.ended(begun[0]["id"])
    assert ended["state_type"] == "COMPLETED" and documents(operated) == 3
    record = last_record(operated)
    assert ended["name"] == f"ingest {record.run_id}: published, 2 of 3 new"
    report = operated.artifacts("run-report")[0]["data"]
    assert "| documents | 1 | 3 | +2 |" in report


def test_of_two_runs_one_waits(operated: Operated) -> None:
    """Of two of the same deployment one stands in Prefect's line; the other, and another deployment, wait for the lock and say for whom."""
    rest(operated)
    with locked(load(data=operated.data), "somebody by hand"):
        begun = [operated.begin("ingest"), operated.begin("ingest"), operated.begin("maintain")]
        until(lambda: operated.log("worker").count("somebody by hand, process") >= 2, 90, lambda: operated.log("worker")[-3000:])
        lined = [flow_run_id for flow_run_id in begun[:2] if "AwaitingConcurrencySlot" in operated.states(flow_run_id)]
        assert len(lined) == 1
        assert {operated.flow_run(flow_run_id)["state_type"] for flow_run_id in begun} == {"RUNNING", "SCHEDULED"}
    ended = [operated.ended(flow_run_id, 120) for flow_run_id in begun]
    assert [run["state_type"] for run in ended] == ["COMPLETED"] * 3, operated.log("worker")[-3000:]
    first, second = sorted(ended[:2], key=lambda run: run["start_time"])
    assert second["id"] in lined and datetime.fromisoformat(first["end_time"]) <= datetime.fromisoformat(second["start_time"])
    assert "All is well" in operated.artifacts("maintenance-report")[0]["data"]


def test_a_killed_run_is_marked_and_the_next_finishes(operated: Operated) -> None:
    lines = [json.dumps({"text": ARTICLE.format(place="城固", day=n % 28 + 1, n=n)}, ensure_ascii=False) for n in range(100, 900)]
    worker = operated._started[-1]
    rest(operated)
    aside = operated.home / "feed.jsonl"
    aside.write_text("\n".join(lines), encoding="utf-8")
    aside.rename(operated.inbox / "feed.jsonl")
    shards = operated.data / "work" / "shards"
    until(
        lambda: len(list(shards.glob("*/outcomes.json"))) >= 2,
        60,
        lambda: f"a run is in the midst of its work\n{operated.log('worker')[-3000:]}",
    )
    killed = operated.runs(type="RUNNING")[0]["id"]
    kill_tree(worker.pid)
    assert last_record(operated).outcome == "running"
    gone = operated.ended(killed, 30)
    assert gone["state_type"] == "CRASHED" and "killed" in gone["state"]["message"]
    assert last_record(operated).outcome == "failed", "the journal agrees"
    operated.start("worker", "prefect", "worker", "start", "--pool", "zhanyi", "--name", "second")
    operated.begin("ingest")
    until(lambda: documents(operated) == 3 + len(lines), 120, lambda: operated.log("worker")[-3000:])
    rest(operated)
    assert "had been read by a run that broke off" in operated.log("worker"), "finished shards are not computed again"
    names = {task["name"] for task in operated.post("/task_runs/filter", limit=200)}
    assert any(name.startswith("batch 1 of ") and name.endswith(", 100 documents") for name in names), names


def test_a_held_release_sounds_the_alarm(operated: Operated) -> None:
    """The server's automation tells a webhook; the inbox that lost everything is the usual cause."""
    with webhook() as (url, came):
        operated.python(
            "from prefect.blocks.notifications import CustomWebhookNotificationBlock as Webhook\n"
            f"Webhook(name='operator', url='{url}', json_data={{'title': '{{{{subject}}}}', 'text': '{{{{body}}}}'}}).save('operator')"
        )
        applied = operated.call("flows.cli", "alarms", "--block", "custom-webhook/operator").splitlines()
        assert applied == ["alarm: zhanyi held release", "alarm: zhanyi late data", "alarm: zhanyi repeated failure"]
        assert operated.call("flows.cli", "alarms", "--block", "custom-webhook/operator").splitlines() == applied
        assert len([a for a in operated.ask("POST", "/automations/filter", {}) if a["name"].startswith("zhanyi ")]) == 3, "once each"
        rest(operated)
        known = {run["id"] for run in operated.runs()}
        for path in operated.inbox.iterdir():
            path.unlink()
        begun = until(
            lambda: [run for run in operated.runs(auto_scheduled=False) if run["id"] not in known],
            30,
            lambda: operated.log("watch")[-2000:],
        )
        ended = operated.ended(begun[0]["id"])
        until(lambda: came, 30, lambda: "the webhook is told")
    assert ended["state_type"] == "FAILED"
    assert "documents_do_not_vanish" in ended["state"]["message"].splitlines()[0]
    assert came[0]["title"] == "zhanyi: a release was held back"
    assert last_record(operated).run_id in came[0]["text"] and "documents_do_not_vanish" in came[0]["text"]


def test_status_and_the_tables_agree_with_prefect(operated: Operated) -> None:
    """Every ingest that Prefect knows is one row here and there, and ended the same way."""
    rest(operated)
    records = {record.run_id: record for record in journal.read_all(operated.data / "runs")}
    ended: dict[str, Any] = {}
    for run in operated.runs():
        if run["name"].startswith("ingest 2"):
            ended[run["name"].split()[1].rstrip(":")] = run["state_type"]
    means = {"published": "COMPLETED", "nothing_new": "COMPLETED", "held": "FAILED", "failed": "CRASHED"}
    assert ended == {run_id: means[record.outcome] for run_id, record in records.items()}
    with warehouse.connect(operated.data / "current.duckdb", read_only=True) as connection:
        rows = dict(connection.execute("select run_id, outcome from ops.runs").fetchall())
    assert rows.items() <= {run_id: record.outcome for run_id, record in records.items()}.items()
    shown = operated.call("flows.cli", "status")
    assert all(run_id in shown for run_id in records)


def test_nobody_outside_this_machine_is_let_in(operated: Operated) -> None:
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
    ours = [address for address in listening if int(address.split(":")[1], 16) == operated.port]
    assert ours and all(address.startswith("0100007F") for address in ours)

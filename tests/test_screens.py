"""`zhanyi serve` as a user sees it: everything in one, and pictures of Prefect's pages. CI keeps the pictures (tests/browser.py)."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import assert_readable, browser, page, shot  # noqa: F401
from tests.conftest import SAMPLES
from tests.operated import Operated, children_of, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.whole, pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")]

REFUSED = "坏文件.txt"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """`zhanyi serve` over an inbox with our samples, in which one run published and one refused a file."""
    place = Operated(tmp_path_factory.mktemp("served"), ZHANYI_BATCH_DOCUMENTS="5", ZHANYI_EXECUTOR="processes", ZHANYI_WORKERS="2")
    try:
        place.start("serve", "flows.cli", "serve", "--port", str(place.port))
        place.healthy()
        until(lambda: "Prefect's UI" in place.log("serve"), 90, lambda: place.log("serve"))
        for path in sorted((SAMPLES / "inbox").iterdir()):
            (place.inbox / path.name).write_bytes(path.read_bytes())
        until(lambda: _runs(place), 180, lambda: place.log("serve")[-4000:])
        place.drop("宁城县战疫快报.txt", "宁城", 3, 12)
        (place.inbox / REFUSED).write_bytes(b"\0" * 100)
        until(lambda: _reports(place), 180, lambda: place.log("serve")[-4000:])
        yield place
    finally:
        place.end()


def _runs(place: Operated) -> list[Any]:
    """Runs that published, the latest first."""
    return [run for run in place.runs(type="COMPLETED") if ": published" in run["name"]]


def _reports(place: Operated) -> list[Any]:
    """Reports of runs that published and refused the file. The schedule may start a run at any moment: how many others there are, and
    whether one of them is the latest, nobody knows."""
    published = {run["id"] for run in _runs(place)}
    return [report for report in place.artifacts("run-report") if report["flow_run_id"] in published and REFUSED in report["data"]]


def _run(place: Operated) -> Any:
    """The run that refused the file."""
    return place.flow_run(_reports(place)[-1]["flow_run_id"])


def test_what_serve_printed(served: Operated) -> None:
    assert f"http://127.0.0.1:{served.port}" in served.log("serve")


def test_logs_of_workers_are_among_those_of_the_run(served: Operated) -> None:
    first = _runs(served)[-1]["id"]
    logs = served.post("/logs/filter", logs={"flow_run_id": {"any_": [first]}}, limit=200)
    workers = {match[1] for log in logs if (match := re.search(r"documents read, .*, process (\d+)", log["message"]))}
    assert workers and str(served._started[0].pid) not in workers


def test_the_run_page(served: Operated, page: Page) -> None:  # noqa: F811
    run = _run(served)
    page.goto(f"{served.ui}/runs/flow-run/{run['id']}")
    page.get_by_text(run["name"]).first.wait_for()
    page.get_by_text(re.compile("batch 1 of 1")).first.wait_for()
    page.wait_for_timeout(1500)  # the graph moves to its place
    assert_readable(page)
    shot(page, "prefect-run")


def test_the_list_of_runs(served: Operated, page: Page) -> None:  # noqa: F811
    page.goto(f"{served.ui}/runs")
    page.get_by_text(_run(served)["name"]).first.wait_for()
    page.wait_for_timeout(1000)
    assert_readable(page)
    shot(page, "prefect-runs")


def test_the_report(served: Operated, page: Page) -> None:  # noqa: F811
    page.goto(f"{served.ui}/artifacts/artifact/{_reports(served)[-1]['id']}")
    page.get_by_text("Against the last release").wait_for()
    page.get_by_text(re.compile(REFUSED)).first.wait_for()
    page.wait_for_timeout(500)
    assert_readable(page)
    shot(page, "prefect-report")


def test_the_counts(served: Operated, page: Page) -> None:  # noqa: F811
    page.goto(f"{served.ui}/artifacts/artifact/{served.artifacts('run-counts')[0]['id']}")
    page.get_by_text("in: inputs found").first.wait_for()
    page.wait_for_timeout(500)
    assert_readable(page)
    shot(page, "prefect-counts")


def test_the_history_of_the_report(served: Operated, page: Page) -> None:  # noqa: F811
    page.goto(f"{served.ui}/artifacts/key/run-report")
    for run in _runs(served):
        page.get_by_text(run["name"]).first.wait_for()
    page.wait_for_timeout(500)
    assert_readable(page)
    shot(page, "prefect-report-history")


def test_the_progress(served: Operated, page: Page) -> None:  # noqa: F811
    found = served.artifacts("run-progress")
    assert found and float(found[0]["data"]) == 100.0
    page.goto(f"{served.ui}/artifacts/artifact/{found[0]['id']}")
    page.get_by_text(re.compile("batch .* of")).first.wait_for()
    page.wait_for_timeout(1000)
    shot(page, "prefect-progress")


def test_the_form_of_reprocess(served: Operated, page: Page) -> None:  # noqa: F811
    page.goto(f"{served.ui}/deployments/deployment/{served.deployment('reprocess')['id']}/run")
    page.get_by_text("reason", exact=False).first.wait_for()
    page.wait_for_timeout(1500)
    assert_readable(page)
    shot(page, "prefect-reprocess-form")


def test_serve_ends_when_asked(served: Operated) -> None:
    serve = served._started[0]
    family = children_of(serve.pid)
    assert len(family) >= 3, "server, worker, watch"
    serve.send_signal(signal.SIGTERM)
    try:
        assert serve.wait(60) == 0, served.log("serve")[-2000:]
    except subprocess.TimeoutExpired:
        pytest.fail(served.log("serve")[-3000:])
    assert not [pid for pid in family if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - a line of the kernel's
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False

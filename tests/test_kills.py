"""What is left when a run by hand is killed: no server, no worker, and a next run that knows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.stages import journal
from tests.operated import ARTICLE, children_of, until

pytestmark = [pytest.mark.whole, pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")]


def test_a_killed_run_leaves_nothing_behind(tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    lines = [json.dumps({"text": ARTICLE.format(place="城固", day=n % 28 + 1, n=n)}, ensure_ascii=False) for n in range(100, 1600)]
    (inbox / "feed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ZHANYI_"))}
    environment = {**kept, "ZHANYI_EXECUTOR": "processes", "ZHANYI_WORKERS": "2", "ZHANYI_BATCH_DOCUMENTS": "50"}
    command = [sys.executable, "-m", "flows.cli", "run", str(inbox), "--data", str(data)]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: list((data / "work" / "shards").glob("*/outcomes.json")), 90, lambda: "a run is in the midst of its work")
        family = children_of(run.pid)
        assert any("prefect.server" in _command(pid) for pid in family), "there is a temporary server"
        assert sum("multiprocessing" in _command(pid) for pid in family) >= 2, "there are workers"
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait(30)
    until(lambda: not [pid for pid in family if _command(pid)], 20, lambda: f"all are gone: {[_command(pid) for pid in family]}")
    assert [record.outcome for record in journal.read_all(data / "runs")] == ["running"], "nobody has looked yet"
    status = [*command[:3], "status", "--data", str(data)]
    assert "broke off" in subprocess.run(status, env=environment, capture_output=True, text=True, timeout=60, check=False).stdout
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert [record.outcome for record in journal.read_all(data / "runs")] == ["failed", "published"]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""

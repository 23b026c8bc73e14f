"""A deployment as an operator has it, for tests: real processes of Prefect and zhanyi, a free port, a state of its own, and a sure end."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).parents[1]
ARTICLE = (
    "{place}疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个，严格落实体温检测。\n"
)
_SIGNAL_OF_PARENTS_DEATH = 1  # Linux: prctl(PR_SET_PDEATHSIG, …)
Answer = TypeVar("Answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ask: Callable[[], Answer], seconds: float, what: Callable[[], str]) -> Answer:
    """The first true answer; fails with what `what` says then, if there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain: {what()}"
        time.sleep(0.2)


class Operated:
    """Server and processes around the folder `home`: `inbox` and `data` lie in it, and a log per process."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.inbox, self.data = home, home / "inbox", home / "data"
        self.inbox.mkdir()
        self.port = free_port()
        self.ui = f"http://127.0.0.1:{self.port}"
        self.api = f"{self.ui}/api"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ZHANYI_"))}
        self.environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "DO_NOT_TRACK": "1",
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3",
            "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "3",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_WORKER_PREFETCH_SECONDS": "0",
            "ZHANYI_INBOX": str(self.inbox),
            "ZHANYI_DATA": str(self.data),
            "ZHANYI_QUIET_SECONDS": "0.5",
            "ZHANYI_WAIT_SECONDS": "120",
            "ZHANYI_EXECUTOR": "inline",
            **environment,
        }
        self._started: list[subprocess.Popen[bytes]] = []
        self._client = httpx.Client(base_url=self.api, timeout=60)
        self._tokens: dict[str, str] = {}

    def start(self, name: str, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `python -m module …` in a session of its own."""
        command = [sys.executable, "-m", module, *arguments]
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_tests
            )
        self._started.append(process)
        return process

    def call(self, module: str, *arguments: str) -> str:
        """Run `python -m module …` to its end and give what it printed."""
        return self.python("-m", module, *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python to its end with these arguments (one alone is a program) and give what it printed."""
        command = [sys.executable, *(arguments if len(arguments) > 1 else ("-c", *arguments))]
        ended = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def log(self, name: str) -> str:
        path = self.home / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def healthy(self, seconds: float = 90) -> None:
        """Wait until the server answers."""
        until(lambda: self.get("/health") is True, seconds, lambda: f"the server is healthy\n{self.log('server')[-2000:]}")

    def get(self, path: str) -> Any:
        """What the server's API answers; None if it does not, or knows nothing of it."""
        try:
            answer = self._client.get(path)
        except httpx.TransportError:
            return None
        return answer.json() if answer.is_success else None

    def post(self, path: str, **body: Any) -> Any:
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the server's API answers; one on SQLite may be busy for a moment and says 503 then, as its own clients know."""

        def asked() -> httpx.Response | None:
            return _unless_busy(self._client.request(method, path, json=body, headers=self._token()))

        answer = until(asked, 30, lambda: f"{method} {path} is answered")
        assert answer is not None
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def _token(self) -> dict[str, str]:
        """The headers by which the server of `zhanyi serve` tells its own clients from pages of the web; another one asks for none."""
        if not self._tokens:
            answer = self._client.get("/csrf-token", params={"client": "tests"})
            if answer.is_success:
                self._tokens = {"Prefect-Csrf-Client": "tests", "Prefect-Csrf-Token": answer.json()["token"]}
        return self._tokens

    def deployment(self, name: str) -> Any:
        return self.get(f"/deployments/name/{name}/{name}")

    def unschedule(self, name: str) -> None:
        """Take every schedule from a deployment, and the runs that were planned by them: what follows is not crossed by the clock."""
        deployment = self.deployment(name)
        for schedule in deployment["schedules"]:
            self.ask("DELETE", f"/deployments/{deployment['id']}/schedules/{schedule['id']}")
        for left in self.runs(type="SCHEDULED", deployment_id=deployment["id"]):
            self.ask("DELETE", f"/flow_runs/{left['id']}")

    def begin(self, name: str) -> str:
        """Ask for a run of a deployment; gives the flow run's identifier."""
        return str(self.post(f"/deployments/{self.deployment(name)['id']}/create_flow_run", state={"type": "SCHEDULED"})["id"])

    def runs(self, **wanted: Any) -> list[Any]:
        """Flow runs, the latest first; `type` is a state's type, others are fields of a flow run."""
        found = self.post("/flow_runs/filter", sort="EXPECTED_START_TIME_DESC", limit=200)
        kind = wanted.pop("type", None)
        return [r for r in found if kind in (None, r["state_type"]) and all(r.get(name) == value for name, value in wanted.items())]

    def flow_run(self, flow_run_id: str) -> Any:
        return self.get(f"/flow_runs/{flow_run_id}")

    def ended(self, flow_run_id: str, seconds: float = 60) -> Any:
        """The flow run, once it has ended."""
        final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        until(lambda: self.flow_run(flow_run_id)["state_type"] in final, seconds, lambda: f"the run ends\n{self.log('worker')[-3000:]}")
        return self.flow_run(flow_run_id)

    def states(self, flow_run_id: str) -> list[str]:
        """The names of the states it went through."""
        found = sorted(self.get(f"/flow_run_states/?flow_run_id={flow_run_id}"), key=lambda state: state["timestamp"])
        return [state["name"] for state in found]

    def artifacts(self, key: str) -> list[Any]:
        return list(self.post("/artifacts/filter", artifacts={"key": {"any_": [key]}}, sort="CREATED_DESC"))

    def drop(self, name: str, place: str, day: int, n: int) -> Path:
        """Put an article into the inbox in one step, as a crawler should."""
        aside = self.home / name
        aside.write_text(ARTICLE.format(place=place, day=day, n=n), encoding="utf-8")
        return aside.rename(self.inbox / name)

    def end(self) -> None:
        """End every process that was started, and what they started, whatever state they are in."""
        self._client.close()
        for process in reversed(self._started):
            kill_tree(process.pid)
        for process in self._started:
            process.wait(30)


def _end_with_tests() -> None:
    """Tests that are killed leave no server behind: the kernel asks this process to end when the one that started it has ended."""
    ctypes.CDLL(None).prctl(_SIGNAL_OF_PARENTS_DEATH, signal.SIGTERM)


def _unless_busy(answer: httpx.Response) -> httpx.Response | None:
    return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer


def children_of(pid: int) -> list[int]:
    """Processes that this one started, and those that they started."""
    try:
        direct = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    except OSError:
        return []
    return [found for child in direct for found in (child, *children_of(child))]


def kill_tree(pid: int) -> Sequence[int]:
    """Kill a process and all below it at once, as a power cut would; returns who they were."""
    doomed = [pid, *children_of(pid)]
    for number in doomed:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return doomed

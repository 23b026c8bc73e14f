"""What `zhanyi serve` opens on this machine, and who may use it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.operated import Operated, until

pytestmark = [pytest.mark.whole, pytest.mark.skipif(sys.platform != "linux", reason="looks sockets up in /proc")]
_JSON = b'{"name": "not ours"}'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """Everything under one roof, deployed and waiting for files."""
    home = Operated(tmp_path_factory.mktemp("served"))
    try:
        home.start("roof", "flows.cli", "serve", "--port", str(home.port))
        until(lambda: "Prefect's UI" in home.log("roof"), 120, lambda: home.log("roof")[-3000:])
        yield home
    finally:
        home.end()


def test_it_listens_on_loopback_only(served: Operated) -> None:
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]]
    ours = [line[1] for line in lines if line[3] == "0A" and int(line[1].rpartition(":")[2], 16) == served.port]
    assert ours and all(address.startswith("0100007F:") for address in ours)


def test_a_page_of_another_site_can_start_nothing(served: Operated) -> None:
    asking = {"Origin": "http://other.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    refused = httpx.options(f"{served.api}/flows/", headers=asking)
    assert "access-control-allow-origin" not in refused.headers
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json"}):  # the first two need no leave of the server
        assert httpx.post(f"{served.api}/flows/", content=_JSON, headers={"Origin": "http://other.example", **headers}).status_code == 403


def test_its_own_pages_and_parts_can(served: Operated) -> None:
    own = httpx.get(f"{served.api}/health", headers={"Origin": f"http://localhost:{served.port}"})
    assert own.headers["access-control-allow-origin"] == f"http://localhost:{served.port}"
    assert served.deployment("ingest")["status"] in ("READY", "NOT_READY")
    served.drop("a.txt", "宁城县", 3, 4)
    until(lambda: (served.data / "current.duckdb").exists(), 120, lambda: served.log("roof")[-3000:])

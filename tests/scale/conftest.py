"""A PostgreSQL and a Dask cluster of one's own, where the machine has what they need."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_NOT_ROOT = "nobody"  # PostgreSQL refuses to run as root


def _binaries() -> Path | None:
    found = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if all((folder / name).exists() for name in ("initdb", "pg_ctl", "createdb"))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """`postgres(name)` makes an empty database of that name and gives its connection string for a lake."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed on this machine (apt-get install postgresql)")
    other = os.geteuid() == 0
    before = ["setpriv", f"--reuid={_NOT_ROOT}", "--regid=nogroup", "--clear-groups"] if other else []
    home, port = Path(tempfile.mkdtemp(prefix="pg")), free_port()  # short: the socket's path may have 100 characters
    home.chmod(0o755)
    if other:
        shutil.chown(home, _NOT_ROOT)

    def run(name: str, *arguments: str) -> None:
        # No pipes: the server keeps them open.
        subprocess.run([*before, str(binaries / name), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=home, timeout=120)

    folder = str(home / "data")
    run("initdb", "-D", folder, "-U", "zhanyi", "-A", "trust", "--no-sync")
    options = f"-k {home} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", folder, "-o", options, "-l", str(home / "log"), "-w", "start")

    def database(name: str) -> str:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "zhanyi", name)
        return f"postgres:host=127.0.0.1 port={port} user=zhanyi dbname={name}"

    try:
        yield database
    finally:
        run("pg_ctl", "-D", folder, "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address (dask://host:port) of a local Dask cluster of two workers, each a process of its own."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp("dask")
    address = f"127.0.0.1:{port}"
    python = [sys.executable, "-m"]
    scheduler = [*python, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
    worker = [*python, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    with (folder / "log").open("w") as log:
        running = [subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) for command in (scheduler, worker, worker)]
    try:
        from distributed import Client

        with Client(f"tcp://{address}", timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield f"dask://{address}"
    finally:
        for process in running:
            process.kill()
            process.wait(timeout=30)

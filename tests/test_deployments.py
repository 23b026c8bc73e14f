"""The files of deployments/: what they name exists, and nothing in them is open, unpinned or root."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.cli import app
from flows.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "deployments"
UNITS = sorted((FOLDER / "systemd").glob("*.service"))
VERBS = {command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands}


def _compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return read


SERVICES = _compose()["services"]


def test_every_entrypoint_is_a_flow() -> None:
    deployments = yaml.safe_load((FOLDER / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [deployment["name"] for deployment in deployments] == ["ingest", "reprocess", "maintain"]
    for deployment in deployments:
        path, _, name = deployment["entrypoint"].partition(":")
        functions = {
            node.name: node for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
        }
        assert "flow" in ast.unparse(functions[name].decorator_list[0])
        assert set(deployment.get("parameters", {})) <= {argument.arg for argument in functions[name].args.args}
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
        assert all(schedule["timezone"] == "Asia/Shanghai" for schedule in deployment.get("schedules", []))


@pytest.mark.parametrize("path", sorted((FOLDER / "automations").glob("*.yaml")), ids=lambda path: path.stem)
def test_automations_are_what_prefect_reads(path: Path) -> None:
    from prefect.events.schemas.automations import AutomationCore

    automation = AutomationCore.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert automation.enabled and len(automation.actions) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_services_are_closed_pinned_and_not_root(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("root", "0")
    assert re.fullmatch(r"[a-z]+:\d+\.\d+[\w.-]*", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"]
    if name in ("database", "server", "worker"):
        assert service["healthcheck"]["test"]
    for other in service.get("depends_on", {}):
        assert other in SERVICES
    for volume in service.get("volumes", []):
        source = volume.rsplit("}", 1)[0] if volume.startswith("$") else volume.split(":")[0]
        assert source.startswith(("$", ".")) or source in _compose()["volumes"]


def test_no_password_is_in_the_files() -> None:
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    assert all(":?" in value for value in re.findall(r"\$\{(?:POSTGRES_PASSWORD|PREFECT_SERVER_API_AUTH_STRING)([^}]*)\}", text))
    example = (FOLDER / "compose.env.example").read_text(encoding="utf-8")
    assert re.search(r"^POSTGRES_PASSWORD=$", example, re.MULTILINE) and re.search(r"_AUTH_STRING=$", example, re.MULTILINE)


def test_compose_itself_agrees() -> None:
    """Where the client has it (no engine is needed), it reads the file as it would to start it."""
    if shutil.which("docker") is None or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("the docker client here has no compose; the tests above read the file as YAML")
    environment = {"POSTGRES_PASSWORD": "x", "PREFECT_SERVER_API_AUTH_STRING": "a:b", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    command = ["docker", "compose", "--file", str(FOLDER / "compose.yaml"), "config", "--quiet"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_agrees(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    for other in UNITS:  # as installed, with a program in place of those that are not
        (tmp_path / other.name).write_text(re.sub(r"/opt/zhanyi/bin/\w+", "/bin/true", other.read_text(encoding="utf-8")), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in ended.stderr.splitlines() if "zhanyi" in line]
    assert not said and (ended.returncode == 0 or "Failed to" in ended.stderr), ended.stderr


def _commands() -> list[list[str]]:
    found = [service["command"] for service in SERVICES.values() if "command" in service]
    for unit in UNITS:
        for line in unit.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"ExecStart(?:Pre)?=/opt/zhanyi/bin/(.+)", line):
                found.append(match[1].split())
    return found


def test_every_command_exists() -> None:
    assert len(_commands()) >= 9
    for command in _commands():
        assert command[0] in ("zhanyi", "prefect")
        if command[0] == "zhanyi":
            assert command[1] in VERBS
        else:
            assert command[1:3] in (["server", "start"], ["worker", "start"])


def test_every_variable_is_known() -> None:
    from prefect.settings import Settings as PrefectSettings
    from prefect.settings.legacy import _get_settings_fields

    ours = {f"ZHANYI_{name.upper()}" for name in Settings.model_fields} | {"ZHANYI_INBOX_FOLDER"}
    theirs = set(_get_settings_fields(PrefectSettings))
    for path in [
        FOLDER / "Dockerfile",
        FOLDER / "compose.yaml",
        FOLDER / "compose.env.example",
        FOLDER / "systemd" / "environment.example",
    ]:
        named = set(re.findall(r"\b(?:ZHANYI|PREFECT)_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))
        unknown = {name for name in named if name not in ours and name not in theirs}
        assert not unknown, f"{path.name}: {unknown}"

"""The command's manners: help that teaches, wrong inputs in one line, exit codes."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows import warehouse
from flows.cli import app
from flows.releases import Releases
from tests.conftest import ROOT

COMMANDS = sorted(command.callback.__name__ for command in app.registered_commands if command.callback)


def zhanyi(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("zhanyi")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


@pytest.fixture()
def data(tmp_path: Path) -> Path:
    """A data folder with a release that holds nothing."""
    releases = Releases(tmp_path / "data")
    with warehouse.connect(releases.candidate("r1")) as connection:
        warehouse.migrate(connection, ROOT / "sql" / "migrations")
        warehouse.apply_views(connection, ROOT / "sql")
    releases.publish("r1")
    return tmp_path / "data"


def test_help_names_every_command_and_the_readme_too() -> None:
    shown = zhanyi("--help").stdout
    readmes = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]
    for name in COMMANDS:
        assert f"  {name} " in shown, name
        assert all(f"zhanyi {name}" in readme for readme in readmes), f"a README does not show {name}"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "no/such/folder"], "does not exist; give a folder"),
        (["run", "pyproject.toml"], "is not a folder; give the folder"),
        (["run"], "no inbox is given"),
        (["plan", "no/such/folder"], "does not exist"),
        (["rejects"], "there is no release"),
        (["query", "select 1"], "there is no release"),
        (["rollback"], "there is no earlier release"),
        (["diff"], "there is no release previous"),
        (["reprocess"], "there is no release"),
        (["export", "--tables", "out"], "there is no release"),
        (["query"], "give a query"),
        (["query", " "], "give a query"),
        (["browse"], "there is no release"),
        (["alarms"], "there is no Prefect server"),
    ],
)
def test_a_users_mistake_is_one_line(tmp_path: Path, arguments: list[str], says: str) -> None:
    ended = zhanyi(*arguments, "--data", str(tmp_path / "data"))
    assert ended.returncode == 2
    assert says in ended.stderr and len(ended.stderr.strip().splitlines()) == 1, ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [["run", "--no-such-option"], ["rejects", "--limit", "-1"], ["query", "select 1", "--limit", "0"], ["status", "--runs", "0"]],
)
def test_bad_options_are_bad_usage(arguments: list[str]) -> None:
    ended = zhanyi(*arguments)
    assert ended.returncode == 2 and "Error: " in ended.stderr


def test_a_port_that_is_taken_is_one_line(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ended = zhanyi("browse", "--port", str(other.getsockname()[1]), "--data", str(data))
    assert ended.returncode == 2
    assert "choose another with --port" in ended.stderr and len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_asking_about_a_folder_does_not_make_it(tmp_path: Path) -> None:
    for verb in ("status", "releases", "checks", "rejects"):
        zhanyi(verb, "--data", str(tmp_path / "mistyped"))
    assert not (tmp_path / "mistyped").exists()


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "zhanyi.toml").write_text("keep_releases = 0\n", encoding="utf-8")
    ended = zhanyi("status", "--data", str(tmp_path))
    assert ended.returncode == 2 and "keep_releases" in ended.stderr and len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "selec 1",
        "create table t (a int)",
        "copy (select 1) to 'x.csv'",
        "attach 'x.duckdb'",
        "from read_csv('/etc/passwd')",
        "set threads = 1",
    ],
)
def test_queries_cannot_write_or_reach_out(data: Path, sql: str) -> None:
    ended = zhanyi("query", sql, "--data", str(data))
    assert ended.returncode == 2
    assert ended.stderr.startswith("zhanyi: the query cannot run") and "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("form", "expected"),
    [("--csv", "n,s\n1,疫\n2,\n"), ("--json", '[\n{"n": 1, "s": "疫"},\n{"n": 2, "s": null}\n]\n')],
)
def test_answers_for_machines(data: Path, form: str, expected: str) -> None:
    assert zhanyi("query", "from (values (1, '疫'), (2, null)) t(n, s)", "--data", str(data), form).stdout == expected


def test_an_answer_for_people(data: Path) -> None:
    shown = zhanyi("query", "from (values (1, '疫[b]'), (2, null)) t(n, s)", "--data", str(data)).stdout
    assert "疫[b]" in shown and "(2 rows)" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reprocess", "--since", "gestern"], "a day is written like 2020-02-10"),
        (["reprocess", "--kind", "poem"], "the kinds are report"),
        (["query", "/* 疫 */"], "nothing but space and comments"),
        (["export", "--site", "flows"], "is not empty"),
        (["export", "--site", "{data}/out", "--place", "无此地"], "there is no place"),
        (["checks", "r1"], "there is no release and no held candidate"),
        (["accept", "r1", "--reason", "seen"], "no candidate is held"),
        (["diff", "current", "r1"], "are the same release"),
        (["diff", "r2", "r1"], "there is no release r2"),
        (["export", "--tables", "flows"], "is not empty"),
        (["export", "--tables", "out", "--format", "xls"], "choose parquet or csv"),
        (["export", "--tables", "{data}/out", "--schema", "martt"], "the schemas are mart"),
    ],
)
def test_a_mistake_about_releases_is_one_line(data: Path, arguments: list[str], says: str) -> None:
    ended = zhanyi(*(argument.format(data=data) for argument in arguments), "--data", str(data))
    assert ended.returncode == 2
    assert says in ended.stderr and len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_how_other_programs_open_a_release(data: Path) -> None:
    told = zhanyi("query", "--open", "--data", str(data)).stdout
    assert all(name in told for name in ("duckdb -readonly", "read_only=True", "dbConnect", "DBeaver", str(data / "current.duckdb")))


def test_the_doctor_is_content(data: Path) -> None:
    ended = zhanyi("doctor", "--data", str(data))
    assert ended.returncode == 0, ended.stdout
    assert "reference data" in ended.stdout and "BAD" not in ended.stdout


def test_the_doctor_names_what_is_wrong(tmp_path: Path) -> None:
    ended = zhanyi("doctor", "--data", str(tmp_path / "data"), "--inbox", str(tmp_path / "absent"))
    assert ended.returncode == 2 and "BAD  inbox" in ended.stdout

"""The rules of the house (DESIGN, section 1), checked on the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "flows").rglob("*.py"))
# Rooms from top to bottom: a file imports only from its own line or from lines below it.
ROOMS = (
    ("flows.cli",),
    ("flows.commands",),
    ("flows.serving",),
    ("flows.pipeline",),
    ("flows.orchestration",),
    ("flows.browse",),
    ("flows.console", "flows.doctoring", "flows.exporting", "flows.questions", "flows.scoring"),
    ("flows.stages",),
    ("flows.facts",),
    ("flows.text",),
    ("flows.lake", "flows.releases"),
    ("flows.warehouse",),
    ("flows.reference",),
    ("flows.progress", "flows.settings"),
)
PURE = ("flows.facts", "flows.text", "flows.reference")
IMPURE = {
    "os",
    "subprocess",
    "socket",
    "time",
    "random",
    "duckdb",
    "prefect",
    "great_expectations",
    "shutil",
    "tempfile",
    "requests",
    "httpx",
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> int | None:
    return next((n for n, names in enumerate(ROOMS) if any(module == name or module.startswith(name + ".") for name in names)), None)


def users_of(package: str) -> set[str]:
    return {module_of(path) for path in FILES if any(name == package or name.startswith(package + ".") for name in imports_of(path))}


def calls_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_go_downwards(path: Path) -> None:
    mine = room_of(module_of(path))
    for name in imports_of(path):
        other = room_of(name)
        assert mine is None or other is None or other >= mine, f"{module_of(path)} imports upwards: {name}"


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.parent.name == "facts"], ids=module_of)
def test_what_fact_rooms_share_knows_no_kind_of_fact(path: Path) -> None:
    own = {room.name for room in (ROOT / "flows" / "facts").iterdir() if room.is_dir()} | {"mentions", "records"}
    for name in imports_of(path):
        assert not name.startswith("flows.facts.") or name.split(".")[2] in own, f"{module_of(path)} imports upwards: {name}"


def test_the_readme_shows_the_house() -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").partition("flows/          cli.py")[2].partition("imports go")[0]
    rooms = [room for room in re.findall(r"\w+", "cli.py" + shown) if room != "py"]
    assert [sorted(rooms[place : place + len(room)]) for place, room in _placed()] == [
        sorted(name.removeprefix("flows.") for name in room) for room in ROOMS
    ]


def _placed() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each line of ROOMS with the number of rooms above it."""
    above = 0
    for room in ROOMS:
        yield above, room
        above += len(room)


def test_every_file_has_a_room() -> None:
    assert [module_of(path) for path in FILES if room_of(module_of(path)) is None] == ["flows"]


@pytest.mark.parametrize("path", [path for path in FILES if module_of(path).startswith(PURE)], ids=module_of)
def test_pure_rooms_are_pure(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports_of(path)} & IMPURE
    assert not {"datetime.now", "date.today", "datetime.today", "datetime.utcnow"} & set(calls_of(path))


def test_only_the_pipeline_knows_prefect() -> None:
    assert {".".join(name.split(".")[:2]) for name in users_of("prefect")} == {"flows.pipeline", "flows.orchestration"}


def test_only_the_audit_knows_great_expectations() -> None:
    assert users_of("great_expectations") == {"flows.stages.audit"}


def test_only_the_warehouse_opens_duckdb() -> None:
    assert {module_of(path) for path in FILES if "duckdb.connect" in calls_of(path)} == {"flows.warehouse"}


def test_only_settings_read_the_environment() -> None:
    readers = {module_of(path) for path in FILES if {"os.environ", "os.getenv", "os.environb"} & set(calls_of(path))}
    assert readers == {"flows.settings"}


def test_no_path_depends_on_the_working_directory() -> None:
    assert not [module_of(path) for path in FILES if {"os.getcwd", "Path.cwd", "os.chdir"} & set(calls_of(path))]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_nothing_is_swallowed(path: Path) -> None:
    """A handler for every exception there is must do something with it: `pass` and `continue` lose defects."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")):
            assert not all(isinstance(step, ast.Pass | ast.Continue) for step in node.body), f"{module_of(path)}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_rooms_are_not_crowded(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420, "divide the file: one room per concern"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

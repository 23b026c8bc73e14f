"""No one in: hostile documents, archives, file names, queries and cells; and the supply chain that the program stands on."""

from __future__ import annotations

import csv
import gzip
import importlib.metadata
import re
import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import console, warehouse
from flows.exporting import export_tables
from flows.settings import load
from flows.stages import report
from flows.stages import run as stages
from flows.stages.discover import read_inputs
from flows.stages.inputs import FileState, Input, Reject
from flows.text.documents import Refusal
from flows.text.reader import read_document
from tests.benchmarks import fuzz, worst
from tests.conftest import ROOT
from tests.stages.runs import ingest, tables

ARTICLE = "宁城县疫情防控会召开\n2月3日上午，宁城县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个。\n"
LIMIT = 20_000_000


def test_fuzzed_documents_end_as_rows_or_as_a_refusal() -> None:
    figures = fuzz.read(2000, fuzz.samples())
    assert figures.clean, [*figures.bugs, *figures.slow]
    assert figures.read > 500


def test_fuzzed_documents_can_be_withheld_from() -> None:
    figures = fuzz.read(200, fuzz.samples(), seed=7, withholding=True)
    assert not figures.bugs, figures.bugs


@pytest.mark.whole
def test_no_room_is_much_slower_on_traps_than_on_news() -> None:
    _, found = worst.worst(2000, 60, every=4)
    assert {room: (round(ratio), case.name) for room, (ratio, case) in found.items() if ratio > worst.LIMIT} == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep", b"<div>" * 50_000 + ARTICLE.encode() + b"</div>" * 50_000),
        ("open", b"<a href='" * 15_000 + ARTICLE.encode()),
        ("comments", b"<!--" * 15_000 + ARTICLE.encode()),
        ("entities", b"&#20013;" * 15_000),
        ("empty lines", b"\n" * 1_000_000 + ARTICLE.encode()),
        ("spaces", b" " * 300_000 + ARTICLE.encode()),
        ("one line", ARTICLE.replace("\n", "").encode() * 300),
        ("headings", b"<h1>" * 40_000 + ARTICLE.encode() + b"</h1>" * 40_000),
        ("headings closed by others", b"<h1><h3>" * 20_000 + ARTICLE.encode() + b"</h2>" * 40_000),
        ("cells", b"<html><table><tr><td>" * 20_000 + ARTICLE.encode()),
        ("Windows", ARTICLE.encode() + b"\r\n" * 100_000),
        ("Markdown headings", ARTICLE.encode() + b"# [\n" * 150_000),
    ],
)
@pytest.mark.parametrize("format", ["html", "txt", "md"])
def test_long_and_deep_documents_take_linear_time(name: str, content: bytes, format: str) -> None:
    began = time.process_time()
    try:
        read_document(content, format)
    except Refusal as refusal:
        assert refusal.detail
    assert (time.process_time() - began) / len(content) < 20e-6  # seconds; news takes 1e-6 a byte


def _read(path: Path, limit: int = LIMIT) -> list[Any]:
    info = path.stat()
    return [
        found for found in read_inputs(FileState(str(path), info.st_size, info.st_mtime_ns), limit) if isinstance(found, Input | Reject)
    ]


_BOMB = """
import resource, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.test_hostile import _read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print([found.reason for found in _read(Path(sys.argv[1]))])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.whole
@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz"])
def test_an_archive_of_a_gigabyte_on_one_line_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(1000):
            file.write(b"a" * 1_000_000)
    command = [sys.executable, "-c", _BOMB.format(root=str(ROOT)), str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    reasons, megabytes = ended.stdout.splitlines()
    assert reasons == "['too_large']" and int(megabytes) < 200


def test_the_content_of_an_archive_is_counted_not_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"a" * 100_000))
    assert [found.reason for found in _read(path, 50_000)] == ["too_large"]


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ('{"text": "甲", "text": "%s"}', "read"),
        ('{"text": "%s", "n": NaN, "m": -Infinity}', "read"),
        ('{"text": "%s", "n": 1e999}', "read"),
        ('{"text": "%s", "n": ' + "9" * 5000 + "}", "bad_json"),
        ('{"text": "%s", "n": ' + "[" * 100_000 + "}", "bad_json"),
        ('{"text": "%s\\ud800", "title": "\\udfff\\ud83d"}', "read"),
        ('{"text": "\\u202e%s", "title": "👨‍👩‍👧‍👦 \\ufeff宁城"}', "read"),
    ],
)
def test_odd_json(line: str, ends: str) -> None:
    text = ARTICLE.format(n=1).replace("\n", "\\n")
    try:
        document = read_document((line % text).encode(), "jsonl")
    except Refusal as refusal:
        assert refusal.reason == ends
    else:
        assert ends == "read" and document.articles
        for value in (
            document.raw_text,
            document.title_given or "",
            *document.metadata.values(),
            *(a.body.text for a in document.articles),
        ):
            value.encode()


def test_no_name_of_a_file_harms(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "..x").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(ARTICLE.format(n=0), encoding="utf-8")
    names = [
        "a\nb.txt",
        "'; drop table raw.documents; --.txt",
        "\x1b[31mred.txt",
        "=cmd|' C'!A0.txt",
        "<img src=x>`|**.txt",
        "\u202egnp.txt",
        "$(id).txt",
    ]
    for number, name in enumerate(names):
        (inbox / name).write_text(ARTICLE.format(n=number + 1), encoding="utf-8")
    (inbox / b"\xff\xfe.txt".decode("utf-8", "surrogateescape")).write_text(ARTICLE.format(n=99), encoding="utf-8")
    (inbox / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inbox / "up.txt").symlink_to("../secret.txt")
    (inbox / "passwd.txt").symlink_to("/etc/passwd")
    (inbox / "loop.txt").symlink_to("loop.txt")
    (inbox / "folder").symlink_to(tmp_path)
    ended = ingest(inbox, tmp_path / "data")
    assert ended.record.loaded == len(names) + 1 and ended.record.rejected == 5
    assert {reject.reason for reject in ended.intake.rejects} == {"outside_inbox", "unreadable", "linked_folder"}
    with warehouse.connect(tmp_path / "data" / "current.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from raw.documents").fetchone() == (len(names) + 1,)
        assert connection.execute("select count(*) from raw.sightings where contains(path, 'secret')").fetchone() == (0,)
    shown = console.printable("\n".join(report.lines(report.report(ended))))
    assert "\x1b" not in shown and "\u202e" not in shown
    assert ingest(inbox, tmp_path / "data").record.outcome == "nothing_new"


def test_nothing_from_a_file_is_markup_in_a_report(tmp_path: Path) -> None:
    ended = stages.Run(load(data=tmp_path), tmp_path)
    ended.intake.rejects = [Reject("/in/<img src=x onerror=alert(1)>|`**x**.txt", 0, None, "transform", "bug", "a\n# b\r`<script>`|c")]
    text = report.markdown(report.report(ended))
    for line in text.splitlines():
        outside = re.sub(r"`[^`]*`", "", line)
        assert "<" not in outside and "**" not in outside, line


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for number, name in enumerate(("=cmd|' C'!A0.txt", "@x.txt", "+1-1.txt", "-2+3.txt", "plain.txt")):
        (tmp_path / "inbox" / name).write_text(ARTICLE.format(n=number), encoding="utf-8")
    ingest(tmp_path / "inbox", tmp_path / "data")
    export_tables(tmp_path / "data" / "current.duckdb", tmp_path / "out", "csv", ["core", "raw"])
    names = set()
    for path in (tmp_path / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert not [cell for cell in row.values() if re.match(r"[=+@\t\r]|-\D", cell)], path
                names.add(row.get("file_name"))
    assert {"'=cmd|' C'!A0.txt", "'@x.txt", "plain.txt"} <= names


@pytest.mark.parametrize(
    "sql",
    [
        *("copy core.documents to '/tmp/x.csv'", "copy (select 1) to '/tmp/x'", "attach '/tmp/x.duckdb'", "install httpfs", "load httpfs"),
        *(
            "from read_csv('/etc/passwd')",
            "from read_text('/etc/passwd')",
            "from read_blob('/etc/passwd')",
            "from glob('/*')",
            "from '/etc/passwd'",
        ),
        *(
            "from read_parquet('http://127.0.0.1/x')",
            "from read_json('/etc/hostname')",
            "select getenv('HOME')",
            "set enable_external_access = true",
        ),
        *(
            "pragma enable_profiling",
            "set lock_configuration = false",
            "reset all",
            "create table t (a int)",
            "insert into ops.runs default values",
        ),
        *(
            "delete from raw.documents",
            "drop view mart.events",
            "update core.articles set body = ''",
            "export database '/tmp/x'",
            "import database '/tmp'",
        ),
        *(
            "create secret s (type s3)",
            "set temp_directory = '/tmp'",
            "pragma database_size; attach ':memory:' as m",
            "from sniff_csv('/etc/passwd')",
        ),
        *(
            "create or replace macro evidence(x) as 1",
            "alter table core.articles add column x int",
            "vacuum",
            "checkpoint",
            "from duckdb_secrets()",
        ),
    ],
)
def test_a_query_reads_the_release_and_nothing_else(release: Path, sql: str, tmp_path: Path) -> None:
    before = release.resolve().read_bytes()
    with warehouse.connect(release, locked=True) as connection:
        try:
            rows = connection.execute(sql).fetchall()
        except duckdb.Error:
            rows = []
    assert rows == [] or sql == "vacuum", rows
    assert release.resolve().read_bytes() == before


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a.txt").write_text(ARTICLE.format(n=1), encoding="utf-8")
    ingest(folder / "inbox", folder / "data")
    return folder / "data" / "current.duckdb"


def test_a_release_is_a_file_that_nobody_may_write(release: Path) -> None:
    assert release.resolve().stat().st_mode & 0o222 == 0
    assert resource.getpagesize()


_DETERMINED = """
import hashlib, json, sys
from pathlib import Path
from flows.settings import load
from tests.stages import runs
runs.settings = lambda data: load(data=data)
runs.ingest(Path(sys.argv[1]), Path(sys.argv[2]))
print({name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in runs.tables(Path(sys.argv[2])).items()})
"""
_SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "ZHANYI_EXECUTOR": "inline"},
    {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C", "ZHANYI_EXECUTOR": "processes", "ZHANYI_WORKERS": "3"},
    {
        "PYTHONHASHSEED": "123",
        "TZ": "Asia/Shanghai",
        "LC_ALL": "zh_CN.UTF-8",
        "ZHANYI_EXECUTOR": "processes",
        "ZHANYI_BATCH_DOCUMENTS": "2",
    },
]


@pytest.mark.whole
def test_the_same_inputs_give_the_same_tables_everywhere(tmp_path: Path) -> None:
    """Whatever the order in which files arrived, the processes, the locale, the time zone and the hash seed."""
    samples = sorted((ROOT / "tests" / "samples" / "inbox").iterdir())
    inbox, digests = tmp_path / "inbox", set()
    for number, surroundings in enumerate(_SURROUNDINGS):
        subprocess.run(["rm", "-rf", str(inbox)], check=True)
        inbox.mkdir()
        for path in samples if number % 2 else reversed(samples):
            (inbox / path.name).write_bytes(path.read_bytes())
        command = [sys.executable, "-c", _DETERMINED, str(inbox), str(tmp_path / f"data {number}")]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **surroundings}
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=300, check=False)
        assert ended.returncode == 0, ended.stderr
        digests.add(ended.stdout)
    assert len(digests) == 1


# What may not be combined with a program under Apache-2.0 that is passed on.
_FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def _needed(name: str, extras: frozenset[str], found: dict[str, str], met: set[tuple[str, str]]) -> None:
    """Collect a package with these extras and what it needs at run time, with licences."""
    from packaging.requirements import Requirement

    key = re.sub(r"[-_.]+", "-", name).lower()
    asked = {extra for extra in ("", *extras) if (key, extra) not in met}
    if not asked:
        return
    met.update((key, extra) for extra in asked)
    try:
        data = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return
    classifiers = [value.rpartition(":: ")[2] for value in data.get_all("Classifier") or [] if value.startswith("License ::")]
    stated = data.get("License-Expression") or " / ".join(classifiers) or (data.get("License") or "").splitlines()[:1]
    found[key] = str(stated)
    for line in importlib.metadata.requires(name) or []:
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in asked):
            _needed(requirement.name, frozenset(requirement.extras), found, met)


def _packages() -> dict[str, str]:
    """Everything that the project and its extras need, as the project says, not as it was once installed."""
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, str] = {}
    met: set[tuple[str, str]] = set()
    for line in [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]:
        requirement = Requirement(line)
        if requirement.name != "zhanyi":
            _needed(requirement.name, frozenset(requirement.extras), found, met)
    return found


def test_no_package_that_is_needed_has_a_licence_that_forbids_passing_on() -> None:
    found = _packages()
    assert {"prefect", "distributed", "dask", "duckdb-extension-ducklake", "duckdb-extension-postgres-scanner", "psutil", "h2"} <= set(
        found
    )
    # What lets one choose a permissive licence beside the GPL is well.
    bad = {
        name: licence
        for name, licence in found.items()
        if _FORBIDDEN.search(licence) and not re.search(r"MIT|BSD|Apache|MPL|Artistic| OR ", licence)
    }
    assert bad == {}
    assert {name for name, licence in found.items() if licence in ("", "[]", "UNKNOWN")} == set(), "a licence that nobody has stated"


def test_every_package_that_is_needed_is_pinned() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    assert not [line for line in lines if "==" not in line]
    assert set(_packages()) - pinned - {"zhanyi"} == set()


def test_tables_are_the_same_whoever_reads_them(tmp_path: Path) -> None:
    """Twice the same run in one process: nothing is left over from the first."""
    (tmp_path / "inbox").mkdir()
    for n in (1, 2, 3):
        (tmp_path / "inbox" / f"{n}.txt").write_text(ARTICLE.format(n=n), encoding="utf-8")
    ingest(tmp_path / "inbox", tmp_path / "a")
    ingest(tmp_path / "inbox", tmp_path / "b")
    assert tables(tmp_path / "a") == tables(tmp_path / "b")

"""A good candidate to harm: our samples eight times over under other names, half of them of an earlier run that has been audited."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import warehouse
from flows.settings import load
from flows.stages import audit, expectations
from flows.stages import load as loading
from flows.stages import run as stages
from flows.stages.quality import ground
from flows.stages.run import Run
from tests.conftest import ROOT, SAMPLES

EXPECTATIONS = ROOT / "expectations"
EARLIER, THIS = "20200301T000000-aaaa", "20200302T000000-bbbb"
PARAMETERS: dict[str, Any] = {"run_id": THIS, "window_start": "2019-12-01", "window_end": "2020-12-31", "max_lost_share": 0.5}
_IDS = ("document_id", "fact_id", "activity_id", "canonical_hash", "sha256")
_NAMES = ("path", "file_name")


def run_stages(inbox: Path, data: Path) -> Run:
    """A run from the inbox to a release or a held candidate, without Prefect."""
    run = Run(load(data=data, inbox=inbox, executor="inline"), inbox)
    stages.discover(run)
    stages.transform(run)
    stages.load_candidate(run)
    stages.publish(run) if stages.audit(run) else stages.hold(run)
    stages.remember(run)
    return run


@pytest.fixture(autouse=True)
def several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples are little: queries that run part by part should have several of them."""
    monkeypatch.setattr(ground, "BYTES_OF_A_PART", 20_000)


@pytest.fixture(scope="session")
def good_candidate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A candidate of the run THIS as the audit finds it, beside rows of the published run EARLIER."""
    data = tmp_path_factory.mktemp("candidate")
    run = run_stages(SAMPLES / "inbox", data)
    assert run.record.outcome == "published", [check for check in run.checks if not check.success]
    path = data / "good.duckdb"
    shutil.copyfile(run.releases.link, path)
    path.chmod(0o644)
    with warehouse.connect(path) as connection:
        connection.execute("delete from ops.checks")
        tables = [*loading.OF_DOCUMENT, *loading.OF_ARTICLE, "raw.sightings", "ops.files"]
        for table in tables:
            connection.execute(f"create or replace temp table {table.replace('.', '_')} as from {table}; delete from {table}")
        _add_copies(connection, tables, range(4), EARLIER, run.run_id)
        audit.audit(connection, EXPECTATIONS, EARLIER, {**PARAMETERS, "run_id": EARLIER})
        _add_copies(connection, tables, range(4, 8), THIS, run.run_id)
        connection.execute("checkpoint")
    return path


def _add_copies(connection: duckdb.DuckDBPyConnection, tables: list[str], copies: range, run_id: str, original: str) -> None:
    for copy in copies:
        for table in tables:
            connection.execute(
                f"insert into {table} by name select * {_renamed(connection, table, copy, run_id)} from {table.replace('.', '_')}"
            )
    connection.execute(
        """
        insert into ops.runs by name
        select * replace ($run as run_id, $run as release) from ops.runs
        where run_id = $original
        """,
        {"run": run_id, "original": original},
    )
    if run_id == THIS:
        connection.execute("delete from ops.runs where run_id = $original", {"original": original})
        connection.execute("update raw.sightings set last_run_id = $run", {"run": run_id})
    settle(connection, run_id, of_this=20 * len(copies))


def _renamed(connection: duckdb.DuckDBPyConnection, table: str, copy: int, run_id: str) -> str:
    """The clause that gives a copy's rows identifiers and names of their own."""
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    document, number = f"substr(md5(substr({{0}}, 1, 20) || {copy}), 1, 20)", "substr({0}, 21)"
    clauses = [f"left(md5({name} || {copy}) || md5({name}), length({name})) as {name}" for name in columns if name in _IDS]
    clauses += [f"{(document + ' || ' + number).format(name)} as {name}" for name in columns if name in ("article_id", "duplicate_of")]
    clauses += [f"{name} || '.{copy}' as {name}" for name in columns if name in _NAMES]
    clauses += [f"'{run_id}' as {name}" for name in columns if name in ("run_id", "first_run_id", "last_run_id")]
    return f"replace ({', '.join(clauses)})"


def settle(connection: duckdb.DuckDBPyConnection, run_id: str, of_this: int | None = None) -> None:
    """Count what the candidate holds into the run's record, as the audit stage does before its checks."""
    documents, articles, facts = loading.counts(connection)
    connection.execute(
        """
        update ops.runs set documents = $documents, articles = $articles, facts = $facts,
            loaded = coalesce($of_this, loaded), unchanged = case when $of_this is null then unchanged else $documents - $of_this end,
            inputs = case when $of_this is null then inputs else $documents end
        where run_id = $run
        """,
        {"documents": documents, "articles": articles, "facts": facts, "of_this": of_this, "run": run_id},
    )


@pytest.fixture()
def candidate(good_candidate: Path, tmp_path: Path) -> Path:
    """A copy of the good candidate, free to be harmed."""
    return Path(shutil.copyfile(good_candidate, tmp_path / "candidate.duckdb"))


@pytest.fixture(scope="module")
def harmed(good_candidate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """`with harmed(SQL) as connection`: the good candidate with this done to it, undone at the end of the block."""
    from flows.stages.quality import ground

    path = Path(shutil.copyfile(good_candidate, tmp_path_factory.mktemp("harmed") / "candidate.duckdb"))
    with warehouse.connect(path) as connection:
        ground.lay(connection, EXPECTATIONS, PARAMETERS)

        @contextlib.contextmanager
        def harm(sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
            connection.execute("begin transaction")
            try:
                connection.execute(sql)
                yield connection
            finally:
                connection.execute("rollback")

        yield harm


def rules_of(kind: type) -> list[Any]:
    """The declared expectations of a kind."""
    return [rule for rule in expectations.declared(EXPECTATIONS) if isinstance(rule, kind)]

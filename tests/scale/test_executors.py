"""Whoever reads the batches, the facts are the same, to the byte; and a run that broke off goes on from what anyone has finished."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from flows import warehouse
from flows.settings import Settings, load
from flows.stages import executors, run
from flows.stages.executors import ExecutorError
from flows.stages.inputs import Refused
from flows.stages.rules import Rules
from flows.stages.run import Run
from tests.conftest import SAMPLES

SMALL = {"batch_documents": 4}


def facts(data: Path) -> dict[str, str]:
    """A hash over the sorted rows of every table that reading fills."""
    hashes = {}
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        for table in (*run.load.OF_DOCUMENT, *run.load.OF_ARTICLE):
            columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
            kept = ", ".join(column for column in columns if column not in ("run_id", "loaded_at"))
            digest = hashlib.sha256()
            for row in connection.execute(f"select {kept} from {table} order by all").fetchall():
                digest.update(repr(row).encode())
            hashes[table] = digest.hexdigest()
    return hashes


def ended(settings: Settings, inbox: Path = SAMPLES / "inbox") -> Run:
    """A run from the inbox to a release, without the audit."""
    one = Run(settings, inbox)
    run.discover(one)
    run.transform(one)
    run.load_candidate(one)
    one.record.outcome = "published"
    run.publish(one)
    return one


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables that this process makes by itself."""
    data = tmp_path_factory.mktemp("alone")
    ended(load(data=data, executor="inline", **SMALL))
    return facts(data)


@pytest.mark.whole
def test_processes_make_the_same_tables(alone: dict[str, str], tmp_path: Path) -> None:
    one = ended(load(data=tmp_path, executor="processes", workers=2, **SMALL))
    assert len(one.shards) == 5 and facts(tmp_path) == alone


@pytest.mark.whole
def test_a_dask_cluster_makes_the_same_tables(alone: dict[str, str], cluster: str, tmp_path: Path) -> None:
    one = ended(load(data=tmp_path, executor=cluster, shards=f"file://{tmp_path}/elsewhere", **SMALL))
    assert len(one.shards) == 5 and facts(tmp_path) == alone


@pytest.mark.whole
def test_what_a_cluster_had_finished_is_not_read_again(cluster: str, tmp_path: Path) -> None:
    broken = Run(load(data=tmp_path, executor=cluster, **SMALL), SAMPLES / "inbox")
    run.discover(broken)
    run.transform(broken)
    run.fail(broken, KeyboardInterrupt())
    again = Run(load(data=tmp_path, executor="inline", **SMALL), SAMPLES / "inbox")
    run.discover(again)
    run.transform(again)
    assert [shard.reused for shard in again.shards] == [True] * 5


def test_shards_lie_on_any_storage(alone: dict[str, str], tmp_path: Path) -> None:
    place = f"memory://{uuid.uuid4().hex}"
    settings = load(data=tmp_path, executor="inline", shards=place, **SMALL)
    first = Run(settings, SAMPLES / "inbox")
    run.discover(first)
    run.transform(first)
    assert all(shard.folder.startswith("memory://") for shard in first.shards) and not (tmp_path / "work").exists()
    again = ended(settings)
    assert [shard.reused for shard in again.shards] == [True] * 5
    assert facts(tmp_path) == alone
    assert run.store(place).find(again.shards[0].folder.rpartition("/")[2]) is None, "a published run leaves no shards"


@pytest.mark.parametrize("scheme", ["file", "memory"])
def test_shards_that_nobody_comes_for_are_forgotten(scheme: str, tmp_path: Path) -> None:
    place = str(tmp_path / "shards") if scheme == "file" else f"memory://{uuid.uuid4().hex}"
    shelf = run.store(place)
    shelf.write("shard", {"core.articles": pa.table({"seq": [1]})}, 1, [Refused("d", "s", "empty", "nothing")])
    found = shelf.find("shard")
    assert found is not None and (found.documents, found.refused) == (1, (Refused("d", "s", "empty", "nothing"),))
    assert shelf.forget(days=1) == 0 and shelf.find("shard") == found
    assert shelf.forget(days=-1) == 1 and shelf.find("shard") is None
    assert shelf.forget(days=-1) == 0


def test_little_work_is_done_here(tmp_path: Path) -> None:
    with executors.workers(load(data=tmp_path), True) as found:
        assert found.executor is None


def test_many_small_documents_are_not_little_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def noted(settings: Settings, little: bool) -> object:
        asked.append(little)
        return executors.workers(settings, True)

    monkeypatch.setattr(run, "workers", noted)
    for name, batch in (("many", 4), ("few", 200)):
        one = Run(load(data=tmp_path / name, workers=2, batch_documents=batch), SAMPLES / "inbox")
        run.discover(one)
        run.transform(one)
    assert asked == [False, True]


def test_a_cluster_that_does_not_answer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    monkeypatch.setattr(executors, "_SECONDS_TO_CONNECT", 1)
    with (
        pytest.raises(ExecutorError, match=r"no Dask scheduler answers at dask://127\.0\.0\.1:1 "),
        executors.workers(load(data=tmp_path, executor="dask://127.0.0.1:1"), False),
    ):
        pass


def test_workers_with_other_rules_are_refused() -> None:
    same, other = executors.current_rules(), Rules("other", "other")
    executors._same_rules({"tcp://a:1": same}, "dask://a:0")
    with pytest.raises(ExecutorError, match="1 workers of dask://a:0 have another version of zhanyi"):
        executors._same_rules({"tcp://a:1": same, "tcp://a:2": other}, "dask://a:0")


def test_batches_wait_until_workers_are_free(tmp_path: Path) -> None:
    """However many documents come, only so many batches have left the inbox that are not read yet."""
    from concurrent.futures import Future, ThreadPoolExecutor

    from flows.stages.inputs import Input
    from flows.stages.shards import Shard
    from flows.stages.transform import Job, transform

    taken, done, most = 0, 0, 0

    def work() -> Iterator[list[Input]]:
        nonlocal taken, most
        for _ in range(50):
            taken += 1
            most = max(most, taken - done)
            yield []

    class Slow(ThreadPoolExecutor):
        def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
            future: Future[Shard] = super().submit(lambda: Shard("", (), 0, (), False))
            return future

    with Slow(2) as pool:
        for _ in transform(work(), Job(str(tmp_path), {}, None, Rules("", "")), pool, ahead=4):  # type: ignore[arg-type]
            done += 1
    assert done == 50 and most <= 4 + 1

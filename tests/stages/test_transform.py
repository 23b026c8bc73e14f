"""Batches, and shards that are computed once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows import warehouse
from flows.facts.mentions import Window
from flows.settings import Settings, load
from flows.stages import transform as transforming
from flows.stages.inputs import Input
from flows.stages.rules import Rules
from flows.stages.shards import OUTCOMES
from flows.stages.transform import Job, batches, read_batch, transform
from tests.conftest import ROOT

TEXT = "宁城县疫情防控会召开\n2月{n}日，宁城县委书记周文康主持召开会议，要求设置卡口{n}个。\n"


def document(n: int, content: bytes | None = None) -> Input:
    return Input(f"/inbox/{n}.txt", 0, 0, f"{n:064x}", f"{n:020x}", "txt", content or TEXT.format(n=n).encode())


@pytest.fixture()
def job(tmp_path: Path) -> Job:
    window = Window(dt.date(2019, 12, 1), dt.date(2020, 12, 31))
    return Job(str(tmp_path / "shards"), warehouse.shapes(ROOT / "sql" / "migrations"), window, Rules("t", "f"))


def settings(tmp_path: Path, **values: int) -> Settings:
    return load(data=tmp_path, **values)


def test_batches_end_at_either_limit(tmp_path: Path) -> None:
    documents = [document(n, b"x" * 10) for n in range(7)]
    by_count = batches(documents, settings(tmp_path, batch_documents=3))
    assert [len(batch) for batch in by_count] == [3, 3, 1]
    by_size = batches(documents, settings(tmp_path, batch_bytes=25))
    assert [len(batch) for batch in by_size] == [2, 2, 2, 1]
    assert [len(batch) for batch in batches([document(1, b"x" * 100)], settings(tmp_path, batch_bytes=1))] == [1]
    assert list(batches([], settings(tmp_path))) == []


def test_a_shard_holds_the_rows_of_its_documents(job: Job) -> None:
    shard = read_batch([document(3), document(4), document(5, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20)], job)
    assert shard.documents == 2 and not shard.reused
    assert [(item.document_id, item.reason) for item in shard.refused] == [(f"{5:020x}", "not_text")]
    articles = pq.read_table(shard.file("core.articles")).to_pylist()
    assert [row["document_id"] for row in articles] == [f"{3:020x}", f"{4:020x}"]
    sentences = pq.read_table(shard.file("core.sentences")).to_pylist()
    assert all("".join(row["tokens"]) == row["text"] for row in sentences)


def test_a_row_that_fits_no_table_costs_its_document_only(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    as_they_are = transforming.document_rows

    def with_a_misfit(*given: Any, document_id: str, file_name: str) -> Any:
        rows = as_they_are(*given, document_id=document_id, file_name=file_name)
        rows["core.articles"][0]["seq"] = "one" if file_name == "5.txt" else 1
        return rows

    monkeypatch.setattr(transforming, "document_rows", with_a_misfit)
    shard = read_batch([document(n) for n in range(3, 10)], job)
    assert [(item.document_id, item.reason) for item in shard.refused] == [(f"{5:020x}", "bug")]
    assert shard.documents == 6
    for table in ("raw.documents", "core.articles", "ops.versions"):
        assert pq.read_table(shard.file(table)).num_rows == 6


def test_a_finished_shard_is_not_computed_again(job: Job) -> None:
    first = read_batch([document(3)], job)
    again = read_batch([document(3)], job)
    assert again.reused and again.folder == first.folder and again.documents == first.documents


def test_other_rules_or_another_window_make_another_shard(job: Job) -> None:
    folder = read_batch([document(3)], job).folder
    assert read_batch([document(3)], job._replace(rules=Rules("t", "g"))).folder != folder
    assert read_batch([document(3)], job._replace(window=Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31)))).folder != folder


def test_a_shard_cut_off_by_a_power_loss_is_computed_again(job: Job) -> None:
    folder = read_batch([document(3)], job).folder
    (Path(folder) / OUTCOMES).unlink()
    (Path(folder) / "core.articles.parquet").write_bytes(b"cut")
    again = read_batch([document(3)], job)
    assert not again.reused and pq.read_table(again.file("core.articles")).num_rows == 1


def test_an_executor_gives_the_same_shards(job: Job) -> None:
    work = [[document(n)] for n in range(3, 9)]
    alone = {Path(shard.folder).name for shard in transform(work, job, None, ahead=1)}
    with ThreadPoolExecutor(2) as pool:
        together = {Path(shard.folder).name for shard in transform(work, job._replace(place=job.place + "-other"), pool, ahead=2)}
    assert alone == together and len(alone) == 6

"""What grows with the number of documents grows by bytes, and a large file passes through in pieces."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from flows import warehouse
from flows.settings import load, shipped
from flows.stages import run
from flows.stages.discover import read_inputs, survey
from flows.stages.expectations import query_rules
from flows.stages.inputs import Input, Refused, Sighting
from flows.stages.quality import ground
from flows.stages.seen import DocumentIds, Sightings
from flows.stages.transform import batches
from tests.benchmarks import corpora

MANY = 60_000


def ids(count: int) -> Iterator[str]:
    return (hashlib.sha256(str(number).encode()).hexdigest()[:20] for number in range(count))


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """The block never holds more than so many bytes of Python objects at a time."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= size, f"{peak:,} bytes"


def test_a_large_packed_file_is_a_stream(tmp_path: Path) -> None:
    """60 MB of lines, packed to a fraction of that, batched as transform takes them: a few batches are in memory at a time."""
    line = json.dumps({"text": "宁城县疫情防控会召开。" * 300}, ensure_ascii=False)
    with gzip.open(tmp_path / "feed.jsonl.gz", "wt", encoding="utf-8", compresslevel=1) as feed:
        for number in range(6000):
            feed.write(f'{{"id": {number}, {line[1:]}\n')
    (file,) = survey(tmp_path, {}, "").to_read
    settings, size, documents = load(data=tmp_path), 0, 0
    with at_most(4 * settings.batch_bytes):
        inputs = (found for found in read_inputs(file, settings.max_document_bytes) if isinstance(found, Input))
        for batch in batches(inputs, settings):
            documents += len(batch)
            size += sum(len(item.content) for item in batch)
    assert documents == 6000 and size > 55_000_000


def test_a_document_without_end_is_not_held(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "feed.jsonl.gz", "wb", compresslevel=1) as feed:
        for _ in range(40):
            feed.write(b"x" * 1_000_000)
        feed.write(b'\n{"text": "after it"}\n')
    (file,) = survey(tmp_path, {}, "").to_read
    with at_most(12_000_000):
        found = list(read_inputs(file, 2_000_000))
    assert [getattr(item, "reason", getattr(item, "content", None)) for item in found[:2]] == ["too_large", b'{"text": "after it"}']


def test_a_document_seen_takes_bytes() -> None:
    seen, met = Sightings(), DocumentIds()
    for number, document_id in enumerate(ids(MANY), 1):
        seen.append(Sighting("/inbox/feed.jsonl", number, document_id, 1_581_000_000_000_000_000 + number))
        met.add(document_id)
    table = seen.table()
    assert table.nbytes / MANY < 50 and met._sorted.nbytes / MANY <= 20
    assert (len(seen), len(met)) == (MANY, MANY)


def test_the_set_of_documents_is_a_set() -> None:
    chance, found, plain = random.Random(1), DocumentIds(), set[str]()
    everything = [*ids(50_000), "0" * 20, "f" * 20, "d1"]
    for document_id in chance.choices(everything, k=60_000):
        found.add(document_id)
        plain.add(document_id)
    found.extend(pa.array(everything[:100]))
    plain.update(everything[:100])
    assert len(found) == len(plain)
    assert {document_id for document_id in everything if document_id in found} == plain
    with pytest.raises(ValueError, match="at most 20"):
        found.extend(pa.array(["x" * 21]))


def test_sightings_of_refused_documents_become_rejects() -> None:
    seen = Sightings()
    for number, document_id in enumerate(["a", "b", "a", "c"], 1):
        seen.append(Sighting(f"/inbox/{number}", number % 2, document_id, 0))
    refused = {"a": Refused("a", "aa", "not_text", "why")}
    assert [(r.path, r.line, r.sha256, r.reason) for r in seen.turn_into_rejects(refused)] == [
        ("/inbox/1", 1, "aa", "not_text"),
        ("/inbox/3", 1, "aa", "not_text"),
    ]
    assert seen.table().select(["path", "line", "document_id"]).to_pylist() == [
        {"path": "/inbox/2", "line": None, "document_id": "b"},
        {"path": "/inbox/4", "line": None, "document_id": "c"},
    ]


def test_a_corpus_grows_by_other_names(tmp_path: Path) -> None:
    text = "2月3日，宁城县县委书记周文康到卡口检查，县长李建国主持会议。"
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n in range(3)), encoding="utf-8")
    found = [json.loads(line) for line in corpora.lines(tmp_path / "feed.jsonl", 7)]
    assert [record["text"] == text for record in found] == [True] * 3 + [False] * 4
    assert len({record["text"] for record in found}) == 5 and len({json.dumps(record) for record in found}) == 7
    assert not any("周文康" in record["text"] or "宁城县" in record["text"] for record in found[3:])
    assert [json.loads(line) for line in corpora.lines(tmp_path / "feed.jsonl", 7)] == found
    assert len(list(corpora.lines(tmp_path / "feed.jsonl", 2))) == 2 and len(list(corpora.lines(tmp_path / "feed.jsonl", None))) == 3


@pytest.mark.whole
def test_queries_take_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of 80 MB with 200,000 facts, in 70 MB, part by part: what lists of facts or joins that carry whole texts do not go into."""
    monkeypatch.setattr(ground, "BYTES_OF_A_PART", 10_000_000)
    parameters = run.audit_parameters(load(data=tmp_path), "r")
    with warehouse.connect(tmp_path / "large.duckdb", limits={"memory_limit": "400MB"}) as connection:
        warehouse.migrate(connection, shipped("sql") / "migrations")
        warehouse.apply_views(connection, shipped("sql"))
        connection.execute(_MANY)
    with warehouse.connect(tmp_path / "large.duckdb", limits={"memory_limit": "70MB", "threads": 2}) as connection:
        ground.lay(connection, shipped("expectations"), parameters)
        for rule in query_rules(shipped("expectations")):
            ground.rows(connection, rule, parameters, limit=1)
            if "$part" in rule.sql:
                assert ground.rows(connection, rule, parameters) == [], rule.name


_MANY = """
    create temp table texts as
    select lpad(i::varchar, 20, '0') as id, i, repeat(md5(i::varchar), 60) as body from range(20000) as t(i);
    insert into raw.documents by name
    select id as document_id, id as sha256, id || '.txt' as file_name, 'txt' as format, 'utf-8' as encoding, 'valid' as encoding_evidence,
        length(body) as bytes, body as raw_text, '{}' as metadata, 'r' as run_id, now()::timestamp as loaded_at from texts;
    insert into core.articles by name
    select id || '-01' as article_id, id as document_id, 1 as seq, body, 'report' as kind, false as truncated, 0 as raw_start,
        length(body) as raw_end from texts;
    insert into facts.places by name
    select lpad((10 * i + k)::varchar, 20, '0') as fact_id, id || '-01' as article_id, k as char_start, k + 4 as char_end,
        k as raw_start, k + 4 as raw_end, substr(body, k::int + 1, 4) as quote, 'test' as rule, 'certain' as confidence, 'x' as name,
        'county' as level
    from texts, range(10) as f(k);
"""

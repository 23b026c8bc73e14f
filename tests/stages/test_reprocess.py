"""Reprocessing: what is stale is read again, the difference is told first, and the release is what one run by the new rules makes."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import warehouse
from flows.facts.records import Formula, Person
from flows.stages import compare, run, transform
from flows.stages.reprocess import KINDS, Choice, ChoiceError
from flows.stages.rules import Rules
from flows.text.documents import Refusal
from tests.stages.runs import ingest, recompute, tables

ARTICLE = (
    "{place}县疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要树牢“四个意识”，设置卡口{n}个，严格落实体温检测。\n"
)


@pytest.fixture()
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for day, place in enumerate(("宁城", "遂昌", "城固"), 3):
        (folder / f"{place}.txt").write_text(ARTICLE.format(place=place, day=day, n=day * 4), encoding="utf-8")
    line = {"text": ARTICLE.format(place="武宁", day=9, n=7), "published": "2020-03-01"}
    (folder / "feed.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    return folder


def _change_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on: rules that call everyone a citizen and know no formula."""
    read_facts = transform.read_facts

    def read(*arguments: Any) -> Any:
        read = read_facts(*arguments)
        return dataclasses.replace(read, articles=tuple(_without_formulas(article) for article in read.articles))

    monkeypatch.setattr(transform, "read_facts", read)
    monkeypatch.setattr(run, "current_rules", lambda: Rules("text two", "facts two"))


def _without_formulas(article: Any) -> Any:
    kept = [fact for fact in article.facts if not isinstance(fact, Formula)]
    facts = tuple(dataclasses.replace(fact, role="citizen") if isinstance(fact, Person) else fact for fact in kept)
    return dataclasses.replace(article, facts=facts)


def _without_files(found: dict[str, Any]) -> dict[str, Any]:
    """Records of files keep the rules that a run from the inbox judged them by."""
    return {name: rows for name, rows in found.items() if name != "ops.files"}


def query(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_nothing_is_stale_after_a_run(inbox: Path, tmp_path: Path) -> None:
    ingest(inbox, tmp_path / "data")
    ended = recompute(tmp_path / "data")
    assert (ended.record.outcome, ended.record.message) == ("nothing_new", "no document is stale")


def test_no_release_yet_is_nothing_to_do(tmp_path: Path) -> None:
    assert recompute(tmp_path / "data").record.outcome == "nothing_new"


def test_what_is_read_again_is_as_if_read_now(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    _change_rules(monkeypatch)
    told: list[str] = []
    ended = recompute(data, before_publishing=lambda run: bool(told.extend(run.notes) or True))
    assert ended.record.outcome == "published" and (ended.record.inputs, ended.record.loaded) == (4, 4)
    assert ended.difference is not None and ended.difference.documents_reread == 4
    kinds = {item.kind: item for item in ended.difference.kinds}
    assert kinds["people"][1:] == (4, 4, 0, 0, 4)
    assert kinds["formulas"][1:] == (4, 0, 0, 4, 0)
    assert kinds["figures"].changed == kinds["figures"].lost == kinds["figures"].gained == 0
    assert told[0] == "documents: 0 in, 0 out, 4 read again under other rules"
    assert any(line.split() == ["formulas", "4", "0", "0", "4", "0"] for line in told)
    assert query(data, "select kind, reason from ops.runs order by run_id") == [("ingest", None), ("reprocess", "a test")]
    ingest(inbox, tmp_path / "fresh")
    assert _without_files(tables(data)) == _without_files(tables(tmp_path / "fresh"))
    assert recompute(data).record.message == "no document is stale"
    assert ingest(inbox, data).record.outcome == "nothing_new"


def test_the_choice(inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    everything = Choice(everything=True)
    assert len(recompute(data, everything, lambda _: False).chosen) == 4
    assert len(recompute(data, everything._replace(since=date(2020, 2, 4)), lambda _: False).chosen) == 3
    assert len(recompute(data, everything._replace(since=date(2020, 2, 4), until=date(2020, 2, 9)), lambda _: False).chosen) == 2
    assert len(recompute(data, everything._replace(kind="jsonl"), lambda _: False).chosen) == 1
    assert len(recompute(data, everything._replace(kind="report"), lambda _: False).chosen) == 4
    assert recompute(data, everything._replace(kind="photo")).record.message == "no document is chosen"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("2020-2-1", None, None), "a day is written like 2020-02-10"),
        ((None, "gestern", None), "a day is written like"),
        (("2020-02-02", "2020-02-01", None), "no day lies between"),
        ((None, None, "poem"), "the kinds are report"),
    ],
)
def test_a_choice_that_cannot_be_is_one_line(given: tuple[str | None, str | None, str | None], says: str) -> None:
    with pytest.raises(ChoiceError, match=says) as caught:
        Choice.of(*given, everything=False)
    assert "\n" not in str(caught.value)
    assert Choice.of("2020-02-01", "2020-02-01", KINDS[0], True).since == date(2020, 2, 1)


def test_what_nobody_agrees_to_is_not_published(inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    before = (data / "current.duckdb").readlink()
    declined = recompute(data, Choice(everything=True), lambda _: False)
    assert declined.record.outcome == "nothing_new" and (data / "current.duckdb").readlink() == before
    assert not list((data / "candidates").iterdir())
    again = recompute(data, Choice(everything=True))
    assert all(shard.reused for shard in again.shards), "the same run later only has to publish"
    assert again.record.outcome == "published"


def test_a_document_whose_file_is_gone_stays_as_it_is(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    (inbox / "宁城.txt").unlink()
    (inbox / "遂昌.txt").write_text("他文", encoding="utf-8")
    monkeypatch.setattr(run, "current_rules", lambda: Rules("text two", "facts two"))
    ended = recompute(data)
    assert (ended.record.loaded, ended.record.inputs) == (2, 2)
    assert any(note.startswith("2 documents stay as they were") for note in ended.notes)
    assert query(data, "select count(*) filter (fact_rules = 'facts two'), count(*) from ops.versions") == [(2, 4)]
    assert ingest(inbox, data).record.gone == 1


def test_what_is_refused_now_is_refused_at_all_its_places(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    (inbox / "again.txt").write_bytes((inbox / "宁城.txt").read_bytes())
    ingest(inbox, data)
    read_document = transform.read_document

    def read(content: bytes, format: str) -> Any:
        if "宁城".encode() in content:
            raise Refusal("no_text", "planted")
        return read_document(content, format)

    monkeypatch.setattr(transform, "read_document", read)
    monkeypatch.setattr(run, "current_rules", lambda: Rules("text two", "facts two"))
    ended = recompute(data)
    record = ended.record
    assert (record.inputs, record.loaded, record.rejected) == (5, 3, 2)
    assert query(data, "select count(*) from raw.sightings where not gone and last_run_id = (select max(run_id) from ops.runs)") == [(3,)]
    assert query(data, "select parse_filename(path), reason from raw.rejects order by all") == [
        ("again.txt", "no_text"),
        ("宁城.txt", "no_text"),
    ]
    ingest(inbox, tmp_path / "fresh")
    assert _without_files(tables(data)) == _without_files(tables(tmp_path / "fresh"))
    assert ingest(inbox, data).record.outcome == "nothing_new"


def test_a_run_that_broke_off_goes_on(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    from flows.stages import reprocess

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reprocess, "fill_candidate", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        recompute(data, Choice(everything=True))
    ended = recompute(data, Choice(everything=True))
    assert ended.record.outcome == "published" and all(shard.reused for shard in ended.shards)


def test_two_releases_are_compared_fact_by_fact(inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(inbox, data)
    before = (data / "current.duckdb").resolve()
    (inbox / "宁城.txt").unlink()
    (inbox / "新.txt").write_text(ARTICLE.format(place="安图", day=8, n=33), encoding="utf-8")
    ingest(inbox, data)
    after = (data / "current.duckdb").resolve()
    difference = compare.compare(before, after)
    assert (difference.documents_in, difference.documents_out, difference.documents_reread, difference.same) == (1, 1, 0, False)
    figures = compare.facts(before, after, "figures", 10)
    assert [(item.change, json.loads(item.after or item.before or "{}")["value"]) for item in figures] == [("gained", 33.0), ("lost", 12.0)]
    told = [line.split()[0] for line in compare.lines(difference)]
    assert "figures" in told and told[-1] == "all"
    with pytest.raises(warehouse.WarehouseError, match="the kinds are"):
        compare.facts(before, after, "poems", 1)


def test_a_release_of_an_older_shape_is_compared_too(tmp_path: Path, inbox: Path) -> None:
    """Columns that it lacks are null in it, so what a migration brought counts as a change where it says something."""
    data = tmp_path / "data"
    ingest(inbox, data)
    older = tmp_path / "older.duckdb"
    older.write_bytes((data / "current.duckdb").read_bytes())
    with warehouse.connect(older) as connection:
        connection.execute("drop view if exists mart.measure_timeline; alter table facts.measures drop column frequency")
    assert compare.compare(older, data / "current.duckdb").same
    newer = tmp_path / "newer.duckdb"
    newer.write_bytes((data / "current.duckdb").read_bytes())
    with warehouse.connect(newer) as connection:
        connection.execute(
            "update facts.measures set frequency = '每天2次' where article_id = (select min(article_id) from facts.measures)"
        )
    changed = {item.kind: item.changed for item in compare.compare(older, newer).kinds if item.changed}
    assert set(changed) == {"measures"}

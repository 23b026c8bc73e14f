"""The whole way from an inbox to a release, on real Prefect, DuckDB and Great Expectations."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from flows import warehouse
from flows.releases import Releases
from flows.stages import journal
from flows.stages.run import HeldBackError
from tests.benchmarks.releases import evidence, random_facts, spells, stands_in_its_file
from tests.conftest import SAMPLES, Publish

pytestmark = pytest.mark.whole

ARTICLE = (
    "{place}疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个，严格落实体温检测。\n"
)


def query(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def one(data: Path, sql: str) -> Any:
    return query(data, sql)[0][0]


@pytest.fixture()
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for day, place in enumerate(("宁城", "遂昌", "城固"), 3):
        (folder / f"{place}.txt").write_text(ARTICLE.format(place=place, day=day, n=day * 4), encoding="utf-8")
    return folder


def test_the_samples_fill_every_table_of_the_contract(released: Path) -> None:
    with warehouse.connect(released / "current.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name not in ('ops')"
        ).fetchall()
        empty = [name for (name,) in tables if not connection.execute(f"select exists(from {name})").fetchone()[0]]
        views = [name for (name,) in connection.execute("select view_name from duckdb_views() where schema_name = 'mart'").fetchall()]
        for view in views:
            connection.execute(f"select * from mart.{view}").fetchall()
    assert len(tables) > 20
    assert empty == ["raw.rejects"]
    contract = {"events", "daily_activity", "official_itinerary", "official_positions", "measure_timeline", "measure_coverage"}
    contract |= {"donation_totals", "figure_book", "directive_book", "formula_spread", "source_quality", "duplicates"}
    assert contract | {"fact_evidence", "pipeline_health"} <= set(views)


def test_spans_hold(released: Path) -> None:
    """Both promises, checked here without the audit's help."""
    with warehouse.connect(released / "current.duckdb", read_only=True) as connection:
        tables = [row[0] for row in connection.execute("select table_name from duckdb_tables() where schema_name = 'facts'").fetchall()]
        for table in tables:
            rows = connection.execute(
                f"""
                select articles.body, raw_text, f.char_start, f.char_end, f.raw_start, f.raw_end, f.quote
                from facts.{table} f join core.articles as articles using (article_id) join raw.documents using (document_id)
                """
            ).fetchall()
            for body, raw, start, end, raw_start, raw_end, quote in rows:
                assert quote and (start is None or body[start:end] == quote)
                assert 0 <= raw_start < raw_end <= len(raw)


def test_nothing_new_leaves_the_release_alone(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    first = publish(inbox, tmp_path / "data")
    current = tmp_path / "data" / "current.duckdb"
    before = (current.readlink(), current.stat().st_mtime_ns, hashlib.sha256(current.read_bytes()).hexdigest())
    second = publish(inbox, tmp_path / "data")
    assert (first.record.outcome, second.record.outcome) == ("published", "nothing_new")
    assert (second.record.inputs, second.record.unchanged) == (3, 3)
    assert before == (current.readlink(), current.stat().st_mtime_ns, hashlib.sha256(current.read_bytes()).hexdigest())


def test_touched_files_make_no_release(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    publish(inbox, tmp_path / "data")
    for path in inbox.iterdir():
        path.touch()
    assert publish(inbox, tmp_path / "data").record.outcome == "nothing_new"


def test_the_same_words_at_two_places_are_one_document(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    shutil.copy(inbox / "宁城.txt", inbox / "again.txt")
    run = publish(inbox, tmp_path / "data")
    assert (run.record.inputs, run.record.loaded) == (4, 4)
    assert one(tmp_path / "data", "select count(*) from raw.documents") == 3
    assert one(tmp_path / "data", "select count(*) from raw.sightings") == 4


def test_a_changed_file_replaces_its_document(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    publish(inbox, data)
    (inbox / "宁城.txt").write_text(ARTICLE.format(place="宁城", day=9, n=99), encoding="utf-8")
    run = publish(inbox, data)
    assert (run.record.loaded, run.record.unchanged) == (1, 2)
    assert one(data, "select count(*) from core.documents") == 3
    assert one(data, "select count(*) from facts.figures where value = 12") == 0
    assert one(data, "select count(*) from facts.figures where value = 99") == 1


def test_a_vanished_file_goes_and_comes_back(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    publish(inbox, data)
    everything = query(data, "select article_id, body from core.articles order by all")
    (inbox / "遂昌.txt").rename(tmp_path / "kept.txt")
    assert publish(inbox, data).record.gone == 1
    assert one(data, "select count(*) from core.documents") == 2
    assert one(data, "select count(*) from raw.sightings where gone") == 1
    (tmp_path / "kept.txt").rename(inbox / "遂昌.txt")
    publish(inbox, data)
    assert query(data, "select article_id, body from core.articles order by all") == everything


def test_a_grown_feed_costs_its_new_lines(publish: Publish, tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    lines = [json.dumps({"text": ARTICLE.format(place="城固", day=day, n=day)}, ensure_ascii=False) for day in range(1, 9)]
    (inbox / "feed.jsonl").write_text("\n".join(lines[:5]), encoding="utf-8")
    assert publish(inbox, data).record.loaded == 5
    (inbox / "feed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = publish(inbox, data)
    assert (run.record.inputs, run.record.loaded, run.record.unchanged) == (8, 3, 5)


def test_bad_inputs_are_refused_with_reasons(publish: Publish, tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    shutil.copytree(SAMPLES / "bad", inbox)
    (inbox / "long.txt").write_bytes(b"x" * 21_000_000)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "good.txt").write_text(ARTICLE.format(place="宁城", day=3, n=12), encoding="utf-8")
    run = publish(inbox, data)
    assert run.record.outcome == "published"
    assert "bug" not in {reject.reason for reject in run.intake.rejects}
    reasons = dict(query(data, "select parse_filename(path) || coalesce(':' || line, ''), reason from raw.rejects"))
    expected = {"empty.txt": "empty", "nuls.txt": "not_text", "photo.txt": "not_text", "long.txt": "too_large", "loop": "linked_folder"}
    assert expected.items() <= reasons.items()
    assert one(data, "select count(*) from core.documents where file_name = 'good.txt'") == 1
    record = query(data, "select inputs, loaded, unchanged, rejected from ops.runs")[0]
    assert record[0] == sum(record[1:]) and record[3] == len(reasons)
    assert publish(inbox, data).record.outcome == "nothing_new", "refusals that stand are no news"


def test_a_bug_costs_its_document_and_is_loud(publish: Publish, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import transform

    read = transform.read_document

    def broken(content: bytes, format: str) -> Any:
        if "遂昌".encode() in content:
            raise ZeroDivisionError("planted")
        return read(content, format)

    monkeypatch.setattr(transform, "read_document", broken)
    run = publish(inbox, tmp_path / "data")
    assert [(r.reason, "ZeroDivisionError" in r.detail) for r in run.intake.rejects] == [("bug", True)]
    assert [check.name for check in run.checks if not check.success] == ["no_document_met_a_bug"]


def test_an_emptied_inbox_is_held_back(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    publish(inbox, data)
    before = (data / "current.duckdb").readlink()
    for path in inbox.iterdir():
        path.unlink()
    with pytest.raises(HeldBackError, match="documents_do_not_vanish"):
        publish(inbox, data)
    assert (data / "current.duckdb").readlink() == before
    assert len(list((data / "held").glob("*.duckdb"))) == 1
    assert [record.outcome for record in journal.read_all(data / "runs")] == ["published", "held"]
    (inbox / "遂昌.txt").write_text(ARTICLE.format(place="遂昌", day=4, n=16), encoding="utf-8")
    (inbox / "城固.txt").write_text(ARTICLE.format(place="城固", day=5, n=20), encoding="utf-8")
    assert publish(inbox, data).record.outcome == "published"
    assert query(data, "select outcome from ops.runs order by run_id") == [("published",), ("held",), ("published",)]


def test_a_broken_run_loses_nothing(publish: Publish, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import run as stages

    data = tmp_path / "data"

    def cut(*_: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stages, "mark_duplicates", cut)
        with pytest.raises(BaseException):  # noqa: B017 - what a flow makes of an interrupt is Prefect's business
            publish(inbox, data)
    assert not (data / "current.duckdb").exists()
    run = publish(inbox, data)
    assert run.record.outcome == "published" and run.record.loaded == 3
    assert all(shard.reused for shard in run.shards), "finished shards are used again"


def test_releases_are_kept_and_rolled_back(publish: Publish, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANYI_KEEP_RELEASES", "3")
    data = tmp_path / "data"
    for day in range(1, 6):
        (inbox / f"{day}.txt").write_text(ARTICLE.format(place="宁城", day=day, n=day), encoding="utf-8")
        publish(inbox, data)
    releases = Releases(data)
    assert len(releases.list()) == 3
    assert one(data, "select count(*) from core.documents") == 8
    releases.rollback()
    assert one(data, "select count(*) from core.documents") == 7
    (inbox / "6.txt").write_text(ARTICLE.format(place="宁城", day=6, n=6), encoding="utf-8")
    publish(inbox, data)
    assert one(data, "select count(*) from core.documents") == 9, "the next run goes on from what readers see, and loses nothing"


def _read_in_a_loop(current: str, stop: Any, results: Any) -> None:
    opened = 0
    try:
        while not stop.is_set():
            with warehouse.connect(Path(current), read_only=True) as connection:
                documents, articles = connection.execute(
                    "select (select count(*) from core.documents), (select count(distinct document_id) from core.articles)"
                ).fetchone() or (0, 1)
                assert documents == articles, "half a release"
            opened += 1
        results.put(opened)
    except BaseException as error:
        results.put(f"{type(error).__name__}: {error}")


def test_readers_see_only_whole_releases(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    publish(inbox, data)
    context = get_context("spawn")
    stop, results = context.Event(), context.Queue()
    reader = context.Process(target=_read_in_a_loop, args=(str(data / "current.duckdb"), stop, results))
    reader.start()
    try:
        for day in range(1, 6):
            (inbox / f"{day}.txt").write_text(ARTICLE.format(place="城固", day=day, n=day), encoding="utf-8")
            publish(inbox, data)
    finally:
        stop.set()
    opened = results.get(timeout=60)
    reader.join(timeout=60)
    assert isinstance(opened, int) and opened > 5, opened


def test_processes_and_one_process_give_the_same_tables(
    publish: Publish, released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANYI_EXECUTOR", "processes")
    monkeypatch.setenv("ZHANYI_BATCH_DOCUMENTS", "3")
    publish(SAMPLES / "inbox", tmp_path)
    for table in ("core.documents", "core.articles", "core.sentences", "facts.people", "facts.measures", "facts.activity_venues"):
        assert query(tmp_path, f"from {table} order by all") == query(released, f"from {table} order by all"), table


def test_prefect_shows_the_stages_and_keeps_chinese(publish: Publish, inbox: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    (inbox / "坏.txt").write_bytes(b"\0" * 100)
    publish(inbox, tmp_path / "data")
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)[0]
        tasks = {task.name for task in client.read_task_runs() if task.flow_run_id == flow_run.id}
        artifacts = [artifact for artifact in client.read_artifacts() if artifact.flow_run_id == flow_run.id]
    assert tasks == {"discover", "transform", "batch 1 of 1, 4 documents", "load", "audit", "publish"}
    assert flow_run.name.endswith(": published, 3 of 4 new")
    report = next(artifact.data for artifact in artifacts if artifact.key == "run-report")
    assert "坏.txt" in report and "not_text" in report


@pytest.fixture()
def zhanyi(tmp_path: Path) -> Iterator[Any]:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("zhanyi")), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)

    yield call


def test_the_command_by_itself(zhanyi: Any, inbox: Path, tmp_path: Path) -> None:
    """With no server configured, from another directory: the run starts what it needs, and stops it again."""
    ran = zhanyi("run", str(inbox), "--data", "relative")
    assert ran.returncode == 0, ran.stderr
    assert "published a release" in ran.stdout and "Traceback" not in ran.stderr
    assert (tmp_path / "relative" / "current.duckdb").exists()
    asked = zhanyi("query", "select count(*) as n from core.documents", "--data", "relative", "--json")
    assert json.loads(asked.stdout) == [{"n": 3}]
    assert zhanyi("tour", "--data", "relative").returncode == 0
    assert "published" in zhanyi("status", "--data", "relative").stdout
    assert "3 unchanged" in zhanyi("plan", str(inbox), "--data", "relative").stdout


def test_exit_codes_of_runs_that_publish_nothing(zhanyi: Any, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing").mkdir()
    empty = zhanyi("run", "nothing", "--data", "data")
    assert empty.returncode == 4 and "holds no articles" in empty.stderr
    assert zhanyi("run", str(inbox), "--data", "data").returncode == 0
    (inbox / "宁城.txt").unlink()
    monkeypatch.setenv("ZHANYI_MAX_LOST_SHARE", "0")
    held = zhanyi("run", str(inbox), "--data", "data")
    assert held.returncode == 3 and "documents_do_not_vanish" in held.stdout and "Traceback" not in held.stderr


def test_a_tour_told_twice_is_one_event(released: Path) -> None:
    assert query(released, "select date::varchar, leads, articles from mart.events where list_contains(leads, '齐怀瑾')") == [
        ("2020-02-13", ["齐怀瑾"], 2)
    ]


def test_namesakes_in_different_counties_stay_apart(released: Path) -> None:
    officials = query(released, "select distinct official_id from mart.official_positions where name = '周建平' order by all")
    assert officials == [("周建平@220523",), ("周建平@331125",), ("周建平@331127",)]


def test_every_sample_is_read_without_a_bug(released: Path) -> None:
    assert query(released, "select path, detail from raw.rejects where reason = 'bug'") == []
    assert one(released, "select count(*) from core.documents") == 20


def test_the_tables_go_out_with_a_dictionary(zhanyi: Any, released: Path, tmp_path: Path) -> None:
    for form in ("parquet", "csv"):
        ended = zhanyi("export", "--tables", form, "--format", form, "--data", str(released))
        assert ended.returncode == 0, ended.stderr
        folder = tmp_path / form
        events = query(released, "select count(*) from mart.events")
        with warehouse.in_memory() as connection:
            assert connection.execute(f"select count(*) from '{folder / f'mart.events.{form}'}'").fetchall() == events
            silent = connection.execute(f"from read_csv('{folder / 'dictionary.csv'}', header = true) where meaning is null").fetchall()
        assert silent == []
        told = (folder / "README.md").read_text(encoding="utf-8")
        assert "To cite these tables" in told and all(
            f"## {path.stem}" in told for path in folder.glob(f"*.{form}") if path.stem != "dictionary"
        )
    again = zhanyi("export", "--tables", "csv", "--data", str(released))
    assert again.returncode == 2 and "is not empty" in again.stderr


def test_every_fact_of_the_samples_stands_in_its_file(released: Path) -> None:
    with warehouse.connect(released / "current.duckdb", read_only=True) as connection:
        for fact in random_facts(connection, 1000, 1):
            row = evidence(connection, fact)
            assert stands_in_its_file(row), row
            place = [row["document_id"], row["raw_end"], row["raw_start"]]
            mended = "select 1 from core.repairs where document_id = ? and raw_start < ? and raw_end > ? limit 1"
            assert spells(row["raw_quote"], row["quote"]) or connection.execute(mended, place).fetchone(), row


def test_reprocessing_by_itself(zhanyi: Any, inbox: Path, tmp_path: Path) -> None:
    assert zhanyi("run", str(inbox), "--data", "data").returncode == 0
    none = zhanyi("reprocess", "--data", "data")
    assert none.returncode == 0 and "no document is stale" in none.stdout, none.stderr
    asked = zhanyi("reprocess", "--data", "data", "--all", "--since", "2020-02-04")
    assert asked.returncode == 2 and "--yes publishes it" in asked.stderr and "2 read again" not in asked.stderr
    done = zhanyi("reprocess", "--data", "data", "--all", "--since", "2020-02-04", "--reason", "a test", "--yes")
    assert done.returncode == 0 and "published a release" in done.stdout and "facts: none gained, lost or changed" in done.stdout, (
        done.stderr
    )
    assert (
        one(tmp_path / "data", "select concat_ws(' ', kind, reason, loaded) from ops.runs order by run_id desc limit 1")
        == "reprocess a test 2"
    )
    listed = zhanyi("releases", "--data", "data").stdout
    assert "reprocess: a test" in listed and listed.count("ingest") == 1
    assert "0 in, 0 out" in zhanyi("diff", "previous", "current", "--data", "data").stdout
    assert zhanyi("rollback", "--to", "previous", "--data", "data").returncode == 0

"""A lake holds what the release holds: its tables, views and macros; publishers take turns, and readers see whole releases only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import lake, warehouse
from flows.lake import Lake
from flows.settings import SettingsError, load
from flows.warehouse import WarehouseError
from tests.conftest import ROOT, SAMPLES
from tests.scale.test_executors import ended

SQL = ROOT / "sql"


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Releases of the first twelve samples, and then of all but the first two: documents came, went and stayed."""
    data, inbox = tmp_path_factory.mktemp("lake"), tmp_path_factory.mktemp("inbox")
    files = sorted(path for path in (SAMPLES / "inbox").rglob("*") if path.is_file())
    for path in files[:12]:
        (inbox / path.name).write_bytes(path.read_bytes())
    first = ended(load(data=data, executor="inline"), inbox)
    for path in files[12:]:
        (inbox / path.name).write_bytes(path.read_bytes())
    for path in files[:2]:
        (inbox / path.name).unlink()
    second = ended(load(data=data, executor="inline"), inbox)
    return tuple(data / "releases" / f"{run.run_id}.duckdb" for run in (first, second))  # type: ignore[return-value]


@pytest.fixture()
def place(postgres: Callable[[str], str], tmp_path: Path, request: pytest.FixtureRequest) -> Lake:
    pytest.importorskip("duckdb_extension_ducklake", reason="the extra [lake] is not installed")
    return Lake(postgres(request.node.name.split("[")[0]), str(tmp_path / "lake"))


def rows(connection: Any, catalogue: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table and view of the release that a connection reads."""
    names = connection.execute(
        """
        select schema_name || '.' || table_name from duckdb_tables() where database_name = $name
        union all
        select schema_name || '.' || view_name from duckdb_views() where database_name = $name and schema_name = 'mart'
        order by all
        """,
        {"name": catalogue},
    ).fetchall()
    return {name: sorted(connection.execute(f"from {name}").fetchall(), key=repr) for (name,) in names}


def of_release(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with warehouse.connect(path, read_only=True) as connection:
        return rows(connection, path.stem)


def of_lake(place: Lake, snapshot: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    with lake.connect(place, snapshot) as connection:
        return rows(connection, "lake")


@pytest.mark.whole
def test_a_lake_holds_what_the_release_holds(two_releases: tuple[Path, Path], place: Lake) -> None:
    first, second = two_releases
    one = lake.publish(first, place, SQL)
    assert of_lake(place) == of_release(first)
    two = lake.publish(second, place, SQL)
    assert of_lake(place) == of_release(second)
    assert two.removed and two.added < one.added, "what stayed is not written again"
    assert of_lake(place, one.snapshot)["core.articles"] == of_release(first)["core.articles"], "earlier releases can still be read"
    same = lake.publish(second, place, SQL)
    assert (same.removed, same.added) == (0, 0)
    lake.publish(first, place, SQL)
    assert of_lake(place) == of_release(first), "a rollback can be published too"


def test_comments_and_macros_are_there(two_releases: tuple[Path, Path], place: Lake) -> None:
    lake.publish(two_releases[0], place, SQL)
    with lake.connect(place) as connection, warehouse.connect(two_releases[0], read_only=True) as release:
        query = """
            select schema_name, table_name, column_name, comment from duckdb_columns()
            where schema_name in ('raw', 'core', 'facts', 'ops', 'ref') and database_name = $name
                and table_name in (select table_name from duckdb_tables()) order by all
        """
        meanings = release.execute(query, {"name": two_releases[0].stem}).fetchall()
        assert connection.execute(query, {"name": "lake"}).fetchall() == meanings
        found = "select article_id from search('检查') order by all"
        assert connection.execute(found).fetchall() == release.execute(found).fetchall() != []


def test_nobody_writes_to_a_lake_that_is_read(two_releases: tuple[Path, Path], place: Lake) -> None:
    lake.publish(two_releases[0], place, SQL)
    with lake.connect(place) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute("delete from facts.people")


@pytest.mark.whole
def test_a_publication_that_fails_leaves_nothing(two_releases: tuple[Path, Path], place: Lake, tmp_path: Path) -> None:
    lake.publish(two_releases[0], place, SQL)
    before = of_lake(place)
    (tmp_path / "sql" / "macros").mkdir(parents=True)
    (tmp_path / "sql" / "marts").mkdir()
    (tmp_path / "sql" / "marts" / "01_broken.sql").write_text(
        "create or replace view mart.broken as select no_such_column from core.articles"
    )
    with pytest.raises(WarehouseError, match=r"01_broken\.sql failed"):
        lake.publish(two_releases[1], place, tmp_path / "sql")
    assert of_lake(place) == before


@pytest.mark.whole
def test_a_table_of_another_shape_is_made_anew(two_releases: tuple[Path, Path], place: Lake) -> None:
    lake.publish(two_releases[0], place, SQL)
    with warehouse.in_memory() as connection:
        lake._attach(connection, place, f"data_path '{place.data}'")
        connection.execute("alter table lake.facts.people drop column confidence")
    lake.publish(two_releases[0], place, SQL)
    assert of_lake(place) == of_release(two_releases[0])


@pytest.mark.whole
def test_two_publishers_and_a_reader_at_once(two_releases: tuple[Path, Path], place: Lake) -> None:
    lake.publish(two_releases[0], place, SQL)
    whole = [of_release(path)["facts.people"] for path in two_releases]
    errors: list[BaseException] = []
    publishing = threading.Event()

    def publisher(order: tuple[int, ...]) -> None:
        try:
            for number in order:
                lake.publish(two_releases[number], place, SQL)
        except BaseException as error:
            errors.append(error)

    def reader() -> None:
        try:
            while not publishing.is_set():
                with lake.connect(place) as connection:
                    connection.execute("begin transaction")
                    people = sorted(connection.execute("from facts.people").fetchall(), key=repr)
                    strangers = connection.execute(
                        "select count(*) from facts.people anti join core.articles using (article_id)"
                    ).fetchone()
                    assert people in whole and strangers == (0,), "a reader sees one whole release"
        except BaseException as error:
            errors.append(error)

    publishers = [threading.Thread(target=publisher, args=(order,)) for order in ((0, 1), (1, 0))]
    watching = threading.Thread(target=reader)
    for thread in (watching, *publishers):
        thread.start()
    for thread in publishers:
        thread.join(timeout=120)
    publishing.set()
    watching.join(timeout=60)
    assert not errors, errors
    lake.publish(two_releases[1], place, SQL)
    assert of_lake(place) == of_release(two_releases[1])


def test_a_run_publishes_to_the_lake_that_is_set(place: Lake, tmp_path: Path) -> None:
    run = ended(load(data=tmp_path / "data", executor="inline", lake=place.catalogue, lake_data=place.data))
    assert [note.split(",")[0] for note in run.notes] == ["lake: snapshot 1"]
    assert of_lake(place)["core.articles"] == of_release(tmp_path / "data" / "releases" / f"{run.run_id}.duckdb")["core.articles"]


def test_a_lake_that_cannot_be_reached_does_not_undo_the_release(tmp_path: Path) -> None:
    pytest.importorskip("duckdb_extension_ducklake", reason="the extra [lake] is not installed")
    run = ended(load(data=tmp_path, executor="inline", lake="postgres:host=127.0.0.1 port=1 dbname=none", lake_data=str(tmp_path / "lake")))
    assert run.record.release == run.run_id and "NOT in the lake" in run.notes[0] and "\n" not in run.notes[0]


def test_half_a_lake_is_a_mistake(tmp_path: Path) -> None:
    assert lake.of(load(data=tmp_path)) is None
    with pytest.raises(SettingsError, match="lake_data"):
        lake.of(load(data=tmp_path, lake="postgres:dbname=x"))
    with pytest.raises(SettingsError, match="'lake'"):
        load(data=tmp_path, lake="sqlite:x")

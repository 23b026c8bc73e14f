"""Migrations, connections and views: what the warehouse promises to every stage and to users."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows import warehouse
from flows.warehouse import WarehouseError

SQL = Path(__file__).parents[1] / "sql"
FIRST = "create schema ops; create table ops.migrations (number integer, name varchar, sha256 varchar, applied_at timestamp);"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Two migrations that are right."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    (folder / "0002_second.sql").write_text("create table ops.second (n integer); insert into ops.second values (1);")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A warehouse with the real shape and views, and no rows."""
    path = tmp_path / "warehouse.duckdb"
    with warehouse.connect(path) as connection:
        warehouse.migrate(connection, SQL / "migrations")
        warehouse.apply_views(connection, SQL)
    return path


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}


def test_migrations_are_applied_once_and_recorded(migrations: Path) -> None:
    with warehouse.in_memory() as connection:
        assert warehouse.migrate(connection, migrations) == ["0001_first", "0002_second"]
        assert warehouse.migrate(connection, migrations) == []
        assert connection.execute("select number, name from ops.migrations order by 1").fetchall() == [
            (1, "0001_first"),
            (2, "0002_second"),
        ]
        assert connection.execute("select n from ops.second").fetchall() == [(1,)]


def test_a_later_migration_is_applied_to_an_old_database(migrations: Path) -> None:
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, migrations)
        (migrations / "0003_third.sql").write_text("alter table ops.second add column note varchar")
        assert warehouse.migrate(connection, migrations) == ["0003_third"]


def test_a_gap_is_refused(migrations: Path) -> None:
    (migrations / "0004_fourth.sql").write_text("select 1")
    with warehouse.in_memory() as connection, pytest.raises(WarehouseError, match="gap"):
        warehouse.migrate(connection, migrations)


def test_a_number_used_twice_is_refused(migrations: Path) -> None:
    (migrations / "2_again.sql").write_text("select 1")
    with warehouse.in_memory() as connection, pytest.raises(WarehouseError, match="same number"):
        warehouse.migrate(connection, migrations)


def test_a_file_without_a_number_is_refused(migrations: Path) -> None:
    (migrations / "extra.sql").write_text("select 1")
    with warehouse.in_memory() as connection, pytest.raises(WarehouseError, match=r"extra\.sql"):
        warehouse.migrate(connection, migrations)


def test_a_changed_migration_is_refused(migrations: Path) -> None:
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, migrations)
        (migrations / "0002_second.sql").write_text("create table ops.second (n bigint)")
        with pytest.raises(WarehouseError, match="0002_second was changed"):
            warehouse.migrate(connection, migrations)


def test_a_database_of_a_newer_program_is_refused(migrations: Path) -> None:
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, migrations)
        (migrations / "0002_second.sql").unlink()
        with pytest.raises(WarehouseError, match="newer"):
            warehouse.migrate(connection, migrations)


def test_a_failing_migration_leaves_nothing_behind(migrations: Path) -> None:
    (migrations / "0003_third.sql").write_text("create table ops.third (n integer); select nonsense;")
    with warehouse.in_memory() as connection:
        with pytest.raises(WarehouseError, match="0003_third failed"):
            warehouse.migrate(connection, migrations)
        assert _tables(connection) == {"migrations", "second"}
        assert connection.execute("select max(number) from ops.migrations").fetchone() == (2,)


def test_shapes_are_those_of_the_tables() -> None:
    shapes = warehouse.shapes(SQL / "migrations")
    assert shapes["facts.donations"].field("amount_cny").type == pa.decimal128(18, 2)
    assert shapes["core.sentences"].field("tokens").type == pa.list_(pa.string())
    assert shapes["facts.people"].names[:3] == ["fact_id", "article_id", "name"]
    assert shapes["facts.people"].names[-7:] == ["char_start", "char_end", "raw_start", "raw_end", "quote", "rule", "confidence"]
    assert not any(name.startswith("mart.") for name in shapes)


def test_every_kind_of_fact_has_the_common_columns() -> None:
    common = {"fact_id", "article_id", "char_start", "char_end", "raw_start", "raw_end", "quote", "rule", "confidence"}
    for name, shape in warehouse.shapes(SQL / "migrations").items():
        assert not name.startswith("facts.") or common <= set(shape.names), name


def test_views_that_lost_their_file_are_dropped(tmp_path: Path) -> None:
    sql = shutil.copytree(SQL, tmp_path / "sql")
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, sql / "migrations")
        first = warehouse.apply_views(connection, sql)
        (sql / "marts" / "14_duplicates.sql").unlink()
        assert set(first) - set(warehouse.apply_views(connection, sql)) == {"duplicates"}
        with pytest.raises(duckdb.CatalogException):
            connection.execute("from mart.duplicates")


def test_a_failing_view_changes_nothing(tmp_path: Path) -> None:
    sql = shutil.copytree(SQL, tmp_path / "sql")
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, sql / "migrations")
        warehouse.apply_views(connection, sql)
        (sql / "marts" / "14_duplicates.sql").write_text("create or replace view mart.duplicates as select nonsense")
        with pytest.raises(WarehouseError, match=r"14_duplicates\.sql failed"):
            warehouse.apply_views(connection, sql)
        connection.execute("from mart.duplicates")


def test_views_need_no_extension(database: Path) -> None:
    with warehouse.connect(database, read_only=True) as connection:
        for (name,) in connection.execute("select view_name from duckdb_views() where schema_name = 'mart'").fetchall():
            connection.execute(f'from mart."{name}"').fetchall()
        loaded = {row[0] for row in connection.execute("select extension_name from duckdb_extensions() where loaded").fetchall()}
        assert loaded <= {"core_functions", "icu", "json", "parquet"}


def test_reference_tables_are_filled_once(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "measures.csv").write_text(
        "# Measures, reviewed.\n# All of them.\ncode,name_zh,name_en,oxcgrt,who_phsm,coronanet,triggers\n"
        'AA01,测温,"Checks, temperature","H2; H3",,x,a;b\n'
    )
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, SQL / "migrations")
        divisions = "select '990000' as code, '甲省' as name, 'province' as level, null::varchar as parent, date '2016-07-31' as first_seen"
        connection.execute(f"copy ({divisions}, date '2023-06-30' as last_seen) to '{folder / 'divisions.parquet'}' (format parquet)")
        assert warehouse.load_reference(connection, folder) == ["ref.divisions", "ref.measures"]
        assert warehouse.load_reference(connection, folder) == []
        measures = connection.execute("from ref.measures").fetchall()
        assert measures == [("AA01", "测温", "Checks, temperature", "H2; H3", None, "x")]
        (folder / "measures.csv").write_text("code,name_zh,name_en,oxcgrt,who_phsm,coronanet\nAA01,测体温,b,,,\n")
        assert warehouse.load_reference(connection, folder) == ["ref.measures"]
        (folder / "measures.csv").unlink()
        with pytest.raises(WarehouseError, match=r"ref\.measures"):
            warehouse.load_reference(connection, folder)


@pytest.mark.parametrize(
    "query",
    [
        "create table core.extra (n integer)",
        "insert into ops.migrations values (9, 'x', 'x', null)",
        "delete from core.articles",
        "create temp table t as from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "from read_text('/etc/passwd')",
        "from glob('/*')",
        "attach ':memory:' as other",
        "attach '{folder}/other.duckdb' as other (read_only)",
        "copy (select 1) to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset lock_configuration",
        "install fts",
        "load '{folder}/x.duckdb_extension'",
        "from secret",
    ],
)
def test_a_locked_connection_only_reads(database: Path, query: str) -> None:
    secret = pa.table({"n": [1]})
    assert secret.num_rows == 1
    shutil.copyfile(database, database.with_name("other.duckdb"))
    with warehouse.connect(database, locked=True) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(folder=database.parent))
    assert {path.name for path in database.parent.iterdir()} == {"warehouse.duckdb", "other.duckdb"}


def test_a_missing_database_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no database"), warehouse.connect(tmp_path / "none.duckdb", read_only=True):
        pass
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_a_message(tmp_path: Path) -> None:
    path = tmp_path / "text.duckdb"
    path.write_text("no database " * 1000)
    with pytest.raises(WarehouseError, match="cannot open") as caught, warehouse.connect(path, read_only=True):
        pass
    assert "\n" not in str(caught.value)


def test_a_transaction_is_all_or_nothing(database: Path) -> None:
    with warehouse.connect(database) as connection:
        with pytest.raises(ZeroDivisionError), warehouse.transaction(connection):
            connection.execute("insert into ref.measures values ('A', 'a', 'a', null, null, null)")
            raise ZeroDivisionError
        assert connection.execute("select count(*) from ref.measures").fetchone() == (0,)

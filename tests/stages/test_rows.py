"""Rows, identifiers and the agreement of code and stored shape."""

from __future__ import annotations

import datetime as dt

from flows import warehouse
from flows.facts.mentions import Window
from flows.facts.reader import read_facts
from flows.stages.rows import TABLE_OF, FactIds, document_rows
from flows.text.reader import read_document
from tests.conftest import ROOT, SAMPLES

SHAPES = warehouse.shapes(ROOT / "sql" / "migrations")
WINDOW = Window(dt.date(2019, 12, 1), dt.date(2020, 12, 31))


def rows_of(content: bytes) -> dict[str, list[dict[str, object]]]:
    document = read_document(content, "txt")
    return document_rows(document, read_facts(document, WINDOW), document_id="d", file_name="d.txt")


def test_identifiers_depend_on_what_is_said_not_on_where() -> None:
    ids, others, elsewhere = FactIds("d"), FactIds("d"), FactIds("e")
    first, second = ids.next("people", "周文康"), ids.next("people", "周文康")
    assert first != second
    others.next("people", "司马远"), others.next("places", "周文康")
    assert [others.next("people", "周文康"), others.next("people", "周文康")] == [first, second]
    assert elsewhere.next("people", "周文康") != first


def test_every_value_has_a_column_and_every_column_a_value() -> None:
    """Arrow leaves out what the shape does not name, without a word; so the names are compared here."""
    late = {"raw.documents", "ops.fingerprints", "ops.versions"}
    seen = set()
    for path in sorted((SAMPLES / "inbox").glob("*.txt")):
        for table, rows in rows_of(path.read_bytes()).items():
            seen.add(table)
            for row in rows:
                missing = set(SHAPES[table].names) - set(row)
                assert missing <= ({"tokens"} if table == "core.sentences" else set()), (table, missing)
                assert not set(row) - set(SHAPES[table].names), table
    assert seen >= {f"facts.{name}" for name in TABLE_OF.values()} and not seen & late


def test_an_agencys_day_is_that_of_publication() -> None:
    page = "某县多举措助力就业\n新华社某地2月17日电（记者 周明）某县2月16日新增岗位300个，解决外出务工人员的就业问题。\n"
    assert rows_of(page.encode())["core.documents"][0]["published_on"] == dt.date(2020, 2, 17)
    without = page.replace("新华社某地2月17日电（记者 周明）", "")
    assert rows_of(without.encode())["core.documents"][0]["published_on"] is None


def test_rows_are_the_same_every_time() -> None:
    content = (SAMPLES / "inbox" / "dazhou-roundup.txt").read_bytes()
    assert rows_of(content) == rows_of(content)

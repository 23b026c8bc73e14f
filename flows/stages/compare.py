"""What differs between two releases: documents that came and went, and facts gained, lost and changed, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows import warehouse
from flows.stages.load import FACT_TABLES
from flows.warehouse import WarehouseError

KINDS = tuple(name.removeprefix("facts.") for name in (*FACT_TABLES, "facts.activity_people", "facts.activity_venues"))
# Where a fact stands and which rule read it may change without changing what the row says.
_NOT_SAID = {"fact_id", "article_id", "activity_id", "char_start", "char_end", "raw_start", "raw_end", "rule"}


class KindDifference(NamedTuple):
    """Facts of one kind: how many before and after, and how many are gained, lost, and changed in what they say."""

    kind: str
    before: int
    after: int
    gained: int
    lost: int
    changed: int


class Difference(NamedTuple):
    """Documents that came in, went out and were read anew by other rules; then the facts, kind by kind."""

    documents_in: int
    documents_out: int
    documents_reread: int
    kinds: tuple[KindDifference, ...]

    @property
    def same(self) -> bool:
        """Whether no document and no fact differs."""
        facts = any(item.gained or item.lost or item.changed for item in self.kinds)
        return not (facts or self.documents_in or self.documents_out)


class FactDifference(NamedTuple):
    """One fact that differs: `change` is gained, lost or changed; `before` and `after` are what the row says, as JSON objects."""

    change: str
    fact_id: str
    quote: str
    before: str | None
    after: str | None


def compare(before: Path, after: Path) -> Difference:
    """Compare two release files. Facts are the same by `fact_id`; offsets, `rule` and the order of rows make no difference."""
    with warehouse.side_by_side(before, after) as connection:
        came, went, reread = _documents(connection)
        return Difference(came, went, reread, tuple(_kind(connection, kind) for kind in KINDS))


def facts(before: Path, after: Path, kind: str, limit: int) -> list[FactDifference]:
    """At most `limit` facts of a kind that differ. Raises WarehouseError for an unknown kind."""
    if kind not in KINDS:
        raise WarehouseError(f"there are no facts of kind {kind}; the kinds are {', '.join(KINDS)}")
    with warehouse.side_by_side(before, after) as connection:
        columns = _said(connection, kind)
        sides = [f"select fact_id, quote, {{{_members(have, columns)}}} as said from {side}.facts.{kind}" for side, have in columns.sides]
        rows = connection.execute(
            f"""
            select
                case when old.fact_id is null then 'gained' when new.fact_id is null then 'lost' else 'changed' end as change,
                coalesce(new.fact_id, old.fact_id) as fact_id,
                coalesce(new.quote, old.quote),
                to_json(old.said)::varchar,
                to_json(new.said)::varchar
            from ({sides[0]}) as old full join ({sides[1]}) as new on old.fact_id = new.fact_id
            where old.fact_id is null or new.fact_id is null or old.said is distinct from new.said
            order by change, fact_id limit $limit
            """,
            {"limit": limit},
        ).fetchall()
        return [FactDifference(*row) for row in rows]


class _Columns(NamedTuple):
    """What rows of a kind say, with types: the newer release's columns; `sides` tells which of them each release has."""

    types: dict[str, str]
    sides: tuple[tuple[str, set[str]], tuple[str, set[str]]]


def _said(connection: duckdb.DuckDBPyConnection, kind: str) -> _Columns:
    found = [dict(_described(connection, f"{side}.facts.{kind}")) for side in ("before", "after")]
    types = {name: type_ for name, type_ in (found[0] | found[1]).items() if name not in _NOT_SAID}
    return _Columns(types, (("before", set(found[0])), ("after", set(found[1]))))


def _described(connection: duckdb.DuckDBPyConnection, table: str) -> Sequence[tuple[str, str]]:
    return [(row[0], row[1]) for row in connection.execute(f"describe {table}").fetchall()]


def _members(have: set[str], columns: _Columns) -> str:
    return ", ".join(f"'{name}': {_value(name, type_, have)}" for name, type_ in columns.types.items())


def _value(name: str, type_: str, have: set[str]) -> str:
    """A column that an older shape lacks is null there, as the migration that brings it makes it."""
    return f'"{name}"' if name in have else f"cast(null as {type_})"


def _kind(connection: duckdb.DuckDBPyConnection, kind: str) -> KindDifference:
    """Rows are compared by a hash of what they say, 64 bits: cheap over millions of rows."""
    columns = _said(connection, kind)
    sides = []
    for side, have in columns.sides:
        values = ", ".join(_value(name, type_, have) for name, type_ in columns.types.items())
        sides.append(f"select fact_id, hash({values}) as said from {side}.facts.{kind}")
    row = connection.execute(
        f"""
        select
            count(old.fact_id),
            count(new.fact_id),
            count(*) filter (old.fact_id is null),
            count(*) filter (new.fact_id is null),
            count(*) filter (old.said <> new.said)
        from ({sides[0]}) as old full join ({sides[1]}) as new on old.fact_id = new.fact_id
        """
    ).fetchone()
    return KindDifference(kind, *(row or (0, 0, 0, 0, 0)))


def _documents(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    row = connection.execute(
        """
        select
            count(*) filter (old.document_id is null),
            count(*) filter (new.document_id is null),
            count(*) filter (old.text_rules <> new.text_rules or old.fact_rules <> new.fact_rules)
        from before.ops.versions as old full join after.ops.versions as new on old.document_id = new.document_id
        """
    ).fetchone()
    return row or (0, 0, 0)


def lines(difference: Difference) -> list[str]:
    """The difference for a terminal: documents in one line, then a line for each kind of fact that differs."""
    out = [
        f"documents: {difference.documents_in} in, {difference.documents_out} out,"
        f" {difference.documents_reread} read again under other rules"
    ]
    differing = [item for item in difference.kinds if item.gained or item.lost or item.changed]
    if not differing:
        return [*out, "facts: none gained, lost or changed"]
    total = ["all", *(str(sum(counts)) for counts in list(zip(*difference.kinds, strict=True))[1:])]
    rows = [list(KindDifference._fields), *([str(cell) for cell in item] for item in differing), total]
    widths = [max(len(row[place]) for row in rows) for place in range(len(KindDifference._fields))]
    for row in rows:
        out.append(f"  {row[0]:<{widths[0]}}  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)))
    return out

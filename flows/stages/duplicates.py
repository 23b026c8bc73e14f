"""Part of stage 3: the same article under other furniture or with slight edits is marked as a duplicate of one original.

The original of a group is the article published first (then the one with the smallest identifier), so that the marks do not depend on
the order in which files arrived. Memory: some 150 bytes for each article; signatures (512 bytes) pass through in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.text.duplicates import BANDS, band_keys
from flows.text.fingerprints import same_articles, text_part

_ROWS = 20_000  # signatures in memory at a time

Items = NDArray[np.int64]


def mark_duplicates(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill `core.articles.duplicate_of` of the candidate anew; returns how many articles are duplicates."""
    # The number of an article is its rank as an original, so that the least number of a group is the group's original.
    connection.execute(
        """
        create or replace temp table ranked as
        select article_id, canonical_hash, row_number() over (order by published_on nulls last, article_id) - 1 as item
        from ops.fingerprints join core.articles using (article_id) join core.documents using (document_id)
        """
    )
    groups = _Groups()
    for one, other in chain(_equal(connection), _near(connection)):
        groups.join(one, other)
    copies, originals = groups.copies()
    connection.register("copies", pa.table({"copy": copies, "original": originals}))
    connection.execute(
        """
        create or replace temp table marks as
        select ranked.article_id, originals.article_id as original
        from copies join ranked on ranked.item = copies.copy join ranked as originals on originals.item = copies.original
        """
    )
    connection.execute(
        "update core.articles set duplicate_of = null where duplicate_of is not null and article_id not in (select article_id from marks)"
    )
    connection.execute(
        """
        update core.articles set duplicate_of = marks.original from marks
        where marks.article_id = core.articles.article_id and core.articles.duplicate_of is distinct from marks.original
        """
    )
    connection.execute("drop table ranked; drop table marks")
    return len(copies)


def _equal(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Each article whose words another one has, with the first that has them."""
    query = "select min(item) over (partition by canonical_hash) as first, item from ranked qualify first <> item"
    for batch in connection.execute(query).to_arrow_reader(_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _near(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Pairs whose signatures share a band and agree closely enough. Each member of a bucket is compared with the bucket's first."""
    items, keys = _banded(connection)
    if len(items) < 2:
        return
    pairs = np.unique(np.concatenate([_bucket_pairs(items, keys[:, band]) for band in range(BANDS)]), axis=0)
    connection.register("near", pa.table({"one": pairs[:, 0], "other": pairs[:, 1]}))
    query = """
        select one, other, first.signature, second.signature
        from near
        join ranked as a on a.item = one join ops.fingerprints as first on first.article_id = a.article_id
        join ranked as b on b.item = other join ops.fingerprints as second on second.article_id = b.article_id
    """
    for batch in connection.execute(query).to_arrow_reader(_ROWS):
        one, other, first, second = (column.to_pylist() for column in batch.columns)
        same = same_articles(first, second)
        yield from ((one[index], other[index]) for index in np.flatnonzero(same).tolist())


def _banded(connection: duckdb.DuckDBPyConnection) -> tuple[Items, NDArray[np.uint64]]:
    """The articles that are long enough to compare, in the order of their numbers, and their band keys."""
    items, keys = [], []
    query = "select item, signature from ranked join ops.fingerprints using (article_id) where octet_length(signature) > 0"
    for batch in connection.execute(query).to_arrow_reader(_ROWS):
        items.append(batch.column(0).to_numpy().astype(np.int64))
        keys.append(band_keys(text_part(batch.column(1).to_pylist())))
    if not items:
        return np.empty(0, dtype=np.int64), np.empty((0, BANDS), dtype=np.uint64)
    found = np.concatenate(items)
    order = np.argsort(found)
    return found[order], np.concatenate(keys)[order]


def _bucket_pairs(items: Items, keys: NDArray[np.uint64]) -> Items:
    """For every article that shares its key with one before it: the first of these, and itself."""
    order = np.argsort(keys, kind="stable")
    begins = np.append(True, keys[order][1:] != keys[order][:-1])
    firsts = order[begins][np.cumsum(begins) - 1]
    return np.stack([items[firsts[~begins]], items[order[~begins]]], axis=1)


class _Groups:
    """Which items belong together (union-find). Items that nothing was joined with take no room."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def _root(self, item: int) -> int:
        parent = self._parent
        while (above := parent.get(item, item)) != item:
            parent[item] = parent.get(above, above)
            item = above
        return item

    def join(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        if a != b:
            self._parent[max(a, b)] = min(a, b)

    def copies(self) -> tuple[Items, Items]:
        """Every item that is not the least of its group, and the least of its group."""
        items = sorted(self._parent)
        roots = [self._root(item) for item in items]
        return np.array(items, dtype=np.int64), np.array(roots, dtype=np.int64)

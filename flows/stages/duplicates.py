"""Part of stage 3: the same article under other furniture or with slight edits is marked as a duplicate of one original.

The original of a group is the article published first (then the one with the smallest identifier), so that the marks do not depend on
the order in which files arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from flows.text.duplicates import band_keys
from flows.text.fingerprints import same_article, text_part

_NO_DATE = date(9999, 12, 31)


def mark_duplicates(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill `core.articles.duplicate_of` of the candidate anew; returns how many articles are duplicates."""
    rows = connection.execute(
        """
        select article_id, canonical_hash, signature, published_on
        from ops.fingerprints join core.articles using (article_id) join core.documents using (document_id)
        order by article_id
        """
    ).fetchall()
    groups = _Groups(len(rows))
    for same in _equal(row[1] for row in rows):
        for other in same[1:]:
            groups.join(same[0], other)
    for one, other in _near([row[2] for row in rows]):
        groups.join(one, other)
    marks: dict[str, str] = {}
    for members in groups.all():
        original, *copies = sorted(members, key=lambda index: (rows[index][3] or _NO_DATE, rows[index][0]))
        marks.update((rows[copy][0], rows[original][0]) for copy in copies)
    connection.register("marks", pa.table({"article_id": pa.array(marks, pa.string()), "original": pa.array(marks.values(), pa.string())}))
    connection.execute(
        "update core.articles set duplicate_of = null where duplicate_of is not null and article_id not in (select article_id from marks)"
    )
    connection.execute(
        """
        update core.articles set duplicate_of = marks.original from marks
        where marks.article_id = core.articles.article_id and core.articles.duplicate_of is distinct from marks.original
        """
    )
    return len(marks)


def _equal(hashes: Iterable[str]) -> Iterator[list[int]]:
    found = defaultdict(list)
    for index, value in enumerate(hashes):
        found[value].append(index)
    yield from (members for members in found.values() if len(members) > 1)


def _near(signatures: list[bytes]) -> Iterator[tuple[int, int]]:
    """Pairs whose signatures share a band and agree closely enough. Each member of a bucket is compared with the bucket's first."""
    whole = [index for index, signature in enumerate(signatures) if signature]
    if len(whole) < 2:
        return
    pairs = set[tuple[int, int]]()
    for keys in band_keys(text_part([signatures[index] for index in whole])).T:
        order = np.argsort(keys, kind="stable")
        begins = np.append(True, keys[order][1:] != keys[order][:-1])
        firsts = order[begins][np.cumsum(begins) - 1]
        pairs.update(zip(firsts[~begins].tolist(), order[~begins].tolist(), strict=True))
    for one, other in sorted(pairs):
        if same_article(signatures[whole[one]], signatures[whole[other]]):
            yield whole[one], whole[other]


class _Groups:
    """Which items belong together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def _root(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        self._parent[max(a, b)] = min(a, b)

    def all(self) -> Iterator[list[int]]:
        """The groups of more than one item."""
        members = defaultdict(list)
        for item in range(len(self._parent)):
            members[self._root(item)].append(item)
        yield from (group for group in members.values() if len(group) > 1)

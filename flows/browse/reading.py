"""Releases as the pages read them: opened once, shared by all requests, exchanged when a new one is published.

An opened release has two databases: its digest (digest.py, SQLite) for what most pages show, and the release itself (DuckDB) for the rest
and for queries of users. Both are read-only; the release is locked too, so that SQL reaches no file, network or setting, and it is
bounded in memory and in threads.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from flows import warehouse
from flows.browse import digest, folders
from flows.browse.postings import Numbers, Postings
from flows.exporting import DICTIONARY, SCHEMAS
from flows.releases import Releases
from flows.warehouse import WarehouseError

Row = dict[str, Any]

# One thread each: pages ask for a row at a time, and queries of users run side by side (asking.py).
_LIMITS: dict[str, str | int] = {"memory_limit": "1GB", "threads": 1, "temp_directory": ""}
_PAGES_KEPT_BYTES = 32_000_000


class PagesKept:
    """Finished pages of one release, which never changes: the least used ones go when they exceed a number of bytes."""

    def __init__(self, room: int = _PAGES_KEPT_BYTES) -> None:
        self._pages: OrderedDict[object, bytes] = OrderedDict()
        self._room = room
        self._used = 0
        self._lock = threading.Lock()

    def get(self, key: object) -> bytes | None:
        """The page kept under the key, or None."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: object, page: bytes) -> None:
        """Keep a page; one that is larger than a tenth of the room is not kept."""
        if len(page) > self._room // 10:
            return
        with self._lock:
            self._used += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._used > self._room:
                self._used -= len(self._pages.popitem(last=False)[1])


class Opened:
    """One release, open for reading. `run_id` names it; `kept` holds its finished pages."""

    def __init__(self, release: Path, make: Callable[[Path, Path], None] = digest.make) -> None:
        """Make the digest (by `make`) and open both databases; takes seconds for tens of thousands of articles. Raises WarehouseError."""
        self.path = release
        self.run_id = release.stem
        self.kept = PagesKept()
        self.users = 0
        self._lock = threading.Lock()
        self._open = ExitStack()
        folder = self._open.enter_context(folders.folder())
        try:
            make(release, folder)
            self._readers: list[sqlite3.Connection] = []
            self._folder = folder
            self._open.callback(self._close_readers)
            self.postings = Postings(folder)
            self._release = self._open.enter_context(warehouse.connect(release, locked=True, limits=_LIMITS))
        except BaseException:
            self._open.close()
            raise

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Rows of the digest."""
        with self._reader() as reader:
            cursor = reader.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of the digest that the query gives, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def number(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """The one number that a query of the digest gives."""
        found = self.row(sql, values)
        return int(next(iter(found.values()))) if found else 0

    def release_rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Rows of the release itself."""
        with self._lock:
            cursor = self._release.cursor()
        with closing(cursor):
            return warehouse.records(cursor.execute(sql, values))

    @cached_property
    def measures(self) -> dict[str, dict[str, str]]:
        """The names of the measures by code, in both languages."""
        found = self.release_rows("select code, name_zh, name_en from ref.measures order by code")
        return {row["code"]: {"zh": row["name_zh"], "en": row["name_en"]} for row in found}

    @cached_property
    def dictionary(self) -> list[Row]:
        """Every table and view with its comment and its columns, the views first."""
        return self.release_rows(DICTIONARY, {"schemas": list(SCHEMAS)})

    @cached_property
    def ranks(self) -> Numbers:
        """The place of each original article in the order of identifiers, by its number in the index."""
        return np.array([row["rank"] for row in self.rows("select rank from originals order by number")], dtype=np.int64)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection to the release for the query of a user; the caller closes it."""
        with self._lock:
            return self._release.cursor()

    def close(self) -> None:
        """Close both databases and remove the digest."""
        self._open.close()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection to the digest for one thread; it is kept for the next one."""
        try:
            reader = self._readers.pop()
        except IndexError:
            reader = digest.connect(self._folder)
        try:
            yield reader
        finally:
            self._readers.append(reader)

    def _close_readers(self) -> None:
        while self._readers:
            self._readers.pop().close()


class Shelf:
    """The release that readers see now. A new one is prepared in the background while the old one goes on answering."""

    def __init__(self, data: Path) -> None:
        self._releases = Releases(data)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._beside = digest.Beside()
        self._opened: Opened | None = None
        self._retired: list[Opened] = []
        self._refused: Path | None = None
        self.trouble: str | None = None

    @contextmanager
    def current(self) -> Iterator[Opened]:
        """The current release for the time of one request. Raises WarehouseError if there is none, or none that can be shown."""
        wanted = self._releases.current()
        if wanted is None and self._opened is None:
            raise WarehouseError("there is no release yet; make one: zhanyi run FOLDER")
        if self._opened is None and wanted is not None:
            with self._opening:
                if self._opened is None:
                    self._exchange(Opened(wanted))
        elif wanted is not None and self._opened is not None and wanted not in (self._opened.path, self._refused):
            self._prepare(wanted)
        with self._lock:
            opened = self._opened
            assert opened is not None  # opened above, and only ever exchanged for another one
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
            self._clear()

    def close(self) -> None:
        """Close everything; no request may be going on."""
        self._beside.end()
        with self._opening, self._lock:
            for opened in [*self._retired, *([self._opened] if self._opened else [])]:
                opened.close()
            self._retired, self._opened = [], None

    def _prepare(self, release: Path) -> None:
        if self._opening.acquire(blocking=False):
            threading.Thread(target=self._open_beside, args=(release,), daemon=True).start()

    def _open_beside(self, release: Path) -> None:
        """Open the new release while the old one is still shown; one that cannot be shown is reported and not tried again."""
        try:
            self._exchange(Opened(release, self._beside.make))
        except (WarehouseError, OSError) as error:
            self._refused, self.trouble = release, str(error)
        finally:
            self._opening.release()
        self._clear()

    def _exchange(self, opened: Opened) -> None:
        with self._lock:
            if self._opened is not None:
                self._retired.append(self._opened)
            self._opened, self._refused, self.trouble = opened, None, None

    def _clear(self) -> None:
        """Close the releases that nobody reads any more."""
        with self._lock:
            done = [opened for opened in self._retired if opened.users == 0]
            self._retired = [opened for opened in self._retired if opened.users > 0]
        for opened in done:
            opened.close()

"""A static site: the pages of a chosen part of a release as files, in both languages, that open without a server.

The part is made first, as a copy of the release without the other articles, so that every list and every number on the pages speaks of
the chosen articles alone. What needs a server (search, queries) is left out, and links to pages that are not there are plain text.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import duckdb

from flows import warehouse
from flows.browse import listings
from flows.browse.addresses import Filed, Target, file_of
from flows.browse.reading import Opened
from flows.browse.site import HERE, POLICY, build, environment, other, render
from flows.browse.wording import LANGUAGES, Wording
from flows.exporting import make_empty

_WRITABLE = 0o644


class ExportError(Exception):
    """The site cannot be written; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles a site shows; what is None or empty does not narrow. `place` is a code or a name, days are as 2020-02-10."""

    place: str | None = None
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A written site: its folder, its pages (files of HTML) and its articles."""

    folder: Path
    pages: int
    articles: int


def export_site(release: Path, folder: Path, choice: Choice) -> Made:
    """Write the pages of the chosen articles of the release file into a folder that is empty or absent.

    The audit's reports stay here: they name folders of this machine, and quote documents that were not chosen.
    Raises ExportError if there are no such articles, and WarehouseError for a folder that holds something.
    """
    folder = folder.resolve()
    make_empty(folder)
    with tempfile.TemporaryDirectory(prefix="zhanyi-export-") as work:
        part = Path(work) / release.resolve().name
        shutil.copyfile(release, part)
        part.chmod(_WRITABLE)
        with warehouse.connect(part) as connection:
            _keep_only(connection, choice)
        opened = Opened(part)
        try:
            return _write(opened, folder)
        finally:
            opened.close()


def _keep_only(connection: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    """Take every article out of the copy that is not chosen, with its facts, and every document without an article."""
    for day in (choice.since, choice.until):
        if day is not None and not listings.is_day(day):
            raise ExportError(f"{day} is no day; write it as 2020-02-10")
    connection.execute(
        """
        create temp table chosen as
        select articles.article_id, articles.document_id, articles.duplicate_of
        from core.articles as articles inner join core.documents as documents using (document_id)
        where ($prefix is null or starts_with(articles.adcode, $prefix))
            and ($since is null or coalesce(articles.event_date, documents.published_on) >= $since::date)
            and ($until is null or coalesce(articles.event_date, documents.published_on) <= $until::date)
            and (len($ids) = 0 or list_contains($ids, articles.article_id) or list_contains($ids, articles.document_id))
        """,
        {"prefix": _prefix(connection, choice.place), "since": choice.since, "until": choice.until, "ids": list(choice.articles)},
    )
    # A copy counts for nothing without its original.
    connection.execute(
        "insert into chosen select article_id, document_id, duplicate_of from core.articles where article_id in"
        " (select duplicate_of from chosen) and article_id not in (select article_id from chosen)"
    )
    if connection.execute("select 1 from chosen limit 1").fetchone() is None:
        raise ExportError("the release has no such articles")
    tables = connection.execute(
        "select schema_name || '.' || table_name, list(column_name) from duckdb_columns()"
        " where schema_name in ('raw', 'core', 'facts', 'ops') and (schema_name, table_name) in"
        " (select (schema_name, table_name) from duckdb_tables()) group by all"
    ).fetchall()
    for name, columns in tables:
        key = next((key for key in ("article_id", "document_id") if key in columns), None)
        if key:
            connection.execute(f"delete from {name} where {key} not in (select {key} from chosen)")


def _prefix(connection: duckdb.DuckDBPyConnection, place: str | None) -> str | None:
    """The digits that the codes of a place and of the units inside it share."""
    if place is None:
        return None
    found = connection.execute(
        "select adcode, level from mart.jurisdictions where adcode = $place or name = $place or full_name = $place order by adcode limit 3",
        {"place": place},
    ).fetchall()
    if not found:
        raise ExportError(f"there is no place {place}; give its code or its full name")
    if len(found) > 1:
        raise ExportError(f"{place} may be {' or '.join(code for code, _ in found)}; give the code")
    adcode, level = found[0]
    return str(adcode)[: {"province": 2, "prefecture": 4}.get(level, 6)]


def _write(opened: Opened, folder: Path) -> Made:
    first = list(_targets(opened))
    held = set(first)
    subjects = {(target.kind, target.key, target.section) for target in first}
    article_of = {row["fact_id"]: row["article_id"] for row in opened.rows("select fact_id, article_id from facts")}

    def holds(target: Target) -> bool:
        # The further pages of a list are known to be there by the pager that links to them.
        return target in held or (target.page > 1 and (target.kind, target.key, target.section) in subjects)

    pages = 0
    for lang in LANGUAGES:
        waiting = list(first)
        while waiting:
            target = waiting.pop()
            page = build(opened, target)
            if page is None:
                continue
            if target.page == 1:
                waiting.extend(Target(target.kind, target.key, target.section, number) for number in range(2, page.pages + 1))
            file = file_of(target)
            to, others = Filed(file, holds, article_of), _Beside(file, other(lang))
            path = folder / lang / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(page, opened, target, lang, to, others, filed=True), encoding="utf-8")
            pages += 1
    shutil.copytree(HERE / "static", folder / "static")
    (folder / "index.html").write_text(_entrance(), encoding="utf-8")
    return Made(folder, pages + 1, opened.number("select count(*) as n from articles"))


class _Beside:
    """The same page in the folder of the other language."""

    def __init__(self, here: str, lang: str) -> None:
        self._address = "../" * (here.count("/") + 1) + lang + "/"

    def __call__(self, kind: str, key: object = "", /, section: str = "", page: int = 1, anchor: str = "", **filters: object) -> str | None:
        """Its relative address."""
        return self._address + quote(file_of(Target(kind, str(key), section, page)))

    def asset(self, name: str) -> str:
        """The relative address of an asset."""
        return f"{self._address}../static/{name}"


def _targets(opened: Opened) -> Iterator[Target]:
    """The first page of everything that the site holds."""
    yield from (Target("overview"), Target("quality"))
    yield from (Target("list", section=section) for section in listings.OF_RELEASE if listings.total(opened, listings.narrowed(section)))
    for row in opened.rows("select article_id from articles"):
        yield Target("article", row["article_id"])
    for row in opened.rows("select distinct document_id from articles"):
        yield Target("document", row["document_id"])
    for row in opened.rows("select adcode, prefix from counts inner join places using (adcode)"):
        yield Target("place", row["adcode"])
        wanted = {section: listings.narrowed(section, row["prefix"]) for section in listings.OF_PLACE}
        yield from (Target("place", row["adcode"], section) for section in wanted if listings.total(opened, wanted[section]))
    for row in opened.rows("select official_id from officials"):
        official = row["official_id"]
        yield Target("official", official)
        wanted = {section: listings.narrowed(section, official=official) for section in listings.OF_OFFICIAL}
        yield from (Target("official", official, section) for section in wanted if listings.total(opened, wanted[section]))


def _entrance() -> str:
    """The page at the site's root: a choice of languages."""
    return environment().get_template("entrance.html").render(policy=POLICY, languages={lang: Wording(lang) for lang in LANGUAGES})

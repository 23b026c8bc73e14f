"""Verbs about releases: releases, diff, rollback, publish."""

from __future__ import annotations

from typing import Annotated, Any

import duckdb
import typer

from flows import console, lake, warehouse
from flows.commands.common import Data, fail
from flows.releases import Release, Releases
from flows.settings import load, shipped
from flows.stages.lock import locked

_UNKNOWN = (None,) * 4
_NAMES = "a run (its first letters are enough), current or previous"


def releases(data: Data = None) -> None:
    """The releases that are kept, oldest first, and candidates that were held back."""
    settings = load(data=data)
    found = Releases(settings.data)
    rows = [_row(release) for release in found.list()]
    if not rows:
        print(f"no release yet in {settings.data}")
        return
    names = ("release", "", "published (UTC)", "documents", "facts", "size", "made by")
    console.table(names, rows)
    for run_id in found.held():
        print(f"held back: {run_id}")


def _row(release: Release) -> tuple[Any, ...]:
    documents, facts, kind, reason = _counts(release)
    made_by = f"{kind}: {reason}" if reason else kind
    published, size = f"{release.published_at:%Y-%m-%d %H:%M:%S}", f"{release.size / 1_000_000:.1f} MB"
    return release.run_id, "current" if release.current else "", published, documents, facts, size, made_by


def _counts(release: Release) -> tuple[Any, ...]:
    """What the release says of the run that made it; nothing where its shape is older than these columns."""
    columns = "documents, facts, kind, reason"
    with warehouse.connect(release.path, read_only=True) as connection:
        try:
            row = connection.execute(f"select {columns} from ops.runs where run_id = $run", {"run": release.run_id}).fetchone()
        except duckdb.BinderException:
            row = None
    return row or _UNKNOWN


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=f"The earlier release: {_NAMES}.")] = "previous",
    after: Annotated[str, typer.Argument(metavar="B", help=f"The later release: {_NAMES}.")] = "current",
    data: Data = None,
    show: Annotated[str | None, typer.Option(metavar="KIND", help="List facts of this kind that differ (people, figures …).")] = None,
    limit: Annotated[int, typer.Option(help="How many facts to list.", min=1)] = 20,
) -> None:
    """What differs between two releases: documents that came and went; facts gained, lost and changed, by kind.

    Example:  zhanyi diff previous current --show donations
    """
    known = Releases(load(data=data).data)
    old, new = known.find(before), known.find(after)
    if old.path == new.path:
        fail(f"'{before}' and '{after}' are the same release")
    from flows.stages import compare

    print(f"{old.run_id} -> {new.run_id}")
    print("\n".join(compare.lines(compare.compare(old.path, new.path))))
    if show:
        console.table(compare.FactDifference._fields, compare.facts(old.path, new.path, show, limit))


def rollback(
    data: Data = None, to: Annotated[str | None, typer.Option(metavar="RUN", help=f"Another release than the one before: {_NAMES}.")] = None
) -> None:
    """Switch readers back to an earlier release. Nothing is deleted; the next run goes on from the release that readers see."""
    settings = load(data=data)
    with locked(settings, "rollback"):
        print(f"readers now see release {Releases(settings.data).rollback(to).run_id}")


def publish(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help=f"What to publish: {_NAMES}.")] = "current",
    data: Data = None,
    catalogue: Annotated[
        str | None, typer.Option("--lake", metavar="postgres:…", help="Another catalogue than the one that is set.")
    ] = None,
    lake_data: Annotated[str | None, typer.Option(metavar="FOLDER", help="The folder or URL of the lake's files.")] = None,
) -> None:
    """Publish a release to the lake, a DuckLake with a PostgreSQL catalogue (the extra [lake]). A run does so by itself if a lake is set.

    Example:  zhanyi publish --lake "postgres:dbname=zhanyi host=db" --lake-data /srv/lake
    """
    settings = load(data=data, lake=catalogue, lake_data=lake_data)
    place = lake.of(settings)
    if place is None:
        fail("no lake is set; give --lake and --lake-data, or set `lake` and `lake_data`")
    found = Releases(settings.data).find(release)
    done = lake.publish(found.path, place, shipped("sql"))
    print(f"release {found.run_id} is snapshot {done.snapshot} of the lake: {done.removed} rows out, {done.added} rows in")

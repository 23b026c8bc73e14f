"""Faults on purpose: `python -m tests.benchmarks.faults [--kills N] [--seed N]`.

Small runs are killed at random moments (SIGKILL to the whole process group, workers included), and every second time the files that
the run was writing are then cut off at random or filled with zeros, as a power loss leaves them. After each fault the current release must
open and be whole, and the next run must end in the tables in which an unbroken one ends: nothing lost, nothing doubled.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.benchmarks import broken_run
from tests.stages.runs import ingest, tables

ARTICLE = (
    "{place}县疫情防控工作部署会召开\n2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个，严格落实体温检测。\n"
    "村民栗大柱捐款{n}元。\n"
)
PLACES = ("宁城", "城固", "射阳", "陇西", "大竹", "渠", "宜章", "遂昌")
DOCUMENTS = 100  # of one run
SEED = 20200210
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.benchmarks.broken_run"])


@dataclass
class Figures:
    """What happened in all rounds."""

    kills: int = 0
    ended: int = 0  # runs that were done before the signal came
    cut: int = 0  # files that were cut off or emptied
    documents: int = 0
    unreadable: int = 0
    lost: int = 0
    doubled: int = 0
    differing: int = 0
    points: dict[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not (self.unreadable or self.lost or self.doubled or self.differing)


def write_inbox(inbox: Path, rng: random.Random, documents: int, turn: int) -> None:
    """New, changed and vanished files: texts of which some lie at two places, and a .jsonl file that grows."""
    inbox.mkdir(exist_ok=True)
    for path in rng.sample(sorted(inbox.glob("*.txt")), min(len(list(inbox.glob("*.txt"))), documents // 10)):
        path.unlink()
    for number in range(documents - documents // 4):
        text = ARTICLE.format(place=rng.choice(PLACES), day=rng.randint(1, 28), n=turn * 10_000 + number)
        (inbox / f"{rng.randint(0, 3 * documents)}.txt").write_text(text, encoding="utf-8")
    with (inbox / "feed.jsonl").open("a", encoding="utf-8") as file:
        for number in range(documents // 4):
            text = ARTICLE.format(place=rng.choice(PLACES), day=rng.randint(1, 28), n=turn * 10_000 + 5000 + number).replace("\n", "\\n")
            file.write(f'{{"text": "{text}"}}\n')


class Started:
    """A run in a process group of its own, loaded and waiting."""

    def __init__(self, inbox: Path, data: Path, workers: bool) -> None:
        settings = {
            "ZHANYI_BATCH_DOCUMENTS": "10",
            "ZHANYI_KEEP_RELEASES": "2",
            "ZHANYI_EXECUTOR": "processes" if workers else "inline",
            "ZHANYI_WORKERS": "2",
        }
        self._ready, theirs = _FORKS.Pipe()
        self._process = _FORKS.Process(target=broken_run.run, args=(str(inbox), str(data), settings, theirs))
        self._process.start()
        self._ready.recv()

    def go(self, seconds: float | None = None) -> bool:
        """Let the run begin and kill it, with its workers, so many seconds later; whether it was still at work."""
        self._ready.send("go")
        self._process.join(seconds)
        killed = self._process.exitcode is None
        if killed:
            os.killpg(self._process.pid or 0, signal.SIGKILL)
            self._process.join()
        elif self._process.exitcode:
            raise AssertionError(f"a run that nobody killed ended with {self._process.exitcode}")
        return killed


def point(data: Path) -> str:
    """Where a killed run stood, by what it left."""
    if any((data / "candidates").glob("*.wal")):
        return "loading"
    if any((data / "candidates").glob("*")):
        return "copying or completing the candidate"
    return "reading" if (data / "work" / "shards").exists() else "before reading or after the switch"


def power_loss(data: Path, since: float, rng: random.Random) -> int:
    """Cut off, or fill with zeros, the end of every file written since; how many. What `publish` flushed to the disk is spared."""
    count = 0
    for path in sorted(data.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.stat().st_mtime < since or _is_durable(path):
            continue
        size = path.stat().st_size
        keep = rng.randint(0, size)
        with path.open("r+b") as file:
            file.truncate(keep)
            if rng.random() < 0.5:
                file.truncate(size)
        count += 1
    return count


def _is_durable(path: Path) -> bool:
    """Read-only databases: `publish` flushes them to the disk before it moves them."""
    return path.suffix == ".duckdb" and not path.stat().st_mode & 0o200


def whole(data: Path) -> bool:
    """Whether the current release opens and its tables belong together."""
    try:
        with duckdb.connect(str((data / "current.duckdb").resolve()), read_only=True) as connection:
            asked = """
                select count(*), count(distinct document_id) from core.articles
                union all select count(*), count(distinct document_id) from raw.documents
                union all select count(*), count(distinct path || coalesce(line, 0)) from raw.sightings where not gone
            """
            counts = connection.execute(asked).fetchall()
            row = connection.execute("select sum(length(body)) from core.articles").fetchone()
    except duckdb.Error:
        return False
    return bool(row) and all(rows == distinct > 0 for rows, distinct in counts)


def compare(data: Path, fresh: Path, figures: Figures) -> None:
    """Count what differs between a data folder that was broken often and one that was not."""
    mended, unbroken = tables(data), tables(fresh)
    have = [(row[0], row[1]) for row in mended["raw.sightings"]]
    want = [(row[0], row[1]) for row in unbroken["raw.sightings"]]
    figures.lost += len(set(want) - set(have))
    figures.doubled += len(have) - len(set(have)) + len(set(have) - set(want))
    differing = [name for name in unbroken if mended[name] != unbroken[name]]
    figures.differing += len(differing)
    for name in differing:
        print(f"  differs: {name}", flush=True)


def rounds(kills: int, folder: Path, seed: int = SEED, documents: int = DOCUMENTS, told: bool = False) -> Figures:
    """Break so many runs, and see after each what is left; every fifth time the next run is compared with an unbroken one."""
    rng, figures = random.Random(seed), Figures()
    inbox, data = folder / "inbox", folder / "data"
    write_inbox(inbox, rng, documents, 0)
    os.environ["ZHANYI_KEEP_RELEASES"] = "2"
    began = time.monotonic()
    Started(inbox, data, workers=False).go()
    usual, turn = time.monotonic() - began, 0
    while figures.kills < kills:
        turn += 1
        write_inbox(inbox, rng, documents, turn)
        run = Started(inbox, data, workers=turn % 4 == 0)
        since, began = time.time(), time.monotonic()
        if run.go(rng.uniform(0.0, 1.1 * usual)):
            figures.kills += 1
            at = point(data)
            figures.points[at] = figures.points.get(at, 0) + 1
        else:
            figures.ended += 1
            usual = (usual + time.monotonic() - began) / 2
        if turn % 2 == 0:
            figures.cut += power_loss(data, since, rng)
        figures.documents += documents
        figures.unreadable += not whole(data)
        if turn % 5 == 0 or figures.kills == kills:
            ingest(inbox, data)
            figures.unreadable += not whole(data)
            fresh = folder / "fresh"
            shutil.rmtree(fresh, ignore_errors=True)
            ingest(inbox, fresh)
            compare(data, fresh, figures)
            shutil.rmtree(inbox)  # small inboxes keep the runs small; what vanishes is itself a change
            write_inbox(inbox, rng, documents, turn)
        if told and turn % 10 == 0:
            print(f"  {figures.kills} of {kills}: {figures}", flush=True)
    return figures


def main() -> None:
    """Print what happened; the exit code is 1 if anything was lost, doubled, unreadable or different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        figures = rounds(chosen.kills, Path(folder), chosen.seed, chosen.documents, told=True)
    print(f"{figures.kills} runs killed, {figures.ended} had ended before, over {figures.documents} documents' worth of work;")
    print(f"{figures.cut} files cut off or zeroed; {time.monotonic() - began:.0f} s")
    print("killed while " + ", ".join(f"{name} {count}" for name, count in sorted(figures.points.items())))
    print(f"lost {figures.lost}, doubled {figures.doubled}, unreadable releases {figures.unreadable}, differing tables {figures.differing}")
    sys.exit(not figures.clean)


if __name__ == "__main__":
    main()

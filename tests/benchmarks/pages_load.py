"""The pages under load, while a release is published underneath.

    python -m tests.benchmarks.pages_load DATA [--seconds 30] [--at-once 50]

DATA is a data folder with a release (of 20,000 articles, say). Its release is copied, `zhanyi browse` serves the copy in a process of its
own, and this one asks for random pages of all kinds, so many at once, for so long; halfway through another release is published. Fails if
a request fails, if the 95th percentile exceeds one second, if the new release is not shown, or if the server grows beyond its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

import httpx

from flows import warehouse
from flows.releases import Releases

ROOT = Path(__file__).parents[2]
SLOWEST_P95 = 1.0
MOST_MEMORY = 3_000_000_000  # bytes: two open releases with their digests, at 1 GB for each database at the very most
PUBLISHED = "published-under-load"
PATIENCE = 60.0  # seconds after the load in which the new release may still be prepared, on a busy machine
WORDS = ("疫情", "口罩", "捐赠", "体温检测", "复工复产", "小区", "志愿者", "消毒", "隔离", "春耕", "卡口", "医疗队")
_SHARES = {"article": 40, "place": 14, "official": 14, "list": 10, "overview": 8, "document": 5, "search": 4, "quality": 3, "query": 2}


def addresses(release: Path) -> dict[str, list[str]]:
    """Addresses of pages of every kind; those of articles, places and officials are many."""
    with warehouse.connect(release, locked=True) as connection:

        def column(sql: str) -> list[str]:
            return [str(row[0]) for row in connection.execute(sql).fetchall()]

        articles = column("select article_id from core.articles using sample 4000 rows")
        places = column("select distinct adcode from core.articles where adcode is not null")
        officials = column("select distinct official_id from mart.official_mentions using sample 2000 rows")
    sections = ("places", "officials", "events", "measures", "figures", "directives", "articles", "formulas")
    return {
        "article": [f"/article/{article}" for article in articles],
        "document": [f"/document/{article.rpartition('-')[0]}" for article in articles],
        "place": [f"/place/{place}" for place in places],
        "official": [f"/official/{quote(official, safe='')}" for official in officials],
        "list": [f"/{section}?page={page}" for section in sections for page in (1, 2, 3)],
        "overview": ["/", "/?lang=en", "/?figure=events"],
        "search": [f"/search?q={quote(' '.join(random.sample(WORDS, 2)))}" for _ in range(60)],
        "quality": ["/quality", "/quality?lang=en"],
        "query": [f"/query?sql={quote(f'from mart.measure_coverage order by adcode limit {n}')}" for n in range(5, 50)],
    }


class Tally:
    """Times of answers by kind, and what went wrong."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.releases: dict[str, float] = {}  # when each was first seen
        self.published = 0.0

    def saw(self, quality: str) -> None:
        """Note the release that a quality page names at its foot."""
        self.releases.setdefault(quality.rpartition("<footer")[2].split("<code>")[1].split("</code>")[0], time.monotonic())


async def ask(client: httpx.AsyncClient, pages: dict[str, list[str]], until: float, tally: Tally, seed: int) -> None:
    """One reader: the next random page as soon as the last one is there."""
    chance = random.Random(seed)
    kinds, weights = list(_SHARES), list(_SHARES.values())
    while time.monotonic() < until:
        kind = chance.choices(kinds, weights)[0]
        address = chance.choice(pages[kind])
        begun = time.monotonic()
        try:
            answer = await client.get(address)
            if answer.status_code != 200:
                tally.errors.append(f"{answer.status_code} {address}")
            elif kind == "quality":
                tally.saw(answer.text)
        except httpx.HTTPError as error:
            tally.errors.append(f"{error!r} {address}")
        tally.times[kind].append(time.monotonic() - begun)


def publish(releases: Releases, name: str) -> None:
    """Another release with the same content under a new name."""
    releases.candidate(name)
    releases.publish(name)


def memory(process: int) -> int:
    """Resident bytes of a process."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def processor(process: int) -> float:
    """Seconds of processor that a process has used: what a busy machine's clock does not tell."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def load(port: int, server: int, releases: Releases, pages: dict[str, list[str]], seconds: float, at_once: int) -> tuple[Tally, int]:
    """Ask until the time is over; returns the tally and the server's greatest memory."""
    tally, most = Tally(), 0
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits) as client:
        readers = [asyncio.create_task(ask(client, pages, until, tally, seed)) for seed in range(at_once)]
        published = False
        while not all(reader.done() for reader in readers):
            await asyncio.sleep(0.25)
            most = max(most, memory(server))
            if not published and time.monotonic() > until - seconds * 0.7:
                published = True
                await asyncio.to_thread(publish, releases, PUBLISHED)
                tally.published = time.monotonic()
        await asyncio.gather(*readers)
        while PUBLISHED not in tally.releases and time.monotonic() < until + PATIENCE:
            tally.saw((await client.get("/quality")).text)
            await asyncio.sleep(0.5)
    return tally, most


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("the server ended")
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=30)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def report(tally: Tally, most: int, seconds: float) -> list[str]:
    """Print the figures; returns what is not as it must be."""
    everything = sorted(value for values in tally.times.values() for value in values)
    percentile = statistics.quantiles(everything, n=100)
    print(f"{len(everything)} requests in {seconds:g} s: {len(everything) / seconds:.0f} a second, {len(tally.errors)} errors")
    print(f"median {statistics.median(everything):.3f} s, 95th percentile {percentile[94]:.3f} s, slowest {everything[-1]:.3f} s")
    print(f"server's memory at most {most / 1e6:.0f} MB; releases seen: {', '.join(sorted(tally.releases))}")
    if PUBLISHED in tally.releases:
        print(f"the new release was shown {tally.releases[PUBLISHED] - tally.published:.1f} s after it was published")
    for kind, values in sorted(tally.times.items()):
        most_of_them = statistics.quantiles([*values, *values], n=20)[18]
        print(f"  {kind:10} {len(values):6}  median {statistics.median(values):.3f}  p95 {most_of_them:.3f}")
    wrong = tally.errors[:5]
    if percentile[94] > SLOWEST_P95:
        wrong.append(f"the 95th percentile is above {SLOWEST_P95:g} s")
    if most > MOST_MEMORY:
        wrong.append(f"the server took more than {MOST_MEMORY / 1e6:.0f} MB")
    if PUBLISHED not in tally.releases:
        wrong.append("the new release was not shown")
    return wrong


def main() -> None:
    """Run the load test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--at-once", type=int, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        releases = Releases(Path(folder))
        current = (chosen.data / "current.duckdb").resolve()
        (releases.data / "candidates").mkdir()
        shutil.copyfile(current, releases.data / "candidates" / "first.duckdb")
        releases.publish("first")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "flows.cli", "browse", "--data", folder, "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT)
        try:
            wait_for(port, server)
            before = processor(server.pid)
            tally, most = asyncio.run(load(port, server.pid, releases, addresses(current), chosen.seconds, chosen.at_once))
            used, asked = processor(server.pid) - before, sum(map(len, tally.times.values()))
            print(f"the server used {used:.1f} s of processor, {1000 * used / asked:.1f} ms a request; load {os.getloadavg()[0]:.1f}")
        finally:
            server.terminate()
            server.wait(timeout=20)
    if wrong := report(tally, most, chosen.seconds):
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()

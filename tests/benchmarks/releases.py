"""What increments and questions cost on a large release: `python -m tests.benchmarks.releases [--corpus FILE] [--documents N] [--json]`.

FILE is a .jsonl or .jsonl.gz file of articles (the shared corpus of 20,000 if left out). The stages publish it as `zhanyi run` does, audit
included, without Prefect. Then come a run with nothing new, one with ten more lines, one with ten more files, reprocessing of a day's
documents, every view, searches, and the evidence of a thousand random facts, each of whose quotes must stand in the text of its file.
The figures hang on the machine, so no test asserts them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flows import warehouse
from flows.settings import load
from flows.stages import reprocess, run
from flows.stages.reprocess import Choice, Reprocess
from flows.stages.run import Run
from flows.text.decoding import decode
from flows.text.script import convert, tables

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "news-20k.jsonl.gz"
QUESTIONS = ("口罩", "体温检测", "口罩 捐赠", "體溫檢測", '"疫情防控" 社区 排查')
FACTS = 1000


class Row(NamedTuple):
    """One line of the result: what was done, seconds, and what is to be said about it."""

    what: str
    seconds: float
    note: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.releases", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a .jsonl or .jsonl.gz file")
    parser.add_argument("--documents", type=int, help="take only the first N lines")
    parser.add_argument("--data", type=Path, help="keep the releases in this folder (a temporary one if left out)")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measure(options.corpus, options.documents, options.data or Path(folder) / "data", Path(folder) / "inbox"))
    if options.json:
        print(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(f"{row.what:<44} {row.seconds:>8.3f} s  {row.note}")


def measure(corpus: Path, documents: int | None, data: Path, inbox: Path) -> Iterator[Row]:
    """Publish the corpus, then all that follows on it."""
    inbox.mkdir()
    feed = inbox / "feed.jsonl"
    lines = _lines(corpus, documents)
    feed.write_bytes(b"\n".join(lines) + b"\n")
    full = _run(data, inbox)
    yield _row(f"full run, {len(lines)} documents", full)
    yield _row("nothing new", _run(data, inbox), full)
    with feed.open("ab") as more:
        more.write(b"\n".join(_others(lines, 0)) + b"\n")
    yield _row("ten more lines", _run(data, inbox), full)
    for number, line in enumerate(_others(lines, 10)):
        (inbox / f"{number}.jsonl").write_bytes(line)
    yield _row("ten more files", _run(data, inbox), full)
    yield _row("reprocess a day's documents", _reprocess(data, inbox), full)
    yield from _questions(data)


def _lines(corpus: Path, documents: int | None) -> list[bytes]:
    content = gzip.decompress(corpus.read_bytes()) if corpus.suffix == ".gz" else corpus.read_bytes()
    return content.splitlines()[:documents]


def _others(lines: Sequence[bytes], first: int) -> list[bytes]:
    """Ten lines that say something else."""
    records = [json.loads(line) for line in lines[first : first + 10]]
    return [
        json.dumps({**record, "text": f"本报讯 宁城县又有消息。{number}日，县里开会。", "html": None}).encode()
        for number, record in enumerate(records, 1)
    ]


class _Ended(NamedTuple):
    run: Run
    seconds: float


def _run(data: Path, inbox: Path) -> _Ended:
    def carry_out(ended: Run) -> None:
        run.discover(ended)
        if ended.to_do:
            run.transform(ended)
        if ended.changed:
            run.load_candidate(ended)
            (run.publish if run.audit(ended) else run.hold)(ended)
        else:
            run.nothing_new(ended)

    return _timed(Run(load(data=data, inbox=inbox), inbox), carry_out)


def _reprocess(data: Path, inbox: Path) -> _Ended:
    def carry_out(ended: Reprocess) -> None:
        reprocess.choose(ended)
        reprocess.recompute(ended)
        reprocess.load_recomputed(ended)
        passed = run.audit(ended)
        reprocess.tell_difference(ended)
        (run.publish if passed else run.hold)(ended)

    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        row = connection.execute("select quantile_disc(published_on, 0.5) from core.documents").fetchone()
    middle = row[0] if row else None
    return _timed(Reprocess(load(data=data, inbox=inbox), Choice(middle, middle, None, True), "benchmark"), carry_out)


def _timed(ended: Any, carry_out: Callable[[Any], None]) -> _Ended:
    began = time.monotonic()
    carry_out(ended)
    run.remember(ended)
    return _Ended(ended, time.monotonic() - began)


def _row(what: str, ended: _Ended, full: _Ended | None = None) -> Row:
    record = ended.run.record
    share = f"{100 * ended.seconds / full.seconds:.1f} % of the full run, " if full else ""
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in record.durations.items())
    failed = ", ".join(check.name for check in ended.run.checks if not check.success and check.severity != "warning")
    return Row(what, ended.seconds, f"{share}{record.outcome}, {record.loaded} loaded ({stages}){f' FAILED {failed}' if failed else ''}")


def _questions(data: Path) -> Iterator[Row]:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        names = connection.execute("select view_name from duckdb_views() where schema_name = 'mart' order by view_name").fetchall()
        for (view,) in names:
            seconds, rows = _asked(connection, f"from mart.{view}", None)
            first, _ = _asked(connection, f"from mart.{view} limit 100", None)
            yield Row(f"mart.{view}", seconds, f"{rows} rows; the first hundred {first:.3f} s")
        for words in QUESTIONS:
            seconds, rows = _asked(connection, "from search($words)", {"words": words})
            yield Row(f"search('{words}')", seconds, f"{rows} rows")
        began = time.monotonic()
        facts = random_facts(connection, FACTS, 20200123)
        rows_found = [evidence(connection, fact) for fact in facts]
        seconds = (time.monotonic() - began) / max(len(facts), 1)
    unseen = [row for row in rows_found if not shown_in_its_file(row)]
    yield Row("evidence(fact), each of a thousand", seconds, f"{len(facts) - len(unseen)} of {len(facts)} quotes stand in their file")
    for row in unseen[:5]:
        yield Row(f"  not shown: {row['quote']}", 0.0, f"{row['raw_quote']!r} {row['path']}:{row['line']}")


def _asked(connection: Any, query: str, values: dict[str, str] | None) -> tuple[float, int]:
    """The shortest of three times, every row fetched."""
    taken = []
    for _ in range(3):
        began = time.monotonic()
        rows = len(connection.execute(query, values).to_arrow_table())
        taken.append(time.monotonic() - began)
    return min(taken), rows


def random_facts(connection: Any, count: int, seed: int) -> list[str]:
    """Identifiers of random facts of all kinds."""
    found = connection.execute("select fact_id from mart.fact_evidence order by fact_id").fetchall()
    return random.Random(seed).sample([row[0] for row in found], min(count, len(found)))


def evidence(connection: Any, fact_id: str) -> dict[str, Any]:
    """What the macro shows of one fact."""
    cursor = connection.execute("from evidence($fact)", {"fact": fact_id})
    rows = cursor.fetchall()
    assert len(rows) == 1, f"{fact_id} has {len(rows)} rows of evidence"
    return dict(zip([column[0] for column in cursor.description], rows[0], strict=True))


def shown_in_its_file(row: dict[str, Any]) -> bool:
    """Whether the file, read again, holds the raw words where the row says, inside their surroundings, and they spell the quote."""
    return stands_in_its_file(row) and spells(row["raw_quote"], row["quote"])


def stands_in_its_file(row: dict[str, Any]) -> bool:
    """Whether the file, read again, holds the raw words where the row says, inside their surroundings."""
    lines = _content(row["path"])
    text = decode(lines[row["line"] - 1].strip() if row["line"] else b"\n".join(lines)).text
    raw = text[row["raw_start"] : row["raw_end"]]
    return raw == row["raw_quote"] and raw in row["raw_context"] and row["raw_context"] in text


@cache
def _content(path: str) -> list[bytes]:
    """The lines of a file, ungzipped."""
    content = Path(path).read_bytes()
    return (gzip.decompress(content) if path.endswith(".gz") else content).split(b"\n")


def spells(raw: str, quote: str) -> bool:
    """Whether the letters and digits of the quote stand in the raw words in their order, in whichever script and width."""
    read = json.loads(f'"{raw}"') if "\\u" in raw else raw
    return any(_in_order(_plain(quote), _plain(text)) for text in (read, convert(read)))


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(any(letter == other for other in rest) for letter in letters if letter.isalnum())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(tables().characters)


if __name__ == "__main__":
    main()

"""How fast the whole way is, and what it takes: `make bench`, or `python -m tests.benchmarks.throughput [FOLDER_OR_FEED] [options]`.

The stages run from the inbox to a published release as `zhanyi run` does, audit included, without Prefect, in a process of their own whose
memory is watched with that of all its workers. Beside it stand yardsticks of the same run on the same text: jieba.lcut and jieba.posseg on
one core, reading and hashing the files, and DuckDB loading the same rows from Parquet. Seconds hang on the machine, so look at the ratios;
no test asserts any.

Memory is counted twice: `peak_memory` gives every process its share of what it has in common with others (PSS), which is what the machine
has to have; `peak_resident` adds up what each can see (RSS), so that memory the workers share counts once for each of them.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from flows import warehouse
from flows.settings import Settings, load, shipped
from flows.stages import discover, run
from flows.stages.executors import workers
from flows.stages.inputs import Input
from flows.stages.run import Run
from flows.stages.transform import Job, batches, transform
from tests.benchmarks.corpora import lines

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "news-20k.jsonl.gz"
_LCUT_BYTES, _POSSEG_BYTES = 12_000_000, 1_000_000  # of a yardstick; the rest is extrapolated, as both are linear
_SCALING_DOCUMENTS = 3000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.throughput", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS, help="a folder of articles, or a .jsonl or .jsonl.gz feed")
    parser.add_argument("--documents", type=int, help="so many of a feed's documents; more than it has: repeated under other names")
    parser.add_argument("--executor", default="auto", help="auto, inline, processes, or dask://host:port")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--work", type=Path, help="work in this folder and keep the release (a temporary one if left out)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures into this file")
    parser.add_argument("--without-yardsticks", action="store_true", help="the run only")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(options, options.work or Path(temporary))
    print(table(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def measure(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """All figures of a benchmark."""
    inbox, data = _inbox(options.corpus, options.documents, work), work / "data"
    settings = {"data": data, "inbox": inbox, "executor": options.executor, "workers": options.workers}
    figures = _watched(settings)
    if figures["run"]["outcome"] != "published":
        raise SystemExit(f"the run was {figures['run']['outcome']}: {figures['run']['message']}")
    if not options.without_yardsticks:
        figures["yardsticks"] = _yardsticks(data, inbox, work)
        if options.executor in ("auto", "processes"):
            figures["scaling"] = _scaling(settings, work)
    figures["machine"] = {
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "executor": options.executor,
        "workers": options.workers,
    }
    return figures


def _inbox(corpus: Path, documents: int | None, work: Path) -> Path:
    if corpus.is_dir():
        return corpus
    inbox = work / "inbox"
    inbox.mkdir(parents=True)
    with (inbox / "feed.jsonl").open("wb") as feed:
        feed.writelines(lines(corpus, documents))
    return inbox


def _watched(settings: dict[str, Any]) -> dict[str, Any]:
    """Do the run in a process of its own and watch its memory and that of its children."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_whole_way, args=(settings, theirs))
    process.start()
    theirs.close()
    peaks, processor = {"peak_memory": 0, "peak_resident": 0}, dict[int, float]()
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(process.pid, peaks, processor, over))
    watching.start()
    try:
        figures: dict[str, Any] = mine.recv()
    finally:
        over.set()
        watching.join()
        process.join()
    figures["run"] |= {name: round(size / 1e6) for name, size in peaks.items()}
    figures["run"]["processor_seconds"] = round(sum(processor.values()), 1)
    return figures


def _watch(pid: int | None, peaks: dict[str, int], processor: dict[int, float], over: threading.Event) -> None:
    """Note the peaks of memory of a process and all below it, and the processor time of each of them as last seen."""
    parent = psutil.Process(pid)
    while not over.wait(0.5):
        proportional = resident = 0
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in (parent, *parent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    memory, times = process.memory_full_info(), process.cpu_times()
                    processor[process.pid] = times.user + times.system
                    proportional, resident = proportional + getattr(memory, "pss", memory.rss), resident + memory.rss
        peaks["peak_memory"], peaks["peak_resident"] = max(peaks["peak_memory"], proportional), max(peaks["peak_resident"], resident)


def _whole_way(given: dict[str, Any], pipe: Any) -> None:
    """The stages of `zhanyi run`, in the measured process."""
    began = time.monotonic()
    settings = load(**given)
    ended = Run(settings, settings.inbox or settings.data)
    run.discover(ended)
    run.transform(ended)
    run.load_candidate(ended)
    (run.publish if run.audit(ended) else run.hold)(ended)
    run.remember(ended)
    seconds, record = time.monotonic() - began, ended.record
    size = sum(file.bytes for file in ended.intake.files)
    pipe.send(
        {
            "run": {
                "outcome": record.outcome,
                "message": record.message,
                "documents": record.loaded,
                "rejected": record.rejected,
                "facts": record.facts,
                "file_megabytes": round(size / 1e6, 3),
                "seconds": round(seconds, 2),
                "stages": record.durations,
            }
        }
    )


def _yardsticks(data: Path, inbox: Path, work: Path) -> dict[str, Any]:
    """What other work on the same text, files and rows takes on this machine at this time."""
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        texts = (row[0] for row in iter(connection.cursor().execute("select body from core.articles order by article_id").fetchone, None))
        whole = connection.execute("select sum(strlen(body)) from core.articles").fetchone()
        size = int(whole[0]) if whole else 0
        sample = list(_up_to(texts, _LCUT_BYTES))
    found = {"text_megabytes": round(size / 1e6, 3)}
    import jieba
    import jieba.posseg

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    for name, function, most in (("jieba.lcut", jieba.lcut, _LCUT_BYTES), ("jieba.posseg", jieba.posseg.lcut, _POSSEG_BYTES)):
        part = list(_up_to(iter(sample), most))
        measured = sum(len(text.encode()) for text in part)
        began = time.process_time(), time.monotonic()
        for text in part:
            function(text)
        found[name] = round((time.monotonic() - began[1]) * size / measured, 2)
        found[f"{name}, processor"] = round((time.process_time() - began[0]) * size / measured, 2)
    found["read and hash"] = round(_seconds(lambda: _hash(inbox)), 3)
    found["DuckDB from Parquet"] = round(_loading(data, work), 2)
    return found


def _up_to(texts: Iterator[str], most: int) -> Iterator[str]:
    size = 0
    for text in texts:
        yield text
        size += len(text.encode())
        if size >= most:
            return


def _seconds(job: Callable[[], Any]) -> float:
    began = time.monotonic()
    job()
    return time.monotonic() - began


def _hash(inbox: Path) -> None:
    for path in inbox.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")


def _loading(data: Path, work: Path) -> float:
    """Seconds that DuckDB needs to load the release's rows from Parquet files into a database without any shape of ours."""
    folder = work / "parquet"
    folder.mkdir()
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables() where schema_name <> 'ref'").fetchall()
        for (name,) in names:
            connection.execute(f"copy {name} to '{folder}/{name}.parquet' (compression zstd)")
    with warehouse.connect(folder / "loaded.duckdb") as connection:
        return _seconds(
            lambda: [connection.execute(f"create table \"{name}\" as from read_parquet('{folder}/{name}.parquet')") for (name,) in names]
        )


def _scaling(given: dict[str, Any], work: Path) -> dict[str, Any]:
    """Transform with one and with all workers, started and loaded before the clock runs: seconds for the same documents."""
    settings = load(**given)
    files = discover.survey(Path(given["inbox"]), {}, "").to_read
    found = (item for file in files for item in discover.read_inputs(file, settings.max_document_bytes))
    inputs = list(islice((item for item in found if isinstance(item, Input)), _SCALING_DOCUMENTS))
    taken = {}
    for number in sorted({1, int(given["workers"])}):
        taken[str(number)] = round(_transforming(settings.model_copy(update={"workers": number, "executor": "processes"}), inputs, work), 2)
    return {"documents": len(inputs), "seconds": taken, "speed-up": round(taken["1"] / taken[str(given["workers"])], 2)}


def _transforming(settings: Settings, inputs: list[Input], work: Path) -> float:
    folder = work / f"scaling-{settings.workers}"
    ended = Run(settings, work)
    job = Job(
        str(folder), warehouse.shapes(shipped("sql") / "migrations"), run.Window(settings.window_start, settings.window_end), ended.rules
    )
    with workers(settings, False) as (executor, ahead):
        assert executor is not None
        for _ in executor.map(time.sleep, [0.2] * settings.workers):
            pass
        seconds = _seconds(lambda: sum(1 for _ in transform(batches(inputs, settings), job, executor, ahead)))
    shutil.rmtree(folder)
    return seconds


def table(figures: dict[str, Any]) -> str:
    """The figures for a terminal."""
    ran = figures["run"]
    seconds, documents = ran["seconds"], ran["documents"]
    out = [
        f"{documents} documents, {ran['file_megabytes']:.1f} MB of files, {ran['facts']} facts, {ran['rejected']} refused",
        f"whole run      {seconds:10.1f} s   {ran['file_megabytes'] / seconds:7.3f} MB/s   {documents / seconds:8.1f} documents/s"
        f"   {1000 * seconds / max(documents, 1):.2f} ms a document",
        *(f"  {stage:<12} {taken:10.1f} s   {100 * taken / seconds:5.1f} %" for stage, taken in ran["stages"].items()),
        f"processor time {ran['processor_seconds']:10.1f} s",
        f"peak memory    {ran['peak_memory']:10d} MB  (resident, shared memory counted for each process: {ran['peak_resident']} MB)",
    ]
    if yardsticks := figures.get("yardsticks"):
        out.append(f"yardsticks ({yardsticks['text_megabytes']:.1f} MB of text; one core)")
        for name, taken in yardsticks.items():
            if name != "text_megabytes":
                whole = ran["processor_seconds"] if name.endswith("processor") else seconds
                out.append(f"  {name:<24} {taken:10.2f} s   the whole run takes {whole / max(taken, 0.001):8.2f} times that")
    if scaling := figures.get("scaling"):
        each = ", ".join(f"{number}: {taken} s" for number, taken in scaling["seconds"].items())
        out.append(f"transform of {scaling['documents']} documents by workers: {each}; speed-up {scaling['speed-up']}")
    return "\n".join(out)


if __name__ == "__main__":
    main()

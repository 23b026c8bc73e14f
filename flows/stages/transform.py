"""Stage 2: from bytes to rows. Batches of documents go through an executor; what comes back are Parquet shards.

A shard is a folder named after its inputs and the rules that read them, with one Parquet file per table. It appears under its name only
when it is complete, so a shard that is there is never computed again, whoever computed it and however that run ended.
"""

from __future__ import annotations

import json
import logging
import math
import os
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import PurePath
from typing import NamedTuple

import pyarrow as pa

from flows.facts.mentions import Window
from flows.facts.reader import read_facts
from flows.reference.vocabulary import ReferenceDataError
from flows.settings import Settings
from flows.stages import limits
from flows.stages.inputs import TOO_SLOW, Input, Refused, storable
from flows.stages.rows import Rows, document_rows
from flows.stages.rules import Rules
from flows.stages.shards import Shard, store
from flows.stages.withholding import withhold
from flows.text.documents import Document, Refusal
from flows.text.duplicates import canonical_hash
from flows.text.fingerprints import fingerprint
from flows.text.reader import read_document
from flows.text.tokens import tokenise

BUG = "bug"  # the reason of a document that our own code could not cope with; the audit and the report are loud about it
_LAYOUT = "2"  # of a shard's files; another number makes other names, so that what an older program wrote is not taken for ours

# Puts an executor of its own before the one that was asked for (None: read in this process), given how many batches may be on their way.
Carrier = Callable[[Executor | None, int], Executor | None]
_carriers: list[Carrier] = []
_log = logging.getLogger(__name__)


class Job(NamedTuple):
    """What a worker needs besides the inputs: where shards go (path or URL), the shapes of the tables, the window, the rules' versions."""

    place: str
    shapes: Mapping[str, pa.Schema]
    window: Window
    rules: Rules
    seconds: float = math.inf  # of processor time for one document


def batches(inputs: Iterable[Input], settings: Settings) -> Iterator[list[Input]]:
    """The inputs in batches of at most `batch_documents` documents or about `batch_bytes` bytes."""
    batch: list[Input] = []
    size = 0
    for item in inputs:
        if batch and (len(batch) >= settings.batch_documents or size + len(item.content) > settings.batch_bytes):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.content)
    if batch:
        yield batch


def expected_batches(files: int, size: int, settings: Settings) -> int | None:
    """About how many batches so many files of so many bytes make; None for none."""
    return max(-(-files // settings.batch_documents), -(-size // settings.batch_bytes)) or None


@contextmanager
def carried_by(carrier: Carrier) -> Iterator[None]:
    """For the block, `carrier` may put an executor of its own before the one that the settings ask for, to show each batch."""
    _carriers.append(carrier)
    try:
        yield
    finally:
        _carriers.remove(carrier)


def transform(work: Iterable[list[Input]], job: Job, executor: Executor | None, ahead: int) -> Iterator[Shard]:
    """Read every batch into a shard, at most `ahead` at a time; without an executor in this process. Order of shards is not fixed."""
    for carrier in _carriers:
        executor = carrier(executor, ahead)
    if executor is None:
        for batch in work:
            yield read_batch(batch, job)
        return
    waiting: set[Future[Shard]] = set()
    for batch in work:
        waiting.add(executor.submit(read_batch, batch, job))
        if len(waiting) >= ahead:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def read_batch(batch: list[Input], job: Job) -> Shard:
    """Read one batch and write its shard, unless it is there already. This is what runs in the workers."""
    shelf, name = store(job.place), _name(batch, job)
    if finished := shelf.find(name):
        _log.info("%d documents had been read by a run that broke off", len(batch))
        return finished
    began = time.monotonic()
    read: list[tuple[Input, Rows]] = []
    refused = []
    for item in batch:
        outcome = read_rows(item, job)
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            read.append((item, outcome))
    tables, misfits = tables_of(read, job)
    documents = len(read) - len(misfits)
    written = shelf.write(name, tables, documents, [*refused, *misfits])
    taken = time.monotonic() - began
    _log.info("%d documents read, %d refused, %.1f s, process %d", documents, len(written.refused), taken, os.getpid())
    return written


def _name(batch: list[Input], job: Job) -> str:
    inputs = sorted(f"{item.document_id} {item.format} {file_name(item)}" for item in batch)
    key = "\n".join([_LAYOUT, *job.rules, str(job.window), *inputs])
    return blake2b(key.encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()


def file_name(item: Input) -> str:
    """What `core.documents.file_name` says: the file's name, with the line in a .jsonl file."""
    name = PurePath(item.path).name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return f"{name}:{item.line}" if item.line else name


def read_rows(item: Input, job: Job) -> Rows | Refused:
    """The rows of one document, or why there are none. A bug of ours costs its document, not the run, and is reported as such."""
    try:
        with limits.at_most(job.seconds):
            document = read_document(item.content, item.format)
            read = read_facts(document, job.window)
            if job.rules.withhold:
                document, read = withhold(document, read)
            rows = document_rows(document, read, document_id=item.document_id, file_name=file_name(item))
            _complete(rows, item, document, job.rules)
            return rows
    except Refusal as refusal:
        return Refused(item.document_id, item.sha256, refusal.reason, refusal.detail)
    except limits.TooSlowError as error:
        return Refused(item.document_id, item.sha256, TOO_SLOW, str(error))
    except ReferenceDataError:
        raise  # that is no document's fault
    except Exception as error:
        return _bug(item, error, job)


def _bug(item: Input, error: Exception, job: Job) -> Refused:
    """Be loud about a defect of ours. A traceback quotes the text, and a message may, which is withheld where private persons are."""
    _log.error(
        "a defect of zhanyi costs document %s (%s)", item.document_id, file_name(item), exc_info=None if job.rules.withhold else error
    )
    place = traceback.extract_tb(error.__traceback__)[-1]
    told = "" if job.rules.withhold else f": {error}"
    detail = f"{type(error).__name__} in {PurePath(place.filename).name}:{place.lineno}{told}"
    return Refused(item.document_id, item.sha256, BUG, storable(" ".join(detail.split())[:500]))


def tables_of(read: Sequence[tuple[Input, Rows]], job: Job) -> tuple[dict[str, pa.Table], list[Refused]]:
    """The rows of documents as tables. A document with a row that fits no table is refused as our bug; halving the batch finds it."""
    rows: Rows = defaultdict(list)
    for _, found in read:
        for name, some in found.items():
            rows[name] += some
    try:
        return {name: pa.Table.from_pylist(all_rows, schema=job.shapes[name]) for name, all_rows in rows.items() if all_rows}, []
    except Exception as error:
        if len(read) == 1:
            return {}, [_bug(read[0][0], error, job)]
    middle = len(read) // 2
    (first, misfits), (second, more) = tables_of(read[:middle], job), tables_of(read[middle:], job)
    both = {name: pa.concat_tables(half[name] for half in (first, second) if name in half) for name in {**first, **second}}
    return both, [*misfits, *more]


def _complete(rows: Rows, item: Input, document: Document, rules: Rules) -> None:
    """The rows that are not facts: what came in, tokens, fingerprints, and the rules' versions."""
    rows["raw.documents"].append(
        {
            "document_id": item.document_id,
            "sha256": item.sha256,
            "file_name": file_name(item),
            "format": document.format,
            "encoding": document.encoding,
            "encoding_evidence": document.encoding_evidence,
            "bytes": len(item.content),
            "raw_text": document.raw_text,
            "metadata": json.dumps(document.metadata, ensure_ascii=False, sort_keys=True),
        }
    )
    for sentence in rows["core.sentences"]:
        sentence["tokens"] = tokenise(sentence["text"])
    for article in rows["core.articles"]:
        rows["ops.fingerprints"].append(
            {
                "article_id": article["article_id"],
                "canonical_hash": canonical_hash(article["body"]),
                "signature": fingerprint(article["body"]),
            }
        )
    rows["ops.versions"].append({"document_id": item.document_id, "text_rules": rules.text, "fact_rules": rules.facts})

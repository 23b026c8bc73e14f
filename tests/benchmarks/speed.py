"""Speed on one core, beside yardsticks that are measured in the same run on the same text."""

from __future__ import annotations

import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flows.text import tokens
from flows.text.reader import read_document
from tests import dirt

_RUNS = 5
_FEWEST_BYTES, _MOST_BYTES = 400_000, 1_500_000  # of a run


class Rate(NamedTuple):
    """What was done, on how many bytes of UTF-8, and the median and extremes of five runs in MB a second."""

    what: str
    megabytes: float
    median: float
    slowest: float
    fastest: float


def measure(texts: Sequence[str]) -> list[Rate]:
    """Bytes to articles for Simplified and Traditional, tokens, and the yardsticks: decoding alone, jieba alone."""
    simplified = _sample(texts)
    pages = [text.encode() for text in simplified]
    traditional = [dirt.traditional(text).encode() for text in simplified]
    lines = [line for text in simplified for line in text.split("\n") if line]
    plain = _plain_jieba()
    jobs: list[tuple[str, Sequence[bytes], Callable[[], Iterable[object]]]] = [
        ("articles, Simplified", pages, lambda: (read_document(page, "txt") for page in pages)),
        ("articles, Traditional", traditional, lambda: (read_document(page, "txt") for page in traditional)),
        ("tokens", pages, lambda: (tokens.tokenise(line) for line in lines)),
        ("yardstick: bytes.decode", pages, lambda: (page.decode() for page in pages)),
        ("yardstick: jieba.lcut", pages, lambda: (plain(line) for line in lines)),
    ]
    return [_rate(what, sum(map(len, data)), job) for what, data, job in jobs]


def _sample(texts: Sequence[str]) -> list[str]:
    """So many of the texts, evenly spread, that a run takes seconds."""
    step = max(1, -(-sum(len(text.encode()) for text in texts) // _MOST_BYTES))
    return list(texts[::step])


def _plain_jieba() -> Callable[[str], object]:
    import jieba

    jieba.setLogLevel("WARNING")
    segmenter = jieba.Tokenizer()
    return lambda text: segmenter.lcut(text)


def _rate(what: str, size: int, job: Callable[[], Iterable[object]]) -> Rate:
    _run(job)  # tables and dictionaries are loaded once per process
    passes = max(1, _FEWEST_BYTES // size)
    rates = [passes * size / 1e6 / sum(_seconds(job) for _ in range(passes)) for _ in range(_RUNS)]
    return Rate(what, size / 1e6, statistics.median(rates), min(rates), max(rates))


def _run(job: Callable[[], Iterable[object]]) -> None:
    """Do the job, one result after the other, none of them kept."""
    deque(job(), maxlen=0)


def _seconds(job: Callable[[], Iterable[object]]) -> float:
    """Processor time of one pass, which other programs on the machine do not lengthen."""
    _forget()
    start = time.process_time()
    _run(job)
    return time.process_time() - start


def _forget() -> None:
    """Empty the bounded caches: no run may profit from having seen the same lines before."""
    for name, module in list(sys.modules.items()):
        if name.startswith("flows."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"] is not None:
                    value.cache_clear()

"""Hostile documents: `python -m tests.benchmarks.fuzz [--documents N] [--seed N] [FOLDER …]`.

Documents are mutations of the sample articles (and of the files of the folders given): bytes flipped, cut, repeated, spliced, wrapped in
markup, encoded otherwise, sown with surrogates, marks of direction, NULs, deep nesting and long lines. Each is read like any input; it must
end as rows or as a refusal with a reason, never as a defect, and within two seconds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows import warehouse
from flows.facts.mentions import Window
from flows.settings import shipped
from flows.stages import transform
from flows.stages.inputs import Input
from flows.stages.rules import Rules
from flows.text.reader import FORMATS
from tests.conftest import SAMPLES

SEED = 20200210
PATIENCE = 2.0  # seconds of processor time for one document
LONGEST = 60_000  # bytes of a mutated document
Sample = tuple[bytes, str]

_SOWN = (
    *(
        "\u202e",
        "\u200f",
        "\u2066",
        "\ufeff",
        "\u200b",
        "\x00",
        "\x1b[31m",
        "\x07",
        "\ufffd",
        "\ue000",
        "\U000e0001",
        "\U0001f468\u200d\U0001f469",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "![x](javascript:1)",
        "]]>",
        "<!--",
        "-->",
        "&#0;",
        "&#1114112;",
        "&nbsp;",
    ),
    *(
        "'; drop table t; --",
        '"',
        "\\",
        "\\ud800",
        "\\u0000",
        "{{7*7}}",
        "%s%n",
        "../../etc/passwd",
        "2月30日",
        "99999999999999999999万亿元",
    ),
    *(
        "（" * 50,
        "“" * 50,
        "、" * 50,
        "0" * 400,
        "9" * 400 + "元",
        "零" * 100,
        "捐" * 50,
        "\n" * 200,
        " " * 500,
        "<div>" * 300,
        "</div>" * 50,
        "[" * 300,
    ),
)
_JSON = (
    *(
        '"n": NaN',
        '"n": Infinity',
        '"n": ' + "9" * 5000,
        '"n": 1e999',
        '"text": "再一次"',
        '"title": null',
        '"title": 7',
        '"html": "\\ud83d"',
    ),
    *('"title": "\\udc00", "source": "\\ud800x"', '"published": "2020-02-30"', '"published": "99999999-99-99"', '"a": ' + "[" * 5000),
)


@dataclass
class Figures:
    """How so many documents ended."""

    documents: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def clean(self) -> bool:
        return not (self.bugs or self.slow) and self.read + self.refused.total() == self.documents


def samples(folders: Sequence[Path] = ()) -> list[Sample]:
    """The sample articles, and the files of the folders, with their formats; a .jsonl file line by line."""
    found: list[Sample] = []
    for folder in (SAMPLES / "inbox", *folders):
        for path in sorted(folder.rglob("*")):
            format = {".txt": "txt", ".html": "html", ".htm": "html", ".md": "md", ".jsonl": "jsonl"}.get(path.suffix)
            if format == "jsonl":
                found += [(line, format) for line in path.read_bytes().splitlines() if line.strip()]
            elif format:
                found.append((path.read_bytes(), format))
    return found


def _bytes_flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    return content[start : rng.randint(start, len(content))] if rng.random() < 0.5 else content[:start]


def _repeated(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    part = content[start : start + rng.randint(1, 200)]
    return content[:start] + part * rng.randint(2, 200) + content[start:]


def _sown(content: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(content) + 1)
        content = content[:at] + rng.choice(_SOWN).encode() + content[at:]
    return content


def _recoded(content: bytes, rng: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = rng.choice(("gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "latin-1", "shift_jis", "utf-7"))
    return text.encode(encoding, rng.choice(("ignore", "replace", "xmlcharrefreplace")))


def _one_line(content: bytes, rng: random.Random) -> bytes:
    return content.replace(b"\n", rng.choice((b"", b" ", b"\r", b"\x0b", b"<br>", "　".encode(), b"\n\n\n")))


def _wrapped(content: bytes, rng: random.Random) -> bytes:
    tag = rng.choice((b"div", b"table", b"p", b"a", b"script", b"span", b"b", b"title", b"svg"))
    depth = rng.choice((1, 10, 1000))
    return b"<" + tag + b">" * rng.randint(1, 2) + (b"<" + tag + b">") * depth + content + (b"</" + tag + b">") * rng.choice((0, depth))


def _shuffled(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _random(content: bytes, rng: random.Random) -> bytes:
    return rng.randbytes(rng.randint(1, 400)) + content[: rng.randint(0, 400)]


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_bytes_flipped, _cut, _repeated, _sown, _sown, _recoded, _one_line, _wrapped, _shuffled, _random),
)


def _record(content: bytes, rng: random.Random) -> bytes:
    """The content as a line of JSON with odd values beside it, or a damaged one."""
    text = json.dumps(content.decode("utf-8", "replace"), ensure_ascii=rng.random() < 0.5)
    line = f'{{"{rng.choice(("text", "html"))}": {text}, {rng.choice(_JSON)}}}'.encode()
    return line if rng.random() < 0.7 else _bytes_flipped(line, rng)


def documents(count: int, found: Sequence[Sample], seed: int = SEED) -> Iterator[Input]:
    """So many mutated documents, the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        content, format = rng.choice(found)
        if format == "jsonl" and rng.random() < 0.5:
            content, format = content[: len(content) // 2], "txt"
        for _ in range(rng.randint(1, 4)):
            content = rng.choice(_MUTATIONS)(content[:LONGEST], rng) or b"x"
        if rng.random() < 0.25:
            content, format = _record(content[:LONGEST], rng), "jsonl"
        elif rng.random() < 0.2:
            format = rng.choice(FORMATS)
        yield Input(f"/inbox/{number}.{format}", 0, 0, "0" * 64, f"{number:020x}", format, content[: 2 * LONGEST])


def read(count: int, found: Sequence[Sample], seed: int = SEED, told: bool = False, withholding: bool = False) -> Figures:
    """Read so many mutated documents as the workers do, and note how they end."""
    figures = Figures()
    rules = Rules("0" * 12, "0" * 12 + ("-role-only" if withholding else ""))
    shapes = warehouse.shapes(shipped("sql") / "migrations")
    job = transform.Job("/nowhere", shapes, Window(date(2019, 12, 1), date(2020, 12, 31)), rules, 30.0)
    for item in documents(count, found, seed):
        began = time.thread_time()
        outcome = transform.read_rows(item, job)
        if not isinstance(outcome, transform.Refused):
            _, misfits = transform.tables_of([(item, outcome)], job)
            outcome = misfits[0] if misfits else outcome
        taken = time.thread_time() - began
        figures.documents += 1
        if told and figures.documents % 1000 == 0:
            print(f"  {figures.documents}: {len(figures.bugs)} defects, the slowest took {figures.slowest:.2f} s", flush=True)
        figures.slowest = max(figures.slowest, taken)
        if taken > PATIENCE:
            figures.slow.append(f"{item.path}: {taken:.1f} s, {len(item.content)} bytes")
        if not isinstance(outcome, transform.Refused):
            figures.read += 1
            continue
        figures.refused[outcome.reason] += 1
        outcome.detail.encode()  # what is kept in a table must be text
        if outcome.reason == transform.BUG:
            figures.bugs.append(f"{item.path}: {outcome.detail}")
            if told:
                print(f"  bug: {figures.bugs[-1]}", flush=True)
    return figures


def main() -> None:
    """Print how the documents ended; the exit code is 1 if one met a defect or took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    figures = read(chosen.documents, samples(chosen.folders), chosen.seed, told=True)
    print(f"{figures.documents} documents: {figures.read} read, {figures.refused.total()} refused {dict(figures.refused)}")
    print(f"defects {len(figures.bugs)}, over {PATIENCE:g} s {len(figures.slow)}, the slowest took {figures.slowest:.2f} s")
    print("\n".join([*figures.bugs[:20], *figures.slow[:20]]))
    sys.exit(not figures.clean)


if __name__ == "__main__":
    main()

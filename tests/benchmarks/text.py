"""What the text room reaches on a folder of pages: `python -m tests.benchmarks.text [FOLDER] [--json]`.

Prints the encoding matrix, the speed beside its yardsticks, the invariance under dirt, and the repairs by kind. Without FOLDER the pages
are our samples. The figures hang on the machine, so no test asserts them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.text.documents import REPAIR_KINDS
from tests import dirt
from tests.benchmarks import encodings, invariance, pages, speed

PARTS = ("encodings", "speed", "dirt", "repairs")
_LISTED_REPAIRS = ("gloss", "gbk_shift")  # those that must not touch a text that has none
_LISTED = 20


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.text", description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of .txt, .html, .md or .jsonl files; our samples if left out")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    read = pages.read_folder(options.folder or pages.SAMPLES)[:: options.every]
    figures = {part: MEASURES[part](read, options.folder is None) for part in options.only or PARTS}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for part, found in figures.items():
        _print(f"{part} ({len(read)} pages)", found)


def _encodings(read: list[pages.Read], is_samples: bool) -> dict[str, Any]:
    """A folder's texts as they are; our samples in canonical form, Simplified and Traditional."""
    texts = [(name, document.raw_text) for name, document in read]
    if is_samples:
        canonical = [(name, pages.canonical_text(document)) for name, document in read]
        texts = canonical + [(f"{name} traditional", dirt.traditional(text)) for name, text in canonical]
    matrix = encodings.measure(texts)
    rows = [
        [encoding, *(_share(matrix.right[encoding, length], matrix.cases[encoding, length]) for length in encodings.LENGTHS)]
        for encoding in encodings.ENCODINGS
    ]
    head = ["encoding", *encodings.LENGTHS]
    return {"share": matrix.share(), "cases": matrix.cases.total(), "head": head, "rows": rows, "list": matrix.wrong}


def _speed(read: list[pages.Read], is_samples: bool) -> dict[str, Any]:
    rates = speed.measure([pages.canonical_text(document) for _, document in read])
    rows = [[rate.what, *(f"{value:.2f}" for value in rate[1:])] for rate in rates]
    return {"head": ["MB of UTF-8 a second", "MB", "median of 5", "slowest", "fastest"], "rows": rows}


def _dirt(read: list[pages.Read], is_samples: bool) -> dict[str, Any]:
    cases = [(f"{name}#{number}", clean) for name, document in read for number, clean in enumerate(pages.clean_pages(document), 1)]
    result = invariance.measure(cases)
    rows = [[kind, str(count), _share(result.same[kind], count)] for kind, count in result.cases.items()]
    return {"share": result.share(), "cases": result.cases.total(), "head": ["dirt", "cases", "same"], "rows": rows, "list": result.changed}


def _repairs(read: list[pages.Read], is_samples: bool) -> dict[str, Any]:
    made = [(name, repair) for name, document in read for repair in document.repairs]
    count = Counter(repair.kind for _, repair in made)
    touched = Counter(kind for kind, _ in {(repair.kind, name) for name, repair in made})
    listed = [f"{name}: {r.kind} {r.before!r} became {r.after!r} at {r.raw_start}" for name, r in made if r.kind in _LISTED_REPAIRS]
    rows = [[kind, str(count[kind]), str(touched[kind])] for kind in REPAIR_KINDS]
    return {"head": ["repair", "changes", "pages"], "rows": rows, "list": listed}


MEASURES = {"encodings": _encodings, "speed": _speed, "dirt": _dirt, "repairs": _repairs}


def _share(right: int, cases: int) -> str:
    return f"{100 * right / cases:.2f} % of {cases}" if cases else "-"


def _print(title: str, found: dict[str, Any]) -> None:
    total = f": {100 * found['share']:.2f} % of {found['cases']} cases" if "share" in found else ""
    print(f"\n{title}{total}")
    rows = [found["head"], *found["rows"]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    for line in found.get("list", [])[:_LISTED]:
        print(f"    {line}")
    if len(found.get("list", [])) > _LISTED:
        print(f"    … and {len(found['list']) - _LISTED} more (--json lists them all)")


if __name__ == "__main__":
    main()

"""Make the sample files of `inbox/` from the pages of `sources/`.

    python -m tests.samples.build          write inbox/
    python -m tests.samples.build --check  say which files differ, exit 1 if any

A page is written once, in canonical text with its dirt marked, so that one source gives both the dirty file and the clean text that the
gold files quote:

    ---                     YAML: file, encoding, script, glosses, punctuation, newline, layout, wrapper
    ~ line                  page furniture, caption or other line that belongs to no article
    text{dirty|clean}text   what the page has in place of the clean text; `⏎` is a line feed, `␣` a no-break space, `¤` the place of
                            a GBK shift
    === {json}              in a .jsonl source: a new document, with the keys that go beside its text
    %% comment              for the reader of the source only
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests import dirt

HERE = Path(__file__).parent
CHOICE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
SHIFT = "¤"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source: its recipe, its lines with their marks, and what goes beside it in a .jsonl file."""

    recipe: dict[str, Any]
    raw: tuple[str, ...]
    keys: dict[str, Any]

    @property
    def clean(self) -> str:
        """The canonical text: one line per paragraph, without furniture."""
        lines = [CHOICE.sub(lambda match: match[2], line) for line in self.raw if not line.startswith("~")]
        return "\n".join(line.strip() for line in lines if line.strip())

    @property
    def page(self) -> list[str]:
        """The page's lines as its readers see them, before script, punctuation and encoding."""
        lines = [line[1:].removeprefix(" ") if line.startswith("~") else line for line in self.raw]
        return [CHOICE.sub(lambda match: match[1], line).replace("⏎", "\n").replace("␣", "\u00a0") for line in lines]


def pages() -> Iterator[tuple[str, Page]]:
    """Every page with the name of its document: `name.txt`, or `name.jsonl:3` for the third line of a .jsonl file."""
    for path in sorted((HERE / "sources").glob("*.page")):
        _, header, text = path.read_text(encoding="utf-8").split("---\n", 2)
        recipe = yaml.safe_load(header)
        lines = [line for line in text.rstrip("\n").split("\n") if not line.startswith("%%")]
        if not any(line.startswith("=== ") for line in lines):
            yield recipe["file"], Page(recipe, tuple(lines), {})
            continue
        starts = [number for number, line in enumerate(lines) if line.startswith("=== ")]
        for count, (start, stop) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
            yield f"{recipe['file']}:{count}", Page(recipe, tuple(lines[start + 1 : stop]), json.loads(lines[start][4:]))


def page_text(page: Page) -> str:
    """The page's dirty text: laid out, converted, glossed, shifted and folded as its recipe says."""
    recipe, lines = page.recipe | page.keys, page.page
    if recipe.get("layout") == "one_line":
        text = "".join(lines)
    elif "wrapper" in recipe:
        text = _wrapped(recipe["wrapper"], lines)
    else:
        text = "\n".join(lines) + "\n"
    if recipe.get("script") == "hant":
        text = dirt.glossed(text) if recipe.get("glosses") else dirt.traditional(text)
    while SHIFT in text:
        at = text.index(SHIFT)
        text = dirt.shift_gbk(text[:at] + text[at + 1 :], at)
    return dirt.half_width(text) if recipe.get("punctuation") == "half" else text


def _wrapped(wrapper: str, lines: list[str]) -> str:
    """The lines as headings (`#`) and paragraphs inside one of the HTML pages of sources/."""
    rows = [f"<h1>{line[2:]}</h1>" if line.startswith("# ") else f"<p>{line}</p>" for line in lines if line]
    return (HERE / "sources" / wrapper).read_text(encoding="utf-8").replace("<!-- article -->", "\n".join(rows))


def _record(page: Page) -> str:
    """A line of a .jsonl file: the given keys, and the text as `text` or `html`."""
    keys = {key: value for key, value in page.keys.items() if key != "wrapper"}
    return json.dumps(keys | {"html" if "wrapper" in page.keys else "text": page_text(page)}, ensure_ascii=False)


def built() -> dict[str, bytes]:
    """The bytes of every file of the inbox."""
    files: dict[str, bytes] = {}
    for name, page in pages():
        file, recipe = page.recipe["file"], page.recipe
        text = _record(page) + "\n" if ":" in name else page_text(page)
        text = text.replace("\n", "\r\n") if recipe.get("newline") == "crlf" else text
        files[file] = files.get(file, b"") + dirt.encoded(text, recipe.get("encoding", "utf-8"))
    return {name: gzip.compress(data, mtime=0) if name.endswith(".gz") else data for name, data in files.items()}


def same(name: str, one: bytes, other: bytes) -> bool:
    """Whether two files are equal; of compressed ones the contents are compared, since compressors differ."""
    return gzip.decompress(one) == gzip.decompress(other) if name.endswith(".gz") else one == other


def main(arguments: list[str]) -> int:
    """Write or check the inbox; the exit code."""
    inbox, wrong = HERE / "inbox", []
    files = built()
    for name, data in files.items():
        path = inbox / name
        if path.exists() and same(name, path.read_bytes(), data):
            continue
        wrong.append(name)
        if "--check" not in arguments:
            path.write_bytes(data)
    strays = sorted(path.name for path in inbox.iterdir() if path.name not in files)
    for line in [f"{name}: changed" for name in wrong] + [f"{name}: no source" for name in strays]:
        print(line)
    return 1 if "--check" in arguments and (wrong or strays) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

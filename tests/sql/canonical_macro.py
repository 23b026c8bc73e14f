"""Writes sql/macros/canonical.sql from the text room's conversion table: `python -m tests.sql.canonical_macro`."""

from __future__ import annotations

from pathlib import Path

from flows.text.script import tables

FILE = Path(__file__).parents[2] / "sql" / "macros" / "canonical.sql"
_WIDE = {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

_SQL = """\
-- canonical(words): words in the characters that bodies are written in: Simplified, with half-width letters and digits.
-- Character by character; the table is the one that cleans the texts (flows/text/script.py). Made by `python -m tests.sql.canonical_macro`.
create or replace macro canonical(words) as translate(
    words,
    '{before}',
    '{after}'
);

comment on macro canonical is 'Words in the characters of canonical texts: select canonical(''體溫檢測'')'; -- noqa: PRS
"""


def text() -> str:
    """What the file must hold."""
    pairs = {**_WIDE, **{chr(code): becomes for code, becomes in tables().characters.items()}}
    return _SQL.format(before="".join(pairs), after="".join(pairs.values()))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

"""The README's ten questions with the answers that our samples give: `python -m tests.tour DATA` writes them in.

DATA is the folder of a deployment that has published `tests/samples/inbox`. The questions are those of `zhanyi tour`, in `sql/tour`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flows import warehouse

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- The answers are written by `python -m tests.tour`. -->\n", "<!-- end of the answers -->\n"
_LONGEST = 40  # characters of a cell


def answers(data: Path) -> str:
    """The questions, their SQL and the rows of the current release, as Markdown."""
    out = []
    with warehouse.connect(data / "current.duckdb", locked=True) as connection:
        for path in sorted((ROOT / "sql" / "tour").glob("*.sql")):
            comment, _, sql = path.read_text(encoding="utf-8").partition("\n")
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall()
            out.append(f"**{comment.removeprefix('-- ')}**\n\n```sql\n{sql.strip()}\n```\n")
            out.append("\n".join([_row(names), "|" + "---|" * len(names), *map(_row, rows)]) + "\n")
    return "\n".join(out)


def _row(values: Any) -> str:
    return "| " + " | ".join(_cell(value) for value in values) + " |"


def _cell(value: Any) -> str:
    text = "" if value is None else "、".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def readme(data: Path) -> str:
    """The README with these answers in their place."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{answers(data)}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    README.write_text(readme(Path(sys.argv[1])), encoding="utf-8")

"""The README's tour: the example queries of sql/tour/ with what they answer over the sample articles.

`python -m tests.tour DATA` writes it anew from the release in the data folder DATA, which `zhanyi run tests/samples/inbox --data DATA`
made.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flows import warehouse
from flows.questions import questions
from flows.releases import Releases

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- tour: written by python -m tests.tour -->\n", "<!-- end of the tour -->\n"


def tour(database: Path) -> str:
    """The tour over a release, as it stands between the two marks of the README."""
    with warehouse.connect(database, locked=True) as connection:
        return "\n".join(_section(connection, question, sql) for question, sql in questions())


def section_of(readme: str) -> str:
    """The tour that a README holds."""
    return readme.partition(BEGIN)[2].partition(END)[0]


def _section(connection: Any, question: str, sql: str) -> str:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    rows = [[_cell(value) for value in row] for row in cursor.fetchall()]
    table = ["| " + " | ".join(cells) + " |" for cells in (names, ["---"] * len(names), *rows)]
    return f"**{question}**\n\n```sql\n{sql}\n```\n\n" + "\n".join(table) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write the tour into the README."""
    release = Releases(Path(sys.argv[1])).current()
    if release is None:
        sys.exit("no release stands in this data folder")
    readme = README.read_text(encoding="utf-8")
    README.write_text(readme.replace(BEGIN + section_of(readme) + END, BEGIN + tour(release) + END), encoding="utf-8")


if __name__ == "__main__":
    main()

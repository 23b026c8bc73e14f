"""What every format hands on to the cleaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from flows.text.spans import Mapped, Repair

# What the format says about a line: a heading, a picture's caption, a rule across the page, a part that is not the page's own text
# (menu, footer), a cell or item of a list of links.
Mark = Literal["title", "heading", "caption", "rule", "aside"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file's visible text.

    `text`: lines as shown, separated by line feeds; no step of the cleaning adds or removes a line feed, so `marks` can name lines by
    their number. `title`: the headline given beside the text. `metadata`: all that was given with the input. `guessed`: what a library
    read from the page around the text (title, published, source, author).
    """

    raw_text: str
    text: Mapped
    marks: dict[int, Mark] = field(default_factory=dict)
    title: Mapped | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()

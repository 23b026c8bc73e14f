"""HTML as lines of visible text, every character with its place in the HTML."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

from flows.reference import vocabulary
from flows.text.formats.source import Mark
from flows.text.spans import Edit, Mapped, Repair

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)(?=[\s/>])([^<>]*)>")
_PIECE = re.compile(r"<|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[ \t\r\n\f]+")
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLOCKS, _CELLS, _HIDDEN, _INLINE = (
    frozenset(vocabulary.words(f"html_elements.{group}")) for group in ("block", "cell", "hidden", "inline")
)
_KNOWN = _BLOCKS | _CELLS | _HIDDEN | _INLINE
_LINK_SHARE, _LONGEST_LINK = 0.8, 40
_MARKS: dict[str, Mark] = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_MARKS |= {"title": "title", "figcaption": "caption", "caption": "caption", "hr": "rule"}
_MARKS |= dict.fromkeys(("nav", "footer", "aside", "form", "button"), "aside")


class Visible(NamedTuple):
    """The lines that a page shows, the marks of lines by number, and the repairs (entities in running text)."""

    text: Mapped
    marks: dict[int, Mark]
    repairs: list[Repair]


def has_markup(text: str) -> bool:
    """Whether the text holds a tag of HTML (not `<某某办法>`, which is a title in brackets)."""
    return any(match[2].lower() in _KNOWN for match in _TAG.finditer(text)) if "<" in text else False


def visible(html: Mapped, *, keep_lines: bool) -> Visible:
    """The visible text of a page, or of a text with some markup in it (`keep_lines`: its line feeds are line ends, not mere space).

    Unknown tags stay as they are. Never raises: markup that is not closed hides nothing but itself.
    """
    reader = _Reader(html.text, keep_lines)
    reader.read()
    text, repairs = html.edited(reader.edits)
    return Visible(text, reader.marks, [repair for repair in repairs if repair.kind == "entity"])


class _Reader:
    """Collects the edits that leave the visible text: tags out or to line feeds, entities decoded, white space as a browser shows it."""

    def __init__(self, html: str, keep_lines: bool) -> None:
        self.html = html
        self.keep_lines = keep_lines
        self.edits: list[Edit] = []
        self.marks: dict[int, Mark] = {}
        self._lines = 0
        self._open: list[str] = []
        self._depth: Counter[str] = Counter()  # how many of each name are open, so that no end tag looks through them all
        self._endless: set[str] = set()
        self._is_link = False
        self._shown: Counter[int] = Counter()  # visible characters by line, and those of them that are links
        self._linked: Counter[int] = Counter()

    def read(self) -> None:
        position = 0
        while match := _PIECE.search(self.html, position):
            self._count(match.start() - position)
            position = match.end()
            if match[0] == "<":
                position = self._markup(match.start())
            elif match[0][0] == "&":
                self._edit(match.start(), match.end(), _character(match[0]), "entity")
            else:
                self._space(match)
        self._count(len(self.html) - position)
        for line, linked in self._linked.items():
            if linked >= _LINK_SHARE * self._shown[line] and self._shown[line] <= _LONGEST_LINK:
                self.marks.setdefault(line, "aside")

    def _count(self, characters: int) -> None:
        if characters > 0:
            self._shown[self._lines] += characters
            if self._is_link:
                self._linked[self._lines] += characters

    def _edit(self, start: int, stop: int, after: str, kind: str) -> None:
        if "\n" in after:
            self._lines += after.count("\n")
            if self._open:
                self.marks[self._lines] = _MARKS[self._open[-1]]
        self.edits.append(Edit(start, stop, after, kind))

    def _space(self, match: re.Match[str]) -> None:
        if self.keep_lines:
            after = _BREAKS.sub("\n", match[0])
            if "\n" in after:
                self._edit(match.start(), match.end(), after, "layout")
        else:
            han = "\n" in match[0] and self._between_han(match.start(), match.end())
            self._edit(match.start(), match.end(), "" if han else " ", "layout")

    def _between_han(self, start: int, stop: int) -> bool:
        """A line end of the HTML source between two Han characters is no space of the text."""
        return start > 0 and stop < len(self.html) and self.html[start - 1] > "\u2e80" and self.html[stop] > "\u2e80"

    def _markup(self, start: int) -> int:
        """Read what `<` at `start` begins; the position after it."""
        html = self.html
        if html.startswith("<!--", start):
            return self._hide(start, self._comment_end(start))
        if html.startswith(("<!", "<?"), start):
            return self._hide(start, html.find(">", start) + 1)
        match = _TAG.match(html, start)
        if match is None or match[2].lower() not in _KNOWN:
            return start + 1
        name, closing = match[2].lower(), bool(match[1])
        if name in _HIDDEN:
            stop = -1 if closing or match[3].endswith("/") else self._end_of(name, match.end())
            return self._hide(start, stop if stop > 0 else match.end())
        if name in _MARKS and name != "hr":
            self._nest(name, closing)
        if name == "a":
            self._is_link = not closing and "href" in match[3].lower()
        if name in _CELLS:
            self._edit(start, match.end(), "" if closing or self.keep_lines else "\t", "layout")
        elif name in _BLOCKS:
            self._edit(start, match.end(), "\n", "layout")
            if name == "hr":
                self.marks[self._lines] = "rule"
        else:
            self._edit(start, match.end(), "", "layout")
        return match.end()

    def _nest(self, name: str, closing: bool) -> None:
        if not closing:
            self._open.append(name)
            self._depth[name] += 1
        elif self._depth[name]:
            last = ""
            while last != name:
                last = self._open.pop()
                self._depth[last] -= 1

    def _hide(self, start: int, stop: int) -> int:
        """Leave out `start:stop`; where no end was found (`stop` not after `start`) only the bracket goes."""
        stop = stop if stop > start else start + 1
        self._edit(start, stop, "", "layout")
        return stop

    def _comment_end(self, start: int) -> int:
        end = -1 if "!--" in self._endless else self.html.find("-->", start)
        if end < 0:
            self._endless.add("!--")
        return end + 3 if end >= 0 else -1

    def _end_of(self, name: str, start: int) -> int:
        """The end of the element; -1 if it has none, which is remembered, so that each name is sought in vain once."""
        if name in self._endless:
            return -1
        end = re.compile(f"</{re.escape(name)}[^<>]*>", re.IGNORECASE).search(self.html, start)
        if end is None:
            self._endless.add(name)
            return -1
        return end.end()


def _character(entity: str) -> str:
    """The text of an entity; no-break space as a plain one, an unknown entity as itself."""
    decoded = unescape(entity)
    return decoded.replace("\xa0", " ").replace("\n", " ").replace("\r", " ") if decoded != entity else entity

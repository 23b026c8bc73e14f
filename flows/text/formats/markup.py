"""HTML as lines of visible text, every character with its place in the HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from flows.text.formats.source import Mark
from flows.text.spans import Edit, Mapped, Repair

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)(?=[\s/>])([^<>]*)>")
_PIECE = re.compile(r"<|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[ \t\r\n\f]+")
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Elements that start on a line of their own.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
# Elements whose content is not shown.
_HIDDEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "math", "audio", "video", "canvas", "map"]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "link",
        "mark",
        "meta",
        "o:p",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
    ]
)
_KNOWN = _BLOCKS | _HIDDEN | _INLINE
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

    def read(self) -> None:
        position = 0
        while match := _PIECE.search(self.html, position):
            position = match.end()
            if match[0] == "<":
                position = self._markup(match.start())
            elif match[0][0] == "&":
                self._edit(match.start(), match.end(), _character(match[0]), "entity")
            else:
                self._space(match)

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
            return self._hide(start, html.find("-->", start) + 3)
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
        if name in _BLOCKS:
            self._edit(start, match.end(), "\n", "layout")
            if name == "hr":
                self.marks[self._lines] = "rule"
        else:
            self._edit(start, match.end(), "", "layout")
        return match.end()

    def _nest(self, name: str, closing: bool) -> None:
        if not closing:
            self._open.append(name)
        elif name in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(name) :]

    def _hide(self, start: int, stop: int) -> int:
        """Leave out `start:stop`; where no end was found (`stop` not after `start`) only the bracket goes."""
        stop = stop if stop > start else start + 1
        self._edit(start, stop, "", "layout")
        return stop

    def _end_of(self, name: str, start: int) -> int:
        end = re.compile(f"</{re.escape(name)}[^<>]*>", re.IGNORECASE).search(self.html, start)
        return end.end() if end else -1


def _character(entity: str) -> str:
    """The text of an entity; no-break space as a plain one, an unknown entity as itself."""
    decoded = unescape(entity)
    return decoded.replace("\xa0", " ").replace("\n", " ").replace("\r", " ") if decoded != entity else entity

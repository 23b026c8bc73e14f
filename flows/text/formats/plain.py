"""Plain text and Markdown, with the markup and front matter that such files turn out to hold."""

from __future__ import annotations

import re
from typing import Any

import yaml

from flows.text.formats import markup
from flows.text.formats.source import Mark, Source
from flows.text.spans import Edit, Mapped, Repair

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")  # YAML's escapes can write what is no character
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+(?=\S)", re.MULTILINE)
_RULE = re.compile(r"^[ ]{0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", re.MULTILINE)
_PREFIX = re.compile(r"^[ ]{0,3}(?:>[ \t]?|[-*+][ \t]+(?=\S))", re.MULTILINE)
_INLINE = re.compile(
    r"\{\{[<%][^{}\n]{0,600}[>%]\}\}"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{0,4000}\)"
    r"|\[(?P<link>[^\[\]\n]{1,300})\]\([^()\n]{0,4000}(?:\([^()\n]{0,300}\)[^()\n]{0,300})?\)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>[^*_\n]{1,500})(?P=strong)"
    r"|(?<![*\w])\*(?=\S)(?P<emphasis>[^*\n]{1,300})(?<=\S)\*(?![*\w])"
)


def read(raw: Mapped, *, is_markdown: bool) -> Source:
    """A text file's lines. `raw` is the whole file; Markdown is also read in a .txt that begins with front matter or `# `."""
    text, metadata, title = raw, {}, None
    if match := _FRONT_MATTER.match(raw.text):
        metadata = _front_matter(match[1])
        title = _given_title(raw, metadata.get("title"), match.end())
        text = raw.slice(match.end(), len(raw))
    is_markdown = is_markdown or bool(metadata) or text.text.lstrip().startswith("# ")
    marks: dict[int, Mark] = {}
    repairs: list[Repair] = []
    if is_markdown:
        text = _without_inline(text)
    if markup.has_markup(text.text) or "&" in text.text:
        text, marks, repairs = markup.visible(text, keep_lines=True)
    elif _BREAKS.search(text.text):
        text = text.edited(Edit(match.start(), match.end(), "\n", "layout") for match in _BREAKS.finditer(text.text))[0]
    if is_markdown:
        text = _without_line_marks(text, marks)
    return Source(raw.text, text, marks, title, metadata, {}, tuple(repairs))


class _Plain(yaml.BaseLoader):
    """YAML's strings, lists and mappings. An alias is an error: ten lines of aliases to aliases stand for a billion values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not followed")
        return super().compose_node(parent, index)


def _front_matter(block: str) -> dict[str, str]:
    """The simple values of a YAML block, lists joined with `、`; what is no mapping, has aliases or is nested too deep gives nothing."""
    try:
        loaded: Any = yaml.load(block, Loader=_Plain)
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    values = {str(key): "、".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in loaded.items()}
    return {_SURROGATE.sub("\ufffd", key): _SURROGATE.sub("\ufffd", value) for key, value in values.items() if value}


def _given_title(raw: Mapped, title: str | None, stop: int) -> Mapped | None:
    """The given title at its place in the front matter."""
    start = raw.text.find(title, 0, stop) if title else -1
    return raw.slice(start, start + len(title)) if title and start >= 0 else None


def _without_inline(text: Mapped) -> Mapped:
    """Images out, links and emphasis as their text."""
    edits = []
    for match in _INLINE.finditer(text.text):
        group = match.lastgroup if match.lastgroup != "strong" else "bold"
        inner = next((name for name in ("link", "bold", "emphasis") if match[name] is not None), None) if group else None
        start, stop = match.span(inner) if inner else (match.end(), match.end())
        edits += [Edit(match.start(), start, "", "layout"), Edit(stop, match.end(), "", "layout")]
    return text.edited(edits)[0]


def _without_line_marks(text: Mapped, marks: dict[int, Mark]) -> Mapped:
    """Marks of headings, rules, quotations and list items out; headings and rules noted in `marks`."""
    found: list[tuple[int, int, Mark | None]] = [(*match.span(), "heading") for match in _HEADING.finditer(text.text)]
    found += [(*match.span(), "rule") for match in _RULE.finditer(text.text)]
    found += [(*match.span(), None) for match in _PREFIX.finditer(text.text)]
    edits, done, line, counted = [], 0, 0, 0
    for start, stop, mark in sorted(found, key=lambda item: item[:2]):
        if start < done:
            continue
        line, counted = line + text.text.count("\n", counted, start), start
        if mark:
            marks[line] = mark
        edits.append(Edit(start, stop, "", "layout"))
        done = stop
    return text.edited(edits)[0]

"""One line of a .jsonl file: an object with `text` or `html` and what is known about it, each character at its place in the line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flows.text.documents import BAD_JSON, Refusal
from flows.text.formats import page, plain
from flows.text.formats.source import Source
from flows.text.spans import Edit, Mapped

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])')
_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXT_KEYS = ("text", "html")


def read(raw: Mapped) -> Source:
    """The source that a line holds. Raises Refusal (`bad_json`) if it is no object with a string under `text` or `html`."""
    try:
        record = json.loads(raw.text, strict=False)
    except ValueError as error:
        raise Refusal(BAD_JSON, str(error)) from None
    except RecursionError:
        raise Refusal(BAD_JSON, "lists or objects are nested too deep") from None
    if not isinstance(record, dict):
        raise Refusal(BAD_JSON, f"the line holds a {type(record).__name__}, not an object")
    key = next((key for key in _TEXT_KEYS if isinstance(record.get(key), str) and record[key].strip()), None)
    if key is None:
        raise Refusal(BAD_JSON, "no text under `text` or `html`")
    places = _string_places(raw.text)
    content = _decoded(raw, *places[key])
    source = page.read(content) if key == "html" else plain.read(content, is_markdown=False)
    title = _decoded(raw, *places["title"]) if "title" in places and record["title"].strip() else source.title
    return replace(source, raw_text=raw.text, title=title, metadata=source.metadata | _metadata(record))


def _metadata(record: dict[str, Any]) -> dict[str, str]:
    """All keys beside the text, as strings: what is not a string in its JSON form."""
    pairs = ((key, value) for key, value in record.items() if key not in _TEXT_KEYS and value not in (None, ""))
    values = {key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for key, value in pairs}
    return {_SURROGATE.sub("\ufffd", key): _SURROGATE.sub("\ufffd", value) for key, value in values.items()}


def _string_places(line: str) -> dict[str, tuple[int, int]]:
    """Where the string values of a valid JSON object stand, without their quotation marks; the last one of a repeated key counts."""
    places: dict[str, tuple[int, int]] = {}
    decoder = json.JSONDecoder(strict=False)
    position = _skip(line, line.index("{") + 1)
    while line[position] != "}":
        key, position = decoder.raw_decode(line, position)
        start = _skip(line, _skip(line, position) + 1)
        _, position = decoder.raw_decode(line, start)
        places.pop(key, None)
        if line[start] == '"':
            places[key] = (start + 1, position - 1)
        position = _skip(line, position)
        if line[position] == ",":
            position = _skip(line, position + 1)
    return places


def _skip(line: str, position: int) -> int:
    match = _SPACE.match(line, position)
    return match.end() if match else position


def _decoded(raw: Mapped, start: int, stop: int) -> Mapped:
    """The JSON string between two places, escapes decoded."""
    string = raw.slice(start, stop)
    edits = [Edit(match.start(), match.end(), _character(match[0]), "layout") for match in _ESCAPE.finditer(string.text)]
    return string.edited(edits)[0]


@lru_cache(maxsize=1 << 12)
def _character(escape: str) -> str:
    """What an escape stands for; half a surrogate pair is no character and becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", json.loads(f'"{escape}"'))

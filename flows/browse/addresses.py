"""Where a page is: the stable addresses of the app, and the files of an exported site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

_SAFE_NAME = re.compile(r"[\w@·.-]{1,60}")


@dataclass(frozen=True, slots=True)
class Target:
    """A page: its kind, what it is about, which of its lists, which page of that, and what the list is narrowed to."""

    kind: str
    key: str = ""
    section: str = ""
    page: int = 1
    filters: tuple[tuple[str, str], ...] = ()


class Served:
    """Addresses of the app. `lang` is put into every address if the reader has chosen a language by one."""

    def __init__(self, lang: str | None) -> None:
        self._lang = lang

    def __call__(self, kind: str, key: object = "", /, section: str = "", page: int = 1, anchor: str = "", **filters: object) -> str | None:
        """The address of a page; filters with no value are left out."""
        parts = [] if kind in ("overview", "list") else [kind]
        parts += [quote(_without_slashes(str(part)), safe="") for part in (key, section) if str(part)]
        asked = {name.rstrip("_"): str(value) for name, value in filters.items() if value not in (None, "")}
        if page > 1:
            asked["page"] = str(page)
        if self._lang:
            asked["lang"] = self._lang
        return "/" + "/".join(parts) + (f"?{urlencode(asked)}" if asked else "") + (f"#{quote(anchor)}" if anchor else "")

    def asset(self, name: str) -> str:
        """The address of a file of `static/`."""
        return f"/static/{name}"


def _without_slashes(key: str) -> str:
    """Servers undo the quoting of a slash before they part an address; so a key's own slashes are quoted once more."""
    return key.replace("%", "%25").replace("/", "%2F")


def key_of(part: str) -> str:
    """The key that a part of an address of the app stands for."""
    return part.replace("%2F", "/").replace("%25", "%")


class Filed:
    """Addresses inside an exported site, relative to the page they stand on. Pages that are not in the site have none."""

    def __init__(self, here: str, holds: Callable[[Target], bool], article_of: Mapping[str, str]) -> None:
        self._up = "../" * here.count("/")
        self._holds = holds
        self._article_of = article_of

    def __call__(self, kind: str, key: object = "", /, section: str = "", page: int = 1, anchor: str = "", **filters: object) -> str | None:
        """The relative address of a page, or None if the site does not hold it."""
        if kind == "fact":
            fact = str(key)
            return self("article", self._article_of[fact], anchor=f"f-{fact}") if fact in self._article_of else None
        given = {name: value for name, value in filters.items() if value not in (None, "")}
        target = Target(kind, str(key), section, page)
        if given or not self._holds(target):
            return None
        return self._up + quote(file_of(target)) + (f"#{quote(anchor)}" if anchor else "")

    def asset(self, name: str) -> str:
        """The relative address of a file of `static/`, which lies beside the languages."""
        return f"{self._up}../static/{name}"


def file_of(target: Target) -> str:
    """The file of a page inside the folder of its language. A name that is no good file name is replaced by its hash."""
    if target.kind == "overview":
        return "index.html"
    key = target.key if not target.key or _SAFE_NAME.fullmatch(target.key) else hashlib.sha256(target.key.encode()).hexdigest()[:16]
    last = f"-{target.page}" if target.page > 1 else ""
    if target.kind == "list":
        return f"{target.section}{last}.html"
    if not key:
        return f"{target.kind}{last}.html"
    return f"{target.kind}/{key}{'/' + target.section if target.section else ''}{last}.html"

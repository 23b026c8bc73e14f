"""From a target to a finished page: the one way of the app and of exported sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jinja2

from flows.browse import asking, charts, listings
from flows.browse.addresses import Target
from flows.browse.pages import overview, quality, search, subjects, texts
from flows.browse.reading import Opened
from flows.browse.wording import LANGUAGES, Wording
from flows.questions import questions

HERE = Path(__file__).parent
# Nothing but what lies beside the pages: no inline script, no inline style, nothing of another host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'"
)


class Addresses(Protocol):
    """What a template asks for the address of a page or an asset (addresses.py)."""

    def __call__(self, kind: str, key: object = "", /, section: str = "", page: int = 1, anchor: str = "", **filters: object) -> str | None:
        """The address of a page, or None."""

    def asset(self, name: str) -> str:
        """The address of an asset."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's template and the values that it shows, in no language yet; `pages` says how many pages its list has."""

    template: str
    here: str
    values: dict[str, Any]
    pages: int = 1


def build(opened: Opened, target: Target) -> Page | None:
    """The values of a page; None if there is no such page."""
    builder = _BUILDERS.get(target.kind)
    return builder(opened, target, dict(target.filters)) if builder else None


def _overview(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    return Page("overview.html", "overview", overview.overview(opened, asked.get("figure", "articles")))


def _list(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    if target.section not in listings.OF_RELEASE:
        return None
    return _listed(opened, target, asked, {"about": "", "subject": "", "lists": listings.OF_RELEASE}, {})


def _listed(opened: Opened, target: Target, asked: dict[str, str], about: dict[str, Any], scope: dict[str, str]) -> Page | None:
    wanted = listings.narrowed(target.section, asked=asked, **scope)
    total = listings.total(opened, wanted)
    pages = max(1, -(-total // listings.PAGE_ROWS))
    if not 1 <= target.page <= pages:
        return None
    values = {
        **about,
        "name": target.section,
        "key": target.key,
        "asked": asked,
        "listing": wanted.listing,
        "rows": listings.rows(opened, wanted, target.page),
        "total": total,
        "page": target.page,
        "pages": pages,
        "wanted_sql": wanted.sql,
    }
    return Page("list.html", target.section, values, pages)


def _place(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    if not target.section:
        values = subjects.place(opened, target.key)
        return Page("place.html", "places", values) if values else None
    unit = opened.row("select * from places where adcode = $code", {"code": target.key})
    if unit is None or target.section not in listings.OF_PLACE:
        return None
    return _listed(opened, target, asked, {"about": unit["full_name"], "subject": "place"}, {"prefix": unit["prefix"]})


def _official(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    if not target.section:
        values = subjects.official(opened, target.key)
        return Page("official.html", "officials", values) if values else None
    person = opened.row("select * from officials where official_id = $id", {"id": target.key})
    if person is None or target.section not in listings.OF_OFFICIAL:
        return None
    return _listed(opened, target, asked, {"about": person["name"], "subject": "official"}, {"official": target.key})


def _article(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    values = texts.article(opened, target.key, target.page)
    return Page("article.html", "articles", values, values["parts"]) if values else None


def _document(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    values = texts.log(opened, target.key, target.page)
    return Page("document.html", "articles", values, values["pages"]) if values else None


def _search(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    values = search.search(opened, asked, target.page)
    return Page("search.html", "search", {**values, "sql_text": values["sql"]}, values["pages"])


def _quality(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    values = quality.quality(opened, target.page, asked.get("reason", ""))
    return Page("quality.html", "quality", values, values["pages"]) if values else None


def _query(opened: Opened, target: Target, asked: dict[str, str]) -> Page | None:
    text = asked.get("sql", "").strip()
    values: dict[str, Any] = {
        "text": text,
        "answer": None,
        "error": None,
        "page": target.page,
        "seconds": asking.SECONDS,
        "most": asking.MOST_ROWS,
        "downloaded": asking.MOST_DOWNLOADED,
        "dictionary": opened.dictionary,
        "examples": questions(),
    }
    if text:
        try:
            values["answer"] = asking.answer(opened, text, target.page)
        except asking.QueryError as error:
            values["error"] = str(error)
    return Page("query.html", "query", values)


_BUILDERS: dict[str, Callable[[Opened, Target, dict[str, str]], Page | None]] = {
    "overview": _overview,
    "list": _list,
    "place": _place,
    "official": _official,
    "article": _article,
    "document": _document,
    "search": _search,
    "quality": _quality,
    "query": _query,
}


def render(page: Page, opened: Opened, target: Target, lang: str, to: Addresses, others: Addresses, **more: Any) -> str:
    """The page in a language. `to` gives addresses in it, `others` those in the other language."""
    say = Wording(lang)
    asked = {name: value for name, value in target.filters if value}
    here = (target.kind, target.key, target.section)

    def turn(number: int) -> str | None:
        return to(*here, page=number, **asked)

    values = {
        "say": say,
        "to": to,
        "lang": lang,
        "kind": target.kind,
        "here": page.here,
        "run_id": opened.run_id,
        "other_language": others(*here, page=target.page, **asked),
        "turn": turn,
        "policy": POLICY,
        "filed": False,
        "chosen_lang": False,
        "trouble": None,
        "reports": frozenset(),
        "asked": asked,
        "measures": opened.measures,
        **page.values,
        **more,
    }
    if page.template == "overview.html" and values["days"]:
        words = {key: say.word(key) for key in charts.KINDS} | {key: say(f"column.{key}") for key in ("kind", "events")}
        words["day"] = say("column.date")
        bars = [] if values["filed"] else values["days"].bars
        links = {day.isoformat(): to("list", section="events", from_=day, to=day) or "" for day, _, _ in bars}
        values["spec"] = charts.days_spec(values["days"], words, links)
    return environment().get_template(page.template).render(values)


def other(lang: str) -> str:
    """The other language."""
    return LANGUAGES[1 - LANGUAGES.index(lang)]


@cache
def environment() -> jinja2.Environment:
    """The templates. Whatever is put into them is escaped, and an unknown name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["figures"] = figures
    made.filters["percent"] = lambda share: f"{100 * share:.0f} %" if share is not None else "–"
    made.filters["moment"] = lambda moment: moment.strftime("%Y-%m-%d %H:%M") if moment else "–"
    return made


def figures(value: Any) -> str:
    """A number with its thousands parted; at most two decimals, and none where there are none."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    number = float(value)
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"

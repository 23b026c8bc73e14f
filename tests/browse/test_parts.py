"""The parts of the pages that need no release: wordings, addresses, charts, lists, finished pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from flows.browse import charts, listings, wording
from flows.browse.addresses import Filed, Served, Target, file_of, key_of
from flows.browse.pages.quality import accuracy
from flows.browse.reading import PagesKept

TEMPLATES = Path(wording.__file__).parent / "templates"


def test_every_wording_is_there_in_both_languages() -> None:
    for lang in wording.LANGUAGES:
        assert all(text for text in wording.entries(lang).values())
    used = {key for path in TEMPLATES.glob("*.html") for key in re.findall(r"\bsay\('([\w.]+)'[,)]", path.read_text(encoding="utf-8"))}
    assert not used - set(wording.entries("en"))


def test_every_column_has_a_wording() -> None:
    columns = {f"column.{column.key}" for listing in listings.LISTINGS.values() for column in listing.columns}
    assert not columns - set(wording.entries("en"))


@pytest.mark.parametrize(
    ("given", "accepted", "lang"),
    [("en", "zh-CN", "en"), (None, "zh-CN,en;q=0.5", "zh"), (None, "de, en-GB", "en"), ("xx", "", "zh"), (None, "fr", "zh")],
)
def test_the_language_of_an_answer(given: str | None, accepted: str, lang: str) -> None:
    assert wording.preferred(given, accepted) == lang


def test_addresses_of_the_app() -> None:
    to = Served("en")
    assert to("overview") == "/?lang=en"
    assert to("official", "张三@36", "quotes", page=2) == "/official/%E5%BC%A0%E4%B8%89%4036/quotes?page=2&lang=en"
    assert Served(None)("list", section="events", from_=date(2020, 2, 1), to="") == "/events?from=2020-02-01"
    assert key_of(unquote(str(Served(None)("official", "a/%2F@")).split("/")[2])) == "a/%2F@"
    assert Served(None)("search", q="<a>", kind="photo") == "/search?q=%3Ca%3E&kind=photo"


def test_addresses_of_a_site_are_relative_and_only_of_pages_it_holds() -> None:
    held = {Target("overview"), Target("place", "360430"), Target("article", "a-01")}
    to = Filed("place/360430/events.html", held.__contains__, {"f1": "a-01"})
    assert to("overview") == "../../index.html"
    assert to("place", "360430") == "../../place/360430.html"
    assert to("fact", "f1") == "../../article/a-01.html#f-f1"
    assert to("fact", "f2") is None and to("query", sql="select 1") is None and to("list", section="events", q="x") is None
    assert to.asset("style.css") == "../../../static/style.css"


def test_files_have_safe_names() -> None:
    assert file_of(Target("official", "张三@360430")) == "official/张三@360430.html"
    assert re.fullmatch(r"official/[0-9a-f]{16}\.html", file_of(Target("official", "../../x")))
    assert file_of(Target("list", section="events", page=3)) == "events-3.html"


def test_the_grid_has_every_province_once() -> None:
    grid = charts.tiles({"360000": 4, "420000": 100})
    found = [tile for row in grid for tile in row if tile]
    assert len(found) == len({tile.adcode for tile in found}) == 34
    shades = {tile.adcode: tile.shade for tile in found}
    assert shades["420000"] == charts.STEPS and 0 < shades["360000"] < charts.STEPS and shades["110000"] == 0


def test_the_busiest_stretch() -> None:
    first = date(2020, 1, 1)
    counts = {first: 5, first + timedelta(100): 3, first + timedelta(102): 4}
    assert charts.busiest(counts, 10) == (first + timedelta(100), first + timedelta(102))
    assert charts.busiest({}, 10) is None


def test_bars_stand_in_their_box() -> None:
    rows = [{"date": date(2020, 2, day), "kind": kind, "events": day} for day in range(1, 9) for kind in charts.KINDS]
    shown = charts.days(rows)
    assert shown is not None and shown.greatest == 32 and len(shown.bars) == 8
    assert all(0 <= y <= shown.height and 0 <= x <= shown.width for _, _, parts in shown.bars for _, x, y, _ in parts)


def test_the_heat_map_counts() -> None:
    week = date(2020, 2, 3)
    rows = [{"week": week, "code": "MV01", "clauses": 9}, {"week": week + timedelta(14), "code": "MV02", "clauses": 1}]
    shown = charts.heat_map(rows)
    assert shown is not None and len(shown.weeks) == 3
    assert [(code, total) for code, total, _ in shown.lines] == [("MV01", 9), ("MV02", 1)]


def test_lists_leave_out_what_is_no_filter() -> None:
    wanted = listings.narrowed("events", prefix="3604", asked={"from": "2020-02-01", "to": "no day", "q": "it's", "code": "MV01"})
    assert wanted.values == {"prefix": "3604", "from": "2020-02-01", "q": "it's"}
    assert "it''s" in wanted.sql and "$" not in wanted.sql
    assert "'$from'" in listings.narrowed("events", asked={"from": "2020-02-01", "q": "$from"}).sql


def test_pages_are_kept_within_bounds() -> None:
    kept = PagesKept(room=100)
    for number in range(30):
        kept.keep(number, b"x" * 10)
    assert kept.get(0) is None and kept.get(29) == b"x" * 10
    kept.keep("large", b"x" * 50)
    assert kept.get("large") is None


def test_accuracy_is_measured_for_every_kind() -> None:
    for measured in accuracy()["sets"]:
        assert len(measured["scores"]) >= 13
        assert all(0 <= value <= 1 for score in measured["scores"].values() for value in score[1:])

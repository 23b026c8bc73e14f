"""The samples: built from their sources, and their golden facts true to the text and to the reference data."""

from __future__ import annotations

import datetime
import functools
import gzip
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows.reference import vocabulary
from tests import dirt
from tests.samples import build

SAMPLES = Path(__file__).parent / "samples"
REFERENCE = Path(__file__).parents[1] / "flows" / "reference"
CASES = Path(__file__).parents[2] / "shared" / "cases" / "defects.jsonl"
FEBRUARY = datetime.date(2020, 2, 1)
COVERAGE = yaml.safe_load((SAMPLES / "coverage.yaml").read_text(encoding="utf-8"))
GOLD = {json.loads(path.read_text(encoding="utf-8"))["doc"]: path for path in sorted((SAMPLES / "gold").glob("*.gold.json"))}
LISTS = {
    "articles": {"seq", "headline", "starts", "ends", "adcode", "place"},
    "people": {"article", "name", "role", "titles"},
    "places": {"article", "name", "level", "adcode"},
    "activities": {"article", "type", "date", "lead", "adcode", "venues"},
    "measures": {"article", "carried_out", "demanded"},
    "directives": {"article", "speaker", "starts"},
    "figures": {"article", "value", "unit", "what", "qualifier", "text"},
    "donations": {"article", "date", "donor", "recipient", "item", "quantity", "unit"},
    "quotes": {"article", "speaker", "text"},
    "formulas": {"article", "text", "kind"},
    "organisations": {"article", "name", "kind"},
}
ALLOWED: dict[tuple[str, str], set[str | None]] = {
    ("people", "role"): {"official", "press", "citizen"},
    ("places", "level"): {"province", "prefecture", "county", "town", "village"},
    ("activities", "type"): {"inspection", "meeting", "establishment", "mobilisation"},
    ("figures", "qualifier"): {"more_than", "about", "up_to", None},
    ("formulas", "kind"): {"numbered", "slogan"},
    ("organisations", "kind"): {"company", "public", "social", "media"},
}
PARTS_OF_TITLES = re.compile(r"[、，]")


@functools.cache
def pages() -> dict[str, build.Page]:
    return dict(build.pages())


@functools.cache
def gold(doc: str) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(GOLD[doc].read_text(encoding="utf-8"))
    return rows


@functools.cache
def dirty_text(doc: str) -> str:
    """The decoded text of a file of the inbox, or of one document of a .jsonl file."""
    file, _, line = doc.partition(":")
    data = (SAMPLES / "inbox" / file).read_bytes()
    codec, mark = dirt.ENCODINGS[pages()[doc].recipe["encoding"]]
    text = (gzip.decompress(data) if file.endswith(".gz") else data).removeprefix(mark).decode(codec)
    if not line:
        return text
    record = json.loads(text.splitlines()[int(line) - 1])
    return str(record.get("text") or record["html"])


def article_texts(doc: str) -> dict[int, str]:
    """The canonical text of each article with its headline above and its byline below: from one headline (or body) to the next."""
    clean, articles = pages()[doc].clean, gold(doc)["articles"]
    flat = clean.replace("\n", " ")
    begins, at = [], 0
    for number, article in enumerate(articles):
        body = flat.index(article["starts"], at)
        headline = flat.rfind(article["headline"], at, body) if article["headline"] else body
        begins.append(0 if number == 0 else headline)
        at = body + len(article["starts"])
        assert headline >= 0, f"{doc}: the headline {article['headline']!r} does not stand before its article"
    return {a["seq"]: clean[i:j] for a, i, j in zip(articles, begins, [*begins[1:], len(clean)], strict=True)}


def spoken(doc: str) -> list[tuple[str, int, str]]:
    """Every string of a gold file that must stand in the text of its article: its kind, the article, the string."""
    rows = gold(doc)
    found = [("starts", a["seq"], a["starts"]) for a in rows["articles"]] + [("ends", a["seq"], a["ends"]) for a in rows["articles"]]
    for kind, key in (("people", "name"), ("places", "name"), ("organisations", "name"), ("directives", "starts"), ("quotes", "text")):
        found += [(kind, row["article"], row[key]) for row in rows[kind]]
    found += [("figures", row["article"], row[key]) for row in rows["figures"] for key in ("what", "text")]
    found += [("formulas", row["article"], row["text"]) for row in rows["formulas"]]
    found += [("activities", row["article"], name) for row in rows["activities"] for name in row["lead"] + row["venues"]]
    found += [(kind, row["article"], row["speaker"]) for kind in ("directives", "quotes") for row in rows[kind] if row["speaker"]]
    gifts = [(row["article"], row[key]) for row in rows["donations"] for key in ("donor", "recipient", "item") if row[key]]
    return found + [("donations", article, text) for article, text in gifts if text != "现金"]


def split_by_name(text: str, name: str, title: str) -> bool:
    """Whether the text has a title around its name: `省委书记` and `甲` in `省委甲书记`."""
    return any(title[:cut] + name + title[cut:] in text for cut in range(1, len(title)))


def test_building_again_gives_the_same_bytes() -> None:
    built = build.built()
    committed = {path.name: path.read_bytes() for path in (SAMPLES / "inbox").iterdir()}
    assert built.keys() == committed.keys()
    assert [name for name in built if not build.same(name, built[name], committed[name])] == []


def test_every_document_has_a_gold_file_and_no_more() -> None:
    assert sorted(GOLD) == sorted(pages())


@pytest.mark.parametrize("doc", GOLD)
def test_gold_has_the_form_of_the_guide(doc: str) -> None:
    rows = gold(doc)
    assert set(rows) == {"doc", "document", *LISTS}
    assert set(rows["document"]) == {"title", "source", "published_on", "year", "script"}
    assert rows["document"]["script"] == pages()[doc].recipe["script"]
    numbers = [a["seq"] for a in rows["articles"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for kind, keys in LISTS.items():
        for row in rows[kind]:
            assert set(row) == keys, f"{kind}: {row}"
            assert kind == "articles" or row["article"] in numbers, f"{kind}: {row}"
    for (kind, key), values in ALLOWED.items():
        assert all(row[key] in values for row in rows[kind]), f"{kind}: {key}"
    assert [row["article"] for row in rows["measures"]] == numbers
    dates = [row["date"] for kind in ("activities", "donations") for row in rows[kind] if row["date"]]
    assert all(datetime.date.fromisoformat(day).year == rows["document"]["year"] for day in dates)
    for kind, key in (("people", "name"), ("places", "name"), ("organisations", "name"), ("formulas", "text")):
        names = [(row["article"], row[key]) for row in rows[kind]]
        assert len(names) == len(set(names)), f"{kind}: a name twice in one article"


@pytest.mark.parametrize("doc", GOLD)
def test_gold_quotes_the_text(doc: str) -> None:
    texts = article_texts(doc)
    assert [(kind, article, text) for kind, article, text in spoken(doc) if text not in texts[article]] == []
    source = gold(doc)["document"]["source"]
    assert source is None or source in pages()[doc].clean + json.dumps(pages()[doc].keys, ensure_ascii=False) + "\n".join(pages()[doc].page)


@pytest.mark.parametrize("doc", GOLD)
def test_gold_titles_stand_in_the_text(doc: str) -> None:
    texts = article_texts(doc)
    for row in gold(doc)["people"]:
        for title in row["titles"]:
            text = texts[row["article"]]
            assert title in text or split_by_name(text, row["name"], title), f"{doc}: {title}"
            assert not PARTS_OF_TITLES.search(title), f"{doc}: {title} is more than one title"


@functools.cache
def divisions() -> dict[str, set[tuple[str, str]]]:
    """Code to (name, level) of every division of February 2020: seen before that month and after it."""
    path = REFERENCE / "divisions.parquet"
    sql = "select code, name, level from read_parquet(?) where first_seen <= ? and last_seen >= ?"
    rows = duckdb.execute(sql, [str(path), FEBRUARY, FEBRUARY])
    found: dict[str, set[tuple[str, str]]] = {}
    for code, name, level in rows.fetchall():
        found.setdefault(code, set()).add((name, level))
    return found


@functools.cache
def names_below(adcode: str, level: str) -> frozenset[str]:
    """Names of the towns, or of the villages, of a county at that time."""
    when = [FEBRUARY, FEBRUARY]
    if level == "town":
        path, sql = "divisions.parquet", "select name from read_parquet(?) where first_seen <= ? and last_seen >= ? and parent = ?"
        rows = duckdb.execute(sql, [str(REFERENCE / path), *when, adcode]).fetchall()
    else:
        path, sql = "villages.parquet", "select name from read_parquet(?) where first_seen <= ? and last_seen >= ? and code[:6] = ?"
        rows = duckdb.execute(sql, [str(REFERENCE / path), *when, adcode]).fetchall()
    return frozenset(name for (name,) in rows)


@pytest.mark.parametrize("doc", GOLD)
def test_codes_were_valid_in_february_2020(doc: str) -> None:
    rows = gold(doc)
    codes = [row["adcode"] for kind in ("articles", "places", "activities") for row in rows[kind]]
    assert [code for code in codes if code not in divisions()] == []
    for row in rows["places"]:
        if row["level"] in ("province", "prefecture", "county"):
            assert any(name.startswith(row["name"]) and level == row["level"] for name, level in divisions()[row["adcode"]]), row
        else:
            stem = re.sub(r"(村|社区)$", "", row["name"]) if row["level"] == "village" else row["name"]
            assert any(name.startswith(stem) for name in names_below(row["adcode"], row["level"])), row


def test_every_measure_code_is_used_and_no_other() -> None:
    known = {row["code"] for row in vocabulary.table("measures")}
    used = {code for doc in GOLD for row in gold(doc)["measures"] for code in row["carried_out"] + row["demanded"]}
    assert used == known


@pytest.mark.parametrize("name", COVERAGE["defects"])
def test_defect_is_shown(name: str) -> None:
    for entry in COVERAGE["defects"][name]:
        assert entry["raw"] in dirty_text(entry["doc"]), entry
        assert entry.get("clean", "") in pages()[entry["doc"]].clean, entry
        assert "clean" in entry or entry["raw"].strip() not in pages()[entry["doc"]].clean or not entry["raw"].strip(), entry


@pytest.mark.parametrize("name", COVERAGE["facts"])
def test_kind_of_fact_is_shown(name: str) -> None:
    for entry in COVERAGE["facts"][name]:
        assert entry.get("text", "") in pages()[entry["doc"]].clean, entry
        if "row" in entry:
            wanted = entry["row"]
            assert any(all(row.get(key) == value for key, value in wanted.items()) for row in gold(entry["doc"])[entry["kind"]]), entry


def test_encodings_and_formats_are_shown() -> None:
    recipes = [page.recipe for page in pages().values()]
    assert {recipe["encoding"] for recipe in recipes} == set(COVERAGE["formats"]["encodings"])
    assert {"".join(Path(recipe["file"]).suffixes) for recipe in recipes} == set(COVERAGE["formats"]["extensions"])


def test_conversion_loses_nothing() -> None:
    """What our converter made of the clean text of a Traditional page can be had back from it."""
    for doc, page in pages().items():
        if page.recipe["script"] == "hant":
            assert [line for line in page.clean.splitlines() if not dirt.survives_conversion(line)] == [], doc


@pytest.mark.shared
@pytest.mark.skipif(not CASES.exists(), reason="the catalogue of defects is not beside the checkout")
def test_every_catalogued_defect_is_shown() -> None:
    catalogue = {json.loads(line)["class"] for line in CASES.read_text(encoding="utf-8").splitlines()}
    assert catalogue <= set(COVERAGE["defects"])

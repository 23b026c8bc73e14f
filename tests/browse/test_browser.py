"""The pages in a headless Chromium: the way from the overview to the raw text, and what no page may do.

Every test fails on an error of the console, on a request that leaves the machine and on planted markup that came alive. Screenshots go
where tests/browser.py says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browse.world import PLANTED
from tests.browser import assert_readable, browser, page, shot  # noqa: F401
from tests.conftest import ROOT
from tests.operated import free_port, until

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

pytestmark = pytest.mark.whole
AXE = "4.14.1"
KINDS = ("overview", "place", "official", "article", "document", "search", "quality", "query", "list")


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """`serve(data)` starts `zhanyi browse` over a data folder in a process of its own and gives its address."""
    running: dict[Path, tuple[subprocess.Popen[bytes], str]] = {}

    def start(data: Path) -> str:
        if data not in running:
            port = free_port()
            command = [sys.executable, "-m", "flows.cli", "browse", "--data", str(data), "--port", str(port)]
            running[data] = (subprocess.Popen(command, cwd=ROOT), f"http://127.0.0.1:{port}")
            until(lambda: _answers(running[data][1]), 60, lambda: "the pages answer")
        return running[data][1]

    yield start
    for process, _ in running.values():
        process.terminate()
        process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30):
            return True
    except OSError:
        return False


@pytest.fixture()
def strict(page: Page) -> Iterator[Page]:  # noqa: F811
    """A page that may neither complain, nor ask another machine, nor run what a text has planted."""
    trouble: list[str] = []

    def complained(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            trouble.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "file://")):
            trouble.append(f"asked for {request.url}")

    page.on("console", complained)
    page.on("request", asked)
    page.add_init_script("window.planted = () => { console.error('planted markup came alive'); }")
    yield page
    assert not trouble, trouble


def examples(strict: Page, base: str) -> dict[str, str]:
    """The address of one page of each kind, found as a reader finds them."""
    strict.goto(f"{base}/places?level=county&lang=en")
    place = strict.locator("tbody a").first.get_attribute("href")
    strict.goto(f"{base}/officials?lang=en")
    official = strict.locator("tbody a").first.get_attribute("href")
    strict.goto(f"{base}/articles?lang=en")
    article = strict.locator("td.is-article a").first.get_attribute("href")
    assert place and official and article
    document = article.replace("/article/", "/document/").split("?")[0][:-3] + "?lang=en"
    return {
        "overview": "/?lang=en",
        "place": place,
        "official": official,
        "article": article,
        "document": document,
        "search": "/search?q=疫情&lang=en",
        "quality": "/quality?lang=en",
        "query": "/query?sql=from+mart.events&lang=en",
        "list": "/measures?lang=en",
    }


def test_from_the_overview_to_the_raw_text(strict: Page, serve: Callable[[Path], str], released: Path) -> None:
    strict.goto(f"{serve(released)}/?lang=en")
    strict.wait_for_selector("#chart canvas")
    assert_readable(strict)
    shot(strict, "browse-overview")
    strict.locator("#top-places a").first.click()
    strict.wait_for_selector("body.page-place")
    shot(strict, "browse-place")
    strict.locator("#officials tbody a").first.click()
    strict.wait_for_selector("body.page-official")
    shot(strict, "browse-official")
    strict.locator("#articles td.is-article a").first.click()
    strict.wait_for_selector("body.page-article")
    mark = strict.locator(".canonical .fact.people").first
    mark.hover()
    assert "people." in strict.locator("#tip").inner_text()
    mark.click()
    assert strict.locator(".canonical .chosen-fact").first.is_visible()
    raw = strict.locator(".raw .chosen-fact")
    assert raw.count() >= 1 and raw.first.is_visible()
    assert "–" in strict.locator("#chosen").inner_text()
    assert "#f-" in strict.url
    shot(strict, "browse-article", whole=False)
    strict.reload()
    strict.wait_for_selector(".raw .chosen-fact")
    strict.get_by_role("link", name="Log of repairs").click()
    strict.wait_for_selector("body.page-document")
    shot(strict, "browse-document")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_for_the_readme(strict: Page, serve: Callable[[Path], str], released: Path, lang: str) -> None:
    """The two pictures of each README (docs/readme-….png are copies of these)."""
    base = serve(released)
    strict.set_viewport_size({"width": 1200, "height": 800})
    strict.goto(f"{base}/?lang={lang}")
    strict.wait_for_selector("#chart canvas")
    shot(strict, f"readme-overview-{lang}", whole=False)
    strict.goto(f"{base}/articles?lang={lang}&q=疫情")
    strict.locator("td.is-article a").first.click()
    strict.locator(".canonical .fact.places, .canonical .fact.people").first.click()
    strict.wait_for_selector(".raw .chosen-fact")
    strict.mouse.move(0, 0)
    shot(strict, f"readme-article-{lang}", whole=False)


def test_kinds_of_facts_can_be_hidden(strict: Page, serve: Callable[[Path], str], released: Path) -> None:
    base = serve(released)
    strict.goto(base + examples(strict, base)["article"])
    mark = strict.locator(".canonical .fact.people").first
    visible = mark.evaluate("e => getComputedStyle(e).borderBottomColor")
    strict.locator("#show-people").uncheck()
    assert mark.evaluate("e => getComputedStyle(e).borderBottomColor") != visible
    assert not strict.locator("tr.people").first.is_visible()


def test_search_language_and_query(strict: Page, serve: Callable[[Path], str], released: Path) -> None:
    base = serve(released)
    strict.goto(f"{base}/?lang=en")
    strict.locator(".quick input[type=search]").fill("醫院")
    strict.keyboard.press("Enter")
    strict.wait_for_selector(".results .found")
    shot(strict, "browse-search")
    strict.get_by_role("link", name="中文").click()
    strict.wait_for_selector("html[lang='zh-Hans']")
    assert strict.locator(".results .found").count() > 0 and "lang=zh" in strict.url
    strict.get_by_role("link", name="查询", exact=True).click()
    strict.locator("#sql").fill("select kind, count(*) as n from mart.events group by kind order by n desc")
    strict.keyboard.press("Control+Enter")
    strict.wait_for_selector("table.answer tbody tr")
    shot(strict, "browse-query")
    strict.locator("#sql").fill("create table t (a int)")
    strict.keyboard.press("Control+Enter")
    strict.wait_for_selector("[role=alert]")


def test_a_bar_and_a_cell_lead_to_their_rows(strict: Page, serve: Callable[[Path], str], released: Path) -> None:
    base = serve(released)
    strict.goto(f"{base}/?lang=en")
    cell = strict.locator(".heat td a").first
    clauses = int(cell.inner_text())
    cell.click()
    strict.wait_for_selector("body.page-list")
    assert sum(int(text) for text in strict.locator("tbody td:nth-child(6)").all_inner_texts()) == clauses


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_readable_everywhere(strict: Page, serve: Callable[[Path], str], released: Path, kind: str) -> None:
    base = serve(released)
    address = base + examples(strict, base)[kind]
    for width, colours in ((390, "light"), (1400, "dark")):
        strict.set_viewport_size({"width": width, "height": 900})
        strict.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        strict.goto(address)
        assert_readable(strict)
        shot(strict, f"browse-{kind}-{'phone' if width == 390 else 'dark'}", whole=width > 390)
        strict.keyboard.press("Tab")
        assert strict.evaluate("document.activeElement.className") == "skip"


def test_planted_markup_stays_text(strict: Page, serve: Callable[[Path], str], planted: Path) -> None:
    base = serve(planted)
    for kind, address in examples(strict, base).items():
        strict.goto(base + address)
        assert strict.locator("img[src=x]").count() == 0, kind
        if kind == "article":
            mark = strict.locator(".canonical .fact").first
            mark.click()
            mark.hover()
            assert PLANTED[:20] in strict.locator("main").inner_text()
    strict.goto(f"{base}/query?sql=from+facts.people")
    assert PLANTED[:20] in strict.locator("table.answer").inner_text()


def test_a_site_opens_from_a_folder(strict: Page, released: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows.cli", "export", "--site", str(tmp_path / "site"), "--data", str(released)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    strict.goto((tmp_path / "site" / "index.html").as_uri())
    strict.get_by_role("link", name="English").click()
    strict.wait_for_selector("#chart canvas")
    strict.locator("#top-places a").first.click()
    strict.locator("#articles td.is-article a").first.click()
    strict.locator(".canonical .fact").first.click()
    strict.wait_for_selector(".raw .chosen-fact")
    strict.get_by_role("link", name="中文").click()
    strict.wait_for_selector("html[lang='zh-Hans']")
    strict.get_by_role("link", name="概览").click()
    strict.wait_for_selector("body.page-overview")


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core (MPL-2.0), fetched by npm into the user's cache; tests that need it are skipped where that fails."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhanyi-tests" / f"axe-core-{AXE}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), f"axe-core@{AXE}"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"axe-core cannot be fetched by npm: {error}")
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_serious_fault_of_accessibility(page: Page, serve: Callable[[Path], str], released: Path, axe: str, colours: str) -> None:  # noqa: F811
    base = serve(released)
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    found = []
    for kind, address in examples(page, base).items():
        page.goto(base + address)
        page.evaluate(axe + "; undefined")
        faults = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
        for fault in faults:
            if fault["impact"] in ("serious", "critical"):
                nodes = "; ".join(f"{node['target']} {node['any'][0]['message'] if node['any'] else ''}" for node in fault["nodes"][:3])
                found.append(f"{kind}: {fault['id']} ({len(fault['nodes'])}): {nodes}")
    assert not found, "\n".join(found)

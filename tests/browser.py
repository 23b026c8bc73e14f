"""A headless Chromium for tests of pages: the system's own (Debian: `apt-get install chromium fonts-noto-cjk`), driven by Playwright.

    from tests.browser import browser, page  # noqa: F401

A test that asks for `page` is skipped, with the reason, where there is no Chromium; `.ci/run` sees to it that there is one. Screenshots go
to the folder that the environment variable SCREENSHOTS names, else to `build/screenshots` of the checkout; they are CI output.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT = 1400, 1000
PATIENCE_MS = 30_000  # a page that is still not there then is broken, even on a busy machine
_HIGHEST = 6000
_HEIGHT = """() => Math.max(...[...document.querySelectorAll('*')]
    .filter(e => e.scrollHeight > e.clientHeight && /auto|scroll/.test(getComputedStyle(e).overflowY))
    .map(e => window.innerHeight + e.scrollHeight - e.clientHeight), document.documentElement.scrollHeight)"""
# Chromium looks for updates and its maker's hosts on its own; nothing here may leave the machine.
_QUIET = (
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-gpu"),
    *("--no-first-run", "--disable-dev-shm-usage"),
)


def chromium() -> str | None:
    """The path of a Chromium or Chrome of this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file.

    While it is open, Playwright's event loop counts as running in this thread: code that asks for a running loop (Prefect's synchronous
    calls do) belongs into another process or another file.
    """
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is missing; install zhanyi with [dev]")
    # Chromium refuses to run as root with its sandbox, and containers of CI are root.
    arguments = [*_QUIET, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture()
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page in light colours; the console errors of its scripts fail the test."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, f"the page's scripts failed: {errors}"


def shot(page: Page, name: str, whole: bool = True) -> Path:
    """Save `name`.png of the page (the whole of it, or what is in view) among the screenshots, and give its path."""
    folder = Path(os.environ.get("SCREENSHOTS") or ROOT / "build" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    if whole:  # where a part of the page scrolls, not the page itself, only a higher window shows it all
        needed = page.evaluate(_HEIGHT)
        page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, min(needed, _HIGHEST))})
        page.wait_for_timeout(300)
    page.screenshot(path=path, full_page=whole)
    if whole:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return path


def assert_readable(page: Page) -> None:
    """Nothing is wider than the window, and there is a font for the Chinese on the page (a missing glyph is drawn as a box)."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} pixels wider than the window"
    same = page.evaluate(
        """() => {
            const draw = text => {
                const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
                const pen = canvas.getContext('2d'); pen.font = '32px sans-serif'; pen.fillText(text, 2, 34);
                return canvas.toDataURL();
            };
            return draw('疫') === draw('\\u{10FFFD}') || draw('疫') === draw('战');
        }"""
    )
    assert not same, "no font for Chinese on this machine (Debian: apt-get install fonts-noto-cjk)"


def assert_not_cut_off(element: Locator) -> None:
    """The element's text is shown to its end: it is neither clipped nor shortened to an ellipsis."""
    hidden = element.evaluate("e => Math.max(e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight)")
    assert hidden <= 1, f"{hidden} pixels of {element.inner_text()[:60]!r} are hidden"

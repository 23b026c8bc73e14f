"""The browser that other tests look through: it draws Chinese, and its checks see what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import assert_not_cut_off, assert_readable, browser, page, shot  # noqa: F401

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.whole


def test_chinese_is_drawn(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    monkeypatch.setenv("SCREENSHOTS", str(tmp_path))
    page.set_content("<p>疫情防控工作部署会</p>")
    assert_readable(page)
    assert_not_cut_off(page.locator("p"))
    assert shot(page, "chinese").stat().st_size > 1000


def test_what_is_hidden_is_seen(page: Page) -> None:  # noqa: F811
    page.set_content(
        '<p style="width: 3em; overflow: hidden; white-space: nowrap">疫情防控工作部署会</p><div style="width: 5000px">宽</div>'
    )
    with pytest.raises(AssertionError, match="wider"):
        assert_readable(page)
    with pytest.raises(AssertionError, match="hidden"):
        assert_not_cut_off(page.locator("p"))

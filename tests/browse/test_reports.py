"""The audit's own pages: linked from the quality page, served under a policy that lets nothing in, copied into a site."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from flows.browse.export import Choice, export_site
from flows.browse.reports import policy
from tests.browse.test_pages import inline

pytestmark = pytest.mark.whole


def test_the_quality_page_leads_to_the_report_of_a_run(client: TestClient, released: Path) -> None:
    run_id = (released / "current.duckdb").resolve().stem
    assert f'<a href="/report/{run_id}?lang=en">' in client.get("/quality?lang=en").text
    answer = client.get(f"/report/{run_id}?lang=en")
    assert answer.status_code == 200 and answer.text == (released / "reports" / f"{run_id}.html").read_text(encoding="utf-8")
    allowed = answer.headers["content-security-policy"]
    style = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(style) == 1 and base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode() in allowed
    assert "default-src 'none'" in allowed and "script-src" not in allowed and "unsafe" not in allowed
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert inline(answer.text) == ["style"], "nothing but its style sheet"


@pytest.mark.parametrize("name", ["nothing", "..%2Fcurrent", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", ""])
def test_only_reports_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/report/{name}").status_code == 404


def test_a_report_that_comes_later_is_linked(client: TestClient, released: Path) -> None:
    run_id = (released / "current.duckdb").resolve().stem
    report = released / "reports" / f"{run_id}.html"
    aside = report.rename(report.with_suffix(".aside"))
    try:
        assert f"/report/{run_id}" not in client.get("/quality").text
        assert client.get(f"/report/{run_id}").status_code == 404
    finally:
        aside.rename(report)
    assert f"/report/{run_id}" in client.get("/quality").text


def test_a_site_has_no_reports(released: Path, tmp_path: Path) -> None:
    """They name folders of this machine, and quote documents that were not chosen."""
    export_site(released / "current.duckdb", tmp_path / "site", Choice(place="510000"))
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html")]
    assert pages and not any("report/" in page or "reports/" in page or str(released) in page for page in pages)


def test_a_page_without_a_style_sheet_may_load_nothing() -> None:
    assert "style-src 'none'" in policy("<p>old</p>")

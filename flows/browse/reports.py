"""The audit's own pages, one per audited run, as they lie beside the releases (flows/stages/quality/page.py writes them)."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Reports:
    """The pages in the `reports` folder of a data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "reports"

    def runs(self) -> frozenset[str]:
        """The runs that have a page."""
        return frozenset(path.stem for path in self._folder.glob("*.html"))

    def text(self, run_id: str) -> str | None:
        """The page of a run, or None if there is none."""
        # Only what the folder lists is opened: an address is no path.
        return (self._folder / f"{run_id}.html").read_text(encoding="utf-8") if run_id in self.runs() else None


def policy(text: str) -> str:
    """What a report may load: nothing. It brings its one style sheet along, which is allowed by its hash."""
    style = _STYLE.search(text)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() if style else ""
    allowed = f"'sha256-{digest}'" if style else "'none'"
    return f"default-src 'none'; style-src {allowed}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

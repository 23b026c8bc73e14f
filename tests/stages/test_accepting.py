"""From a broken candidate to readers: it is held, told on one screen and one page, and published only knowingly."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import warehouse
from flows.cli import app
from flows.releases import Releases
from flows.settings import load
from flows.stages import journal, report
from flows.stages import rules as versions
from flows.stages import run as stages
from flows.stages.quality import accepting, page
from flows.stages.run import Run
from flows.warehouse import WarehouseError
from tests.conftest import ROOT, SAMPLES
from tests.stages.conftest import run_stages

pytestmark = pytest.mark.whole

TEXT = "{place}召开疫情防控调度会\n2月{day}日，{place}委书记周文康主持召开疫情防控调度会，要求设置卡口{day}个，严格落实体温检测。\n"


@pytest.fixture()
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("chenggu-tour.txt", "dazhou-roundup.txt", "sheyang-brief.txt", "taierzhuang-paper.txt"):
        shutil.copyfile(SAMPLES / "inbox" / name, folder / name)
    return folder


def hold_next(inbox: Path, data: Path) -> Run:
    """A run that loses most of the inbox, and is held for it."""
    for path in sorted(inbox.iterdir())[1:]:
        path.unlink()
    run = run_stages(inbox, data)
    assert run.record.outcome == "held"
    return run


def visible(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with warehouse.connect(data / "current.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_held_candidate_is_told_and_accepted(inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = run_stages(inbox, data)
    held = hold_next(inbox, data)
    report.write_page(held)
    assert Releases(data).current() == first.releases.data / "releases" / f"{first.run_id}.duckdb"

    told = "\n".join(report.lines(report.report(held)))
    for words in ("documents_do_not_vanish", "before 4, after 1", f"zhanyi checks {held.run_id}", f"zhanyi accept {held.run_id}", ".html"):
        assert words in told
    shown = CliRunner().invoke(app, ["checks", "--data", str(data)])
    assert shown.exit_code == 0 and "FAILED" in shown.stdout and held.run_id in shown.stdout
    one = CliRunner().invoke(app, ["checks", held.run_id, "--name", "documents_do_not_vanish", "--data", str(data)])
    assert "because:" in one.stdout and "before" in one.stdout

    with pytest.raises(WarehouseError, match="say why"):
        accepting.accept(held.settings, held.run_id, "  ")
    ended = CliRunner().invoke(app, ["accept", held.run_id, "--reason", "三个网站已关闭", "--data", str(data)])
    assert ended.exit_code == 0, ended.output
    (row,) = visible(data, "select run_id, outcome, reason, documents from ops.runs where kind = 'accept'")
    assert row[1:] == ("published", "三个网站已关闭", 1)
    assert visible(data, "select count(*) from core.documents") == [(1,)]
    kept = journal.read_all(held.settings.journal)[-1]
    assert (kept.kind, kept.reason, kept.release) == ("accept", "三个网站已关闭", row[0])
    assert not (data / "held" / f"{held.run_id}.duckdb").exists()
    assert "三个网站已关闭" in page.path_of(held.settings, kept.run_id).read_text(encoding="utf-8")


def test_accept_is_refused_when_readers_see_another_release(inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_stages(inbox, data)
    keep = tmp_path / "keep"
    shutil.copytree(inbox, keep)
    held = hold_next(inbox, data)
    shutil.copytree(keep, inbox, dirs_exist_ok=True)
    (inbox / "more.txt").write_text(TEXT.format(place="宁城县", day=5), encoding="utf-8")
    newer = run_stages(inbox, data)
    assert newer.record.outcome == "published"
    with pytest.raises(WarehouseError, match=rf"readers see {newer.run_id} now; read the inbox again: zhanyi run"):
        accepting.accept(held.settings, held.run_id, "a reason")
    with pytest.raises(WarehouseError, match="holds no candidate of run nobody; held candidates:"):
        accepting.accept(held.settings, "nobody", "a reason")
    assert Releases(data).current() == data.resolve() / "releases" / f"{newer.run_id}.duckdb"


def break_spans(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """After loading, one document of the candidate breaks a row rule."""
    original: Callable[[Run], None] = stages.load_candidate

    def load_and_break(run: Run) -> None:
        original(run)
        with warehouse.connect(run.releases.candidate_file(run.run_id)) as connection:
            connection.execute(
                "update facts.people set quote = quote || '了' where article_id in (select article_id from core.articles"
                " where document_id in (select document_id from raw.documents where file_name = 'chenggu-tour.txt'))"
            )

    monkeypatch.setattr(stages, "load_candidate", load_and_break)


@pytest.mark.parametrize("change", ["file", "rules"])
def test_refused_documents_come_back_when_file_or_rules_change(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    data = tmp_path / "data"
    with monkeypatch.context() as patched:
        break_spans(Run(load(data=data, inbox=inbox), inbox), patched)
        refusing = run_stages(inbox, data)
    assert refusing.record.outcome == "published", refusing.record.message
    assert (refusing.record.loaded, refusing.record.rejected) == (3, 1)
    assert [reject.reason for reject in refusing.intake.rejects] == ["rule:spans_hold"]

    again = Run(load(data=data, inbox=inbox, executor="inline"), inbox)
    stages.discover(again)
    assert not again.to_do, "under the same rules it is not read again"

    if change == "file":
        os.utime(inbox / "chenggu-tour.txt", (1, 1))
    else:
        now = versions.current_rules()
        monkeypatch.setattr(stages, "current_rules", lambda: now._replace(refusing="000000000000"))
    back = run_stages(inbox, data)
    assert (back.record.loaded, back.record.unchanged, back.record.rejected) == (1, 3, 0)
    assert visible(data, "select count(*) from raw.rejects") == [(0,)]


def test_a_mended_row_rule_is_another_version(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "expectations", tmp_path / "expectations"))
    before = versions.refusing("facts", folder)
    warning = folder / "queries" / "people_have_names.sql"
    warning.write_text(warning.read_text(encoding="utf-8") + "\n-- more\n", encoding="utf-8")
    assert versions.refusing("facts", folder) == before, "only row rules refuse"
    rule = folder / "queries" / "gifts_have_units.sql"
    rule.write_text(rule.read_text(encoding="utf-8").replace("quantity <= 0", "quantity < 0"), encoding="utf-8")
    assert versions.refusing("facts", folder) != before != versions.refusing("other facts", folder)


def test_the_page_stands_alone_and_shows_texts_as_they_are(inbox: Path, tmp_path: Path) -> None:
    (inbox / "bad.txt").write_bytes(b"\x00" * 50)
    run = run_stages(inbox, tmp_path / "data")
    run.record.message = "<script>alert('疫')</script>"
    report.write_page(run)
    html = page.path_of(run.settings, run.run_id).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in html and "<script" not in html and "战疫" in html
    assert not re.findall(r"""(?:src|href)=|url\(|@import|https?://""", html)
    for check in run.checks:
        assert check.name.removeprefix(f"{check.relation}.").rsplit(".", 1)[0] in html
    assert "not_text" in html and "prefers-color-scheme: dark" in html and "@media print" in html

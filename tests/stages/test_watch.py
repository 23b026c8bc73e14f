"""An inbox that changes: one piece of news per pause, and only about what a run would read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from flows.stages.watch import changes


def _heard(inbox: Path, act: Callable[[], None], seconds: float) -> list[list[str]]:
    stop, heard = threading.Event(), list[list[str]]()

    def listen() -> None:
        for paths in changes(inbox, 0.3, stop):
            heard.append([Path(path).name for path in paths])

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(0.5)  # the watch begins
    act()
    time.sleep(seconds)
    stop.set()
    listener.join(10)
    assert not listener.is_alive()
    return heard


def test_many_files_are_one_piece_of_news(tmp_path: Path) -> None:
    def act() -> None:
        for name in ("a.txt", "b.html", "c.jsonl.gz"):
            (tmp_path / name).write_text("战疫", encoding="utf-8")
            time.sleep(0.1)
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "d.md").write_text("战疫", encoding="utf-8")

    heard = _heard(tmp_path, act, 1.5)
    assert len(heard) == 1 and {"a.txt", "b.html", "c.jsonl.gz"} <= set(heard[0])


def test_what_no_run_reads_is_no_news(tmp_path: Path) -> None:
    def act() -> None:
        for name in (".hidden.txt", "page.html.part", "image.jpg"):
            (tmp_path / name).write_bytes(b"x")

    assert _heard(tmp_path, act, 1.0) == []


def test_what_goes_is_news(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("战疫", encoding="utf-8")
    assert _heard(tmp_path, (tmp_path / "a.txt").unlink, 1.0) == [["a.txt"]]

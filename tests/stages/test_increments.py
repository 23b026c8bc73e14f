"""However an inbox came to be what it is, the release holds the same rows as one run over it would make."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.stages import planning
from tests.stages.runs import ingest, settings, tables

PLACES = ("宁城", "遂昌", "城固", "武宁", "安图")
ARTICLE = (
    "{place}县疫情防控工作部署会召开\n"
    "2月{day}日上午，{place}县委书记周文康主持召开疫情防控工作部署会。周文康强调，要设置卡口{n}个，严格落实体温检测。\n"
    "会议要求，各乡镇要做好返乡人员登记，{place}县已有{m}名干部到村里值守，为群众采购蔬菜和药品，把政策讲到每一户。\n"
)
UNREADABLE = (b"\0" * 60, b"", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
SUFFIXES = (".txt", ".txt", ".md", ".html", ".jsonl", ".txt.gz", ".jsonl.gz", ".pdf")


class Inbox:
    """A folder to which things happen, at random but the same for a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.count = 0
        (folder / "deep").mkdir(parents=True)

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def text(self) -> str:
        chance = self.chance
        return ARTICLE.format(place=chance.choice(PLACES), day=chance.randint(1, 9), n=chance.randint(1, 4), m=chance.randint(20, 23))

    def line(self) -> str:
        return json.dumps({"text": self.text(), "source": "本报"}, ensure_ascii=False)

    def write(self, path: Path) -> None:
        """A file, dated one second after the one before, as no clock of a file system is finer than a test."""
        name = path.name.removesuffix(".gz")
        if self.chance.random() < 0.1:
            content = self.chance.choice(UNREADABLE)
        elif name.endswith(".jsonl"):
            content = "\n".join(self.line() for _ in range(self.chance.randint(1, 4))).encode()
        else:
            content = self.text().encode(self.chance.choice(("utf-8", "gb18030")))
        path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
        self.date(path)

    def date(self, path: Path) -> None:
        self.count += 1
        os.utime(path, (self.count, self.count))

    def new_path(self, suffix: str | None = None) -> Path:
        name = f"{self.chance.randint(0, 999):03d}{suffix or self.chance.choice(SUFFIXES)}"
        return self.folder / name if self.chance.random() < 0.7 else self.folder / "deep" / name

    def add(self) -> None:
        self.write(self.new_path())

    def edit(self) -> None:
        self.write(self.chance.choice(self.files()))

    def remove(self) -> None:
        self.chance.choice(self.files()).unlink()

    def move(self) -> None:
        """Under another name, sometimes with another suffix, which has the same words read in another format."""
        path = self.chance.choice(self.files())
        plain = path.suffix in (".txt", ".md", ".html")
        path.rename(self.new_path(self.chance.choice((".txt", ".md", ".html")) if plain else "".join(path.suffixes)))

    def copy(self) -> None:
        path = self.chance.choice(self.files())
        plain = path.suffix in (".txt", ".md", ".html")
        copied = self.new_path(self.chance.choice((".txt", ".md", ".html")) if plain else "".join(path.suffixes))
        shutil.copyfile(path, copied)
        self.date(copied)

    def grow(self) -> None:
        """Another line at the end of a feed."""
        feeds = [path for path in self.files() if path.suffix == ".jsonl"]
        if feeds:
            path = self.chance.choice(feeds)
            path.write_bytes(path.read_bytes().rstrip() + b"\n" + self.line().encode())
            self.date(path)

    def touch(self) -> None:
        self.date(self.chance.choice(self.files()))

    def happen(self, times: int) -> None:
        happenings: list[Callable[[], None]] = [self.add, self.add, self.edit, self.remove, self.move, self.copy, self.grow, self.touch]
        for _ in range(times):
            self.chance.choice(happenings if len(self.files()) > 3 else [self.add])()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.whole), pytest.param(2, marks=pytest.mark.whole)])
def test_many_runs_end_in_the_tables_of_one(tmp_path: Path, seed: int) -> None:
    inbox, outcomes = Inbox(tmp_path / "inbox", seed), []
    inbox.happen(8)
    for number in range(20):
        outcomes.append(ingest(inbox.folder, tmp_path / "many").record.outcome)
        if number < 19:
            inbox.happen(inbox.chance.randint(0, 4))
    ingest(inbox.folder, tmp_path / "one")
    many, one = tables(tmp_path / "many"), tables(tmp_path / "one")
    for name, rows in one.items():
        assert many[name] == rows, name
    assert one["facts.people"] and one["raw.rejects"] and one["core.articles"]
    assert outcomes.count("published") > 10


@pytest.mark.parametrize("gone", [True, False])
def test_the_same_words_under_another_suffix_are_read_anew(tmp_path: Path, gone: bool) -> None:
    """Markdown reads as Markdown although the words are known as plain text, if its file comes first, and not any more when it goes."""
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    (inbox / "b.txt").write_text("# " + ARTICLE.format(place="宁城", day=3, n=2, m=20), encoding="utf-8")
    ingest(inbox, data)
    assert tables(data)["raw.documents"][0][3] == "txt"
    shutil.copyfile(inbox / "b.txt", inbox / "a.md")
    if gone:
        (inbox / "b.txt").unlink()
    ingest(inbox, data)
    assert [row[3] for row in tables(data)["raw.documents"]] == ["md"]
    (inbox / "a.md").rename(inbox / "c.md")
    ingest(inbox, data)
    assert [row[3] for row in tables(data)["raw.documents"]] == ["md" if gone else "txt"]
    ingest(inbox, tmp_path / "one")
    assert tables(data) == tables(tmp_path / "one")


def test_a_plan_knows_what_a_run_would_read(tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    (inbox / "a.txt").write_text(ARTICLE.format(place="宁城", day=3, n=4, m=5), encoding="utf-8")
    (inbox / "b.txt").write_bytes(UNREADABLE[0])
    planned = planning.plan(inbox, settings(data))
    assert ([Path(file.path).name for file in planned.survey.new], planned.documents) == (["a.txt", "b.txt"], 2)
    ingest(inbox, data)
    planned = planning.plan(inbox, settings(data))
    assert (planned.survey.to_read, planned.documents) == ([], 0), "what was refused is refused until its file or the rules change"

"""What the first stage sees in an inbox, and that nothing in it stops a run."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
from pathlib import Path

import pytest

from flows.settings import load
from flows.stages.discover import InboxError, format_of, inbox_of, read_inputs, survey
from flows.stages.inputs import FileRecord, FileState, Input, Reject

LIMIT = 1000


def read(path: Path, limit: int = LIMIT) -> tuple[list[Input], list[Reject], FileRecord]:
    info = path.stat() if path.exists() else None
    found = list(read_inputs(FileState(str(path), info.st_size if info else 0, 0), limit))
    assert isinstance(found[-1], FileRecord)
    return [f for f in found if isinstance(f, Input)], [f for f in found if isinstance(f, Reject)], found[-1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "txt"),
        ("A.TXT", "txt"),
        ("a.htm", "html"),
        ("a.html.gz", "html"),
        ("a.jsonl.gz", "jsonl"),
        ("a.md", "md"),
        ("a.pdf", None),
        ("txt", None),
        ("a.gz", None),
    ],
)
def test_format_of(name: str, expected: str | None) -> None:
    assert format_of(name) == expected


def test_new_changed_unchanged_and_gone(tmp_path: Path) -> None:
    for name in ("same.txt", "longer.txt", "new.txt"):
        (tmp_path / name).write_text("县里开会。", encoding="utf-8")
    state = {p.name: (p.stat().st_size, p.stat().st_mtime_ns) for p in tmp_path.iterdir()}
    known = {
        str(tmp_path / name): FileRecord(str(tmp_path / name), size, time, "", 1, 0, "rules")
        for name, (size, time) in {"same.txt": state["same.txt"], "longer.txt": (1, state["longer.txt"][1]), "gone.txt": (1, 1)}.items()
    }
    elsewhere = FileRecord("/other/inbox/a.txt", 1, 1, "", 1, 0, "rules")
    found = survey(tmp_path, {**known, elsewhere.path: elsewhere}, "rules")
    assert [Path(f.path).name for f in found.new] == ["new.txt"]
    assert [Path(f.path).name for f in found.changed] == ["longer.txt"]
    assert [Path(f.path).name for f in found.unchanged] == ["same.txt"]
    assert [Path(path).name for path in found.gone] == ["gone.txt"], "files of another inbox are not this one's concern"


def test_refused_inputs_are_tried_again_under_other_rules(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    info = path.stat()
    record = FileRecord(str(path), info.st_size, info.st_mtime_ns, "", 1, 1, "old")
    assert survey(tmp_path, {str(path): record}, "old").unchanged
    assert survey(tmp_path, {str(path): record}, "new").changed


def test_what_is_no_file_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("好", encoding="utf-8")
    (tmp_path / "table.csv").write_text("a", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("a", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "absent.txt")
    (tmp_path / "out.txt").symlink_to(Path(__file__))
    (tmp_path / "inside.txt").symlink_to(tmp_path / "good.txt")
    (tmp_path / "ring.txt").symlink_to(tmp_path / "ring.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)  # a socket's path may have 100 characters
        listening.bind("socket.txt")
    found = survey(tmp_path, {}, "rules")
    assert sorted(Path(f.path).name for f in found.new) == ["good.txt", "inside.txt"]
    assert {Path(r.path).name: r.reason for r in found.rejects} == {
        "table.csv": "unsupported_format",
        "loop": "linked_folder",
        "nowhere.txt": "unreadable",
        "out.txt": "outside_inbox",
        "ring.txt": "unreadable",
        "pipe.txt": "unsupported_format",
        "socket.txt": "unsupported_format",
    }


def test_folders_below_folders_are_read_as_deep_as_paths_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    monkeypatch.chdir(inbox)
    for level in range(2200):  # a path has at most 4096 bytes, Python's stack a thousand frames
        if level == 1200:
            Path("deep.txt").write_text("县里开会。", encoding="utf-8")
        Path("d").mkdir()
        os.chdir("d")
    Path("beyond.txt").write_text("县里开会。", encoding="utf-8")
    os.chdir(inbox)
    found = survey(inbox, {}, "rules")
    subprocess.run(["rm", "-rf", str(inbox / "d")], check=True)  # pytest itself would not come so far down
    assert [Path(file.path).name for file in found.new] == ["deep.txt"]
    assert [(reject.reason, "too long" in reject.detail) for reject in found.rejects] == [("unreadable", True)]


def test_a_file_that_changes_while_it_is_read_is_read_again_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "县里开会。"}\n' * 3, encoding="utf-8")
    (state,) = survey(tmp_path, {}, "rules").new
    reading = read_inputs(state, LIMIT)
    next(reading)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"text": "村里设卡。"}\n')
    *_, record = reading
    assert isinstance(record, FileRecord)
    assert [file.path for file in survey(tmp_path, {record.path: record}, "rules").changed] == [str(path)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert [r.reason for r in survey(tmp_path, {}, "rules").rejects] == ["unreadable"]


def test_odd_names_can_be_stored(tmp_path: Path) -> None:
    for name in (b"\xff\xfe.txt", "引号'\".txt".encode(), b"line\nbreak.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("好", encoding="utf-8")
    found = survey(tmp_path, {}, "rules")
    assert len(found.new) == 3
    for file in found.new:
        inputs, rejects, record = read(Path(file.path))
        assert len(inputs) == 1 and not rejects
        record.path.encode("utf-8")


def test_a_whole_file_is_one_input(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("二月三日", encoding="utf-8")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress("二月三日".encode()))
    (plain,), _, record = read(path)
    (zipped,), _, _ = read(tmp_path / "b.txt.gz")
    assert plain.document_id == zipped.document_id, "the same content is the same document, however it is packed"
    assert plain.sha256.startswith(plain.document_id)
    assert (record.inputs, record.sha256) == (1, plain.sha256)


def test_lines_are_inputs_and_a_long_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n\n' + b"x" * (3 * LIMIT) + b'\n{"text": "b"}\r\n')
    inputs, rejects, record = read(path)
    assert [(i.line, i.content) for i in inputs] == [(1, b'{"text": "a"}'), (4, b'{"text": "b"}')]
    assert [(r.line, r.reason) for r in rejects] == [(3, "too_large")]
    assert record.inputs == 3


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("long.txt", b"x" * (LIMIT + 1), "too_large"),
        ("bomb.txt.gz", gzip.compress(b"x" * 1_000_000), "too_large"),
        ("cut.txt.gz", gzip.compress(bytes(range(256)))[:-12], "bad_gzip"),
        ("plain.txt.gz", b"no gzip at all", "bad_gzip"),
        ("empty.jsonl", b"\n\n", "empty"),
    ],
)
def test_files_that_cannot_be_inputs(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    inputs, rejects, record = read(tmp_path / name)
    assert (inputs, [r.reason for r in rejects], record.inputs) == ([], [reason], 1)


def test_lines_before_a_damage_are_kept(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "%d %s"}\n' % (n, os.urandom(200).hex().encode()) for n in range(2000))
    packed = gzip.compress(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    inputs, rejects, record = read(tmp_path / "a.jsonl.gz")
    assert inputs and [r.reason for r in rejects] == ["bad_gzip"]
    assert record.inputs == len(inputs) + 1


def test_a_file_that_vanishes_is_refused_and_tried_again(tmp_path: Path) -> None:
    inputs, rejects, _ = read(tmp_path / "gone.txt")
    assert not inputs and [r.reason for r in rejects] == ["vanished"]


@pytest.mark.parametrize("name", ["absent", "file.txt"])
def test_an_inbox_that_is_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InboxError, match="give"):
        inbox_of(load(data=tmp_path, inbox=tmp_path / name))

"""Who is alive is told by locks that the kernel lets go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import Settings, load
from flows.stages import journal, liveness
from flows.stages.liveness import Living

_KILLED = """
import os, sys
from pathlib import Path
from flows.settings import load
from flows.stages import journal, liveness
settings = load(data=Path(sys.argv[1]))
journal.write(settings.journal, journal.RunRecord("r1", "2020-02-08T09:15:00", "inbox"))
with liveness.alive(settings, liveness.Living("r1", "f1", "http://server/api")):
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(data=tmp_path / "data")


def test_the_living_and_the_ended_are_not_dead(settings: Settings) -> None:
    with liveness.alive(settings, Living("r1", None, None)):
        assert liveness.dead(settings) == []
    assert liveness.dead(settings) == []
    assert list(settings.alive.iterdir()) == []


def test_a_killed_run_is_dead_until_forgotten(settings: Settings) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(settings.data)], check=False)
    assert liveness.dead(settings) == [Living("r1", "f1", "http://server/api")]
    (record,) = journal.read_all(settings.journal)
    assert (record.outcome, record.message) == ("failed", liveness.BROKE_OFF)
    assert liveness.dead(settings) != [], "Prefect may not have heard of it yet"
    liveness.forget(settings, "r1")
    assert liveness.dead(settings) == []


def test_half_a_word_is_enough(settings: Settings) -> None:
    settings.alive.mkdir(parents=True)
    (settings.alive / "r1.json").write_text('{"run_id": "r1", "flow', encoding="utf-8")
    assert liveness.dead(settings) == [Living("r1", None, None)]

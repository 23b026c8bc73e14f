"""Every room's worst case: `python -m tests.benchmarks.worst [--characters N] [--mixed N] [--room ROOM]`.

Adversarial texts are repetitions: of the words of every vocabulary, of marks, digits, spaces and brackets, and of seeded mixtures of these.
For each the time per character of every room is compared with the time per character on news, and the time on a text four times as long
with four times the time. A room is well if its worst time per character is at most twenty times that of all rooms of its kind on news.
"""

from __future__ import annotations

import argparse
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from flows.facts import activities, dates, donations, figures, formulas, measures, organisations, people, places, speech
from flows.facts.mentions import Reading, Window
from flows.reference import vocabulary
from flows.text.documents import Refusal
from flows.text.reader import read_document
from flows.text.tokens import tokenise
from tests.conftest import SAMPLES

LIMIT = 20.0  # times the news
SEED = 20200210
_WINDOW = Window(date(2019, 12, 1), date(2020, 12, 31))
_PATIENCE = 20.0  # seconds of processor time for one text; what takes longer counts as so long
_FINDERS = (("dates", dates.find_dates), ("places", places.find_places), ("people", people.find_people))
_ROOMS = (people, places, organisations, activities, measures, speech, figures, donations, formulas)
_BLANKS = (
    " ",
    "\u3000",
    "\n",
    "\r\n",
    "\t",
    "\xa0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "\x0b",
    "\u2028",
    "a ",
    "疫 ",
    "疫\n",
    "。\n",
    "😷",
)
_FRAMES = ("{}", "{}，", "{}。", "{}、", "{}\n", "（{}", "“{}", "2月10日，{}")


class Slow(BaseException):
    """A room used up its time. Not an Exception, so that no handler keeps it."""


@dataclass
class Case:
    """A text and the seconds that every room took for it; `cut` if one of them did not end."""

    name: str
    text: str
    seconds: dict[str, float] = field(default_factory=dict)
    cut: bool = False
    refused: str | None = None


def words() -> dict[str, tuple[str, ...]]:
    """The words of every vocabulary file, by group."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(Path(vocabulary.__file__).parent.glob("*.yaml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8")):
            found[f"{path.stem}.{group}"] = vocabulary.words(f"{path.stem}.{group}")
    return found


def marks() -> list[str]:
    """Marks and words from the patterns of the rules."""
    lines = (Path(__file__).parent / "worst_units.txt").read_text(encoding="utf-8").splitlines()
    return [unit for line in lines if not line.startswith("# ") for unit in line.split()]


def units(mixed: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Names and texts of what is repeated: marks, blanks, two words and all words of every vocabulary, and seeded mixtures."""
    rng = random.Random(seed)
    groups = {name: group for name, group in words().items() if group}
    yield from ((f"mark {unit!r}", unit) for unit in (*marks(), *_BLANKS))
    for name, group in groups.items():
        yield f"all of {name}", "".join(group)
        yield from ((f"{name}: {word}", word) for word in rng.sample(group, min(2, len(group))))
    pool = [*marks(), *_BLANKS, *(word for group in groups.values() for word in group)]
    names = list(groups)
    for _ in range(mixed):
        parts = [rng.choice(pool) if rng.random() < 0.4 else rng.choice(groups[rng.choice(names)]) for _ in range(rng.randint(2, 5))]
        yield "mixed " + repr(unit := rng.choice(_FRAMES).format("".join(parts))), unit


def repeated(unit: str, length: int) -> str:
    """The unit again and again, with a Chinese sentence before it, so that the text is not refused as none."""
    return "2月10日，县委书记周文康到医院检查疫情防控工作。\n" + unit * max(1, length // len(unit))


def measure(case: Case, format: str = "txt") -> Case:
    """Note how long each room takes for the case's text."""
    steps: list[tuple[str, Callable[[Any], Any]]] = []
    with _patience():
        try:
            document = _timed(case, "text", lambda: read_document(case.text.encode("utf-8", "replace"), format))
            readings = [Reading(document, article, _WINDOW) for article in document.articles]
            steps = [(f"find {name}", find) for name, find in _FINDERS]
            steps += [("find organisations", organisations.find_organisations), ("year", dates.event_year)]
            for name, step in steps:
                _timed(case, name, lambda step=step: step(readings))  # type: ignore[misc]
            for room in _ROOMS:
                _timed(case, room.__name__.split(".")[-1], lambda room=room: [list(room.facts(each)) for each in readings])  # type: ignore[misc]
            _timed(case, "tokens", lambda: [tokenise(each.body) for each in readings])
        except Refusal as refusal:
            case.refused = refusal.reason
        except Slow:
            case.cut = True
    return case


def _timed(case: Case, name: str, step: Callable[[], Any]) -> Any:
    begun = time.thread_time()  # while a timer of the process runs, Linux tells the process's own time by ticks of 4 ms
    try:
        return step()
    finally:
        case.seconds[name] = time.thread_time() - begun


class _patience:  # noqa: N801 (used like a function)
    """Raise Slow in the block after `_PATIENCE` seconds of processor time."""

    def __enter__(self) -> None:
        signal.signal(signal.SIGVTALRM, self._stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    @staticmethod
    def _stop(*_: object) -> None:
        raise Slow


def news() -> dict[str, float]:
    """Seconds per character of every room on our sample articles, `text` and `facts` among them; tables are loaded before."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SAMPLES / "inbox").glob("*.txt")) if _is_utf8(path)]
    total, characters = dict[str, float](), 0
    for turn in range(4):
        for text in texts:
            case = measure(Case("news", text))
            if turn and not case.refused:
                characters += len(text)
                for name, seconds in case.seconds.items():
                    total[name] = total.get(name, 0.0) + seconds
    rates = {name: seconds / characters for name, seconds in total.items()}
    return rates | {"facts": sum(rate for name, rate in rates.items() if name not in ("text", "tokens"))}


def _is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def yardstick(room: str, usual: dict[str, float]) -> float:
    """What a room's time per character is compared with: that of its kind (text, facts, tokens) on news."""
    return usual[room] if room in ("text", "tokens") else usual["facts"]


def worst(characters: int, mixed: int, only: str | None = None, every: int = 1) -> tuple[dict[str, float], dict[str, tuple[float, Case]]]:
    """The usual seconds per character, and for each room its worst ratio with the case that gave it."""
    usual, found = news(), dict[str, tuple[float, Case]]()
    for number, (name, unit) in enumerate(units(mixed)):
        if number % every or (only and only not in name):
            continue
        case = measure(Case(name, repeated(unit, characters)))
        for room, seconds in case.seconds.items():
            ratio = seconds / len(case.text) / yardstick(room, usual)
            if room not in found or ratio > found[room][0]:
                found[room] = (ratio, case)
            if ratio > LIMIT:
                print(f"  over the limit: {room} {ratio:.0f} times news: {name[:100]}{' (cut off)' if case.cut else ''}", flush=True)
    return usual, found


def main() -> None:
    """Print a table: room, usual microseconds per character, worst ratio, growth on four times the text, and the unit that did it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=8000)
    parser.add_argument("--mixed", type=int, default=300)
    parser.add_argument("--only", help="only units whose name holds this")
    chosen = parser.parse_args()
    usual, found = worst(chosen.characters, chosen.mixed, chosen.only)
    print(f"{'room':<20} {'news µs/char':>12} {'worst':>7} {'growth':>7}  unit (growth: time for four times the text; linear is 4)")
    for room, (ratio, case) in sorted(found.items(), key=lambda item: -item[1][0]):
        unit = case.text.split("\n", 1)[1]
        again = measure(Case(case.name, case.text + unit * 3)) if not case.cut else case
        growth = again.seconds.get(room, 0.0) / max(case.seconds[room], 1e-6)
        print(f"{room:<20} {usual.get(room, 0.0) * 1e6:12.2f} {ratio:7.1f} {growth:7.1f}  {case.name[:100]}")


if __name__ == "__main__":
    main()

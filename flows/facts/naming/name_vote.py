"""How long a document's names are: a verb-like neighbour cuts or lengthens a name in one place, but hardly in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from flows.facts.naming.candidates import Candidate, right_evidence
from flows.facts.naming.names import name_score
from flows.facts.naming.occurrences import overlapping
from flows.reference import vocabulary

_GENUINE = 1.0  # evidence that a shorter name really ends where the longer one goes on


def voted(candidates: Iterable[Candidate], text: str) -> dict[str, str]:
    """The names of a document, each with the frame of its best candidate; `text` is all of the document's text."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.name not in best or best[candidate.name].score < candidate.score:
            best[candidate.name] = candidate
    if not best:
        return {}
    names = {name: candidate.frame for name, candidate in best.items()}
    ordered = sorted(best, key=len)
    nexts: list[dict[str, list[int]]] = [defaultdict(list) for _ in ordered]
    for number, stop in overlapping(ordered, text):
        nexts[number][text[stop : stop + 1]].append(stop)
    for number, short in enumerate(ordered):
        _vote(short, nexts[number], text, names)
    return names


def _vote(short: str, nexts: Mapping[str, list[int]], text: str, names: dict[str, str]) -> None:
    """Replace a name by its longer form, or the longer form by it; `nexts`: where it ends in the text, by the character that follows."""
    total = sum(map(len, nexts.values()))
    for following, stops in nexts.items():
        longer = short + following
        if (
            len(following.strip()) == 0
            or not "一" <= following <= "鿿"
            or len(longer) > (4 if short[:2] in vocabulary.words("surnames.double") else 3)
        ):
            continue
        elsewhere = total - len(stops)
        if longer in names:
            genuine = sum(right_evidence(text, stop)[0] >= _GENUINE for f, places in nexts.items() if f != following for stop in places)
            if genuine == 0:
                names.pop(short, None)
            elif genuine >= 2 * len(stops) and not _clearly_longer(text, stops):
                names.pop(longer, None)
        elif elsewhere == 0 and len(stops) >= 2 and short in names:
            cut = [right_evidence(text, stop) for stop in stops]
            if all(kind not in ("speech", "after") for _, kind in cut) and name_score(longer) > -5.0 and _ends_well(text, stops):
                names[longer] = names.pop(short)


def _clearly_longer(text: str, stops: list[int]) -> bool:
    """Whether at one of `stops` the text goes on much better after one more character than after none."""
    return any(right_evidence(text, stop + 1)[0] - right_evidence(text, stop)[0] >= 3.5 for stop in stops)


def _ends_well(text: str, stops: list[int]) -> bool:
    """Whether the longer form, one character past each of `stops`, is followed by what follows a name in most places."""
    good = sum(right_evidence(text, stop + 1)[0] > 0 for stop in stops)
    return good * 2 > len(stops)

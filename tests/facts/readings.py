"""Readings whose persons are given by the test, for the rooms that come after names: what they read depends on their own rules only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from flows.facts.mentions import PersonMention, Reading
from tests.facts.articles import WINDOW, article, document


def reading(body: str, people: Iterable[str] = (), headline: str | None = None, event_date: date | None = None) -> Reading:
    """An article in which the people are found wherever their names stand. `name/citizen` gives another role than `official`."""
    made = article(body, headline)
    found = Reading(document(made), made, WINDOW, event_date=event_date)
    mentions = []
    for entry in people:
        name, _, role = entry.partition("/")
        mentions += [_mention(match, name, role or "official") for match in re.finditer(re.escape(name), body)]
    found.people = tuple(sorted(mentions, key=lambda mention: mention.start))
    return found


def _mention(match: re.Match[str], name: str, role: Any) -> PersonMention:
    return PersonMention(
        start=match.start(), stop=match.end(), part="body", name=name, role=role, titles=(), rule="given", confidence="certain"
    )


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of NAME.yaml beside this file."""
    loaded: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def unsolved(room: str) -> list[dict[str, Any]]:
    """The known failures of a room (unsolved.yaml): each must fail, so that the day it works is noticed."""
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "unsolved.yaml").read_text(encoding="utf-8"))
    return loaded.get(room, [])

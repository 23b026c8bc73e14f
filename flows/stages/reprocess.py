"""Reprocessing: documents whose rows older rules made are read again, and the difference is shown before it is published.

What is read are the files, because `raw.documents` keeps the decoded text and not the bytes, and other rules may decode otherwise. A
document whose file is gone, or holds something else by now, stays as it is: the next `ingest` takes it out or reads what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple, get_args

from flows import progress
from flows.settings import Settings
from flows.stages import compare, load
from flows.stages.inputs import FORMATS, Input, Reject, Sighting, shown
from flows.stages.rereading import Place, reread
from flows.stages.rules import Rules
from flows.stages.run import Run, fill_candidate, leave, read_into_shards, reading, timed
from flows.text.documents import ArticleKind

KINDS = (*get_args(ArticleKind), *sorted(set(FORMATS.values())))


class ChoiceError(Exception):
    """Documents cannot be chosen like that; the message is one line that says why."""


class Choice(NamedTuple):
    """Which of the stale documents are meant: published (or, where no such day is known, reporting events) from `since` to `until`, and of
    a `kind`: an article's kind that occurs in them, or the format they came in. `everything`: those that are not stale too."""

    since: date | None = None
    until: date | None = None
    kind: str | None = None
    everything: bool = False

    @classmethod
    def of(cls, since: str | None, until: str | None, kind: str | None, everything: bool) -> Choice:
        """The choice as it is written: days as 2020-02-10. Raises ChoiceError."""
        if kind is not None and kind not in KINDS:
            raise ChoiceError(f"there are no documents of kind '{kind}'; the kinds are {', '.join(KINDS)}")
        try:
            first, last = (date.fromisoformat(day) if day else None for day in (since, until))
        except ValueError as error:
            raise ChoiceError(f"a day is written like 2020-02-10 ({error})") from error
        if first and last and last < first:
            raise ChoiceError(f"no day lies between {first} and {last}")
        return cls(first, last, kind, everything)


class Reprocess(Run):
    """A run that reads documents of the current release again. `chosen` are these with the places they stand at, `difference` what that
    changed."""

    def __init__(self, settings: Settings, choice: Choice, reason: str | None = None) -> None:
        super().__init__(settings, settings.inbox or settings.data / "inbox", "reprocess", reason)
        self.choice = choice
        self.chosen: dict[str, list[Place]] = {}
        self.difference: compare.Difference | None = None


Question = Callable[[Reprocess], bool]
_questions: list[Question] = []


@contextmanager
def asking(question: Question) -> Iterator[None]:
    """While the block runs, a candidate is only published if `question` says so; where nobody asks, what passed the audit is published."""
    _questions.append(question)
    try:
        yield
    finally:
        _questions.remove(question)


def choose(run: Reprocess) -> None:
    """Note the documents that are to be read again."""
    with timed(run, "choose"), reading(run.releases) as connection:
        if connection is None:
            return
        run.record.inbox = load.last_inbox(connection) or run.record.inbox
        run.chosen = load.places_of_documents(connection, _chosen(connection, run.choice, run.rules))
    progress.step("choose", len(run.chosen), len(run.chosen), f"{len(run.chosen)} documents to read again")


def _chosen(connection: load.Connection, choice: Choice, rules: Rules) -> list[str]:
    rows = connection.execute(
        """
        select document_id
        from ops.versions
        join core.documents using (document_id)
        join raw.documents using (document_id)
        left join (
            select document_id, min(event_date) as event_date, list(distinct kind) as kinds from core.articles group by document_id
        ) as read using (document_id)
        where ($everything or text_rules <> $text_rules or fact_rules <> $fact_rules)
            and ($since is null or coalesce(published_on, event_date) >= $since)
            and ($until is null or coalesce(published_on, event_date) <= $until)
            and ($kind is null or format = $kind or list_contains(kinds, $kind))
        """,
        {**choice._asdict(), "text_rules": rules.text, "fact_rules": rules.facts},
    ).fetchall()
    return [row[0] for row in rows]


def recompute(run: Reprocess) -> None:
    """Read the chosen documents again into shards. What is refused now is refused at all its places."""
    with timed(run, "transform"):
        read_into_shards(run, _inputs(run))
        list(run.intake.sightings.turn_into_rejects(run.refused))
        run.intake.rejects = [
            Reject(path, line, item.sha256, "transform", item.reason, item.detail)
            for document_id, item in run.refused.items()
            for path, line in run.chosen[document_id]
        ]
    record = run.record
    record.loaded, record.rejected = len(run.intake.sightings), len(run.intake.rejects)
    record.inputs = record.loaded + record.rejected
    run.changed = bool(run.shards)
    left = len(run.chosen) - record.loaded - len(run.refused)
    if left:
        why = "their files are gone or hold something else by now; the next run from the inbox sees to them"
        run.notes.append(f"{left} documents stay as they were: {why}")


def _inputs(run: Reprocess) -> Iterator[Input]:
    for found in reread(run.chosen, run.settings.max_document_bytes):
        run.intake.sightings.append(Sighting(shown(found.path), found.line, found.document_id, found.modified_ns))
        yield found


def load_recomputed(run: Reprocess) -> None:
    """Make the candidate: the current release with the chosen documents as they are read now."""
    fill_candidate(run, load.replace)


def tell_difference(run: Reprocess) -> None:
    """Compare the candidate with the current release; the report shows the difference."""
    with timed(run, "compare"):
        current, candidate = run.releases.current(), run.releases.candidate_file(run.run_id)
        if current is not None:
            run.difference = compare.compare(current, candidate)
            run.notes = [*compare.lines(run.difference), *run.notes]


def agreed(run: Reprocess) -> bool:
    """Whether whoever watches wants the candidate published."""
    return all(question(run) for question in _questions)


def nothing_to_do(run: Reprocess) -> None:
    """End a run that found no document to read again."""
    if run.chosen:
        leave(run, "none of the stale documents can be read again")
    else:
        leave(run, "no document is chosen" if run.choice.everything else "no document is stale")


def decline(run: Reprocess) -> None:
    """End a run whose result is not wanted. Its shards stay, so that the same run later only has to publish."""
    leave(run, "not published: nobody agreed to the difference")

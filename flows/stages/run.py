"""One run from the inbox to a release: the stages in order, each an ordinary function on a `Run`. The flow in pipeline.py calls them."""

from __future__ import annotations

import importlib.metadata
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any

from flows import lake, progress, warehouse
from flows.facts.mentions import Window
from flows.releases import Releases
from flows.settings import Settings, shipped
from flows.stages import discover as discovery
from flows.stages import expectations, journal, load
from flows.stages import transform as transforming
from flows.stages.duplicates import mark_duplicates
from flows.stages.executors import workers
from flows.stages.inputs import UNREADABLE, VANISHED, FileRecord, Input, Refused, Reject, Sighting, shown
from flows.stages.quality import rejecting
from flows.stages.rereading import Place, reread
from flows.stages.rules import current_rules, under
from flows.stages.seen import DocumentIds
from flows.stages.shards import Shard, place_of, store

PACKAGES = ("zhanyi", "duckdb", "prefect", "great-expectations", "jieba", "opencc-python-reimplemented")
_PASSING = (VANISHED, UNREADABLE)  # what may be gone the next time although the file has not changed

# DuckDB's allocator gives memory back early: without this it keeps some 100 MB beyond its limit.
_GIVING_BACK: dict[str, str | int] = {
    "allocator_flush_threshold": "8MB",
    "allocator_bulk_deallocation_flush_threshold": "8MB",
    "allocator_background_threads": "true",
}
_FEW_BATCHES = 4  # fewer are read sooner than workers are started


class HeldBackError(Exception):
    """The audit held the candidate back; the message is one line, and `run` is the run that ended so."""

    def __init__(self, message: str, run: Run) -> None:
        super().__init__(message)
        self.run = run


class Run:
    """What a run knows of itself; the stages fill it in. Not a collection: Prefect hands it on untouched."""

    def __init__(self, settings: Settings, inbox: Path, kind: journal.Kind = "ingest", reason: str | None = None) -> None:
        rules = under(settings, current_rules())
        self.settings = settings
        self.inbox = inbox
        self.rules = rules
        self.releases = Releases(settings.data)
        self.record = journal.RunRecord(
            run_id=journal.new_run_id(settings.data),
            started_at=journal.now().isoformat(),
            inbox=shown(str(inbox)),
            text_rules=rules.text,
            fact_rules=rules.facts,
            versions={name: importlib.metadata.version(name) for name in PACKAGES},
            kind=kind,
            reason=reason,
        )
        self.survey = discovery.Survey(inbox)
        self.intake = load.Intake()
        self.shards: list[Shard] = []  # without what they refused, which is below by document
        self.refused: dict[str, Refused] = {}
        self.changed = False
        self.checks: list[expectations.Check] = []
        self.notes: list[str] = []  # lines for the report

    @property
    def run_id(self) -> str:
        return self.record.run_id

    @property
    def to_do(self) -> bool:
        """Whether the file system shows anything that the last release does not know (what cannot be read counts once)."""
        survey = self.survey
        return bool(survey.new or survey.changed or survey.gone or self._refused_anew() or self._published_otherwise())

    def _published_otherwise(self) -> bool:
        with reading(self.releases) as connection:
            return bool(connection and load.published_otherwise(connection, self.rules))

    def _refused_anew(self) -> bool:
        with reading(self.releases) as connection:
            stood = load.known_rejects(connection) if connection else set()
        return any((r.path, r.line, r.reason, r.detail) not in stood for r in self.survey.rejects)


@contextmanager
def reading(releases: Releases) -> Iterator[Any]:
    """A read-only connection to the current release, or None before the first one."""
    if releases.current() is None:
        yield None
    else:
        with warehouse.connect(releases.link, read_only=True) as connection:
            yield connection


def _writing(run: Run, candidate: Path) -> Any:
    return warehouse.connect(candidate, limits={"memory_limit": run.settings.database_memory, **_GIVING_BACK})


@contextmanager
def timed(run: Run, stage: str) -> Iterator[None]:
    """Note how long a stage took, whether it succeeds or not."""
    began = time.monotonic()
    try:
        yield
    finally:
        run.record.durations[stage] = round(time.monotonic() - began, 3)


def discover(run: Run) -> None:
    """Compare the inbox with the last release. Raises InboxError."""
    with timed(run, "discover"), reading(run.releases) as connection:
        known = load.known_files(connection) if connection else {}
        run.survey = discovery.survey(run.inbox, known, run.rules.refusing)
        run.record.gone = len(run.survey.gone)
        run.intake.rejects = list(run.survey.rejects)
        run.intake.unchanged = [record.path for record in run.survey.unchanged]
        run.intake.gone = run.survey.gone


def transform(run: Run) -> None:
    """Read what is new into shards, and note where every input was seen and how it ended."""
    with timed(run, "transform"):
        read_into_shards(run, _new_inputs(run))
        _settle_refused(run)
        _count(run)
        run.changed = any(shard.documents for shard in run.shards) or _differs(run)


def read_into_shards(run: Run, inputs: Iterator[Input]) -> None:
    """Read inputs into shards; finished shards of a run that broke off are used again."""
    settings = run.settings
    window = Window(settings.window_start, settings.window_end)
    shapes = warehouse.shapes(shipped("sql") / "migrations")
    job = transforming.Job(place_of(settings), shapes, window, run.rules, settings.max_document_seconds)
    work, done = transforming.batches(inputs, settings), 0
    # A few new lines of a large file are little work: what counts is what there is to read, and the first batches tell.
    first = list(islice(work, _FEW_BATCHES))
    little = len(first) < _FEW_BATCHES and sum(len(item.content) for batch in first for item in batch) <= settings.batch_bytes
    with workers(settings, little) as (executor, ahead):
        for shard in transforming.transform(chain(first, work), job, executor, ahead):
            run.shards.append(shard._replace(refused=()))
            run.refused.update((item.document_id, item) for item in shard.refused)
            done += shard.documents + len(shard.refused)
            progress.step("transform", done, None, f"{done} documents read")


def _new_inputs(run: Run) -> Iterator[Input]:
    """Inputs whose content no release and no earlier place of this run has; everything else is noted on the way.

    Content that lies at several places is read in the format of the first of them, so a document of the last release is read again when
    that place came or went and the next one has another format.
    """
    with reading(run.releases) as connection:
        met = load.known_documents(connection) if connection else DocumentIds()
    for file in run.survey.to_read:
        rejected, passing = 0, False
        for found in discovery.read_inputs(file, run.settings.max_document_bytes):
            if isinstance(found, Input):
                run.intake.sightings.append(Sighting(shown(found.path), found.line, found.document_id, found.modified_ns))
                if found.document_id not in met:
                    met.add(found.document_id)
                    yield found
            elif isinstance(found, Reject):
                rejected += 1
                passing = passing or found.reason in _PASSING
                run.intake.rejects.append(found)
            else:
                run.intake.files.append(found._replace(rejected=rejected, rules="" if passing else run.rules.refusing))
    yield from reread(_to_read_otherwise(run), run.settings.max_document_bytes)


def _to_read_otherwise(run: Run) -> dict[str, list[Place]]:
    """Documents of the last release that must be read otherwise than it read them, with their first place now.

    These are those that it read in another format than that place promises, and those in which it published private persons otherwise than
    the setting says now.
    """
    no_more = [*(shown(file.path) for file in run.survey.changed), *run.survey.gone]
    with reading(run.releases) as connection:
        places = load.to_read_otherwise(connection, run.intake.sightings, no_more, run.rules) if connection else {}
    return {document_id: [place] for document_id, place in places.items()}


def _settle_refused(run: Run) -> None:
    """What the text room refused was seen at places: these become rejects, and their files remember how many there are."""
    fallen = list(run.intake.sightings.turn_into_rejects(run.refused))
    per_file = Counter(reject.path for reject in fallen)
    run.intake.rejects += fallen
    run.intake.files = [file._replace(rejected=file.rejected + per_file[file.path]) for file in run.intake.files]


def _count(run: Run) -> None:
    standing: list[FileRecord] = run.survey.unchanged
    with reading(run.releases) as connection:
        unchanged = load.count_known(connection, run.intake.sightings) if connection else 0
    record = run.record
    record.loaded = len(run.intake.sightings) - unchanged
    record.unchanged = unchanged + sum(file.inputs - file.rejected for file in standing)
    record.rejected = len(run.intake.rejects) + sum(file.rejected for file in standing)
    record.inputs = record.loaded + record.unchanged + record.rejected
    counted = len(run.survey.rejects) + sum(file.inputs for file in [*run.intake.files, *standing])
    if counted != record.inputs:
        raise AssertionError(f"{counted} inputs were found, but {record.inputs} are accounted for")


def _differs(run: Run) -> bool:
    """Whether places or refusals differ from those of the last release."""
    if run.record.loaded or run.survey.gone or run.releases.current() is None:
        return True
    root = shown(str(run.inbox)) + os.sep
    with reading(run.releases) as connection:
        if load.places_differ(connection, run.intake.sightings, run.intake.unchanged, root):
            return True
        refusals = load.known_rejects(connection)
    same = set(run.intake.unchanged)
    now_refused = {(r.path, r.line, r.reason, r.detail) for r in run.intake.rejects}
    return {refusal for refusal in refusals if refusal[0] not in same and refusal[0].startswith(root)} != now_refused


def load_candidate(run: Run) -> None:
    """Make the candidate and bring it up to date."""
    fill_candidate(run, load.load)


def fill_candidate(run: Run, fill: Callable[[Any, str, list[Shard], load.Intake], None]) -> None:
    """Make the candidate, an upgraded copy of the current release, and bring the run's shards and intake into it by `fill`."""
    threading.Thread(target=_auditing, daemon=True).start()  # the audit needs it next, and this stage waits for the database
    with timed(run, "load"), _writing(run, run.releases.candidate(run.run_id)) as connection:
        progress.step("load", 0, None, "making the candidate")
        warehouse.migrate(connection, shipped("sql") / "migrations")
        warehouse.load_reference(connection)
        fill(connection, run.run_id, run.shards, run.intake)
        mark_duplicates(connection)
        _leave_nothing_private(run, connection)
        load.record_run(connection, _earlier(run))
        warehouse.apply_views(connection, shipped("sql"))


def _leave_nothing_private(run: Run, connection: Any) -> None:
    """Raise WarehouseError where names are to be withheld and the candidate has documents that could not be read again for that."""
    left = load.published_otherwise(connection, run.rules)
    if left and run.settings.private_persons == "role only":
        raise warehouse.WarehouseError(
            f"{len(left)} documents were published with private persons' names, and their files cannot be read now; run again with"
            " their inbox at its place, or begin a new data folder"
        )


def _earlier(run: Run) -> list[journal.RunRecord]:
    """Ended runs of the journal; the release remembers them too, those that published nothing included."""
    return [record for record in journal.read_all(run.settings.journal) if record.outcome != "running"]


def _auditing() -> ModuleType:
    """The audit's module: Great Expectations takes three seconds to import, which a run without news can save."""
    from flows.stages import audit as auditing

    return auditing


def audit(run: Run) -> bool:
    """Reject documents that break row rules, run every check, and say whether the candidate may be published."""
    auditing = _auditing()
    record, folder, parameters = run.record, shipped("expectations"), audit_parameters(run.settings, run.run_id)
    with timed(run, "audit"), _writing(run, run.releases.candidate_file(run.run_id)) as connection:
        out = rejecting.reject_documents(connection, folder, run.run_id, parameters)
        if out.documents:
            mark_duplicates(connection)  # what was a reprint of a rejected article may be an original now
        run.intake.rejects = run.intake.rejects + out.rejects
        record.loaded, record.unchanged = record.loaded - out.loaded, record.unchanged - out.unchanged
        record.rejected += out.loaded + out.unchanged
        record.documents, record.articles, record.facts = load.counts(connection)
        _conclude(run, "published", "")
        load.record_run(connection, [record])
        run.checks = auditing.audit(connection, folder, run.run_id, parameters, out.clean)
        held = expectations.failed(run.checks, "critical")
        if held:
            _conclude(run, "held", f"held back: {', '.join(check.name for check in held)}")
            load.record_run(connection, [record])
    return not held


def audit_parameters(settings: Settings, run_id: str) -> dict[str, Any]:
    """What the queries of `expectations/` may name with `$`."""
    return {
        "run_id": run_id,
        "window_start": settings.window_start,
        "window_end": settings.window_end,
        "max_lost_share": settings.max_lost_share,
    }


def publish(run: Run) -> None:
    """Switch readers to the candidate and let old releases go."""
    with timed(run, "publish"):
        run.record.release = run.run_id
        run.releases.publish(run.run_id)
        run.releases.retain(run.settings.keep_releases)
        store(place_of(run.settings)).remove(run.shards)
        _publish_to_lake(run)


def _publish_to_lake(run: Run) -> None:
    """Publish the release to the lake too, if one is set. If that fails the release stands all the same, and the report says so."""
    place = lake.of(run.settings)
    if place is None:
        return
    progress.step("publish", 0, None, "publishing to the lake")
    try:
        done = lake.publish(run.releases.link, place, shipped("sql"))
        run.notes.append(f"lake: snapshot {done.snapshot}, {done.removed} rows out, {done.added} rows in")
    except warehouse.WarehouseError as error:
        run.notes.append(f"NOT in the lake: {error}; when it is mended: zhanyi publish --data {run.settings.data}")


def hold(run: Run) -> None:
    """Put the candidate aside for inspection; readers stay on the last release."""
    with timed(run, "publish"):
        run.releases.hold(run.run_id)


def nothing_new(run: Run) -> None:
    """End a run that found nothing to publish."""
    _count(run)
    leave(run, "nothing is new since the last release")


def leave(run: Run, message: str) -> None:
    """End a run that leaves the release as it is; `message` says why. Finished shards stay for the next run."""
    run.releases.discard(run.run_id)
    _conclude(run, "nothing_new", message)


def fail(run: Run, error: BaseException) -> None:
    """End a run that broke off; readers stay on the last release, and finished shards stay for the next run."""
    run.releases.discard(run.run_id)
    _conclude(run, "failed", " ".join(f"{type(error).__name__}: {error}".split())[:500])


def _conclude(run: Run, outcome: journal.Outcome, message: str) -> None:
    run.record.outcome, run.record.message = outcome, message
    run.record.finished_at = journal.now().isoformat()
    if outcome != "published":
        current = run.releases.current()
        run.record.release = current.stem if current else None
    else:
        run.record.release = run.run_id


def remember(run: Run) -> None:
    """Write the run into the journal."""
    run.record.finished_at = journal.now().isoformat()
    journal.write(run.settings.journal, run.record)


def rejects_by_reason(run: Run) -> dict[str, int]:
    """How many of this run's inputs were refused, by reason, the most frequent first."""
    counted: dict[str, int] = {}
    for reject in run.intake.rejects:
        counted[reject.reason] = counted.get(reject.reason, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

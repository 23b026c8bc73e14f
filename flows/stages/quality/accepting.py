"""Publishing a held candidate knowingly: somebody looked at what the audit said, and gives a reason that is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows import warehouse
from flows.releases import Releases
from flows.settings import Settings
from flows.stages import journal, load
from flows.stages.shards import place_of, store
from flows.warehouse import WarehouseError


def accept(settings: Settings, run_id: str, reason: str) -> journal.RunRecord:
    """Publish the held candidate of `run_id`; the caller holds the lock. Returns the record of the run of kind `accept` that did it.

    The release is named after that run, and keeps the checks of the held one as its own. Raises WarehouseError, with a line that says what
    to do, if there is no such candidate, no reason, or if the current release is another than the one the candidate was made from.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise WarehouseError("say why this candidate may be published: zhanyi accept RUN --reason TEXT")
    releases = Releases(settings.data)
    held = _held_run(settings, releases, run_id)
    current = releases.current()
    if (current.stem if current else None) != held.release:
        raise WarehouseError(
            f"the candidate of {run_id} was made from {held.release or 'nothing'}, but readers see"
            f" {current.stem if current else 'nothing'} now; read the inbox again: zhanyi run {held.inbox} --data {settings.data}"
        )
    record = replace(
        held,
        run_id=journal.new_run_id(settings.data),
        started_at=journal.now().isoformat(),
        finished_at=None,
        outcome="published",
        kind="accept",
        reason=reason,
        durations={},
        message=f"accepted although {run_id} was {held.message}",
    )
    record.release = record.run_id
    candidate = releases.candidate(record.run_id, held=run_id)  # a copy: until that is published, the held one stays
    try:
        _sign(candidate, record, run_id)
        releases.publish(record.run_id)
    except BaseException:
        releases.discard(record.run_id)
        raise
    releases.held_file(run_id).unlink()
    releases.retain(settings.keep_releases)
    store(place_of(settings)).remove(())
    journal.write(settings.journal, record)
    return record


def _held_run(settings: Settings, releases: Releases, run_id: str) -> journal.RunRecord:
    there = releases.held()
    waiting = {r.run_id: r for r in journal.read_all(settings.journal) if r.outcome == "held" and r.run_id in there}
    if run_id in waiting:
        return waiting[run_id]
    known = f"held candidates: {', '.join(waiting)}" if waiting else "no candidate is held"
    raise WarehouseError(f"the audit holds no candidate of run {run_id}; {known}")


def _sign(candidate: Path, record: journal.RunRecord, held: str) -> None:
    """Write the run and the checks that it accepts into the candidate."""
    record.finished_at = journal.now().isoformat()
    with warehouse.connect(candidate) as connection, warehouse.transaction(connection):
        load.record_run(connection, [record])
        connection.execute(
            "insert into ops.checks by name select * replace ($run as run_id) from ops.checks where run_id = $held",
            {"run": record.run_id, "held": held},
        )

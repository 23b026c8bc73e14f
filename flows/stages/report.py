"""Stage 6: what came in, what came out, what was refused and why. One account, as lines for a terminal and as Markdown for Prefect's UI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flows import warehouse
from flows.stages.expectations import Check, failed
from flows.stages.inputs import Reject
from flows.stages.quality import page
from flows.stages.run import Run, rejects_by_reason

_SHOWN_REJECTS = 10


class Report(NamedTuple):
    """A run's account. `headline` is one line; `rows` name a count and give its value; `notes` are lines below them."""

    headline: str
    rows: list[tuple[str, str]]
    rejects: list[Reject]
    reasons: dict[str, int]
    checks: list[Check]
    notes: list[str]


def report(run: Run) -> Report:
    """The account of a run that has ended."""
    record = run.record
    bad = [check for check in run.checks if not check.success]
    rows = [
        ("inputs found", f"{record.inputs}"),
        ("  loaded", f"{record.loaded}"),
        ("  unchanged", f"{record.unchanged}"),
        ("  rejected", f"{record.rejected}"),
        ("files gone since the last run", f"{record.gone}"),
    ]
    if record.documents is not None:
        rows += [("documents in the release", f"{record.documents}"), ("articles", f"{record.articles}"), ("facts", f"{record.facts}")]
    rows += [("seconds", ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in record.durations.items()))]
    return Report(_headline(run), rows, run.intake.rejects, rejects_by_reason(run), bad, _notes(run))


def _headline(run: Run) -> str:
    record = run.record
    if record.outcome == "published":
        return f"run {record.run_id} published a release"
    if record.outcome == "nothing_new":
        return f"run {record.run_id}: {record.message}; the release stays as it is"
    if record.outcome == "held":
        return f"run {record.run_id} was held back by the audit; readers stay on the last release"
    return f"run {record.run_id} failed: {record.message}"


def _notes(run: Run) -> list[str]:
    record, notes = run.record, list(run.notes)
    bugs = sum(reject.reason == "bug" for reject in run.intake.rejects)
    if bugs:
        notes.append(f"{bugs} documents met a bug of zhanyi and were left out; please report what `zhanyi rejects --reason bug` shows")
    if record.outcome == "held":
        notes.append(f"the candidate lies in {run.releases.held_file(record.run_id)}")
        notes.append(f"more: zhanyi checks {record.run_id} --data {run.settings.data}; mend the cause and run again,")
        notes.append(f"or publish it as it is: zhanyi accept {record.run_id} --reason TEXT --data {run.settings.data}")
    if run.checks:
        notes.append(f"report of the audit: {page.path_of(run.settings, record.run_id)}")
    if record.release:
        notes.append(f"release: {run.settings.current} -> releases/{record.release}.duckdb")
    return notes


def write_page(run: Run) -> None:
    """Write the page of a run that was audited, beside its release or held candidate."""
    database = run.releases.database_of(run.run_id)
    if database is not None and run.checks:
        with warehouse.connect(database, read_only=True) as connection:
            page.write(run.settings, run.record, run.checks, connection)


def checks_table(run: Run) -> list[dict[str, str]]:
    """Every check of a run, those that failed first, as a table for Prefect's UI."""
    ordered = sorted(run.checks, key=lambda check: (check.success, check.severity == "warning"))
    return [
        {
            "check": check.name,
            "severity": check.severity,
            "result": "ok" if check.success else "failed",
            "observed": check.observed,
            "expected": check.expected,
            "because": check.because,
        }
        for check in ordered
    ]


def lines(account: Report) -> list[str]:
    """The account for a terminal."""
    width = max(len(name) for name, _ in account.rows)
    out = [account.headline, *(f"  {name:<{width}}  {value}" for name, value in account.rows)]
    if account.rejects:
        out.append("refused, by reason: " + ", ".join(f"{reason} {count}" for reason, count in account.reasons.items()))
        out += [f"  {place(reject)}  {reject.reason}: {reject.detail}" for reject in account.rejects[:_SHOWN_REJECTS]]
        if len(account.rejects) > _SHOWN_REJECTS:
            out.append(f"  … and {len(account.rejects) - _SHOWN_REJECTS} more: zhanyi rejects")
    for check in account.checks:
        out.append(f"check failed ({check.severity}): {check.name}: {check.observed}; because {check.because}")
        if not page.is_share(check):
            out += [f"    {', '.join(f'{name} {value}' for name, value in example.items())}" for example in check.examples[:2]]
    return out + account.notes


def markdown(account: Report) -> str:
    """The account for the Prefect UI. Texts from files stand in code spans, so that none of them is read as markup."""
    out = [f"# {plain(account.headline)}", "", "| count | value |", "|---|---|"]
    out += [f"| {name.strip()} | {plain(value)} |" for name, value in account.rows]
    if account.rejects:
        out += ["", "## Refused", "", "| place | reason | detail |", "|---|---|---|"]
        out += [f"| {_code(place(r))} | {_code(r.reason)} | {_code(r.detail)} |" for r in account.rejects[:100]]
    if account.checks:
        out += ["", "## Checks that failed", "", "| check | severity | observed | because |", "|---|---|---|---|"]
        out += [f"| {_code(c.name)} | {c.severity} | {_code(c.observed)} | {plain(c.because)} |" for c in account.checks]
    return "\n".join([*out, "", *(f"- {_code(note)}" for note in account.notes)])


def place(reject: Reject) -> str:
    """Where a refused input lies, with its line in a .jsonl file."""
    return f"{reject.path}:{reject.line}" if reject.line else reject.path


def held_message(checks: Sequence[Check]) -> str:
    """One line for the failed state in Prefect: which checks held the candidate back, and by how much."""
    return "held back by the audit: " + "; ".join(f"{check.name} ({check.observed})" for check in failed(checks, "critical"))


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("|", "¦").replace("\n", " ").replace("\r", " ") + "`"


def plain(text: str) -> str:
    """The text as Markdown that shows just it."""
    return "".join("\\" + c if c in "\\`*_{}[]<>|#!" else c for c in text.replace("\n", " "))

"""What a run would do: the dry run behind `zhanyi plan`. Reads the new files to count documents, and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flows.releases import Releases
from flows.settings import Settings
from flows.stages import discover, load
from flows.stages.inputs import Input, Reject
from flows.stages.rules import current_rules, under
from flows.stages.run import reading
from flows.stages.seen import DocumentIds


class Plan(NamedTuple):
    """Files by state, and what reading the new and changed ones would bring (documents that no release has, their bytes, refusals)."""

    survey: discover.Survey
    documents: int
    bytes: int
    known: int
    refused: list[Reject]


def plan(inbox: Path, settings: Settings) -> Plan:
    """Survey the inbox against the current release and count what is new. Raises InboxError."""
    with reading(Releases(settings.data)) as connection:
        files = load.known_files(connection) if connection else {}
        seen = load.known_documents(connection) if connection else DocumentIds()
    survey = discover.survey(inbox, files, under(settings, current_rules()).refusing)
    documents = size = known = 0
    refused = list(survey.rejects)
    for file in survey.to_read:
        for found in discover.read_inputs(file, settings.max_document_bytes):
            if isinstance(found, Reject):
                refused.append(found)
            elif isinstance(found, Input) and found.document_id in seen:
                known += 1
            elif isinstance(found, Input):
                seen.add(found.document_id)
                documents, size = documents + 1, size + len(found.content)
    return Plan(survey, documents, size, known, refused)


def lines(planned: Plan) -> list[str]:
    """The plan for a terminal."""
    survey = planned.survey
    out = [
        f"inbox: {survey.inbox}",
        f"files: {len(survey.new)} new, {len(survey.changed)} changed, {len(survey.unchanged)} unchanged, {len(survey.gone)} gone",
        f"work: {planned.documents} documents to read, {planned.bytes:,} bytes; {planned.known} inputs whose content is known already",
    ]
    if planned.refused:
        out.append(f"refused before reading: {len(planned.refused)}")
        out += [f"  {reject.path}  {reject.reason}: {reject.detail}" for reject in planned.refused[:10]]
    if not (survey.new or survey.changed or survey.gone):
        out.append("a run would find nothing new")
    return out

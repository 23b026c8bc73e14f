"""Which rules made a row: a version of the text rules and one of the fact rules, from the code and reference data that they consist of."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import NamedTuple

from flows.settings import PACKAGE, Settings, shipped
from flows.stages.expectations import helpers, query_rules

WITHHOLDING = "-role-only"  # what the version of the fact rules ends in where private persons' names are withheld


class Rules(NamedTuple):
    """Versions of the text and the fact rules. The fact rules include the text rules: other text gives other facts.

    `refusing` is the version of everything that can refuse an input: the fact rules, and the row rules of the audit.
    """

    text: str
    facts: str
    refusing: str = ""

    @property
    def withhold(self) -> bool:
        """Whether private persons' names are withheld."""
        return self.facts.endswith(WITHHOLDING)


@functools.cache
def current_rules() -> Rules:
    """The versions of the rules as installed: 12 hexadecimal digits each, equal wherever the files are equal."""
    text = _digest("text", "reference")
    facts = hashlib.blake2b(f"{text}{_digest('facts')}".encode(), digest_size=6).hexdigest()
    return Rules(text, facts, refusing(facts, shipped("expectations")))


def under(settings: Settings, rules: Rules) -> Rules:
    """The rules under these settings: where private persons' names are withheld other rows come out, and the version of the fact rules
    says so at its end."""
    return rules._replace(facts=rules.facts + WITHHOLDING) if settings.private_persons == "role only" else rules


def refusing(facts: str, expectations: Path) -> str:
    """The version of what can refuse an input: when it changes, inputs that were refused are read again."""
    digest = hashlib.blake2b(facts.encode(), digest_size=6)
    for rule in query_rules(expectations):
        if rule.severity == "reject":
            digest.update(f"{rule.name}{rule.sql}".encode())
    for name, sql in helpers(expectations).items():
        digest.update(f"{name}{sql}".encode())
    return digest.hexdigest()


def _digest(*folders: str) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for folder in folders:
        for path in sorted((PACKAGE / folder).rglob("*"), key=Path.as_posix):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(PACKAGE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()

"""The quality page: what was refused and why, what the audit said of each run, what was repaired, how good the facts are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.browse.reading import Opened

_ACCURACY = Path(__file__).parents[1] / "accuracy.yaml"
_ROWS = 50
_RUNS = 12
_CHECKS = """
    select name, relation, severity, any_value(because) as because,
        list({'run_id': run_id, 'success': success, 'observed': observed} order by checked_at desc)[:$runs] as history
    from ops.checks group by name, relation, severity
    order by arg_max(success, checked_at), severity, name
"""


@cache
def accuracy() -> dict[str, Any]:
    """The scores of this version's rules against the project's gold, as last measured (accuracy.yaml says how)."""
    loaded: dict[str, Any] = yaml.safe_load(_ACCURACY.read_text(encoding="utf-8"))
    return loaded


def quality(opened: Opened, page: int = 1, reason: str = "") -> dict[str, Any] | None:
    """The values of the quality page; `page` and `reason` choose among the refusals. None if there is no such page of them."""
    asked = {"reason": reason or None}
    condition = "where $reason is null or reason = $reason"
    total = opened.release_rows(f"select count(*) as n from raw.rejects {condition}", asked)[0]["n"]
    pages = max(1, -(-total // _ROWS))
    if not 1 <= page <= pages:
        return None
    return {
        "reasons": opened.release_rows(
            "select stage, reason, count(*) as n from raw.rejects group by stage, reason order by n desc, reason"
        ),
        "rejects": opened.release_rows(
            f"from raw.rejects {condition} order by path, line limit {_ROWS} offset {(page - 1) * _ROWS}", asked
        ),
        "reason": reason,
        "total": total,
        "page": page,
        "pages": pages,
        "runs": opened.release_rows(f"from mart.pipeline_health limit {_RUNS}"),
        "checks": opened.release_rows(_CHECKS, {"runs": _RUNS}),
        "repairs": opened.rows("select * from repairs"),
        "sources": opened.rows("select * from sources limit 25"),
        "confidence": opened.rows("select * from confidence"),
        "accuracy": accuracy(),
    }

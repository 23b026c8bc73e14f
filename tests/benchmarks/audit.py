"""What the audit costs: its seconds and its memory on a release or held candidate, beside the seconds of the run that made it.

    python -m tests.benchmarks.audit DATABASE

works on a copy. A database of 20,000 documents is made by `zhanyi run` on a folder with such a corpus.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from flows import warehouse
from flows.settings import load, shipped
from flows.stages import audit
from flows.stages.quality.rejecting import reject_documents
from flows.stages.run import audit_parameters

ALLOWED = 0.15  # of the run


def main(database: Path) -> int:
    """Print the figures; 1 if the audit takes more than its share of the run."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(database, Path(folder) / "candidate.duckdb"))
        copy.chmod(0o644)
        with warehouse.connect(copy) as connection:
            warehouse.apply_views(connection, shipped("sql"))
            run_id, told, documents = connection.execute(
                "select run_id, durations, documents from ops.runs order by run_id desc limit 1"
            ).fetchone() or ("", "{}", 0)
            parameters = audit_parameters(load(data=Path(folder)), run_id)
            before, began, worked = _memory(), time.perf_counter(), time.process_time()
            out = reject_documents(connection, shipped("expectations"), run_id, parameters)
            rejecting = time.perf_counter() - began
            checks = audit.audit(connection, shipped("expectations"), run_id, parameters, out.clean)
            seconds, processor = time.perf_counter() - began, time.process_time() - worked
    rest = sum(value for stage, value in json.loads(told).items() if stage != "audit")
    # Processor time is judged: other programs lengthen the wall time, which is never more than this on an idle machine.
    share = processor / (rest + processor)
    print(f"{documents} documents, {len(checks)} checks: {processor:.1f} s of processors")
    print(f"{seconds:.1f} s by the clock, {rejecting:.1f} s of them for row rules")
    print(f"the rest of the run took {rest:.1f} s: the audit is {share:.1%} of the run; allowed {ALLOWED:.0%}")
    print(f"memory: {before:.0f} MB before, {_memory():.0f} MB at most")
    return int(share > ALLOWED)


def _memory() -> float:
    """The most that this process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

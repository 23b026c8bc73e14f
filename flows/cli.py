"""The command `zhanyi`: each verb a thin call, one file of `commands/` per concern.

Exit codes: 0 published, or nothing is new; 1 a defect of zhanyi; 2 bad usage, or something a user can mend; 3 held back by the audit;
4 nothing could be read.
"""

from __future__ import annotations

import errno
import sys
from typing import NoReturn

import typer
from rich.console import Console

from flows import __doc__ as about
from flows.commands import asking, exporting, operating, pages, quality, releasing, running
from flows.commands.common import DEFECT, OK, fail
from flows.reference.vocabulary import ReferenceDataError
from flows.settings import SettingsError
from flows.stages.discover import InboxError
from flows.stages.executors import ExecutorError
from flows.stages.expectations import ExpectationsError
from flows.stages.lock import BusyError
from flows.stages.shards import StorageError
from flows.warehouse import WarehouseError

# A user's mistake, or something that an operator must mend; their messages say what to do.
_OF_THE_USER = (
    *(SettingsError, InboxError, BusyError, ExecutorError, ExpectationsError),
    *(ReferenceDataError, StorageError, WarehouseError),
)
# A full or read-only disk, a quota: nothing that a report of a defect would help.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG})

app = typer.Typer(
    name="zhanyi",
    help=f"{about}\n\nA folder of articles goes in, a DuckDB release comes out:  zhanyi run FOLDER",
    epilog="Exit codes: 0 published or nothing new, 1 a defect, 2 bad usage, 3 held back by the audit, 4 nothing could be read.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

VERBS = (
    *(running.run, running.reprocess, running.plan, running.status, running.rejects),
    *(asking.query, asking.tour, pages.browse, exporting.export),
    *(quality.checks, quality.accept, quality.score),
    *(releasing.releases, releasing.diff, releasing.rollback, releasing.publish),
    *(operating.serve, operating.deploy, operating.watch, operating.alarms, operating.doctor),
)
for verb in VERBS:
    app.command()(verb)


def main() -> NoReturn:
    """The entry point: a user's mistake is one line, a defect is loud."""
    try:
        app(standalone_mode=True)
    except _OF_THE_USER as error:
        fail(" ".join(str(error).split()))
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            _defect()
        where = f" ({error.filename})" if error.filename else ""
        fail(f"the disk does not let zhanyi write: {error.strerror}{where}; readers still have the last release: make room, and run again")
    except Exception:
        _defect()
    sys.exit(OK)


def _defect() -> NoReturn:
    err = Console(stderr=True)
    err.print_exception()
    err.print("zhanyi: this is a defect of zhanyi; please report the lines above", style="bold", markup=False)
    sys.exit(DEFECT)


if __name__ == "__main__":
    main()

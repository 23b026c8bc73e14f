"""Imported once by the process that workers are forked from: what it has loaded, they share.

Vocabularies, dictionaries, tables and the patterns made of them are what functions without parameters return, which remember it. All of
them are called here, and one short article is read for what else is made on first use. What is alive then is taken out of the garbage
collector's sight, because its bookkeeping would copy the shared memory page by page into each worker.
"""

from __future__ import annotations

import datetime as dt
import gc
import inspect
import sys
from collections.abc import Callable, Iterator

from flows.facts.mentions import Window
from flows.facts.reader import read_facts
from flows.stages import transform
from flows.text.duplicates import canonical_hash
from flows.text.fingerprints import fingerprint
from flows.text.reader import read_document
from flows.text.tokens import tokenise

_ROOMS = ("flows.facts.", "flows.text.", "flows.reference.")
_TEXT = (
    "县委召开疫情防控工作会议\n来源：县政府网 2020-02-10\n2月9日，县委书记张三主持召开会议，要求各乡镇设置卡口12处，捐款3万元。\n"
    "“要守住大门。”他说。縣長李四檢查體溫檢測點。\n"
)


def load() -> None:
    """Load all reference data into this process."""
    document = read_document(_TEXT.encode(), "txt")
    for read in read_facts(document, Window(dt.date(2019, 12, 1), dt.date(2020, 12, 31))).articles:
        canonical_hash(read.article.body.text)
        fingerprint(read.article.body.text)
        tokenise(read.article.body.text)
    for loader in _loaders():
        loader()
    gc.collect()
    gc.freeze()


def _loaders() -> Iterator[Callable[[], object]]:
    for name, module in list(sys.modules.items()):
        if name.startswith(_ROOMS):
            for member in vars(module).values():
                if hasattr(member, "cache_info") and member.__module__ == name and not inspect.signature(member).parameters:
                    yield member


assert transform  # so that workers find it imported
load()

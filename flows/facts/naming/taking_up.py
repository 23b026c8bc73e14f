"""Posts that a sentence lets a person take up: 甲停工在家，主动当起了代购员; 甲挑起某社区党支部书记的担子.

Offsets are code points of the text handed in.
"""

from __future__ import annotations

import re
from functools import cache

from flows.facts.naming.titles import Title, all_titles, is_relation
from flows.reference import vocabulary

_REACH = 24  # characters between the name and the verb at most
_LONGEST = 30
_ARTICLE = "(?:一[名位个])?"
_CLAUSE_END = ("，", "。", "；", "！", "\n", "——", "…")


@cache
def _taking_up() -> re.Pattern[str]:
    become, shoulder = (vocabulary.alternation(f"name_contexts.{group}") for group in ("become", "shoulder"))
    return re.compile(f"(?:(?P<become>{become})了?{_ARTICLE}|(?P<shoulder>{shoulder})了?)(?=[\u4e00-\u9fff])")


@cache
def _burden() -> re.Pattern[str]:
    return re.compile(f"([\u4e00-\u9fff]{{2,{_LONGEST}}}?)(?:的|这副|这个)?(?:{vocabulary.alternation('name_contexts.burden')})")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(f"[\u4e00-\u9fff、]{{2,{_LONGEST}}}")


_OF_OTHERS = re.compile("[。！？；：“”\n让请叫把给由被的他她]|安排|推选|聘请|带领|动员|祝贺|致电")


def titles_taken_up(text: str, name_stop: int, limit: int) -> list[Title]:
    """The titles that the person whose name ends at `name_stop` takes up before `limit`, where the next person is named; mostly none."""
    for verb in _taking_up().finditer(text, name_stop, max(name_stop, min(limit, name_stop + _REACH))):
        between = text[name_stop : verb.start()]
        if _OF_OTHERS.search(between) or between.count("，") > 1:
            break
        start, stop = _post(text, verb)
        found = all_titles(text, start, stop) if stop > start else []
        if found:
            return [title for title in found if not is_relation(title.text) and not title.text.endswith(_fates())]
    return []


def _post(text: str, verb: re.Match[str]) -> tuple[int, int]:
    """Where the words stand that must be a post after the verb: those before the burden, or all of a clause behind its last 的."""
    if verb.group("shoulder"):
        burden = _burden().match(text, verb.end())
        return burden.span(1) if burden else (0, 0)
    words = _words().match(text, verb.end())
    if words is None or (words.end() < len(text) and not text.startswith(_CLAUSE_END, words.end())):
        return 0, 0
    return text.rfind("的", words.start(), words.end()) + 1 or words.start(), words.end()


@cache
def _fates() -> tuple[str, ...]:
    return vocabulary.words("titles.fate")

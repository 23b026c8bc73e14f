"""Sentences of an article's body."""

from __future__ import annotations

import re

from flows.text.documents import Sentence

# A stretch up to 。！？；… (and the marks and closing quotes and brackets behind it), or what is left of a line.
_SENTENCE = re.compile(r"[^\n。！？；…]*[。！？；…]+[。！？；…”’）》】]*|[^\n。！？；…]+")
_SPACE = " \t\u3000"


def split_sentences(body: str) -> tuple[Sentence, ...]:
    """The sentences of a body, in order, without white space at their ends. Offsets count in the body.

    A sentence ends behind 。！？；or …, the closing quotation marks and brackets that follow included, and at the end of a paragraph.
    """
    sentences, offset = [], 0
    for paragraph, line in enumerate(body.split("\n")):
        for match in _SENTENCE.finditer(line):
            start, stop = match.span()
            if line[start] in _SPACE or line[stop - 1] in _SPACE:
                text = match[0]
                start, stop = stop - len(text.lstrip(_SPACE)), start + len(text.rstrip(_SPACE))
            if start < stop:
                sentences.append(Sentence(offset + start, offset + stop, paragraph))
        offset += len(line) + 1
    return tuple(sentences)

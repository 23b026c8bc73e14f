"""Private persons: what the setting `private_persons = "role only"` withholds, before a document becomes rows.

Withheld are the names of people who are neither officials nor press, and telephone, identity and bank account numbers. Every character of
a name is replaced by one other character, so all offsets stay valid: the last ones are full-width letters that tell the people of a
document apart (＊＊Ａ, ＊＊Ｂ in the order of the text), the others, and all characters of numbers, are ＊. Pure.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from flows.facts.naming.names import name_score, surname_lengths
from flows.facts.reader import ArticleFacts, DocumentFacts
from flows.facts.records import Donation, Fact, Person
from flows.text.documents import Article, Document
from flows.text.script import convert
from flows.text.spans import Mapped, Repair

MASK = "＊"
_LETTERS = "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_GAP = r"[\s\u200b-\u200f\u202a-\u202e\ufeff]{0,3}(?:[(（][A-Za-z\u00c0-\u024f ]{1,12}[)）])?"  # what may stand inside a name in dirty text
_URL = re.compile(r"""(?:https?:)?\\?/\\?/[^\s"'<>\u3000-\u9fff\uff00-\uffef]+|(?:href|src)=["'][^"'<>]*""")
_LABEL = r"(?:电话|手机|热线|传真|联系方式|號碼|電話|手機|熱線|傳真|[Tt][Ee][Ll]|微信|QQ|qq)[号號]?[码碼]?\s{0,2}[：:]?\s{0,2}"
_ACCOUNT = r"(?:账号|帐号|账户|帐户|卡号|賬號|帳號|卡號|身份证号|身份證號)[码碼]?\s{0,2}[：:]?\s{0,2}"
_NUMBERS = re.compile(
    rf"{_LABEL}(?P<labelled>\+?\d(?:[-—–－ 　、/()（）]?\d){{4,40}})"
    rf"|{_ACCOUNT}(?P<account>\d(?:[-—–－ 　]?\d){{5,40}}[Xx]?)"
    r"|(?<![0-9A-Za-z_.])(?:"
    r"(?P<long>\d(?:[- ]?\d){13,22}[Xx]?)"  # identity numbers have 15 or 18 digits, bank cards 16 to 19, company accounts up to 22
    r"|(?P<mobile>(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d){8})"
    r"|(?P<landline>[(（]?0\d{2,3}[)）]?[-—–－ ]?[1-9]\d{6,7}(?:[-—–－转轉]\d{1,5})?)"
    r"|(?P<service>[48]00[-—– ]\d{3,4}[-—– ]?\d{3,4})"
    r")(?![0-9A-Za-z_])"
)

T = TypeVar("T")


class Span(NamedTuple):
    """The characters `start:stop` of a text, and what stands in for them: as many."""

    start: int
    stop: int
    instead: str


class _Masker:
    """Finds names and numbers in any text of one document."""

    def __init__(self, private: Sequence[str], public: Iterable[str]) -> None:
        self.instead = {name: _pseudonym(number, len(name)) for number, name in enumerate(private)}
        by_first: dict[str, list[str]] = defaultdict(list)
        for name in {*private, *public}:
            by_first[name[0]].append(name)
        # The names of officials are sought too, so that a private name that is a part of one does not tear it.
        self._names = {first: sorted(names, key=lambda name: (-len(name), name)) for first, names in by_first.items()}
        self._firsts = re.compile("[" + "".join(map(re.escape, sorted(by_first))) + "]") if private else None

    def names(self, text: str) -> Iterator[Span]:
        """The private names in a canonical text."""
        position = 0
        while self._firsts and (found := self._firsts.search(text, position)):
            name = next((name for name in self._names[found[0]] if text.startswith(name, found.start())), None)
            position = found.start() + len(name or found[0])
            if name in self.instead:
                yield Span(found.start(), position, self.instead[name])

    def text(self, text: str) -> str:
        """The text with names and numbers withheld."""
        return _replaced(text, [*self.names(text), *numbers(text)])

    def raw(self, text: str) -> Iterator[Span]:
        """The private names in a raw text: in either script, with spaces, glosses, or as escapes of JSON or HTML."""
        if not self.instead:
            return
        for spelled in {text, convert(text)}:
            for name, instead in self.instead.items():
                for found in _loose(name).finditer(spelled):
                    if not self._inside_public(spelled, name, found.start()):
                        yield Span(found.start(), found.end(), instead.rjust(found.end() - found.start(), MASK))

    def _inside_public(self, text: str, name: str, start: int) -> bool:
        longer = (public for public in self._names[name[0]] if public not in self.instead and public.startswith(name))
        return any(text.startswith(public, start) for public in longer)


def _loose(name: str) -> re.Pattern[str]:
    forms = (rf"(?:{re.escape(c)}|\\u(?i:{ord(c):04x})|&#0{{0,3}}{ord(c)};|&#[xX]0{{0,3}}(?i:{ord(c):x});)" for c in name)
    return re.compile(_GAP.join(forms))


def numbers(text: str) -> Iterator[Span]:
    """Telephone, identity and bank account numbers of a text; what stands in an address of the web is none."""
    urls = [found.span() for found in _URL.finditer(text)]
    for found in _NUMBERS.finditer(text):
        start, stop = found.span(found.lastgroup or 0)
        before = bisect_left(urls, (start + 1,)) - 1
        if before < 0 or urls[before][1] < stop:
            yield Span(start, stop, "".join(MASK if c.isalnum() else c for c in text[start:stop]))


def withhold(document: Document, read: DocumentFacts) -> tuple[Document, DocumentFacts]:
    """The document and its facts without what is private; texts keep their lengths and spans their places."""
    private, public = _people(read)
    masker = _Masker(private, public)
    raw = list(masker.raw(document.raw_text))
    raw += numbers(document.raw_text)
    articles = [_article(item.article, masker, raw) for item in read.articles]
    if document.title:
        _masked(document.title, masker, raw)
    facts = [_facts(item, article, masker) for item, article in zip(read.articles, articles, strict=True)]
    texts = ("title_given", "source_name", "author", "editor")
    changed: dict[str, Any] = {name: masker.text(value) for name in texts if (value := getattr(document, name)) is not None}
    withheld = _merged(raw)
    masked = dataclasses.replace(
        document,
        **changed,
        raw_text=_replaced(document.raw_text, withheld),
        metadata={key: masker.text(value) for key, value in document.metadata.items()},
        title=_masked(document.title, masker, []) if document.title else None,
        articles=tuple(articles),
        repairs=tuple(_repair(repair, withheld, masker) for repair in document.repairs),
    )
    return masked, dataclasses.replace(read, articles=tuple(facts))


def _facts(item: ArticleFacts, article: Article, masker: _Masker) -> ArticleFacts:
    found = tuple(_fact(fact, item.article, article, masker) for fact in item.facts)
    return ArticleFacts(article, _strings(item.jurisdiction, masker.text), item.event_date, found)


def _people(read: DocumentFacts) -> tuple[list[str], set[str]]:
    """The private names in the order of the text, and the public ones. Who is an official or press anywhere in the document is public."""
    facts = [fact for item in read.articles for fact in item.facts]
    public = {fact.name for fact in facts if isinstance(fact, Person) and fact.role != "citizen"}
    private = [fact.name for fact in facts if isinstance(fact, Person) and fact.name not in public]
    # Who gives as a person and is called by what looks like a name is private even where no rule was sure that it is one.
    given = (fact.donor for fact in facts if isinstance(fact, Donation) and fact.donor_kind == "person")
    private += [name for donor in given if donor and (name := _named_in(donor, {*private, *public}))]
    return list(dict.fromkeys(private)), public


def _named_in(donor: str, known: set[str]) -> str | None:
    """The likely name at the end of a giver's designation in which no known name stands."""
    if any(name in donor for name in known):
        return None
    ends = (donor[-length:] for length in (3, 2, 4) if len(donor) >= length and donor[-length] in surname_lengths())
    return next((end for end in ends if name_score(end) > 0), None)


def _article(article: Article, masker: _Masker, raw: list[Span]) -> Article:
    return dataclasses.replace(
        article,
        headline=_masked(article.headline, masker, raw) if article.headline else None,
        body=_masked(article.body, masker, raw),
        credits=_masked(article.credits, masker, raw),
    )


def _masked(text: Mapped, masker: _Masker, raw: list[Span]) -> Mapped:
    """The text without what is private; where that came from in the raw text is added to `raw`."""
    found = _merged([*masker.names(text.text), *numbers(text.text)])
    for span in found:
        start, stop = text.raw_span(span.start, span.stop)
        raw.append(Span(start, stop, span.instead[-(stop - start) :].rjust(stop - start, MASK) if stop > start else ""))
    return text.with_text(_replaced(text.text, found))


def _fact(fact: Any, before: Article, after: Article, masker: _Masker) -> Any:
    """The fact with its texts as the masked article has them."""
    old, new = (_text_of(article, fact.part) for article in (before, after))

    def text(value: str) -> str:
        at = old.find(value, fact.start, fact.stop)
        return new[at : at + len(value)] if at >= 0 else masker.text(value)

    nested = {
        field.name: tuple(_fact(item, before, after, masker) if isinstance(item, Fact) else text(item) for item in value)
        for field in dataclasses.fields(fact)
        if isinstance(value := getattr(fact, field.name), tuple)
    }
    return dataclasses.replace(_strings(fact, text), **nested)


def _text_of(article: Article, part: str) -> str:
    text = article.body if part == "body" else article.credits if part == "credits" else article.headline
    return text.text if text else ""


_CODED = frozenset(
    {"rule", "confidence", "part", "role", "kind", "level", "modality", "adcode", "place_code", "code", "date_origin", "list_id"}
)


def _strings(value: T, text: Callable[[str], str]) -> T:
    """A dataclass with its free texts changed; codes stay."""
    fields: Any = dataclasses.fields(value)  # type: ignore[arg-type]
    changed = {f.name: text(old) for f in fields if f.name not in _CODED and isinstance(old := getattr(value, f.name), str)}
    return dataclasses.replace(value, **changed)  # type: ignore[type-var]


def _repair(repair: Repair, withheld: Sequence[Span], masker: _Masker) -> Repair:
    """A repair that touches what is withheld (both lists in order of the raw text) tells no character of it."""
    after = bisect_left(withheld, repair.raw_stop, key=lambda span: span.start)
    if after and withheld[after - 1].stop > repair.raw_start:
        return repair._replace(before=_blank(repair.before), after=_blank(repair.after))
    return repair._replace(before=masker.text(repair.before), after=masker.text(repair.after))


def _blank(text: str) -> str:
    return "".join(c if c.isspace() else MASK for c in text)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones as one: the first keeps its letters, what another adds is ＊."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.stop)):
        if span.start == span.stop:
            continue
        if merged and span.start < merged[-1].stop:
            last = merged.pop()
            stop = max(last.stop, span.stop)
            span = Span(last.start, stop, last.instead.ljust(stop - last.start, MASK))
        merged.append(span)
    return merged


def _replaced(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for span in _merged(spans):
        pieces += (text[done : span.start], span.instead)
        done = span.stop
    pieces.append(text[done:])
    return "".join(pieces)


def _pseudonym(number: int, length: int) -> str:
    """As many characters as the name has; the numbers of a document's people are written in letters at the end."""
    letters = _LETTERS[number % 26]
    while (number := number // 26) and len(letters) < length:
        number -= 1
        letters = _LETTERS[number % 26] + letters
    return letters.rjust(length, MASK)

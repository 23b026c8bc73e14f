"""From drafts to articles: datelines, bylines, continuation marks and stray spaces out of the text."""

from __future__ import annotations

import re

from flows.text.documents import Article, ArticleKind
from flows.text.layout import credits, datelines, furniture, headings, labels, pages, publication, signatures
from flows.text.layout.lines import bare
from flows.text.repair import spacing
from flows.text.sentences import split_sentences
from flows.text.spans import Mapped, Repair

_TOPIC = re.compile(r"\s*题：\s*")
_TOPIC_END = re.compile(r"\s")
_LONGEST_TOPIC = 80
_PLAIN_ENDS = frozenset("。！？；：，”")  # no credit, button or continuation mark ends so
_POINTS, _MOST_POINTS = ("■", "●", "◆", "★", "▶", "►"), 4
_PHOTO_LENGTH, _PHOTO_HEADLINE = 260, 12


def build(page: pages.Page, title: Mapped | None) -> tuple[list[Article], list[Repair]]:
    """The articles of a page in canonical form, and the repairs made on the way."""
    drafts = page.drafts
    if (
        len(drafts) > 2
        and sum(draft.is_section for draft in drafts[1:]) > 1
        and pages.is_lead_in(drafts[0], is_titled=page.title is not None)
    ):
        if drafts[0].headline and page.title is None:
            page.title = Mapped.joined(drafts[0].headline, " ")
        drafts = drafts[1:]
    repairs = list(page.repairs)
    articles: list[Article] = []
    for draft in drafts:
        article, signature = _article(draft, len(articles) + 1, title or page.title if len(drafts) == 1 else None, repairs)
        if article is not None:
            articles.append(article)
            page.signed.append(signature)
    return articles, repairs


def _article(
    draft: pages.Draft, seq: int, title: Mapped | None, repairs: list[Repair]
) -> tuple[Article | None, signatures.Signature | None]:
    """The article and its signature; the first is None where no paragraph is left, the second where no line signs the text."""
    signed: list[Mapped] = []
    headline = _headline(draft.headline, repairs, signed) or title
    paragraphs = _without_heads(draft.paragraphs, headline.text if headline else "", signed)
    paragraphs, truncated = _without_tails(paragraphs, signed)
    paragraphs, signature = _without_signature(paragraphs, signed)
    cleaned = []
    for paragraph in paragraphs:
        text, made = spacing.repair(paragraph)
        repairs += made
        if text.text:
            cleaned.append(text)
    if not cleaned:
        return None, None
    body = Mapped.joined(cleaned, "\n")
    lines = [_credit(part, repairs) for part in sorted((*signed, *draft.credits), key=lambda part: part.raw_span(0, len(part)))]
    pieces = [body, *lines, *([headline] if headline and headline is not title else [])]
    spans = [piece.raw_span(0, len(piece)) for piece in pieces]
    article = Article(
        seq=seq,
        headline=headline,
        body=body,
        credits=Mapped.joined(lines, "\n"),
        kind=_kind(draft, headline, body, lines),
        truncated=truncated,
        damaged=(),
        sentences=split_sentences(body.text),
        raw_start=min(start for start, _ in spans),
        raw_stop=max(stop for _, stop in spans),
    )
    return article, signature


def _headline(parts: list[Mapped], repairs: list[Repair], signed: list[Mapped]) -> Mapped | None:
    if not parts:
        return None
    joined = Mapped.joined([furniture.without_tail(part) for part in parts], " ")
    if number := signatures.number_span(joined.text):
        signed.append(joined.slice(*number).stripped())
        joined = (joined.slice(number[1], len(joined)) if number[0] == 0 else joined.slice(0, number[0])).stripped()
    medium = publication.bracketed_medium_end(joined.text)
    if 0 < medium < len(joined):
        signed.append(joined.slice(0, medium).stripped())
        joined = joined.slice(medium, len(joined))
    text, made = spacing.repair(labels.without_decoration(joined), is_headline=True)
    repairs += made
    return text


def _credit(part: Mapped, repairs: list[Repair]) -> Mapped:
    text, made = spacing.repair(part, is_headline=True)
    repairs += made
    return text


def _without_heads(paragraphs: list[Mapped], headline: str, signed: list[Mapped]) -> list[Mapped]:
    """The paragraphs without datelines, topic lines and repetitions of the headline at their start."""
    kept = _without_abstract(paragraphs)
    while kept:
        string = kept[0].text
        end = _head_end(string, headline)
        if end == 0 and len(kept) > 1 and bare(string) == bare(headline):
            kept.pop(0)
            continue
        if end == 0:
            break
        signed.append(kept[0].slice(0, end).stripped())
        rest = kept[0].slice(end, len(string)).stripped()
        kept = [rest, *kept[1:]] if rest.text else _without_rest_of_topic(kept[1:], signed[-1].text, headline)
    return kept


def _without_abstract(paragraphs: list[Mapped]) -> list[Mapped]:
    """The paragraphs without the marked points that some papers print between headline and dateline to sum up what follows."""
    for number, paragraph in enumerate(paragraphs[: _MOST_POINTS + 1]):
        if not paragraph.text.startswith(_POINTS):
            return paragraphs[number:] if datelines.dateline_end(paragraph.text) else list(paragraphs)
    return list(paragraphs)


def _without_rest_of_topic(paragraphs: list[Mapped], topic: str, headline: str) -> list[Mapped]:
    """The paragraphs without those that go on with a topic which a space cut in two (`题：甲` | `乙——丙`)."""
    wanted = bare(headline)
    start = _TOPIC.search(topic)
    done = bare(topic[start.end() :]) if start else ""
    while done and paragraphs and wanted.startswith(done) and wanted[len(done) :].startswith(bare(paragraphs[0].text)):
        done += bare(paragraphs[0].text)
        paragraphs = paragraphs[1:]
    return paragraphs


def _head_end(string: str, headline: str) -> int:
    """The length of a dateline, topic or reporter's line at the start of a paragraph."""
    if topic := _TOPIC.match(string):
        return _topic_end(string, topic.end(), headline)
    end = datelines.dateline_end(string)
    if end and (topic := _TOPIC.match(string, end)):
        return _topic_end(string, topic.end(), headline)
    return end or datelines.byline_end(string)


def _topic_end(string: str, start: int, headline: str) -> int:
    """The end of a topic (`题：…`), which repeats the headline or ends at a space."""
    wanted, position = bare(headline), start
    for character in wanted:
        while position < len(string) and string[position].isspace():
            position += 1
        if position >= len(string) or string[position] != character:
            break
        position += 1
    else:
        return position
    end = _TOPIC_END.search(string, start, start + _LONGEST_TOPIC)
    return end.start() if end else (len(string) if len(string) <= _LONGEST_TOPIC else start)


def _without_signature(paragraphs: list[Mapped], signed: list[Mapped]) -> tuple[list[Mapped], signatures.Signature | None]:
    """The paragraphs without the bodies and the day that sign them, and what these say; a text that is nothing else keeps them."""
    signature = signatures.find([paragraph.text for paragraph in paragraphs[-signatures.LOOKED_AT :]])
    if signature is None:
        return paragraphs, None
    first = max(0, len(paragraphs) - signatures.LOOKED_AT) + signature.number
    left = paragraphs[first].slice(0, signature.start).stripped()
    kept = [*paragraphs[:first], *([left] if left.text else [])]
    if not kept:
        return paragraphs, None
    signed += [paragraphs[first].slice(signature.start, len(paragraphs[first])).stripped(), *paragraphs[first + 1 :]]
    return kept, signature


def _without_tails(paragraphs: list[Mapped], signed: list[Mapped]) -> tuple[list[Mapped], bool]:
    """The paragraphs without credits, buttons and continuation marks at their end, and whether the text goes on elsewhere."""
    kept, truncated = list(paragraphs), False
    for number, paragraph in enumerate(kept):
        if paragraph.text[-1] in _PLAIN_ENDS:
            continue
        is_last = number == len(kept) - 1
        text = furniture.without_tail(paragraph)
        continued = furniture.continuation(text.text)
        if continued is not None:
            truncated, text = True, text.slice(0, continued).stripped()
        start = credits.tail_start(text.text)
        if start < len(text) and (is_last or credits.is_signature(text.text[start:])):
            signed.append(text.slice(start, len(text)).stripped())
            text = text.slice(0, start).stripped()
        kept[number] = furniture.without_tail(text)
    return [paragraph for paragraph in kept if paragraph.text], truncated


def _kind(draft: pages.Draft, headline: Mapped | None, body: Mapped, lines: list[Mapped]) -> ArticleKind:
    title = headline.text if headline else ""
    if draft.is_section:
        return "section"
    if title and headings.is_document(title):
        return "document"
    signed = any(credits.is_byline(line.text) or "摄" in line.text for line in lines)
    if signed and len(body) <= _PHOTO_LENGTH and "\n" not in body.text and len(title) <= _PHOTO_HEADLINE:
        return "photo"
    return "report"

"""What was said and ordered: the facts `directives` and `quotes` of an article."""

from __future__ import annotations

from collections.abc import Iterator

from flows.facts.language.orders import orders_of
from flows.facts.language.quotations import quotations_of
from flows.facts.mentions import Reading
from flows.facts.records import Directive, Fact, Quote


def facts(reading: Reading) -> list[Fact]:
    """The directives and quotes of an article's body, each kind in order of the text."""
    return [*_directives(reading), *_quotes(reading)]


def _directives(reading: Reading) -> Iterator[Directive]:
    for order in orders_of(reading):
        yield Directive(
            start=order.start,
            stop=order.stop,
            rule=order.rule,
            confidence=order.confidence,
            speaker=order.speaker.name if order.speaker else None,
            addressee=order.addressee,
            ordinal=order.ordinal,
            list_id=order.list_id,
            text=reading.body[order.start : order.stop],
        )


def _quotes(reading: Reading) -> Iterator[Quote]:
    for quotation in quotations_of(reading):
        yield Quote(
            start=quotation.start,
            stop=quotation.stop,
            rule=quotation.rule,
            confidence="certain" if quotation.rule != "quotes.alone" else "probable",
            speaker=quotation.speaker.name if quotation.speaker else None,
            text=reading.body[quotation.start : quotation.stop],
            kind=quotation.kind,
        )

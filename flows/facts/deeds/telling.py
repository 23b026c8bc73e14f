"""Whether an article tells of something as done: not ordered, promised, asked, or in the provisions of an official paper."""

from __future__ import annotations

from functools import cached_property

from flows.facts.language.clauses import layout
from flows.facts.language.modality import Modalities
from flows.facts.language.orders import orders_of
from flows.facts.language.papers import paper_of
from flows.facts.language.quotations import quotations_of
from flows.facts.language.speakers import speech_of
from flows.facts.mentions import Reading


class Telling:
    """Answers for one article; the modalities of its body are worked out only when first asked for."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._layout = layout(reading.body)

    @cached_property
    def _modalities(self) -> Modalities:
        reading = self._reading
        return Modalities(self._layout, speech_of(reading), quotations_of(reading), orders_of(reading), paper_of(reading))

    def is_done(self, position: int) -> bool:
        """Whether what the body says at `position` (code points) is told as done or going on."""
        stand = self._modalities.at(self._layout.clause_at(position), position)
        return stand is not None and stand.modality in ("carried_out", "praised")

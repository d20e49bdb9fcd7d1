"""Turns a text into a sentence with its mentions: the patterns' matcher and the paper's own lexicon together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from myelomine.document import Block
from myelomine.extractors.sentences import Sentence, heading_at, inline_headings, sentence_bounds
from myelomine.lexicon import Lexicon
from myelomine.matching import Matcher
from myelomine.mentions import Label, Mention

# a number inside one of these is part of it and no quantity of its own
_COVERING = frozenset({Label.GRADE, Label.DOSE, Label.DAYS, Label.CYCLES, Label.CYCLE_LENGTH})
_COVERED = frozenset({Label.NUMBER, Label.COUNT, Label.COUNT_OF_TOTAL, Label.DURATION, Label.PERCENT, Label.LANDMARK})
_GIVEN = ("active", "conditioning", "")


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that turns a text into mentions."""

    matcher: Matcher
    lexicon: Lexicon

    def sentences(self, block: Block) -> Iterator[Sentence]:
        """The sentences of a block with their names and numbers."""
        headings = inline_headings(block.text)
        for start, end in sentence_bounds(block.text):
            yield self.sentence(block, start, block.text[start:end], heading_at(headings, start, block.heading.lower()))

    def sentence(self, block: Block, start: int, text: str, heading: str) -> Sentence:
        """One sentence of a block."""
        names, drugs = self.matcher.find_names_and_drugs(text, self.lexicon)
        given = tuple(d for d in drugs if d.value.text("role") in _GIVEN)
        values = tuple(_uncovered(self.matcher.find_values(text)))
        return Sentence(block, start, text, heading, tuple(names), given, values)


def _uncovered(values: Sequence[Mention]) -> Iterator[Mention]:
    covers = [(m.start, m.end) for m in values if m.label in _COVERING]
    for mention in values:
        inside = mention.label in _COVERED and any(a <= mention.start and mention.end <= b for a, b in covers)
        if not inside:
            yield mention

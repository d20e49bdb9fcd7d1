"""Cuts a block into sentences with everything that was recognised in them, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, TypeVar

import regex

from myelomine.document import Block
from myelomine.mentions import Label, Mention

# a full stop ends a sentence before a capital, digit or bracket, unless an abbreviation or initial stands before it
_END = regex.compile(
    r"(?<=[.!?][\])”\"]?)\s+(?=[\p{Lu}\d\[(“\"≥<>])"
    # "… with placebo.3 In the second trial": a citation mark that lost its place above the line
    r"|(?<=(?:\p{Ll}{3}|[)\]%”])[.!?][”\"]?\d{1,2}(?:[,–-]\d{1,2}){0,5})\s+(?=\p{Lu})"
)
_NO_END = regex.compile(
    r"(?:\b(?:vs|v|al|eg|e\.g|ie|i\.e|Fig|Figs|No|Nos|Dr|St|approx|pts|ca|cf|mo|mos|wk|yr|yrs|resp|Ref|Refs|Suppl|gr"
    r"|Inc|Ltd|Co)|(?<![-–])(?<!(?:arm|arms|group|groups|cohort|cohorts|and|or|versus|than|vitamin|hepatitis)\s)\b\p{Lu})\.$"
)
#: What runs on for longer is no sentence, and reading it takes the square of its length; real ones reach 1,000.
_LONGEST = 2000
_INLINE_HEADING = regex.compile(
    r"\b(?:^|(?<=\.\s))(?P<heading>(?i:background|introduction|purpose|objectives?|aims?"
    r"|methods?|patients and methods|design and methods|materials and methods"
    r"|design|setting|results?|findings|conclusions?|interpretation|discussion|funding|trial registration|outcomes?"
    r"|interventions?|areas covered|expert opinion))\s?[:.]\s"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it starts in its block, its text, and the names and numbers in it (offsets in `text`)."""

    block: Block
    start: int
    text: str
    heading: str
    names: tuple[Mention, ...] = ()
    drugs: tuple[Mention, ...] = ()
    values: tuple[Mention, ...] = ()

    def of(self, *labels: Label) -> list[Mention]:
        """The values with one of these labels, in reading order."""
        return [m for m in self.values if m.label in labels]

    def named(self, *labels: Label) -> list[Mention]:
        """The names with one of these labels, in reading order."""
        return [m for m in self.names if m.label in labels]

    def compares(self, start: int, end: int) -> bool:
        """Whether a word of comparison ("versus") starts between two offsets."""
        return any(start <= m.start < end for m in self.of(Label.VERSUS))

    def has(self, label: Label, *keys: str) -> bool:
        """Whether a value of this label is there (with one of these named groups, where any is given)."""
        return any(m.label is label and (not keys or any(m.value.text(k) for k in keys)) for m in self.values)


def part_of(sentence: Sentence, start: int, end: int) -> Sentence:
    """A stretch of a sentence as a sentence of its own, with what was recognised in it."""

    def within(found: Sequence[Mention]) -> tuple[Mention, ...]:
        return tuple(
            replace(m, start=m.start - start, end=m.end - start) for m in found if start <= m.start and m.end <= end
        )

    return replace(
        sentence,
        start=sentence.start + start,
        text=sentence.text[start:end],
        names=within(sentence.names),
        drugs=within(sentence.drugs),
        values=within(sentence.values),
    )


class Spanned(Protocol):
    """Anything that stands between two offsets of a text."""

    @property
    def start(self) -> int:
        """The offset of its first character."""

    @property
    def end(self) -> int:
        """The offset behind its last character."""


_Spanned = TypeVar("_Spanned", bound=Spanned)


def neighbours(text: str, spans: Sequence[_Spanned]) -> Iterator[tuple[_Spanned, _Spanned, str]]:
    """Each two spans that follow each other, with the text between them (empty where they overlap)."""
    return ((left, right, text[left.end : right.start]) for left, right in pairwise(spans))


def sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence.

    >>> text = "ORR was 60.2% vs. 24%. The P value was <.001."
    >>> [text[a:b] for a, b in sentence_bounds(text)]
    ['ORR was 60.2% vs. 24%.', 'The P value was <.001.']
    """
    for start, end in _full_stops(text):
        while end - start > _LONGEST:
            cut = text.rfind(" ", start + 1, start + _LONGEST)
            end_of_piece = cut if cut > 0 else start + _LONGEST
            yield start, end_of_piece
            start = end_of_piece + (cut > 0)
        yield start, end


def _full_stops(text: str) -> Iterator[tuple[int, int]]:
    start, bracketed = 0, "(" in text or "[" in text
    for hit in _END.finditer(text):
        before = text[max(start, hit.start() - 12) : hit.start()]
        if _NO_END.search(before) or (bracketed and _depth(text[start : hit.start()]) > 0):
            continue
        yield start, hit.start()
        start = hit.end()
    if start < len(text):
        yield start, len(text)


def _depth(text: str) -> int:
    """How many brackets are open at the end; a long unbalanced stretch counts as none."""
    depth = sum(text.count(c) for c in "([") - sum(text.count(c) for c in ")]")
    return depth if len(text) - max(text.rfind("("), text.rfind("[")) < 300 else 0


def inline_headings(text: str) -> list[tuple[int, str]]:
    """Headings inside a structured abstract that is one paragraph: offset and lower-case heading."""
    return [(m.start(), m["heading"].lower()) for m in _INLINE_HEADING.finditer(text)]


def heading_at(headings: Sequence[tuple[int, str]], offset: int, default: str) -> str:
    """The inline heading that holds at this offset."""
    above = [h for start, h in headings if start <= offset]
    return above[-1] if above else default

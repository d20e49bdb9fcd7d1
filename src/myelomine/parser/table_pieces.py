"""Printed rows of a table cut into pieces, and what can be told from two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.parser.lines import Line
from myelomine.parser.table_columns import Piece

_NUMERIC = regex.compile(r"[<>≤≥=~±+\-−–—.,;:%()\[\]/\d\s·*∗†‡§a-eNnRrAaESsVvs]{1,40}")
_JOINS_ON = regex.compile(
    r"(?:[-–/,+&(]|\b(?:et|and|or|of|the|with|to|for|in|by|from|at|on|than|per|vs|versus|a|an|as|between|including|plus))$",
    regex.IGNORECASE,
)
Extents = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class PieceRow:
    """A printed row cut into its pieces."""

    pieces: tuple[Piece, ...]
    base: float
    size: float
    top: float
    bottom: float

    @property
    def stub(self) -> Piece | None:
        """The piece in the first column."""
        return self.pieces[0] if self.pieces and self.pieces[0].first == 0 else None

    @property
    def data(self) -> tuple[Piece, ...]:
        """The pieces right of the first column."""
        return tuple(p for p in self.pieces if p.first > 0)

    @property
    def columns(self) -> frozenset[int]:
        """The columns in which something is printed."""
        return frozenset(c for p in self.pieces for c in range(p.first, p.last + 1))

    def complete(self, n_columns: int) -> bool:
        """Whether it has a label and at least half of its values."""
        return self.stub is not None and len(self.data) >= max(1, (n_columns - 1) // 2)


@dataclass(frozen=True, slots=True, eq=False)
class TallCell:
    """A cell that is centred beside several rows."""

    column: int
    lines: tuple[Line, ...]
    reach: int


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    """A row of the body: its printed rows, and the cells that begin in it and reach over the rows below."""

    printed: tuple[PieceRow, ...]
    tall: tuple[TallCell, ...] = ()

    @property
    def stub_line(self) -> Line | None:
        """The first line of its label."""
        tall = next((cell.lines[0] for cell in self.tall if cell.column == 0), None)
        return tall or next((r.stub.line for r in self.printed if r.stub), None)


def holds_values(row: PieceRow) -> bool:
    return all(_NUMERIC.fullmatch(p.line.text) for p in row.data)


def full_set(row: PieceRow) -> bool:
    """Numbers that stand for themselves, not the second halves of the cells above."""
    texts = [p.line.text for p in row.data]
    numbers = sum(bool(_NUMERIC.fullmatch(t)) and any(c.isdigit() for c in t) for t in texts)
    return numbers >= max(min(2, len(texts)), 0.6 * len(texts), 1) and not any(t[:1] in "([±" for t in texts)


def ends_before(before: PieceRow, row: PieceRow, right: float) -> bool:
    """Whether the label of a row is no continuation of the one above."""
    if before.stub is None or row.stub is None:
        return False
    return not wraps(before.stub.line, row.stub.line, right)


def last_labelled(rows: Sequence[PieceRow]) -> PieceRow:
    return next((r for r in reversed(rows) if r.stub is not None), rows[-1])


def continues_first(label: Piece | None, row: PieceRow, extents: Extents) -> bool:
    if label is None or row.stub is None or not wraps(label.line, row.stub.line, extents[0][1]):
        return False
    return not row.data or clearly_wraps(label.line, row.stub.line)


def wraps(before: Line, after: Line, right: float) -> bool:
    """Whether one line of a label goes on in the next: its first word would not have fitted any more.

    A label that could have held the next word ended on purpose.
    """
    text, following = before.text, after.text
    if (before.bold, before.italic) != (after.bold, after.italic):
        return False
    if _JOINS_ON.search(text) or text.count("(") > text.count(")"):
        return True
    width = after.words[0].x1 - after.words[0].x0
    fits = before.x1 + 0.25 * before.size + width <= right + 0.5
    if before.x1 >= right - 0.5 and following[:1].isupper() and after.x0 <= before.x0 + 0.3 * before.size:
        # the longest label sets the width itself, so that nothing follows from what would have fitted
        return False
    if fits:
        return following[:1] in "([)" and abs(after.x0 - before.x0) < 0.3 * before.size and not before.bold
    return after.x0 >= before.x0 - 0.3 * before.size


def clearly_wraps(before: Line, after: Line) -> bool:
    """A label without values followed by one with values: a group's name, unless the sentence runs on."""
    if _JOINS_ON.search(before.text) or before.text.count("(") > before.text.count(")"):
        return True
    return after.text[:1].islower() or after.text[:1] in "([%"

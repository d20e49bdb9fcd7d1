"""The header of a table: how many printed rows it takes, and which columns each of its cells covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from myelomine.parser.lines import Line
from myelomine.parser.table_columns import Piece
from myelomine.parser.table_page import RuleRow
from myelomine.parser.table_pieces import Extents, PieceRow

_VALUE = regex.compile(r"[<>≤≥=~]?\s?[−–-]?\d[\d.,·]{0,8}\s?%?(?:\s?[(/±–-].{0,30})?")
_FULL = 0.8


@dataclass(slots=True, eq=False)
class HeaderCell:
    """One header cell while it is put together."""

    first: int
    last: int
    lines: list[Line] = field(default_factory=list)
    row: int = 0
    row_span: int = 1


def full_rules(rules: Sequence[RuleRow], x0: float, x1: float) -> list[float]:
    """The heights of the rules that run (nearly) across a table."""
    return [r.y for r in rules if r.inked >= _FULL * (x1 - x0)]


def header_end(rows: Sequence[PieceRow], fulls: Sequence[float], n_columns: int) -> int:
    """How many printed rows from the top belong to the header."""
    inner = [y for y in fulls if rows[0].base < y < rows[-1].base]
    if not inner:
        return _end_by_sense(rows)
    end = sum(r.base < inner[0] for r in rows)
    if end > max(12, 0.6 * len(rows)) or sum(_has_values(r) and r.stub is not None for r in rows[:end]) >= 2:
        return _end_by_sense(rows)
    if len(inner) > 1 and _only_spans(rows[:end], n_columns):
        longer = sum(r.base < inner[1] for r in rows)
        if longer - end <= 3 and not any(_has_values(r) for r in rows[end:longer]):
            return longer
    return _with_children(rows, end)


def _only_spans(rows: Sequence[PieceRow], n_columns: int) -> bool:
    """Whether some columns are only named together so far."""
    single = {p.first for r in rows for p in r.pieces if not p.spans}
    return len(single - {0}) < n_columns - 1 and n_columns > 2


def _has_values(row: PieceRow) -> bool:
    values = sum(bool(_VALUE.fullmatch(p.line.text)) for p in row.data)
    return values > 0 and values >= 0.5 * len(row.data)


def _with_children(rows: Sequence[PieceRow], end: int) -> int:
    """A header that ends in a spanning cell goes on with the names of the columns below it."""
    if end < len(rows) - 1 and any(p.spans for p in rows[end - 1].pieces):
        following = rows[end]
        if following.data and not any(_VALUE.fullmatch(p.line.text) for p in following.data) and following.stub is None:
            return end + 1
    return end


def _end_by_sense(rows: Sequence[PieceRow]) -> int:
    """Without a rule: the bold rows on top, else everything above the first values."""
    bold = [all(p.line.bold for p in r.pieces) for r in rows]
    if bold[0] and not all(bold):
        return min(bold.index(False), 4)
    for k, row in enumerate(rows[:5]):
        values = sum(bool(_VALUE.fullmatch(p.line.text)) for p in row.data)
        if k and values >= 0.5 * max(1, len(row.data)) and row.data:
            return k
    return 1 if len(rows) > 1 else 0


def header_cells(rows: Sequence[PieceRow], extents: Extents, rules: Sequence[RuleRow]) -> tuple[list[HeaderCell], int]:
    """The header's cells with their spans, and its number of levels."""
    open_cells: list[HeaderCell | None] = [None] * len(extents)
    stacks: list[list[HeaderCell]] = [[] for _ in extents]
    cells: list[HeaderCell] = []
    for k, row in enumerate(rows):
        for piece in row.pieces:
            first, last = _covered(piece, row, rows[k + 1 :], extents, rules)
            cell = open_cells[first]
            if cell is None or (cell.first, cell.last) != (first, last) or _ruled_between(cell, piece, rules):
                cell = HeaderCell(first, last)
                cells.append(cell)
                for column in range(first, last + 1):
                    stacks[column].append(cell)
                    open_cells[column] = cell
            cell.lines.append(piece.line)
    return cells, _set_levels(cells, stacks)


def _set_levels(cells: Sequence[HeaderCell], stacks: Sequence[Sequence[HeaderCell]]) -> int:
    for cell in cells:
        cell.row = max((stacks[c].index(cell) for c in range(cell.first, cell.last + 1)), default=0)
    # a cell under a deeper neighbour moves down with it
    for stack in stacks:
        for above, cell in pairwise(stack):
            cell.row = max(cell.row, above.row + 1)
    depth = max((c.row for c in cells), default=-1) + 1
    for cell in cells:
        below = [s[s.index(cell) + 1].row for c in range(cell.first, cell.last + 1) if (s := stacks[c])[-1] is not cell]
        cell.row_span = (min(below) if below else depth) - cell.row
    return depth


def _ruled_between(cell: HeaderCell, piece: Piece, rules: Sequence[RuleRow]) -> bool:
    above, below = cell.lines[-1], piece.line
    middle = (below.x0 + below.x1) / 2
    return any(above.base < rule.y < below.base and any(p.x0 <= middle <= p.x1 for p in rule.pieces) for rule in rules)


def _covered(
    piece: Piece, row: PieceRow, below: Sequence[PieceRow], extents: Extents, rules: Sequence[RuleRow]
) -> tuple[int, int]:
    """The columns that a header piece names: by the rule under it, else by where it is centred."""
    piece = _trimmed(piece, [row, *(r for r in below if r.base - row.base < 0.8 * row.size)], extents)
    if piece.first == 0 and not piece.spans:
        return 0, 0
    lowest = below[0].base if below else row.base + 1.5 * row.size
    ruled = _ruled_columns(piece, row, lowest, extents, rules)
    if ruled is not None:
        return ruled
    if not below:
        return piece.first, piece.last
    return _centred_columns(piece, row, below, extents)


def _trimmed(piece: Piece, rows: Sequence[PieceRow], extents: Extents) -> Piece:
    """A header that is a little wider than its column does not name the next one, which has a name of its own."""
    x0, x1 = piece.line.x0, piece.line.x1
    reached = [
        k
        for k in range(piece.first, piece.last + 1)
        if min(x1, extents[k][1]) - max(x0, extents[k][0]) > 0.3 * (extents[k][1] - extents[k][0])
    ]
    taken = {c for r in rows for p in r.pieces if p.line is not piece.line for c in range(p.first, p.last + 1)}
    if not reached or not taken & ({piece.first, piece.last} - set(reached)):
        return piece
    return Piece(piece.line, reached[0], reached[-1])


def _ruled_columns(
    piece: Piece, row: PieceRow, lowest: float, extents: Extents, rules: Sequence[RuleRow]
) -> tuple[int, int] | None:
    middle = (piece.line.x0 + piece.line.x1) / 2
    wide = extents[-1][1] - extents[0][0]
    for rule in rules:
        if not row.base < rule.y < lowest + 1:
            continue
        for p in rule.pieces:
            if sum(p.x0 <= (x.line.x0 + x.line.x1) / 2 <= p.x1 for x in row.pieces) > 1:
                continue
            if p.x0 - 1 <= middle <= p.x1 + 1 and p.width < _FULL * wide and p.x1 >= piece.line.x1 - 6:
                covered = [k for k, (a, b) in enumerate(extents) if p.x0 - 2 <= (a + b) / 2 <= p.x1 + 2]
                if covered:
                    return min(covered), max(covered)
    return None


def _centred_columns(piece: Piece, row: PieceRow, below: Sequence[PieceRow], extents: Extents) -> tuple[int, int]:
    taken = {c for p in row.pieces if p is not piece for c in range(p.first, p.last + 1)} | {0}
    named = {c for r in below for p in r.pieces for c in range(p.first, p.last + 1)}
    low, high = piece.first, piece.last
    while low - 1 > 0 and low - 1 not in taken and low - 1 in named:
        low -= 1
    while high + 1 < len(extents) and high + 1 not in taken and high + 1 in named:
        high += 1
    middle = (piece.line.x0 + piece.line.x1) / 2

    def off(span: tuple[int, int]) -> float:
        return abs((extents[span[0]][0] + extents[span[1]][1]) / 2 - middle)

    own = (piece.first, piece.last)
    spans = [(a, b) for a in range(low, piece.first + 1) for b in range(piece.last, high + 1)]
    if piece.spans:
        # centred over more columns than its words reach
        nearest = min(map(off, spans))
        return max((s for s in spans if off(s) <= nearest + 4.0), key=lambda s: s[1] - s[0])
    best = min(spans, key=lambda s: (round(off(s)), s[1] - s[0]))
    return best if off(best) < off(own) - 2.0 else own

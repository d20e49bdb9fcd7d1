"""Several rows of values beside one label that is centred on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from myelomine.parser.lines import Line
from myelomine.parser.table_pieces import Extents, PieceRow, TableRow, TallCell, ends_before, full_set

_NUMBER = regex.compile(r"[−–-]?\d{1,9}+(?:[.·,]\d{1,9}+)?")


def beside_tall_cells(group: Sequence[PieceRow], extents: Extents) -> list[TableRow]:
    """One row; or, where a label is centred beside several rows of values, these rows under one tall label."""
    n_columns = len(extents)
    dense = _dense_columns(group, extents)
    if not dense:
        return [TableRow(tuple(group))]
    rows = [_only(r, dense) for r in group if dense <= r.columns]
    tall: list[list[TallCell]] = [[] for _ in rows]
    for column in range(n_columns):
        if column not in dense:
            _add_tall(tall, column, [p.line for r in group for p in r.pieces if p.first == column], rows)
    return [TableRow((row,), tuple(cells)) for row, cells in zip(rows, tall, strict=True)]


def _add_tall(tall: list[list[TallCell]], column: int, lines: Sequence[Line], rows: Sequence[PieceRow]) -> None:
    """Give each block of lines in a column the rows that it is centred on, from the top down."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and line.base - blocks[-1][-1].base < 1.6 * line.size:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    start = 0
    for k, block in enumerate(blocks):
        lowest = block[0].base + block[-1].base - rows[start].base
        end = min(range(start, len(rows)), key=lambda n: abs(rows[n].base - lowest))
        if k == len(blocks) - 1 and end < len(rows) - 1 and start == 0:
            end = len(rows) - 1
        tall[start].append(TallCell(column, tuple(block), end - start + 1))
        start = min(end + 1, len(rows) - 1)


def _only(row: PieceRow, columns: frozenset[int]) -> PieceRow:
    return PieceRow(tuple(p for p in row.pieces if p.first in columns), row.base, row.size, row.top, row.bottom)


def _dense_columns(group: Sequence[PieceRow], extents: Extents) -> frozenset[int]:
    """The columns with a value on every line of a group whose label stands on fewer lines; none in an ordinary row."""
    counts = [sum(any(p.first == c for p in r.pieces) for r in group) for c in range(len(extents))]
    most = max(counts)
    dense = frozenset(c for c, n in enumerate(counts) if n == most)
    lines = [r for r in group if dense <= r.columns]
    if most < 2 or len(dense) < 2 or len(dense) == len(extents) or len(lines) != most:
        return frozenset()
    if 0 in dense and any(_goes_on(a, b, extents) for a, b in pairwise(lines)):
        return frozenset()
    if any(r not in lines and r.columns & dense for r in group):
        return frozenset()
    values = all(full_set(_only(r, dense)) for r in lines)
    alike = most == 2 and _same_shapes(lines, dense)
    return dense if values or alike or (most >= 3 and _evenly_spread(group, lines)) else frozenset()


def _same_shapes(lines: Sequence[PieceRow], columns: frozenset[int]) -> bool:
    """Whether the lines of most columns differ in their numbers only: rows of their own, not halves of one."""
    shapes = [{_NUMBER.sub("#", p.line.text) for r in lines for p in r.pieces if p.first == c} for c in columns]
    return sum(len(s) == 1 and "#" in next(iter(s)) for s in shapes) >= max(1, len(shapes) // 2)


def _evenly_spread(group: Sequence[PieceRow], lines: Sequence[PieceRow]) -> bool:
    """Whether the other cells are centred on the lines: as far from the first as from the last."""
    others = [r.base for r in group for p in r.pieces if p.first == 0]
    if not others:
        return False
    middle = (min(others) + max(others)) / 2
    return abs(middle - (lines[0].base + lines[-1].base) / 2) < 0.6 * lines[0].size


def _goes_on(before: PieceRow, row: PieceRow, extents: Extents) -> bool:
    """Whether a line's label continues the one above, or its values are no set of their own."""
    return not ends_before(before, row, extents[0][1]) or not full_set(row)

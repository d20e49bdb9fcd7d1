"""Which printed rows make up one row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from myelomine.parser.lines import Line
from myelomine.parser.table_centred import by_centre, is_centred
from myelomine.parser.table_grouping import anchor_column, by_anchor, by_sense, by_space
from myelomine.parser.table_pieces import Extents, PieceRow, TableRow, full_set
from myelomine.parser.table_tall import beside_tall_cells


def group_rows(rows: Sequence[PieceRow], extents: Extents, separators: Sequence[float]) -> list[TableRow]:
    """Printed rows gathered to the rows that an author meant."""
    if not rows:
        return []
    bands = _bands(rows, separators)
    each = len(bands) > 2 and _one_row_each(bands, len(extents))
    grouped: list[list[PieceRow]] = []
    for band in bands:
        one = each and not _is_crowded(band, len(extents))
        grouped.extend([band] if one or _is_one_label(band) else _group_band(band, rows, extents))
    return [row for group in grouped for row in beside_tall_cells(group, extents)]


def _is_crowded(band: Sequence[PieceRow], n_columns: int) -> bool:
    """Whether a band holds more than one row for sure."""
    return sum(r.complete(n_columns) or full_set(r) for r in band) > 1


def _is_one_label(band: Sequence[PieceRow]) -> bool:
    """Whether one label stands centred beside all the lines of a band."""
    stubs = [r for r in band if r.stub]
    if len(band) < 3 or not stubs or len(stubs) > 0.6 * len(band):
        return False
    steps = [b.base - a.base for a, b in pairwise(stubs)]
    middle = (stubs[0].base + stubs[-1].base) / 2
    centred = abs(middle - (band[0].base + band[-1].base) / 2) < 0.6 * band[0].size
    return centred and all(s < 1.5 * band[0].size for s in steps)


def _bands(rows: Sequence[PieceRow], separators: Sequence[float]) -> list[list[PieceRow]]:
    """The rows between two rules."""
    bands: list[list[PieceRow]] = []
    last = -1
    for row in rows:
        place = sum(y < row.base - 0.25 * row.size for y in separators)
        if bands and place == last:
            bands[-1].append(row)
        else:
            bands.append([row])
        last = place
    return bands


def _one_row_each(bands: Sequence[Sequence[PieceRow]], n_columns: int) -> bool:
    """Whether rules divide row from row, not group from group."""
    crowded = sum(_is_crowded(band, n_columns) for band in bands)
    single = sum(len(band) == 1 for band in bands)
    if crowded > 0.1 * len(bands) and not (crowded <= 1 and len(bands) > 4):
        return False
    return len(bands) >= 3 and (single >= 0.3 * len(bands) or crowded == 0)


def _group_band(band: Sequence[PieceRow], table: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]]:
    if is_centred(table):
        return by_centre(band, extents)
    anchor = anchor_column(table, extents)
    if anchor is not None:
        return by_anchor(band, anchor)
    blocks = by_space(band, table, extents)
    if blocks is not None:
        return blocks
    return by_sense(band, extents)


def row_indents(stubs: Iterable[Line | None]) -> tuple[int, ...]:
    """Each row's indent level from where its label begins; 0 where it has none."""
    lines = list(stubs)
    lefts = sorted({round(x.x0, 1) for x in lines if x is not None})
    levels: list[float] = []
    for left in lefts:
        if not levels or left - levels[-1] > 3.0:
            levels.append(left)
    return tuple(0 if x is None else max(0, sum(level <= x.x0 + 0.2 for level in levels) - 1) for x in lines)

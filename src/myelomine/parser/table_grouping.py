"""Lines of one row told from lines of the next: by a column with one line a row, by space, by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from myelomine.parser.table_pieces import (
    Extents,
    PieceRow,
    clearly_wraps,
    continues_first,
    ends_before,
    full_set,
    holds_values,
    last_labelled,
    wraps,
)

_WIDER = 1.16


def anchor_column(table: Sequence[PieceRow], extents: Extents) -> int | None:
    """A column, such as N, with one line for each row: its values show where rows of several lines begin."""
    n = len(extents)
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for column in range(n):
        starts = tuple(k for k, r in enumerate(table) if any(p.first == column for p in r.pieces))
        if not starts or starts[0] != 0 or len(starts) > 0.7 * len(table) or (len(starts) < 2 and n < 3):
            continue
        full = all(len(table[k].columns) >= 0.6 * n for k in starts)
        if full and _start_afresh(table, starts, extents) and _go_on_below(table, starts, extents):
            found[starts].append(column)
    if not found:
        return None
    return found[max(found, key=lambda starts: (len(found[starts]), len(starts)))][0]


def _start_afresh(table: Sequence[PieceRow], starts: Sequence[int], extents: Extents) -> bool:
    """Whether none of the lines that would begin a row goes on with the label above it."""
    return not any(
        table[k].stub is not None and continues_first(last_labelled(table[:k]).stub, table[k], extents)
        for k in starts
        if k
    )


def _go_on_below(table: Sequence[PieceRow], starts: Sequence[int], extents: Extents) -> bool:
    """Whether every line between two starts can be a further line of the row above it."""
    for start, end in zip(starts, [*starts[1:], len(table)], strict=True):
        first, label = table[start], table[start].stub
        for row in table[start + 1 : end]:
            if len(row.columns) > len(first.columns):
                return False
            if full_set(row) or (row.stub is not None and not continues_first(label, row, extents)):
                return False
            label = row.stub or label
    return True


def by_anchor(band: Sequence[PieceRow], column: int) -> list[list[PieceRow]]:
    groups: list[list[PieceRow]] = []
    for row in band:
        if not groups or any(p.first == column for p in row.pieces):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def by_space(band: Sequence[PieceRow], table: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]] | None:
    """Rows told apart by the space between them, when there is more of it than between the lines of a cell."""
    steps = sorted(b.base - a.base for a, b in pairwise(table) if b.base - a.base > 2)
    if len(steps) < 2:
        return None
    leading = steps[len(steps) // 10]
    if sum(s > _WIDER * leading for s in steps) < 0.2 * len(steps):
        return None
    if not _told_by_space(_space_blocks(table, leading), len(extents), extents[0][1]):
        return None
    return _space_blocks(band, leading)


def _space_blocks(rows: Sequence[PieceRow], leading: float) -> list[list[PieceRow]]:
    blocks: list[list[PieceRow]] = [[rows[0]]]
    for before, row in pairwise(rows):
        if row.base - before.base > _WIDER * leading:
            blocks.append([row])
        else:
            blocks[-1].append(row)
    return blocks


def _told_by_space(blocks: Sequence[Sequence[PieceRow]], n_columns: int, right: float) -> bool:
    later = [(last_labelled(block[:k]), block[k]) for block in blocks for k in range(1, len(block))]
    if not later:
        return False
    whole = sum(b.complete(n_columns) and (holds_values(b) or ends_before(a, b, right)) for a, b in later)
    return whole <= 0.12 * len(later)


def by_sense(rows: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]]:
    """Rows told apart by what is printed: a label with values begins one, the rest goes on with it."""
    groups: list[list[PieceRow]] = []
    for row, following in zip_longest(rows, rows[1:]):
        if groups and not _names_group(row, following) and _continues(groups[-1], row, extents):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _names_group(row: PieceRow, following: PieceRow | None) -> bool:
    """Whether a label without values stands over a row that is set in from it."""
    if row.stub is None or row.data or following is None or following.stub is None or not following.data:
        return False
    return following.stub.line.x0 > row.stub.line.x0 + 0.4 * row.size and row.stub.line.text[:1].isupper()


def _continues(group: Sequence[PieceRow], row: PieceRow, extents: Extents) -> bool:
    last = group[-1]
    if row.base - last.base > 2.2 * row.size:
        return False
    if row.stub is None:
        return not _stands_alone(row, group, len(extents))
    before = next((r.stub for r in reversed(group) if r.stub is not None), None)
    if before is None or not wraps(before.line, row.stub.line, extents[0][1]):
        return False
    has_data = any(r.data for r in group)
    if row.data and has_data:
        return clearly_wraps(before.line, row.stub.line) and not full_set(row)
    if row.data:
        return clearly_wraps(before.line, row.stub.line)
    return True


def _stands_alone(row: PieceRow, group: Sequence[PieceRow], n_columns: int) -> bool:
    """A line without a label that holds a full set of values is a row of its own."""
    full = len(row.data) >= max(2, 0.7 * (n_columns - 1))
    return full and full_set(row) and len(group[-1].data) >= len(row.data)

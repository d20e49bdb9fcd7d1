"""Rows of tables whose cells are centred on their row, so that their lines stand half a line apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from myelomine.parser.table_columns import HALF_STEP
from myelomine.parser.table_grouping import by_sense
from myelomine.parser.table_pieces import Extents, PieceRow, wraps


def is_centred(rows: Sequence[PieceRow]) -> bool:
    """Cells are centred on their row when some lines stand half a line apart."""
    size = sorted(r.size for r in rows)[len(rows) // 2] if rows else 0.0
    plain = [r for r in rows if r.size > 0.85 * size]
    halves = sum(_half_step(a, b) for a, b in pairwise(plain))
    return halves >= max(1, 0.06 * len(plain))


def _half_step(a: PieceRow, b: PieceRow) -> bool:
    return b.base - a.base < HALF_STEP * min(a.size, b.size) and not a.columns & b.columns


def by_centre(rows: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]]:
    chains: list[list[PieceRow]] = []
    for row in rows:
        if chains and row.base - chains[-1][-1].base < HALF_STEP * row.size:
            chains[-1].append(row)
        else:
            chains.append([row])
    return _attach_loose(chains, extents)


def _attach_loose(chains: list[list[PieceRow]], extents: Extents) -> list[list[PieceRow]]:
    """Lines of a tall cell that stand over or under its row's other cells join the row that they are centred on."""
    n = len(extents)
    columns = [frozenset(c for r in chain for c in r.columns) for chain in chains]
    anchors = [k for k, cols in enumerate(columns) if len(cols) > n // 2 and 0 in cols]
    if not anchors:
        return by_sense([r for chain in chains for r in chain], extents)
    loose = [
        k not in anchors and len(cols) < n and (0 not in cols or _continues_label(chains, k, extents))
        for k, cols in enumerate(columns)
    ]
    return _gather(chains, _owners(chains, anchors, loose))


def _owners(chains: list[list[PieceRow]], anchors: Sequence[int], loose: Sequence[bool]) -> list[int]:
    """The anchor of each loose chain: as many lines stand under an anchor as over it."""
    owner = list(range(len(chains)))
    taken = -1
    for anchor in anchors:
        start = anchor
        while start - 1 > taken and loose[start - 1]:
            start -= 1
        centre = (chains[anchor][0].base + chains[anchor][-1].base) / 2
        lowest = 2 * centre - chains[start][0].base + 0.35 * chains[anchor][0].size
        taken = anchor
        while taken + 1 < len(chains) and loose[taken + 1] and chains[taken + 1][-1].base <= lowest:
            taken += 1
        owner[start : taken + 1] = [anchor] * (taken + 1 - start)
    return owner


def _continues_label(chains: list[list[PieceRow]], k: int, extents: Extents) -> bool:
    before = chains[k - 1][-1].stub if k else None
    stub = chains[k][0].stub
    return before is not None and stub is not None and wraps(before.line, stub.line, extents[0][1])


def _gather(chains: list[list[PieceRow]], owner: Sequence[int]) -> list[list[PieceRow]]:
    out: list[list[PieceRow]] = []
    last = None
    for chain, own in zip(chains, owner, strict=True):
        if own == last:
            out[-1].extend(chain)
        else:
            out.append(list(chain))
        last = own
    return out

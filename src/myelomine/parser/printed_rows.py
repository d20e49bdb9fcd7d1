"""Pieces of lines gathered to the rows on which they were printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from myelomine.parser.ink import Word
from myelomine.parser.lines import Line

_CHUNK_GAP = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class PrintedRow:
    """All words that stand on one baseline of a table, from left to right."""

    words: tuple[Word, ...]
    base: float
    size: float
    top: float
    bottom: float

    def chunks(self, gap: float = _CHUNK_GAP) -> list[tuple[float, float]]:
        """The extents of its words, those nearer than `gap` type sizes joined."""
        out: list[tuple[float, float]] = []
        for w in self.words:
            if out and w.x0 - out[-1][1] < gap * self.size:
                out[-1] = (out[-1][0], max(out[-1][1], w.x1))
            else:
                out.append((w.x0, w.x1))
        return out


def printed_rows(lines: Iterable[Line]) -> list[PrintedRow]:
    """Lines gathered by baseline, top first."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.base):
        if groups and line.base - groups[-1][0].base <= 0.2 * max(line.size, groups[-1][0].size):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_row(g) for g in groups]


def _row(lines: list[Line]) -> PrintedRow:
    words = tuple(sorted((w for x in lines for w in x.words), key=lambda w: w.x0))
    # old-style figures may sit on a baseline of their own: the leftmost text decides for all rows alike
    leader = min(lines, key=lambda x: x.x0)
    return PrintedRow(words, leader.base, leader.size, min(x.top for x in lines), max(x.bottom for x in lines))

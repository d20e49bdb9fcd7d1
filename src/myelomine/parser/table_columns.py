"""The columns of a table from the places of its words: white strips that (nearly) no row crosses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from myelomine.parser.columns import merge_spans
from myelomine.parser.ink import Area, Word
from myelomine.parser.lines import Line, join_line
from myelomine.parser.printed_rows import PrintedRow

HALF_STEP = 0.72


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The words of a printed row that stand in one cell, and the columns that they cover."""

    line: Line
    first: int
    last: int

    @property
    def spans(self) -> bool:
        """Whether it reaches over several columns."""
        return self.last > self.first


def find_gutters(rows: Sequence[PrintedRow], area: Area) -> list[tuple[float, float]]:
    """The white strips between a table's columns."""
    flat = _flattened(rows)  # rows of several pages may follow one another
    voting = _voting(flat, area)
    if not any(len(r.chunks()) > 1 for r in voting):
        return []
    size = sorted(r.size for r in voting)[len(voting) // 2]
    allowed = 0 if len(voting) < 6 else max(1, int(0.06 * len(voting)))
    widest_space = (0.75, 0.5, 0.5, 0.42)[min(len(voting) - 1, 3)] if len(voting) < 5 else 0.42
    strips = _white_strips(voting, allowed, widest_space * size)
    gutters = [part for strip in strips for part in _around_sparse(strip, voting)]
    return [*(g for g in _settled(gutters, voting) if not _overprinted(g, flat)), *_last_gutter(flat, voting)]


def _overprinted(gutter: tuple[float, float], rows: Sequence[PrintedRow]) -> bool:
    """Whether rows that had no vote print over a gutter again and again; labels may run over."""
    a, b = gutter
    crossing = sum(any(x0 < a and x1 > b for x0, x1 in r.chunks(0.3)[1:]) for r in rows)
    beyond = sum(any(a <= x0 < b + 2 for x0, _ in r.chunks(0.3)) for r in rows)
    return crossing >= 2 and crossing > 0.3 * (crossing + beyond)


def _last_gutter(rows: Sequence[PrintedRow], voting: Sequence[PrintedRow]) -> list[tuple[float, float]]:
    """The gutter before a last column that only rows with few values fill: a P value for each group, say."""
    right = max(r.chunks()[-1][1] for r in voting if len(r.chunks()) > 1)
    beyond = [x0 for r in rows for x0, _ in r.chunks() if x0 > right + 0.3 * r.size]
    return [(right, min(beyond))] if beyond else []


def _flattened(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Rows that stand half a line apart hold cells of one row: together they show the columns."""
    out: list[PrintedRow] = []
    last = 0.0
    for row in rows:
        if out and 0 <= row.base - last < HALF_STEP * min(row.size, out[-1].size):
            words = tuple(sorted((*out[-1].words, *row.words), key=lambda w: w.x0))
            out[-1] = PrintedRow(words, out[-1].base, out[-1].size, out[-1].top, row.bottom)
        else:
            out.append(row)
        last = row.base
    return out


def _around_sparse(strip: tuple[float, float], rows: Sequence[PrintedRow]) -> list[tuple[float, float]]:
    """A strip in which a few rows print on their own holds a column that is mostly empty."""
    inner = [
        (x0, x1)
        for r in rows
        for x0, x1 in r.chunks(0.5)
        if strip[0] + 0.3 * r.size < x0 and x1 < strip[1] - 0.3 * r.size
    ]
    edges = [strip[0], *(x for span in merge_spans(inner) for x in span), strip[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _voting(rows: Sequence[PrintedRow], area: Area) -> list[PrintedRow]:
    """Rows that show the columns: those with many pieces, and short ones; a value centred over columns does not."""
    counts = sorted(len(r.chunks()) for r in rows)
    rich = counts[int(0.9 * (len(counts) - 1))]
    return [
        r
        for r, chunks in ((r, r.chunks()) for r in rows)
        if len(chunks) >= max(2, 0.6 * rich) or (len(chunks) == 1 and chunks[0][1] < area.x0 + 0.4 * area.width)
    ]


def _white_strips(rows: Sequence[PrintedRow], allowed: int, narrowest: float) -> list[tuple[float, float]]:
    """Intervals that at most `allowed` rows print over."""
    change: dict[float, int] = defaultdict(int)
    for row in rows:
        for x0, x1 in row.chunks(0.3):
            change[x0] += 1
            change[x1] -= 1
    strips: list[tuple[float, float]] = []
    count, start = 0, None
    for x in sorted(change):
        count += change[x]
        if count <= allowed and start is None:
            start = x
        elif count > allowed and start is not None:
            if x - start >= narrowest:
                strips.append((start, x))
            start = None
    left = min(r.words[0].x0 for r in rows)
    return [s for s in strips if s[0] > left]


def _settled(gutters: list[tuple[float, float]], rows: Sequence[PrintedRow]) -> list[tuple[float, float]]:
    """Gutters with text on both sides in some row; those with nothing between them become one."""
    out: list[tuple[float, float]] = []
    for gutter in gutters:
        if out and not any(out[-1][1] - 0.5 <= w.x0 and w.x1 <= gutter[0] + 0.5 for r in rows for w in r.words):
            out[-1] = (out[-1][0], gutter[1])
        else:
            out.append(gutter)
    return out


def split_row(row: PrintedRow, gutters: Sequence[tuple[float, float]], line: Line) -> list[Piece]:
    """A printed row cut at the gutters that it leaves white."""
    groups: list[list[Word]] = [[row.words[0]]]
    for before, word in zip(row.words, row.words[1:], strict=False):
        if any(_is_cut(before, word, g, row.size) for g in gutters):
            groups.append([word])
        else:
            groups[-1].append(word)
    return [_piece(join_line(line.ink, g), gutters) for g in groups]


def _is_cut(before: Word, word: Word, gutter: tuple[float, float], size: float) -> bool:
    a, b = gutter
    gap = word.x0 - before.x1
    if gap < 0.28 * size:
        return False
    inside = min(word.x0, b) - max(before.x1, a)
    at_edge = min(abs(word.x0 - b), abs(before.x1 - a)) < 1.5 and gap > 0.42 * size
    return inside >= 0.75 * (b - a) or (inside > 0 and (at_edge or gap > 0.7 * size))


def _piece(line: Line, gutters: Sequence[tuple[float, float]]) -> Piece:
    middles = [(a + b) / 2 for a, b in gutters]
    first = sum(line.x0 > m - 0.1 for m in middles)
    last = sum(line.x1 > m for m in middles)
    return Piece(line, first, max(first, last))


def column_extents(
    pieces: Iterable[Piece], gutters: Sequence[tuple[float, float]], area: Area
) -> list[tuple[float, float]]:
    """The printed left and right edge of each column, from the pieces that stand in it alone."""
    edges = [area.x0, *((a + b) / 2 for a, b in gutters), area.x1]
    extents = [(edges[k + 1], edges[k]) for k in range(len(edges) - 1)]
    for piece in pieces:
        if not piece.spans:
            x0, x1 = extents[piece.first]
            extents[piece.first] = (min(x0, piece.line.x0), max(x1, piece.line.x1))
    return [e if e[0] < e[1] else (edges[k], edges[k + 1]) for k, e in enumerate(extents)]

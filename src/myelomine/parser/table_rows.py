"""Which printed rows make up one row of a table: wrapped labels, cells with several lines, centred cells."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import regex

from myelomine.parser.lines import Line
from myelomine.parser.table_columns import HALF_STEP, Piece

_WIDER = 1.16
_NUMBER = regex.compile(r"[−–-]?\d{1,9}+(?:[.·,]\d{1,9}+)?")
_NUMERIC = regex.compile(r"[<>≤≥=~±+\-−–—.,;:%()\[\]/\d\s·*†‡§a-eNnRrAaESsVvs]{1,40}")
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
    return [row for group in grouped for row in _table_rows(group, extents)]


def _is_crowded(band: Sequence[PieceRow], n_columns: int) -> bool:
    """Whether a band holds more than one row for sure."""
    return sum(r.complete(n_columns) or _full_set(r) for r in band) > 1


def _is_one_label(band: Sequence[PieceRow]) -> bool:
    """Whether one label stands centred beside all the lines of a band."""
    stubs = [r for r in band if r.stub]
    if len(band) < 3 or not stubs or len(stubs) > 0.6 * len(band):
        return False
    steps = [b.base - a.base for a, b in itertools.pairwise(stubs)]
    middle = (stubs[0].base + stubs[-1].base) / 2
    centred = abs(middle - (band[0].base + band[-1].base) / 2) < 0.6 * band[0].size
    return centred and all(s < 1.5 * band[0].size for s in steps)


def _table_rows(group: Sequence[PieceRow], extents: Extents) -> list[TableRow]:
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
    if 0 in dense and any(_goes_on(a, b, extents) for a, b in itertools.pairwise(lines)):
        return frozenset()
    if any(r not in lines and r.columns & dense for r in group):
        return frozenset()
    values = all(_full_set(_only(r, dense)) for r in lines)
    alike = most == 2 and _same_shapes(lines, dense)
    return dense if values or alike or (most >= 3 and _evenly_spread(group, lines)) else frozenset()


def _same_shapes(lines: Sequence[PieceRow], columns: frozenset[int]) -> bool:
    """Whether the lines of most columns differ in their numbers only: rows of their own, not halves of one."""
    shapes = [{_NUMBER.sub("#", p.line.text) for r in lines for p in r.pieces if p.first == c} for c in columns]
    return sum(len(s) == 1 and "#" in next(iter(s)) for s in shapes) >= max(1, len(shapes) // 2)


def _goes_on(before: PieceRow, row: PieceRow, extents: Extents) -> bool:
    """Whether a line's label continues the one above, or its values are no set of their own."""
    return not _ends_before(before, row, extents[0][1]) or not _full_set(row)


def _full_set(row: PieceRow) -> bool:
    """Numbers that stand for themselves, not the second halves of the cells above."""
    texts = [p.line.text for p in row.data]
    numbers = sum(bool(_NUMERIC.fullmatch(t)) and any(c.isdigit() for c in t) for t in texts)
    return numbers >= max(min(2, len(texts)), 0.6 * len(texts), 1) and not any(t[:1] in "([±" for t in texts)


def _evenly_spread(group: Sequence[PieceRow], lines: Sequence[PieceRow]) -> bool:
    """Whether the other cells are centred on the lines: as far from the first as from the last."""
    others = [r.base for r in group for p in r.pieces if p.first == 0]
    if not others:
        return False
    middle = (min(others) + max(others)) / 2
    return abs(middle - (lines[0].base + lines[-1].base) / 2) < 0.6 * lines[0].size


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
    if _is_centred(table):
        return _by_centre(band, extents)
    anchor = _anchor_column(table, extents)
    if anchor is not None:
        return _by_anchor(band, anchor)
    blocks = _by_space(band, table, extents)
    if blocks is not None:
        return blocks
    return _by_sense(band, extents)


def _is_centred(rows: Sequence[PieceRow]) -> bool:
    """Cells are centred on their row when some lines stand half a line apart."""
    size = sorted(r.size for r in rows)[len(rows) // 2] if rows else 0.0
    plain = [r for r in rows if r.size > 0.85 * size]
    halves = sum(_half_step(a, b) for a, b in itertools.pairwise(plain))
    return halves >= max(1, 0.06 * len(plain))


def _half_step(a: PieceRow, b: PieceRow) -> bool:
    return b.base - a.base < HALF_STEP * min(a.size, b.size) and not a.columns & b.columns


def _by_centre(rows: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]]:
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
        return _by_sense([r for chain in chains for r in chain], extents)
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


def _anchor_column(table: Sequence[PieceRow], extents: Extents) -> int | None:
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
        table[k].stub is not None and _continues_first(_last_labelled(table[:k]).stub, table[k], extents)
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
            if _full_set(row) or (row.stub is not None and not _continues_first(label, row, extents)):
                return False
            label = row.stub or label
    return True


def _continues_first(label: Piece | None, row: PieceRow, extents: Extents) -> bool:
    if label is None or row.stub is None or not wraps(label.line, row.stub.line, extents[0][1]):
        return False
    return not row.data or _clearly_wraps(label.line, row.stub.line)


def _by_anchor(band: Sequence[PieceRow], column: int) -> list[list[PieceRow]]:
    groups: list[list[PieceRow]] = []
    for row in band:
        if not groups or any(p.first == column for p in row.pieces):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _by_space(band: Sequence[PieceRow], table: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]] | None:
    """Rows told apart by the space between them, when there is more of it than between the lines of a cell."""
    steps = sorted(b.base - a.base for a, b in itertools.pairwise(table) if b.base - a.base > 2)
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
    for before, row in itertools.pairwise(rows):
        if row.base - before.base > _WIDER * leading:
            blocks.append([row])
        else:
            blocks[-1].append(row)
    return blocks


def _told_by_space(blocks: Sequence[Sequence[PieceRow]], n_columns: int, right: float) -> bool:
    later = [(_last_labelled(block[:k]), block[k]) for block in blocks for k in range(1, len(block))]
    if not later:
        return False
    whole = sum(b.complete(n_columns) and (_values(b) or _ends_before(a, b, right)) for a, b in later)
    return whole <= 0.12 * len(later)


def _last_labelled(rows: Sequence[PieceRow]) -> PieceRow:
    return next((r for r in reversed(rows) if r.stub is not None), rows[-1])


def _ends_before(before: PieceRow, row: PieceRow, right: float) -> bool:
    """Whether the label of a row is no continuation of the one above."""
    if before.stub is None or row.stub is None:
        return False
    return not wraps(before.stub.line, row.stub.line, right)


def _values(row: PieceRow) -> bool:
    return all(_NUMERIC.fullmatch(p.line.text) for p in row.data)


def _by_sense(rows: Sequence[PieceRow], extents: Extents) -> list[list[PieceRow]]:
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
        return _clearly_wraps(before.line, row.stub.line) and not _full_set(row)
    if row.data:
        return _clearly_wraps(before.line, row.stub.line)
    return True


def _stands_alone(row: PieceRow, group: Sequence[PieceRow], n_columns: int) -> bool:
    """A line without a label that holds a full set of values is a row of its own."""
    full = len(row.data) >= max(2, 0.7 * (n_columns - 1))
    return full and _full_set(row) and len(group[-1].data) >= len(row.data)


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


def _clearly_wraps(before: Line, after: Line) -> bool:
    """A label without values followed by one with values: a group's name, unless the sentence runs on."""
    if _JOINS_ON.search(before.text) or before.text.count("(") > before.text.count(")"):
        return True
    return after.text[:1].islower() or after.text[:1] in "([%"


def row_indents(stubs: Iterable[Line | None]) -> tuple[int, ...]:
    """Each row's indent level from where its label begins; 0 where it has none."""
    lines = list(stubs)
    lefts = sorted({round(x.x0, 1) for x in lines if x is not None})
    levels: list[float] = []
    for left in lefts:
        if not levels or left - levels[-1] > 3.0:
            levels.append(left)
    return tuple(0 if x is None else max(0, sum(level <= x.x0 + 0.2 for level in levels) - 1) for x in lines)

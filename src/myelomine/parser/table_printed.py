"""The layout of a table that is not drawn as a grid: columns from white strips, rows from spaces and sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myelomine.parser.lines import Line
from myelomine.parser.printed_rows import PrintedRow, printed_rows
from myelomine.parser.table_columns import Piece, column_extents, find_gutters, split_row
from myelomine.parser.table_header import HeaderCell, full_rules, header_cells, header_end
from myelomine.parser.table_layout import GridCell, TableLayout
from myelomine.parser.table_pieces import Extents, PieceRow, TableRow
from myelomine.parser.table_regions import Region
from myelomine.parser.table_rows import group_rows

_MOST_ACROSS = 0.12


def printed_layout(region: Region, parts: Sequence[Region] = ()) -> TableLayout:
    """The layout of a table with few lines or none; its other parts on other pages help to find its columns."""
    printed = printed_rows(region.lines)
    fulls = full_rules(region.rules, region.area.x0, region.area.x1)
    body_from = _first_guess(printed, fulls)
    others = [row for part in parts if part is not region for row in _body_guess(part)]
    bodies = [*printed[body_from:], *others]
    gutters = find_gutters(bodies, region.area) or find_gutters(printed, region.area)
    rows = [_piece_row(r, gutters, region.lines[0]) for r in printed]
    extents = column_extents((p for r in rows[body_from:] for p in r.pieces), gutters, region.area)
    end = header_end(rows, fulls, len(extents))
    header, depth = header_cells(rows[:end], extents, region.rules)
    body = group_rows(rows[end:], extents, [*fulls, *_shade_edges(region)])
    cells = [_header_cell(h) for h in header]
    for k, row in enumerate(body):
        cells.extend(_body_cells(row, depth + k, extents))
    doubts = (*region.doubts, *_doubts(rows[end:], depth, len(extents)))
    return TableLayout(tuple(cells), depth, depth + len(body), len(extents), doubts)


def _doubts(body: Sequence[PieceRow], depth: int, n_columns: int) -> Iterator[str]:
    """What makes a grid doubtful."""
    if n_columns == 1:
        yield "no columns were found"
    if depth == 0:
        yield "no header was found"
    values = [p for row in body for p in row.data if len(row.data) > 1]
    across = sum(p.spans for p in values)
    if across > _MOST_ACROSS * len(values):
        yield f"{across} of {len(values)} values stand across columns"


def _body_guess(region: Region) -> list[PrintedRow]:
    rows = printed_rows(region.lines)
    return rows[_first_guess(rows, full_rules(region.rules, region.area.x0, region.area.x1)) :]


def _first_guess(rows: Sequence[PrintedRow], fulls: Sequence[float]) -> int:
    """Where the body begins when only the rules are known: columns are found in the body."""
    inner = [y for y in fulls if rows[0].base < y < rows[-1].base]
    first = sum(r.base < inner[0] for r in rows) if inner else min(1, len(rows) - 1)
    return first if first < 0.6 * len(rows) else 0


def _piece_row(row: PrintedRow, gutters: Sequence[tuple[float, float]], line: Line) -> PieceRow:
    return PieceRow(tuple(split_row(row, gutters, line)), row.base, row.size, row.top, row.bottom)


def _shade_edges(region: Region) -> list[float]:
    """Heights at which the shade behind the rows changes."""
    wide = [f for f in region.fills if f.width > 0.8 * region.area.width and f.height < 0.5 * region.area.height]
    return sorted({round(y, 0) for f in wide for y in (f.top, f.bottom)}) if len(wide) > 1 else []


def _header_cell(cell: HeaderCell) -> GridCell:
    return GridCell(cell.row, cell.first, tuple(cell.lines), cell.row_span, cell.last - cell.first + 1)


def _body_cells(row: TableRow, at: int, extents: Extents) -> Iterator[GridCell]:
    n_columns = len(extents)
    by_column: dict[int, list[Piece]] = {}
    for printed in row.printed:
        for piece in printed.pieces:
            by_column.setdefault(piece.first, []).append(piece)
    for tall in row.tall:
        yield GridCell(at, tall.column, tall.lines, tall.reach)
    taken = sorted({*by_column, *(tall.column for tall in row.tall)})
    for column, pieces in sorted(by_column.items()):
        following = next((c for c in taken if c > column), n_columns)
        span = max(1, min(max(p.last for p in pieces) + 1, following) - column)
        if column == 0 and len(taken) > 1:
            span = 1
        if _for_all_columns(pieces, taken, extents):
            column, span = 1, n_columns - 1
        yield GridCell(at, column, tuple(p.line for p in pieces), 1, span)


def _for_all_columns(pieces: Sequence[Piece], taken: Sequence[int], extents: Extents) -> bool:
    """Whether the only value of a row is centred under all columns: it holds for all of them."""
    if len(extents) < 4 or len(taken) != 2 or taken[0] != 0 or pieces[0].first == 0:
        return False
    middle = (pieces[0].line.x0 + pieces[0].line.x1) / 2
    own = (extents[pieces[0].first][0] + extents[pieces[0].first][1]) / 2
    every = (extents[1][0] + extents[-1][1]) / 2
    return abs(middle - every) < 0.8 * pieces[0].line.size < abs(middle - own)

"""Tables of a page: regions cut out, columns and rows found, cells filled; continued tables put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell, Mark, Table
from myelomine.parser.ink import Area, around
from myelomine.parser.joining import JoinedText, Vocabulary, join_lines
from myelomine.parser.lines import Line
from myelomine.parser.table_columns import Piece, PrintedRow, column_extents, find_gutters, printed_rows, split_row
from myelomine.parser.table_header import HeaderCell, full_rules, header_cells, header_end
from myelomine.parser.table_notes import read_abbreviations, read_footnotes
from myelomine.parser.table_regions import Region
from myelomine.parser.table_rows import Extents, PieceRow, TableRow, group_rows, row_indents

_CONTINUED = regex.compile(r"[\s.:,(\[—–-]*(?:continued|cont['’.]?d?)\b[\s.):\]]*", regex.IGNORECASE)
_AFTER_LABEL = " .:|—–-\u2003"
_TRAILING_MARK = regex.compile(r"(?<=[\p{L}\d%)\]])\s?(?P<mark>[*†‡§¶#‖]{1,4})$")


@dataclass(frozen=True, slots=True)
class _Grid:
    header: tuple[HeaderCell, ...]
    header_rows: int
    body: tuple[TableRow, ...]
    extents: Extents
    doubts: tuple[str, ...]


def read_table(region: Region, number: int, vocabulary: Vocabulary) -> Table:
    """The table in a region."""
    grid = _grid(region)
    writer = _CellWriter(region, vocabulary)
    cells = [writer.header_cell(h) for h in grid.header]
    group_numbers: set[int] = set()
    for k, row in enumerate(grid.body):
        at = grid.header_rows + k
        made = list(writer.body_cells(row, at, len(grid.extents)))
        if len(made) == 1 and _is_group(made[0], len(grid.extents)):
            group_numbers.add(at)
        cells.extend(made)
    notes = read_footnotes(region.notes, vocabulary)
    stubs = [row.stub_line for row in grid.body]
    return Table(
        id=f"t{number}",
        pages=(region.ink.page,),
        label=region.label,
        caption=_caption(region, vocabulary),
        cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))),
        header_rows=grid.header_rows,
        group_rows=frozenset(group_numbers),
        indents=(0,) * grid.header_rows + row_indents(stubs),
        footnotes=notes,
        abbreviations=read_abbreviations(notes),
        doubts=grid.doubts,
    )


def _caption(region: Region, vocabulary: Vocabulary) -> str:
    text = join_lines(region.caption, vocabulary).text
    return text[len(region.label) :].lstrip(_AFTER_LABEL) if text.startswith(region.label) else text


def _is_group(cell: Cell, n_columns: int) -> bool:
    return cell.column == 0 and bool(cell.text) and n_columns > 1


def _grid(region: Region) -> _Grid:
    printed = printed_rows(region.lines)
    fulls = full_rules(region.rules, region.area.x0, region.area.x1)
    body_from = _first_guess(printed, fulls)
    gutters = find_gutters(printed[body_from:], region.area) or find_gutters(printed, region.area)
    line = region.lines[0]
    rows = [_piece_row(r, gutters, line) for r in printed]
    extents = column_extents((p for r in rows[body_from:] for p in r.pieces), gutters, region.area)
    end = header_end(rows, fulls, len(extents))
    cells, depth = header_cells(rows[:end], extents, region.rules)
    body = group_rows(rows[end:], extents, [*fulls, *_shade_edges(region)])
    doubts = [*region.doubts]
    if len(extents) == 1:
        doubts.append("no columns were found")
    return _Grid(tuple(cells), depth, tuple(body), extents, tuple(doubts))


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


class _CellWriter:
    """Makes cells from pieces."""

    def __init__(self, region: Region, vocabulary: Vocabulary) -> None:
        self._region, self._vocabulary = region, vocabulary

    def header_cell(self, cell: HeaderCell) -> Cell:
        span = (cell.row_span, cell.last - cell.first + 1)
        return self._cell((cell.row, cell.first), span, cell.lines)

    def body_cells(self, row: TableRow, at: int, n_columns: int) -> Iterator[Cell]:
        by_column: dict[int, list[Piece]] = {}
        for printed in row.printed:
            for piece in printed.pieces:
                by_column.setdefault(piece.first, []).append(piece)
        for column, lines in row.tall:
            yield self._cell((at, column), (row.reach, 1), lines)
        taken = sorted({*by_column, *(column for column, _ in row.tall)})
        for column, pieces in sorted(by_column.items()):
            following = next((c for c in taken if c > column), n_columns)
            last = max(p.last for p in pieces)
            span = max(1, min(last + 1, following) - column)
            if column == 0 and len(taken) > 1:
                span = 1
            yield self._cell((at, column), (1, span), [p.line for p in pieces])

    def _cell(self, place: tuple[int, int], span: tuple[int, int], lines: Sequence[Line]) -> Cell:
        joined = _without_trailing_mark(join_lines(lines, self._vocabulary))
        ink = self._region.ink
        box = ink.box(around(Area(x.x0, x.top, x.x1, x.bottom) for x in lines))
        return Cell(*place, joined.text, *span, ink.page, box, joined.marks, joined.line_starts if joined.text else ())


def _without_trailing_mark(joined: JoinedText) -> JoinedText:
    """A star or dagger at the end of a cell is a footnote mark even where it is not raised."""
    match = _TRAILING_MARK.search(joined.text)
    if not match:
        return joined
    text = joined.text[: match.start()]
    marks = (*(replace(m, at=min(m.at, len(text))) for m in joined.marks), Mark(len(text), match["mark"]))
    return replace(joined, text=text, marks=marks)


def join_continued(tables: Iterable[Table]) -> list[Table]:
    """Parts of a table that goes on over pages become one table."""
    out: list[Table] = []
    for table in tables:
        before = next((k for k, t in enumerate(out) if t.label == table.label), None)
        if before is not None and _goes_on(out[before], table):
            out[before] = _append(out[before], table)
        else:
            out.append(table)
    return out


def _goes_on(first: Table, more: Table) -> bool:
    """The same label again on a later page: a continuation whether it says so or not."""
    return bool(first.label) and more.pages[0] > first.pages[-1] and more.pages[0] - first.pages[-1] <= 2


def _append(first: Table, more: Table) -> Table:
    skip = more.header_rows if _same_header(first, more) else 0
    shift = first.n_rows - skip
    cells = tuple(replace(c, row=c.row + shift) for c in more.cells if c.row >= skip)
    doubts = [*first.doubts, *more.doubts]
    if first.n_columns != more.n_columns:
        doubts.append(f"its part on page {more.pages[0]} has {more.n_columns} columns, not {first.n_columns}")
    notes = tuple(dict.fromkeys((*first.footnotes, *more.footnotes)))
    return replace(
        first,
        pages=(*first.pages, *more.pages),
        caption=first.caption if not _CONTINUED.fullmatch(first.caption) else more.caption,
        cells=(*first.cells, *cells),
        group_rows=first.group_rows | {r + shift for r in more.group_rows if r >= skip},
        indents=(*first.indents, *more.indents[skip:]),
        footnotes=notes,
        abbreviations=read_abbreviations(notes),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _same_header(first: Table, more: Table) -> bool:
    a = {c.text.lower() for c in first.cells if c.row < first.header_rows and c.text}
    b = {c.text.lower() for c in more.cells if c.row < more.header_rows and c.text}
    return bool(b) and len(a & b) >= 0.6 * len(b)

"""Tables of a page: regions cut out, columns and rows found, cells filled; continued tables put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell, Mark, Table
from myelomine.parser.ink import around
from myelomine.parser.joining import JoinedText, Vocabulary, join_lines
from myelomine.parser.table_layout import GridCell
from myelomine.parser.table_notes import read_abbreviations, read_footnotes
from myelomine.parser.table_printed import printed_layout
from myelomine.parser.table_regions import Region
from myelomine.parser.table_rows import row_indents
from myelomine.parser.table_ruled import ruled_layout

_CONTINUED = regex.compile(r"[\s.:,(\[—–-]*(?:continued|cont['’.]?d?)\b[\s.):\]]*", regex.IGNORECASE)
_SAME_FRAME = 4.0
_AFTER_LABEL = " .:|]—–-\u2003"
_TRAILING_MARK = regex.compile(r"(?<=[\p{L}\d%)\]])\s?(?P<mark>[*∗†‡§¶#‖]{1,4})$")


def read_tables(regions: Sequence[Region], vocabulary: Vocabulary) -> list[Table]:
    """The tables of a paper, each with all its parts."""
    return join_continued(
        _read_table(region, number, _parts(region, regions), vocabulary) for number, region in enumerate(regions, 1)
    )


def _parts(region: Region, regions: Sequence[Region]) -> list[Region]:
    """The regions in which the same table is printed in the same columns."""
    return [
        r
        for r in regions
        if r is region
        or (
            r.label == region.label
            and abs(r.area.x0 - region.area.x0) < _SAME_FRAME
            and abs(r.area.x1 - region.area.x1) < _SAME_FRAME
        )
    ]


def _read_table(region: Region, number: int, parts: Sequence[Region], vocabulary: Vocabulary) -> Table:
    layout = ruled_layout(region) or printed_layout(region, parts)
    cells = [_cell(region, c, vocabulary) for c in layout.cells]
    notes = read_footnotes(region.notes, vocabulary)
    return Table(
        id=f"t{number}",
        pages=(region.ink.page,),
        label=region.label,
        caption=_caption(region, vocabulary),
        cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))),
        header_rows=layout.header_rows,
        group_rows=layout.group_rows(),
        indents=(0,) * layout.header_rows + row_indents(layout.stub_lines()),
        footnotes=notes,
        abbreviations=read_abbreviations(notes),
        doubts=layout.doubts,
    )


def _caption(region: Region, vocabulary: Vocabulary) -> str:
    text = join_lines(region.caption, vocabulary).text
    return text[len(region.label) :].lstrip(_AFTER_LABEL) if text.startswith(region.label) else text


def _cell(region: Region, cell: GridCell, vocabulary: Vocabulary) -> Cell:
    joined = _without_trailing_mark(join_lines(cell.lines, vocabulary))
    return Cell(
        row=cell.row,
        column=cell.column,
        text=joined.text,
        row_span=cell.row_span,
        column_span=cell.column_span,
        page=region.ink.page,
        box=region.ink.box(around(x.area for x in cell.lines)),
        marks=joined.marks,
        line_starts=joined.line_starts if joined.text else (),
    )


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
    for table in sorted(tables, key=lambda t: (t.pages[0], bool(_CONTINUED.fullmatch(t.caption)))):
        before = next((k for k, t in enumerate(out) if t.label == table.label), None)
        if before is not None and _goes_on(out[before], table):
            out[before] = _append(out[before], table)
        else:
            out.append(table)
    return out


def _goes_on(first: Table, more: Table) -> bool:
    """The same label again on a later page, or in the next column with the word for it."""
    if not first.label or not 0 <= more.pages[0] - first.pages[-1] <= 2:
        return False
    return more.pages[0] > first.pages[-1] or bool(_CONTINUED.fullmatch(more.caption))


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
        pages=tuple(dict.fromkeys((*first.pages, *more.pages))),
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

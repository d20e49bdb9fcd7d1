"""Headers that have lost the gaps between their cells: "Group CR VGPR PR PFS, months (95% CI)" over five columns.

What the words mean says where a cell ends: at a group's number of patients, before an end point, a grade or an arm.
A header that can be cut in no convincing way leaves its table unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell, Table
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, holds_of
from myelomine.extractors.tables.header_cuts import Cut, Cutter
from myelomine.extractors.tables.labels import trimmed
from myelomine.extractors.tables.shapes import text_of

_TESTED = regex.compile(r"[<>=≤]?\s?0?[.·]\d{1,5}|NS|1[.·]00?|[-–—]")
_TEST_LAST = regex.compile(
    r"(?:^|\s)[Pp](?:[- ][Vv]alues?)?[*†‡]?(?:\s(?:for|of)\s[\w≥>\s-]{3,30}|\s?\([^()]{1,40}\))?$"
)


def lacks_gaps(table: Table) -> bool:
    """Whether the header stands in one cell over all columns."""
    return table.n_columns > 1 and bool(_header_lines(table))


def with_gaps(context: TableContext) -> Table | None:
    """The table with its header cut into cells; None where no cut convinces."""
    table = context.table
    lines = _header_lines(table)
    width = table.n_columns - 1
    cutter = Cutter(context, tuple(_forms(table)))
    if len(lines) == 1 and not text_of(table.grid[1][0]):
        return _with_first_stub(table, replace(cutter, stubs=_stub_lengths(table)).cut(lines[0], width, stub=True))
    for depth in range(len(lines), 0, -1):
        rows = _cut_rows(cutter, lines[:depth], width)
        if rows is not None:
            heads = rows[0][1:] if len(rows) > 1 else rows[-1][1:]
            tests = sum(holds_of(text) in (Holds.P_VALUE, Holds.RATIO) for text, _ in heads)
            page = table.pages[0] if table.pages else 1
            body = (c for c in table.cells if c.row >= depth and _has_place(table, c, width - tests))
            return replace(table, cells=(*_cells(rows, page), *body), header_rows=depth)
    return None


def _stub_lengths(table: Table) -> tuple[int, ...]:
    """How many words the stubs of the rows have."""
    return tuple(sorted(len(trimmed(text_of(row[0])).split()) for row in table.grid[2:] if text_of(row[0])))


def _with_first_stub(table: Table, cut: Cut | None) -> Table | None:
    """The table of one line of text, where the stub of the first row stands behind the header."""
    if cut is None:
        return None
    *heads, stub = cut.cells
    page = table.pages[0] if table.pages else 1
    first = (*((text, 1) for text in heads),)
    body = [replace(c, text=stub, line_starts=(0,)) if (c.row, c.column) == (1, 0) else c for c in table.cells if c.row]
    return replace(table, cells=(*_cells([first], page), *body), header_rows=1)


def _has_place(table: Table, cell: Cell, columns: int) -> bool:
    """Whether it is known which column a cell belongs to.

    A row that lacks only its tests has its values in the other columns; the one value of a row of tests or ratios
    speaks of no column in particular.
    """
    if cell.row not in table.short_rows or cell.column == 0:
        return True
    row = [c for c in table.cells if c.row == cell.row]
    stub = next((c.text for c in row if c.column == 0), "")
    values = sum(bool(text_of(c)) for c in row if c.column)
    return values == columns or (values == 1 and holds_of(stub) in (Holds.P_VALUE, Holds.RATIO))


def _header_lines(table: Table) -> list[str]:
    """The texts of the rows above the first row with values, none of which fills another cell than its first."""
    grid = table.grid
    lines: list[str] = []
    for row in grid:
        if any(text_of(c) and c is not row[0] for c in row[1:]):
            break
        lines.append(text_of(row[0]))
    told = lines and len(lines[0].split()) > 1 and len(lines) < len(grid)
    return lines if told else []


def _forms(table: Table) -> Iterator[str]:
    """What each column's cells look like: "count", "test", "other"; empty where they have nothing."""
    grid = table.grid
    for column in range(1, table.n_columns):
        texts = [text for i, row in enumerate(grid) if (text := text_of(row[column])) and i not in table.short_rows]
        if not texts:
            yield ""
        elif all(text.isdigit() for text in texts):
            yield "count"
        elif all(_TESTED.fullmatch(text) for text in texts):
            yield "test"
        else:
            yield "other"


def _cells(rows: Sequence[Sequence[tuple[str, int]]], page: int) -> Iterator[Cell]:
    for index, row in enumerate(rows):
        column = 0
        for text, span in row:
            yield Cell(index, column, text, column_span=span, page=page, line_starts=(0,) if text else ())
            column += span


def _cut_rows(cutter: Cutter, lines: Sequence[str], width: int) -> list[list[tuple[str, int]]] | None:
    """The rows of a header as texts with their spans: the lowest one has a cell a column, those above divide it.

    Tests stand behind what is divided, in the lowest line or in one above it.
    """
    *upper, lowest = lines
    for tests in _numbers_of_tests(upper, lowest):
        last = cutter.cut(lowest, width - tests) if width > tests else None
        if last is None:
            continue
        own = _tests_behind(last.cells[1:]) if upper else 0
        rows = [_spread(cutter, line, width, max(own, tests)) for line in upper]
        if all(rows):
            cells = (*last.cells, *[""] * tests)
            return [*(row for row in rows if row), [(text, 1) for text in cells]]
    return None


def _numbers_of_tests(upper: Sequence[str], lowest: str) -> Sequence[int]:
    """How many columns of tests may stand behind the lowest line, the likeliest first: a line above may name one.

    >>> _numbers_of_tests(["Rd (n=20) VRd (n=21) P"], "Event Any grade Grade 3 Any grade Grade 3")
    (1, 0, 2)
    """
    if not upper:
        return (0,)
    named = any(_TEST_LAST.search(line) for line in upper) and not _TEST_LAST.search(lowest)
    return (1, 0, 2) if named else (0, 1, 2)


def _tests_behind(cells: Sequence[str]) -> int:
    """How many cells at the end of a line are tests or ratios."""
    count = 0
    for text in reversed(cells):
        if holds_of(text) not in (Holds.P_VALUE, Holds.RATIO):
            break
        count += 1
    return count


def _spread(cutter: Cutter, line: str, width: int, tests: int) -> list[tuple[str, int]] | None:
    """A line of labels that each stand over as many columns, up to so many tests that it may name itself."""
    found: list[tuple[float, list[tuple[str, int]]]] = []
    for count in range(2, width + 1):
        cut = cutter.cut(line, count)
        own = _tests_behind(cut.cells[1:]) if cut else 0
        groups, behind = count - own, max(own, tests)
        if cut and groups > 1 and own in (0, behind) and (width - behind) % groups == 0:
            span = (width - behind) // groups
            row = [(text, span if 0 < i <= groups else 1) for i, text in enumerate(cut.cells)]
            found.append((cut.score / count, row + [("", 1)] * (behind - own)))
    return max(found)[1] if found else None

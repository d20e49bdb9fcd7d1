"""The rows of a table as they are read: how deep its header is, and under which labels a row stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.document import Cell, Table
from myelomine.extractors.tables.labels import size_ends, size_in, without_note, without_size
from myelomine.extractors.tables.numbers import NOT_REACHED
from myelomine.extractors.tables.shapes import Cells, header_depth, stub_column, text_of

_CLOSES = regex.compile(r"[^()]{0,60}\)")
_NAMES_SOMEBODY = regex.compile(r"\p{L}{2}")
_TEST = regex.compile(r"(?i)(?:log[- ]?rank )?p(?:[- ]?values?)?|(?:χ|chi)[-²2 ]{0,2}(?:squared?)?(?: values?)?|tests?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body: its cells, its stub, and the labels that it stands under, the outermost first.

    `groups` are those of the labels whose own row holds nothing else; `printed` are the whole cells of a row that is
    but a part of one.
    """

    index: int
    cells: tuple[Cell | None, ...]
    stub: str
    path: tuple[str, ...]
    groups: tuple[str, ...] = ()
    printed: tuple[Cell | None, ...] = ()

    @property
    def stub_cell(self) -> Cell | None:
        """The cell that holds the stub."""
        return next((c for c in self.cells[:2] if text_of(c) == self.stub), self.cells[0])


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Rows under one header; a table that prints a second header in its middle has two, and each is itself alone.

    `stub_column` is 1 where a column of labels stands before the stubs.
    """

    headers: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    header_cells: tuple[Cell | None, ...]
    stub_column: int = 0


def sections_of(table: Table) -> list[Section]:
    """The table cut at each row of its body that is a header again."""
    grid = table.grid
    depth = header_depth(table)
    headers = [_header_parts(grid[:depth], column) for column in range(table.n_columns)]
    cells = _lowest(grid[:depth], table.n_columns)
    out: list[Section] = []
    rows: list[Row] = []
    stubs = stub_column(table)
    for row in _rows(table, grid, depth, stubs):
        if _is_header_again(row.cells):
            out.append(Section(tuple(headers), tuple(rows), cells, stubs))
            headers, cells, rows = [(c.text,) if c else () for c in row.cells], row.cells, []
        else:
            rows.append(row)
    return [*out, Section(tuple(headers), tuple(rows), cells, stubs)]


def _header_parts(header: Sequence[Cells], column: int) -> tuple[str, ...]:
    """The header texts above a column; a cell that spans from the stub on is a row group, not a header."""
    parts: list[str] = []
    last: Cell | None = None
    for row in header:
        cell = row[column]
        if cell is None or cell is last or not cell.text.strip() or (column and cell.column == 0):
            continue
        parts.append(_own_part(cell, column))
        last = cell
    return tuple(parts)


def _own_part(cell: Cell, column: int) -> str:
    """A header read as one over several arms ("A (n = 235) B (n = 232)") is cut into its equal parts."""
    ends = size_ends(cell.text)
    if len(ends) < 2 or cell.column_span % len(ends):
        return cell.text
    part = (column - cell.column) // (cell.column_span // len(ends))
    starts = [0, *ends[:-1]]
    return cell.text[starts[part] : ends[part]].strip(" )]")


def _lowest(header: Sequence[Cells], columns: int) -> tuple[Cell | None, ...]:
    """The lowest header cell above each column that says how many patients the column has, else the lowest of all."""
    return tuple(_sized_or_last([row[column] for row in header], column) for column in range(columns))


def _sized_or_last(above: Sequence[Cell | None], column: int) -> Cell | None:
    cells = [c for c in above if c is not None and c.text.strip() and not (column and c.column == 0)]
    sized = [c for c in cells if size_in(c.text) is not None]
    found = sized or cells
    return found[-1] if found else None


def _rows(table: Table, grid: Sequence[Cells], depth: int, stubs: int) -> Iterator[Row]:
    """The rows below the header, each with the labels of the rows or of the column that group it."""
    tests = _test_columns(grid[:depth], table.n_columns)
    above = [(-1, text, True) for text in _groups_in_header(grid[:depth])]
    for index in range(depth, table.n_rows):
        cells = grid[index]
        label, stub = _label_and_stub(cells, stubs)
        if index > depth and _closes(grid[index - 1], cells, stubs):
            continue
        if index + 1 < table.n_rows and _closes(cells, grid[index + 1], stubs):
            stub = f"{stub} {_label_and_stub(grid[index + 1], stubs)[1]}"
        indent = (table.indents[index] if index < len(table.indents) else 0) + _is_inner(cells, stubs)
        if stubs and text_of(cells[0]):
            above = [(-1, label, True)] if label else []
        if index in table.group_rows or (stub and _is_empty(cells, tests)):
            above = [label for label in above if 0 <= label[0] < indent] + [(indent if indent else -1, stub, True)]
            continue
        if stub:
            above = [label for label in above if label[0] < indent]
        labels = tuple(text for _, text, _ in above)
        yield Row(index, tuple(cells), stub, labels, tuple(text for _, text, alone in above if alone))
        if stub:
            above.append((indent, stub, False))


def _label_and_stub(cells: Cells, stubs: int) -> tuple[str, str]:
    """A row's stub, and the label beside it where a column of labels stands before the stubs."""
    first = text_of(cells[0])
    return (first, without_note(text_of(cells[stubs]))) if _is_inner(cells, stubs) else ("", without_note(first))


def _closes(above: Cells, cells: Cells, stubs: int) -> bool:
    """Whether a row holds but the end of the bracket that the stub above it opens: "rate, % (95%" above "CI)"."""
    opened, stub = _label_and_stub(above, stubs)[1], _label_and_stub(cells, stubs)[1]
    if opened.count("(") != opened.count(")") + 1 or stub.count(")") != stub.count("(") + 1:
        return False
    return _CLOSES.match(stub) is not None and _is_empty(cells, frozenset())


def _is_inner(cells: Cells, stubs: int) -> bool:
    """Whether a row has its stub in the second column."""
    return stubs > 0 and text_of(cells[stubs]) != "" and cells[stubs] is not cells[0]


def _groups_in_header(header: Sequence[Cells]) -> list[str]:
    """A last header row whose one cell spans from the stub on groups the rows below."""
    if len(header) < 2 or not header[-1]:
        return []
    first = header[-1][0]
    return [first.text.strip()] if first and first.column_span > 1 and first.row_span == 1 else []


def _test_columns(header: Sequence[Cells], columns: int) -> frozenset[int]:
    """The columns of tests, which may be filled beside a label: "P", "χ² value"."""
    parts = {column: " ".join(_header_parts(header, column)) for column in range(1, columns)}
    return frozenset(column for column, text in parts.items() if _TEST.fullmatch(text.strip()))


def _is_empty(row: Cells, tests: frozenset[int]) -> bool:
    return all(c is None or not c.text.strip() or c is row[0] for i, c in enumerate(row) if i and i not in tests)


def _is_header_again(row: Cells) -> bool:
    """Whether at least two cells of a row of the body name groups with their patients: "Low dose (n = 43)"."""
    texts = [without_size(c.text) for c in row[1:] if c and size_in(c.text) is not None]
    return sum(bool(_NAMES_SOMEBODY.search(text) and not NOT_REACHED.fullmatch(text)) for text in texts) > 1

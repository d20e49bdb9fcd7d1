"""The rows of a table as they are read: how deep its header is, and under which labels a row stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from myelomine.document import Cell, Table
from myelomine.extractors.tables.labels import size_ends, size_in, without_size

Cells = Sequence[Cell | None]

_TEST = regex.compile(r"(?i)(?:log[- ]?rank )?p(?:[- ]?values?)?|(?:χ|chi)[-²2 ]{0,2}(?:squared?)?(?: values?)?|tests?")
_TEST_OR_RATIO = regex.compile(r"(?i)p|p[- ]?values?|(?:HR|hazard ratio).{0,20}")
_FIGURE = regex.compile(r"[<>≤≥~]?\s?[\d.·,]{1,9}(?:\s?[%(\[/±–-].{0,40})?|[-–—]|\.{2,3}|NR|NE|NA|NS")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body: its cells, its stub, and the labels that it stands under, the outermost first.

    `groups` are those of the labels whose own row holds nothing else.
    """

    index: int
    cells: tuple[Cell | None, ...]
    stub: str
    path: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one header; a table that prints a second header in its middle has two."""

    headers: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    header_cells: tuple[Cell | None, ...]


def sections_of(table: Table) -> list[Section]:
    """The table cut at each row of its body that is a header again."""
    grid = table.grid()
    depth = header_depth(table)
    headers = [_header_parts(grid[:depth], column) for column in range(table.n_columns)]
    cells = _lowest(grid[:depth], table.n_columns)
    out: list[Section] = []
    rows: list[Row] = []
    for row in _rows(table, grid, depth):
        if _is_header_again(row.cells):
            out.append(Section(tuple(headers), tuple(rows), cells))
            headers, cells, rows = [(c.text,) if c else () for c in row.cells], row.cells, []
        else:
            rows.append(row)
    return [*out, Section(tuple(headers), tuple(rows), cells)]


def header_depth(table: Table) -> int:
    """How many rows the header has: rows of words without a stub right below it belong to it."""
    grid = table.grid()
    depth = min(table.header_rows, table.n_rows)
    while depth < table.n_rows and _is_subheader(grid[depth]):
        depth += 1
    return depth


def is_headless(table: Table) -> bool:
    """Whether the only header row is a row of results: "Nausea | 5% | 10%"."""
    grid = table.grid()
    texts = [c.text.strip() for c in grid[0][1:] if c and c.text.strip()] if grid else []
    figures = [t for t in texts if _FIGURE.fullmatch(t)]
    plain = len(figures) == len(texts) and not any(regex.search(r"[%(]", t) for t in figures)  # dose levels, grades
    return header_depth(table) == 1 and len(texts) > 1 and 2 * len(figures) >= len(texts) and not plain


def _is_subheader(row: Cells) -> bool:
    stub = _text(row[0])
    texts = [c.text.strip() for c in row[1:] if c and c.text.strip()]
    return not stub and len(texts) > 1 and not any(_FIGURE.fullmatch(t) for t in texts)


def is_shifted(table: Table) -> bool:
    """Whether a header's upper cells stand too far left: exported without their spans, they name the wrong columns.

    "Arm A | Arm B | –" above "Any grade | Grade 3 | Any grade" does not say what the second column is.
    """
    header = table.grid()[: header_depth(table)]
    return any(_is_left_of(upper, lower) for upper, lower in pairwise(header))


def _is_left_of(upper: Cells, lower: Cells) -> bool:
    """Whether a header row ends before the one below it, by more than a column of tests."""
    filled = [i for i, cell in enumerate(upper) if i and _text(cell)]
    bare = [
        _text(cell) for i, cell in enumerate(lower) if filled and i > filled[-1] and _text(cell) and not _text(upper[i])
    ]
    return len(bare) > 1 or (len(bare) == 1 and len(filled) > 1 and not _TEST_OR_RATIO.fullmatch(bare[0]))


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""


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


def _rows(table: Table, grid: Sequence[Cells], depth: int) -> Iterator[Row]:
    """The rows below the header, each with the labels of the rows that group it."""
    tests = _test_columns(grid[:depth], table.n_columns)
    above = [(-1, text, True) for text in _groups_in_header(grid[:depth])]
    for index in range(depth, table.n_rows):
        cells = grid[index]
        stub = _text(cells[0])
        indent = table.indents[index] if index < len(table.indents) else 0
        if index in table.group_rows or (stub and _is_empty(cells, tests)):
            above = [label for label in above if 0 <= label[0] < indent] + [(indent if indent else -1, stub, True)]
            continue
        if stub:
            above = [label for label in above if label[0] < indent]
        labels = tuple(text for _, text, _ in above)
        yield Row(index, tuple(cells), stub, labels, tuple(text for _, text, alone in above if alone))
        if stub:
            above.append((indent, stub, False))


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
    texts = [c.text for c in row[1:] if c and size_in(c.text) is not None]
    return sum(bool(regex.search(r"\p{L}{2}", without_size(text))) for text in texts) > 1

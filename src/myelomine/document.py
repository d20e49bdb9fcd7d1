"""What the parser hands on: a document as pages, blocks of text and tables.

Nothing here knows a PDF library or spaCy. Coordinates are PDF points from the top left corner of the page as a
reader sees it (page rotation applied); pages count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property


class BlockKind(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    AUTHORS = "authors"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    LIST = "list"
    REFERENCE = "reference"
    OTHER = "other"


class Section(StrEnum):
    """Which part of a paper a block stands in."""

    FRONT = "front"
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    METHODS = "methods"
    RESULTS = "results"
    DISCUSSION = "discussion"
    BACK = "back"
    REFERENCES = "references"
    BODY = "body"


class DocumentKind(StrEnum):
    """What a document is: decides whose results its sentences state."""

    PRIMARY = "primary"
    REVIEW = "review"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, top-left origin: x0 <= x1 and top <= bottom."""

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.x0 > self.x1 or self.top > self.bottom:
            raise ValueError(f"a box needs x0 <= x1 and top <= bottom, not {self}")

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Run:
    """Where the characters `start` to `end` (exclusive) of a text were printed; box is None for a text file."""

    start: int
    end: int
    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A superscript citation or footnote mark, kept out of the text; it stood before the character at `at`."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption … with its text cleaned once and the place of each part of it.

    `runs` are sorted and do not overlap; a character between two runs is a space that was added in reading.
    `article` counts the articles of a page that lists several (0 elsewhere); `heading` is the nearest heading above.
    """

    id: str
    page: int
    kind: BlockKind
    section: Section
    text: str
    runs: tuple[Run, ...] = ()
    marks: tuple[Mark, ...] = ()
    heading: str = ""
    article: int = 0

    def runs_between(self, start: int, end: int) -> tuple[Run, ...]:
        """The runs that hold any character of text[start:end]."""
        first = max(bisect_right(self.runs, start, key=lambda r: r.start) - 1, 0)
        return tuple(r for r in self.runs[first:] if r.start < end and r.end > start)

    def marks_between(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks printed within or directly after text[start:end]."""
        return tuple(m for m in self.marks if start < m.at <= end)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place in the grid, its text with the lines of the cell joined by one space, and its marks.

    `line_starts` are the offsets in `text` at which a printed line of the cell begins (always starts with 0 when
    the text is not empty), since reviews put one fact on a line.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int = 0
    box: Box | None = None
    marks: tuple[Mark, ...] = ()
    line_starts: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The cell's printed lines."""
        starts = self.line_starts or (0,)
        return tuple(self.text[a:b].strip() for a, b in zip(starts, (*starts[1:], len(self.text)), strict=True))


@dataclass(frozen=True)
class Table:
    """A table as a grid. Every position of the grid belongs to at most one cell.

    Rows 0 to `header_rows - 1` are the header; column 0 is the stub. `group_rows` are rows of the body that hold
    nothing but a label for the rows below (a row group). `indents` gives each row's stub indent level (0 = none).
    `short_rows` have fewer values than columns, and nothing says which columns they belong to.
    """

    id: str
    pages: tuple[int, ...]
    label: str
    caption: str
    cells: tuple[Cell, ...]
    header_rows: int = 1
    group_rows: frozenset[int] = frozenset()
    indents: tuple[int, ...] = ()
    footnotes: tuple[str, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    section: Section = Section.RESULTS
    article: int = 0
    doubts: tuple[str, ...] = ()
    short_rows: frozenset[int] = frozenset()

    @cached_property
    def n_rows(self) -> int:
        """Rows of the grid, header rows included."""
        return max((c.row + c.row_span for c in self.cells), default=0)

    @cached_property
    def n_columns(self) -> int:
        """Columns of the grid, the stub included."""
        return max((c.column + c.column_span for c in self.cells), default=0)

    @cached_property
    def grid(self) -> tuple[Sequence[Cell | None], ...]:
        """The cell that covers each position, row by row; a spanning cell is repeated over its span."""
        width = self.n_columns
        grid: list[list[Cell | None]] = [[None] * width for _ in range(self.n_rows)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    grid[row][column] = cell
        return tuple(grid)

    def header_paths(self) -> tuple[tuple[Cell, ...], ...]:
        """The header cells above each column, top first, without repeats."""
        header = self.grid[: self.header_rows]
        return tuple(
            tuple(_without_repeats(cell for row in header if (cell := row[column]) and cell.text))
            for column in range(self.n_columns)
        )

    def __getstate__(self) -> dict[str, object]:
        """What is kept of a table elsewhere: nothing that follows from the rest."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _without_repeats(cells: Iterator[Cell]) -> Iterator[Cell]:
    last = None
    for cell in cells:
        if cell is not last:
            yield cell
        last = cell


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in points (0 for a text file) and what the reader could not do on it."""

    number: int
    width: float = 0.0
    height: float = 0.0
    rotation: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] of the block, or of the table's cell at (row, column), with this id."""

    block: str
    start: int
    end: int
    row: int = -1
    column: int = -1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `id` is the SHA-256 of its bytes, so the same bytes give the same Document."""

    id: str
    name: str
    kind: DocumentKind
    title: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()

    def text_at(self, span: Span) -> str:
        """The characters that a span stands for."""
        if span.row >= 0:
            table = next(t for t in self.tables if t.id == span.block)
            cell = next(c for c in table.cells if (c.row, c.column) == (span.row, span.column))
            return cell.text[span.start : span.end]
        block = next(b for b in self.blocks if b.id == span.block)
        return block.text[span.start : span.end]

"""The grid of a table before its texts are joined: which printed lines stand in which cell."""

from __future__ import annotations

from dataclasses import dataclass

from myelomine.parser.lines import Line


@dataclass(frozen=True, slots=True, eq=False)
class GridCell:
    """One cell: its place, the lines printed in it, and the rows and columns it covers."""

    row: int
    column: int
    lines: tuple[Line, ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class TableLayout:
    """All cells of a table with text in them."""

    cells: tuple[GridCell, ...]
    header_rows: int
    n_rows: int
    n_columns: int
    doubts: tuple[str, ...] = ()

    def group_rows(self) -> frozenset[int]:
        """Rows of the body that hold a label and nothing else."""
        by_row: dict[int, list[GridCell]] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                by_row.setdefault(row, []).append(cell)
        return frozenset(
            row
            for row, cells in by_row.items()
            if row >= self.header_rows and len(cells) == 1 and cells[0].column == 0 and self.n_columns > 1
        )

    def stub_lines(self) -> list[Line | None]:
        """The first line of each body row's label."""
        stubs = {c.row: c.lines[0] for c in self.cells if c.column == 0 and c.lines}
        return [stubs.get(row) for row in range(self.header_rows, self.n_rows)]

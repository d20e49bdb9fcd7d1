"""Tables whose every cell is drawn: pdfplumber's own table finder is right about them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from myelomine.parser.ink import Area, Word
from myelomine.parser.lines import Line, join_line
from myelomine.parser.table_layout import GridCell, TableLayout
from myelomine.parser.table_regions import Region

_SNAP = 3.5
_FEWEST_CELLS = 4
_COVERED = 0.9


@dataclass(frozen=True, slots=True)
class _EdgePage:
    """As much of a pdfplumber page as its table finder asks for."""

    bbox: tuple[float, float, float, float]
    edges: list[dict[str, Any]]


def ruled_layout(region: Region) -> TableLayout | None:
    """The layout of a table drawn as a grid; None when its lines do not make one."""
    if len(region.bars) < 2:
        return None
    boxes = _find_cells(region)
    if len(boxes) < _FEWEST_CELLS:
        return None
    xs, ys = _steps(x for b in boxes for x in (b.x0, b.x1)), _steps(y for b in boxes for y in (b.top, b.bottom))
    contents = _fill(region.lines, boxes, (xs, ys))
    words = sum(len(x.words) for x in region.lines)
    held = sum(len(x.words) for lines in contents for x in lines)
    if len(ys) < 3 or len(xs) < 3 or held < _COVERED * words or _holds_many_rows(contents, boxes, ys):
        return None
    cells = tuple(_grid_cell(b, lines, xs, ys) for b, lines in zip(boxes, contents, strict=True))
    doubts = (f"{words - held} words stand outside its cells",) if held < words else ()
    kept = tuple(c for c in cells if c.lines)
    return TableLayout(kept, _header_rows(cells, region), len(ys) - 1, len(xs) - 1, doubts)


def _find_cells(region: Region) -> list[Area]:
    from pdfplumber.table import TableFinder

    area = region.area
    rules = [piece for row in region.rules for piece in row.pieces]
    edges = [_edge(r.x0, r.x1, (r.top + r.bottom) / 2, "h") for r in rules]
    edges += [_edge(b.top, b.bottom, (b.x0 + b.x1) / 2, "v") for b in region.bars]
    page: Any = _EdgePage((area.x0 - 9, area.top - 9, area.x1 + 9, area.bottom + 9), edges)
    return [Area(*cell) for cell in TableFinder(page).cells]


def _edge(start: float, end: float, at: float, orientation: str) -> dict[str, Any]:
    if orientation == "h":
        places = {"x0": start, "x1": end, "top": at, "bottom": at, "width": end - start, "height": 0.0}
    else:
        places = {"x0": at, "x1": at, "top": start, "bottom": end, "width": 0.0, "height": end - start}
    return {"object_type": "line", "orientation": orientation, "doctop": places["top"], **places}


def _steps(values: Any) -> list[float]:
    """Coordinates without those that are nearly the same as the one before."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SNAP:
            out.append(value)
    return out


def _fill(lines: Sequence[Line], boxes: Sequence[Area], steps: tuple[list[float], list[float]]) -> list[list[Line]]:
    """The lines of each cell; a line that runs over a border is cut there."""
    places = _places(boxes, steps)
    contents: list[list[Line]] = [[] for _ in boxes]
    for line in sorted(lines, key=lambda x: (x.base, x.x0)):
        parts: dict[int, list[Word]] = {}
        for word in line.words:
            x, y = (word.x0 + word.x1) / 2, line.base - 0.3 * line.size
            at = places.get((bisect_right(steps[1], y), bisect_right(steps[0], x)))
            if at is not None:
                parts.setdefault(at, []).append(word)
        for at, words in parts.items():
            contents[at].append(join_line(line.ink, words))
    return contents


def _places(boxes: Sequence[Area], steps: tuple[list[float], list[float]]) -> dict[tuple[int, int], int]:
    """Which cell covers each place of the grid, places counted as `bisect` counts them."""
    xs, ys = steps
    return {
        (row, column): k
        for k, box in enumerate(boxes)
        for row in range(_index(ys, box.top) + 1, _index(ys, box.bottom) + 1)
        for column in range(_index(xs, box.x0) + 1, _index(xs, box.x1) + 1)
    }


def _holds_many_rows(contents: Sequence[Sequence[Line]], boxes: Sequence[Area], ys: Sequence[float]) -> bool:
    """Whether rules divide only parts of a table: then a drawn row holds many lines in all its cells."""
    rows: dict[int, list[int]] = {}
    for box, lines in zip(boxes, contents, strict=True):
        if box.bottom - box.top < (ys[-1] - ys[0]) * 0.98:
            rows.setdefault(_index(ys, box.top), []).append(len(lines))
    crowded = [sorted(counts) for counts in rows.values() if len(counts) > 1 and min(counts) >= 4]
    return any(counts[0] == counts[-1] for counts in crowded)


def _index(steps: Sequence[float], value: float) -> int:
    return max(0, bisect_right(steps, value + _SNAP) - 1)


def _grid_cell(box: Area, lines: list[Line], xs: Sequence[float], ys: Sequence[float]) -> GridCell:
    row, column = _index(ys, box.top), _index(xs, box.x0)
    spans = max(1, _index(ys, box.bottom) - row), max(1, _index(xs, box.x1) - column)
    return GridCell(row, column, tuple(lines), *spans)


def _header_rows(cells: Sequence[GridCell], region: Region) -> int:
    """The bold or shaded rows on top, and whatever a tall cell of the first row reaches over."""
    tall = max((c.row_span for c in cells if c.row == 0 and c.lines), default=1)
    last = max(c.row for c in cells)
    row = 0
    while row < min(last, 5) and all(_stands_out(c, region) for c in cells if c.row == row and c.lines):
        row += 1
    return max(tall, row, 1)


def _stands_out(cell: GridCell, region: Region) -> bool:
    if all(x.bold for x in cell.lines):
        return True
    line = cell.lines[0]
    x, y = (line.x0 + line.x1) / 2, line.base - 0.3 * line.size
    return any(f.holds(x, y) for f in region.fills if f.height < 0.6 * region.area.height)

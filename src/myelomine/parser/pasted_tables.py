"""Tables pasted from a web page as text: their cells end in a non-breaking space, their header has lost its gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import regex

_CELL_END = "\u00a0"
#: So many lines whose every cell ends so make a table; in prose such a space never ends a line.
_ENOUGH_ROWS = 3

_SIZED = regex.compile(r"[^=\n]{2,40}?\s?[\[(]?\b[nN]\s?=\s?\d{1,4}[\])]?(?=\D|$)")
_LABEL = regex.compile(r"Tables? (?:\d{1,2}|[IVX]{1,4})\.?")

Cells = list[str]


def with_tabs(page: str) -> str:
    """The page with its pasted tables as tab-separated lines, each behind its caption; other lines stay.

    >>> rows = ["Arm A n = 9Arm B n = 8", *(f"Item {i}\\u00a01\\u00a02\\u00a0" for i in range(3))]
    >>> print(with_tabs(chr(10).join(rows)).replace(chr(9), " | "))
     | Arm A n = 9 | Arm B n = 8
    Item 0 | 1 | 2
    Item 1 | 1 | 2
    Item 2 | 1 | 2
    """
    if page.count(f"{_CELL_END}\n") < _ENOUGH_ROWS - 1:
        return page
    return "\n".join(_captioned(list(_lines(page.split("\n")))))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines, each run of rows with the header line above it as tab-separated rows."""
    for belongs, found in groupby(lines, key=lambda line: _is_row(line) or bool(_header_of(line))):
        run = list(found)
        yield from _table(run) if belongs and sum(map(_is_row, run)) >= _ENOUGH_ROWS else run


def _is_row(line: str) -> bool:
    return line.endswith(_CELL_END) and bool(line.strip())


def _header_of(line: str) -> Cells:
    """The labels of a header whose gaps are lost: "Arm A n = 9Arm B n = 8"; none where the line is no header."""
    found = [hit.group().strip() for hit in _SIZED.finditer(line)]
    return found if len(found) > 1 and sum(map(len, found)) >= 0.9 * len(line.strip()) else []


def _table(run: Sequence[str]) -> Iterator[str]:
    """Rows of one width; a row that lacks its stub goes on with the cells of the row above."""
    rows = [["", *header] if (header := _header_of(line)) else _cells(line) for line in run]
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    table: list[Cells] = []
    for row in rows:
        if len(row) == width - 1 and table and _continues(row):
            table[-1] = [table[-1][0], *(" ".join(filter(None, pair)) for pair in zip(table[-1][1:], row, strict=True))]
        else:
            table.append([*row, *[""] * (width - len(row))])
    half = len(table) // 2
    once = table[:half] if table[:half] == table[half:] else table  # some pages print a table a second time, hidden
    yield from ("\t".join(row) for row in once)


def _cells(line: str) -> Cells:
    """The cells of a row, the indent of the stub as plain spaces."""
    cells = [cell.strip() for cell in line.removesuffix(_CELL_END).split(_CELL_END)]
    indent = len(line) - len(line.lstrip("\u2003\u2002 "))
    return [" " * indent + cells[0], *cells[1:]]


def _continues(row: Cells) -> bool:
    return all(not cell.strip() or regex.match(r"[<>≥≤]?\s?\d", cell.strip()) for cell in row)


def _captioned(lines: Sequence[str]) -> Iterator[str]:
    """A label alone on its line is joined to the caption that follows it."""
    label = ""
    for line in lines:
        if _LABEL.fullmatch(line.strip()):
            label = line.strip(" .")
        elif label and line.strip() and "\t" not in line:
            yield f"{label}. {line.strip()}"
            label = ""
        elif not label or line.strip():
            yield from [label] if label else []
            yield line
            label = ""

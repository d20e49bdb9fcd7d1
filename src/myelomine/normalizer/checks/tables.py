"""The check of a document's tables, whether or not a record is read from the cell: counts against percentages.

Rows of tables whose columns are lost in a text are checked too, where the groups' sizes stand above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import regex

from myelomine.document import BlockKind, Cell, Document, Table
from myelomine.normalizer.checks.facts import grouped
from myelomine.normalizer.checks.rates import Fit, fit_of
from myelomine.records import print_number

#: A column's own N is taken for its denominator where at least so many of its cells are there to show it.
ENOUGH_CELLS = 3

_SIZE = r"\b[nN]\s?=\s?(?P<total>\d{1,5})\b"
_SHARE = r"(?P<count>\d{1,5})\s?[(\[]\s?(?P<percent>\d{1,3}(?:[.·]\d{1,3})?)\s?%\s?[)\]]"
_COLUMN_SIZE = regex.compile(_SIZE)
_COUNT_AND_PERCENT = regex.compile(_SHARE)
_LOST_ROW = regex.compile(rf"{_SHARE}(?:\s{_SHARE}){{1,9}}")
_SIZE_OR_ROW = regex.compile(rf"(?P<size>{_SIZE})|(?P<row>{_LOST_ROW.pattern})")
#: So much of the text before a row is shown as its label.
_LABEL = regex.compile(r"[^\d%).]{0,40}$")


class Column(NamedTuple):
    """A column or a section of it: where it stands, its heading, and the patients that the heading counts."""

    place: str
    number: int
    heading: str
    total: int


class Share(NamedTuple):
    """A cell that prints a count and a percentage."""

    column: Column
    label: str
    n: int
    percent: Decimal

    def note(self) -> str:
        """What the cell prints, and what its count and its column's patients give."""
        exact = Decimal(100 * self.n) / self.column.total
        place = f"{self.column.place}, {self.label} / {self.column.heading}"
        found = f"{self.n} of {self.column.total} is {exact:.2f} %, the paper prints {print_number(self.percent)} %"
        return f"table-percent: {place}: {found}"


def table_notes(document: Document) -> tuple[str, ...]:
    """The cells whose percentage is not the share that their count has of the column's patients, as notes."""
    in_tables = [share for table in document.tables for share in _table_shares(table)]
    by_column = grouped([*in_tables, *_text_shares(document)], lambda share: share.column)
    return tuple(share.note() for shares in by_column.values() for share in _misfits(shares))


def _misfits(shares: list[Share]) -> list[Share]:
    """The shares that do not fit the total, where most do: else the total is not their denominator."""
    misfits = [s for s in shares if fit_of(s.n, s.column.total, s.percent) is Fit.NONE]
    return misfits if len(shares) >= ENOUGH_CELLS and 2 * len(misfits) < len(shares) else []


def _table_shares(table: Table) -> Iterator[Share]:
    """The cells under headings with their patients; where none has any, the rows as they would be read in a text."""
    paths = table.header_paths()[1:]
    if any(_COLUMN_SIZE.search(cell.text) for path in paths for cell in path):
        yield from _cell_shares(table, paths)
    else:
        rows = (" ".join(cell.text for cell in row if cell is not None and cell.text) for row in table.grid)
        yield from _lost_rows("\n".join(rows), f"{table.label or table.id} on page {table.pages[0]}")


def _cell_shares(table: Table, paths: Sequence[tuple[Cell, ...]]) -> Iterator[Share]:
    grid = table.grid[table.header_rows :]
    for number, path in enumerate(paths, 1):
        column = _column(table, number, " ".join(cell.text for cell in path))
        for row in grid:
            stub, cell = row[0], row[number]
            if cell is None:
                continue
            if _COLUMN_SIZE.search(cell.text):  # a row that heads the next section, which has patients of its own
                column = _column(table, number, cell.text)
            elif column and (hit := _COUNT_AND_PERCENT.fullmatch(cell.text.strip())):
                yield _share(column, stub.text if stub else f"row {cell.row + 1}", hit["count"], hit["percent"])


def _column(table: Table, number: int, heading: str) -> Column | None:
    """The column under a heading that says how many patients it has."""
    sizes = _COLUMN_SIZE.findall(heading)
    return Column(table.label or table.id, number, heading, int(sizes[-1])) if sizes and int(sizes[-1]) else None


def _text_shares(document: Document) -> Iterator[Share]:
    """The cells of rows without columns: "two drugs 85 (39.0%) 61 (33.1%)" below "Free (n = 218) Low (n = 184)"."""
    told = (b for b in document.blocks if b.kind is not BlockKind.REFERENCE)
    for page, blocks in groupby(told, key=lambda block: block.page):
        yield from _lost_rows("\n".join(block.text for block in blocks), f"text on page {page}")


def _lost_rows(text: str, place: str) -> Iterator[Share]:
    sizes: list[int] = []
    fresh = False
    for hit in _SIZE_OR_ROW.finditer(text):
        if hit["size"]:
            sizes = [*sizes, int(hit["total"])] if fresh else [int(hit["total"])]
            fresh = True
            continue
        fresh = False
        cells = list(_COUNT_AND_PERCENT.finditer(hit["row"]))
        label = _LABEL.search(text[max(hit.start() - 100, 0) : hit.start()].rstrip())
        if len(cells) <= len(sizes):
            yield from _row(place, label[0].strip() if label else "", cells, sizes[-len(cells) :])


def _row(place: str, label: str, cells: Iterable[regex.Match[str]], sizes: list[int]) -> Iterator[Share]:
    for number, (cell, total) in enumerate(zip(cells, sizes, strict=True)):
        if total:
            yield _share(Column(place, number, f"n = {total}", total), label, cell["count"], cell["percent"])


def _share(column: Column, label: str, count: str, percent: str) -> Share:
    return Share(column, label, int(count), Decimal(percent.replace("·", ".")))

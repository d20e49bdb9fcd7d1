"""The check of a document's tables, whether or not a record is read from the cell: counts against percentages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import regex

from myelomine.document import Cell, Document, Table
from myelomine.normalizer.checks.rates import Fit, fit_of
from myelomine.records import print_number

#: A column's own N is taken for its denominator where at least so many of its cells are there to show it.
ENOUGH_CELLS = 3

_COLUMN_SIZE = regex.compile(r"\b[nN]\s?=\s?(?P<total>\d{1,5})\b")
_COUNT_AND_PERCENT = regex.compile(r"(?P<count>\d{1,5})\s?[(\[]\s?(?P<percent>\d{1,3}(?:[.·]\d{1,3})?)\s?%\s?[)\]]")


class Share(NamedTuple):
    """A cell that prints a count and a percentage."""

    cell: Cell
    n: int
    percent: Decimal


def table_notes(document: Document) -> tuple[str, ...]:
    """The cells whose percentage is not the share that their count has of the column's patients, as notes."""
    return tuple(note for table in document.tables for note in _notes_of(table))


def _notes_of(table: Table) -> Iterator[str]:
    for column in range(1, table.n_columns):
        header = " ".join(cell.text for cell in table.header_path(column))
        sizes = _COLUMN_SIZE.findall(header)
        if sizes:
            total = int(sizes[-1])
            for share in _misfits(_shares(table, column), total):
                yield _note(table, header, share, total)


def _misfits(shares: list[Share], total: int) -> list[Share]:
    """The shares that do not fit the total, where most do: else the total is not their denominator."""
    misfits = [s for s in shares if fit_of(s.n, total, s.percent) is Fit.NONE]
    return misfits if len(shares) >= ENOUGH_CELLS and 2 * len(misfits) < len(shares) else []


def _shares(table: Table, column: int) -> list[Share]:
    cells = (row[column] for row in table.grid()[table.header_rows :])
    hits = ((cell, _COUNT_AND_PERCENT.fullmatch(cell.text.strip())) for cell in cells if cell is not None)
    return [Share(c, int(hit["count"]), Decimal(hit["percent"].replace("·", "."))) for c, hit in hits if hit]


def _note(table: Table, header: str, share: Share, total: int) -> str:
    stub = table.grid()[share.cell.row][0]
    exact = Decimal(100 * share.n) / total
    place = f"{table.label or table.id}, {stub.text if stub else f'row {share.cell.row + 1}'} / {header}"
    found = f"{share.n} of {total} is {exact:.2f} %, the paper prints {print_number(share.percent)} %"
    return f"table-percent: {place}: {found}"

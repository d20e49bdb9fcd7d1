"""The surroundings of a quote in its document: the paragraph around a sentence, the headers above a table row."""

from __future__ import annotations

from collections.abc import Iterator

from myelomine.document import Block, Document, Table
from myelomine.drafts import Evidence

#: How much of a paragraph is shown on each side of the quote.
REACH = 300
_CELL_SEPARATOR = " | "


def context_of(document: Document, evidence: Evidence) -> tuple[str, ...]:
    """Where the quote stands, in lines; empty where it is not found."""
    for block in sorted(document.blocks, key=lambda b: b.page != evidence.page):
        start = block.text.find(evidence.quote)
        if start >= 0:
            return tuple(_paragraph(block, start, start + len(evidence.quote)))
    for table in sorted(document.tables, key=lambda t: evidence.page not in t.pages):
        row = _row_of(table, evidence.quote)
        if row is not None:
            return tuple(_table_row(table, row))
    return ()


def _paragraph(block: Block, start: int, end: int) -> Iterator[str]:
    """The quote between angle marks, with the text before and after it."""
    place = ", ".join(filter(None, (block.section.value, block.heading)))
    yield f"{block.kind.value} in {place}:"
    before, after = block.text[max(start - REACH, 0) : start], block.text[end : end + REACH]
    opening = "… " if start > REACH else ""
    closing = " …" if end + REACH < len(block.text) else ""
    yield f"{opening}{before}«{block.text[start:end]}»{after}{closing}"


def _row_of(table: Table, quote: str) -> int | None:
    """The row that holds every cell of the quote, or the cell that is the quote."""
    parts = quote.split(_CELL_SEPARATOR)
    for number, row in enumerate(table.grid):
        texts = {cell.text for cell in row if cell}
        if all(part in texts for part in parts) or any(quote in text for text in texts):
            return number
    return None


def _table_row(table: Table, number: int) -> Iterator[str]:
    """The caption, then each cell of the row with the headers above it."""
    yield f"{table.label or 'a table'}: {table.caption}".strip()
    for path, cell in zip(table.header_paths(), table.grid[number], strict=True):
        if cell and cell.text:
            above = " / ".join(header.text for header in path if header is not cell)
            yield f"{above}: {cell.text}" if above else cell.text

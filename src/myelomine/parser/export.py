"""A Document as plain JSON values, and as text for people."""

from __future__ import annotations

from typing import Any

from myelomine.document import Block, Box, Cell, Document, Run, Table

Json = dict[str, Any]


def document_to_json(document: Document) -> Json:
    """What `read` prints: blocks and tables with their places and doubts."""
    return {
        "name": document.name,
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "pages": len(document.pages),
        "notes": list(document.notes),
        "page_notes": {str(p.number): list(p.notes) for p in document.pages if p.notes},
        "blocks": [_block(b) for b in document.blocks],
        "tables": [_table(t) for t in document.tables],
    }


def _block(block: Block) -> Json:
    return {
        "id": block.id,
        "page": block.page,
        "kind": block.kind.value,
        "section": block.section.value,
        "heading": block.heading,
        "article": block.article,
        "text": block.text,
        "runs": [_run(r) for r in block.runs],
        "marks": [{"at": m.at, "text": m.text} for m in block.marks],
    }


def _run(run: Run) -> Json:
    return {"start": run.start, "end": run.end, "page": run.page, "box": _box(run.box)}


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x0, box.top, box.x1, box.bottom]


def _table(table: Table) -> Json:
    return {
        "id": table.id,
        "page": table.pages[0] if table.pages else 0,
        "pages": list(table.pages),
        "section": table.section.value,
        "article": table.article,
        "label": table.label,
        "caption": table.caption,
        "header_rows": table.header_rows,
        "group_rows": sorted(table.group_rows),
        "indents": list(table.indents),
        "rows": table_rows(table),
        "cells": [_cell(c) for c in table.cells],
        "footnotes": list(table.footnotes),
        "abbreviations": [list(pair) for pair in table.abbreviations],
        "doubts": list(table.doubts),
    }


def _cell(cell: Cell) -> Json:
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": cell.text,
        "lines": list(cell.lines) if cell.text else [],
        "page": cell.page,
        "box": _box(cell.box),
        "marks": [{"at": m.at, "text": m.text} for m in cell.marks],
    }


def table_rows(table: Table) -> list[list[str]]:
    """The grid as texts with their marks; a spanning cell is repeated over its span."""
    return [["" if cell is None else marked_text(cell) for cell in row] for row in table.grid]


def marked_text(cell: Cell) -> str:
    """A cell's text with its marks where they were printed."""
    text = cell.text
    for mark in sorted(cell.marks, key=lambda m: m.at, reverse=True):
        text = text[: mark.at] + mark.text + text[mark.at :]
    return text


def document_to_text(document: Document) -> str:
    """The document for a person to read: notes first, then blocks and tables page by page."""
    parts = [f"# {document.title or document.name} ({document.kind.value}, {len(document.pages)} pages)"]
    parts += [f"! {note}" for note in document.notes]
    parts += [f"! page {p.number}: {note}" for p in document.pages for note in p.notes]
    for page in document.pages:
        parts.append(f"\n--- page {page.number} ---")
        parts += [_block_text(b) for b in document.blocks if b.page == page.number]
        parts += [_table_text(t) for t in document.tables if t.pages and t.pages[0] == page.number]
    return "\n".join(parts) + "\n"


def _block_text(block: Block) -> str:
    return f"[{block.id} {block.section.value} {block.kind.value}] {block.text}"


def _table_text(table: Table) -> str:
    rows = table_rows(table)
    lines = [f"[{table.id}] {table.label}: {table.caption}"]
    lines += [f"! {doubt}" for doubt in table.doubts]
    for number, row in enumerate(rows):
        lines.append("\t".join(row))
        if number == table.header_rows - 1:
            lines.append("-" * 20)
    return "\n".join([*lines, *table.footnotes])

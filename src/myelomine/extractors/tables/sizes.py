"""Numbers of patients that a table's headers and rows give, by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell
from myelomine.drafts import Draft
from myelomine.extractors.tables.columns import Column
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import NO, PEOPLE, Holds, holds_of
from myelomine.extractors.tables.facts import size_draft
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.groups import NOBODY, Group, within
from myelomine.extractors.tables.headings import Heading
from myelomine.extractors.tables.labels import size_in, without_size
from myelomine.extractors.tables.numbers import parse_size

_SAFETY = regex.compile(r"(?i)\bsafety (?:population|analys|set)|\bas[- ]treated population")
_EVALUABLE = regex.compile(r"(?i)\b(?:response[- ])?evaluable|\bassessable")
_TOLD_BY_TOXICITY = regex.compile(r"(?i)\b(?:dlt|toxicity)[- ]evaluable")
_PLAIN_N = regex.compile(rf"(?i){NO}(?: of {PEOPLE})?(?: \(n\))?[,:]?")
_TOXICITY = regex.compile(
    r"(?i)\b(?:adverse|untoward|toxic|side)[- ](?:events?|effects?|reactions?)|\btoxicit|\bTE?AEs?\b|\bAEs\b"
    r"|\bcomplications\b"
)
_ANALYZED = regex.compile(
    r"(?i)\b(?:full analysis|per[- ]protocol) (?:set|population)|\bmodified intent(?:ion)?[- ]to[- ]treat"
)
_AMONG = regex.compile(
    r"(?i)\b(?:among|of|in) (?:the )?(?:patients|those) (?:who|with) (?:had )?(?P<label>[^();,.]{4,90})"
)


def header_sizes(context: TableContext, columns: Sequence[Column]) -> Iterator[tuple[Column, Draft]]:
    """The columns whose header counts its patients, each with that count: "KPd (n = 238)"."""
    seen: set[tuple[str, int]] = set()
    for column in columns[1:]:
        size, group = column.heading.size, column.group
        cell = column.cell
        if size is None or cell is None or (group.label, size) in seen or not (group.known or group.everyone):
            continue
        seen.add((group.label, size))
        name = _population(context, group, size)
        if group.known or name != "group":
            draft = size_draft(name, size, group, context.evidence((cell,), cell, "size.header"))
            yield column, replace(draft, study=column.study)


def _population(context: TableContext, group: Group, size: int) -> str:
    """Which patients a header counts: the group, or those of it that were evaluable or treated."""
    caption = context.table.caption
    if _SAFETY.search(context.notes) and _TOXICITY.search(caption):
        return "safety"
    if _EVALUABLE.search(caption):
        return "evaluable"
    unlike = group.arm is not None and group.arm.size is not None and group.arm.size != size
    if unlike and _ANALYZED.search(caption):
        return "analyzed"
    return "safety" if unlike and _TOXICITY.search(caption) else "group"


def row_sizes(context: TableContext, columns: Sequence[Column], row: Row, heading: Heading) -> Iterator[Draft]:
    """The patients that a row counts: the row "N", and a row's own "(n = 123)" where a footnote says who they are."""
    note = noted_group(context, row)
    own = size_in(row.stub)
    if note.known and own is not None and row.stub_cell:
        yield size_draft("group", own, note, context.evidence(row.cells, row.stub_cell, "size.stub"))
    if heading.measure is not None or not (heading.holds is Holds.SIZE or _is_plain_n(row)):
        return
    name = "evaluable" if _EVALUABLE.search(row.stub) else "group"
    for column in columns[1:]:
        cell = row.cells[column.index]
        count = parse_size(cell.text) if cell and column.group.known else None
        if cell is not None and count is not None:
            group = within(column.group, note) if note.known else column.group
            draft = size_draft(name, count, group, context.evidence(row.cells, cell, "size.row"))
            yield replace(draft, study=column.study)


def may_count_patients(row: Row) -> bool:
    """Whether the words of a row leave open that it counts patients."""
    counted = holds_of(without_size(row.stub)) is Holds.SIZE
    return counted or _is_plain_n(row) or size_in(row.stub) is not None


def _is_plain_n(row: Row) -> bool:
    """Whether a row under no label is headed by nothing but "n"."""
    return not row.path and _PLAIN_N.fullmatch(row.stub.strip()) is not None


def column_sizes(context: TableContext, columns: Sequence[Column], row: Row, part: Group) -> Iterator[Draft]:
    """The patients of a row's group in columns headed "N", "No." or, beside results, "Patients, n (%)"."""
    shares = [c for c in columns[1:] if c.heading.holds is Holds.SHARE and c.heading.measure is None]
    measured = any(c.heading.measure for c in columns[1:])
    for column in columns[1:]:
        cell = row.cells[column.index]
        count = parse_size(cell.text) if cell and measured and shares == [column] else _count(column, cell)
        group = within(column.group, part) if part.known else column.group
        name = "evaluable" if _TOLD_BY_TOXICITY.search(column.heading.text) else "group"
        if cell is not None and count is not None and group.known:
            yield size_draft(name, count, group, context.evidence(row.cells, cell, "size.column"))


def row_totals(columns: Sequence[Column], row: Row) -> dict[str, int]:
    """The patients that a row counts in columns headed "N", by the group of the column."""
    counts = ((c.group.label, _count(c, row.cells[c.index])) for c in columns[1:] if not c.heading.grade)
    return {label: count for label, count in counts if count}


def _count(column: Column, cell: Cell | None) -> int | None:
    sized = column.heading.holds in (Holds.SIZE, Holds.COUNT) and column.heading.measure is None
    return parse_size(cell.text) if cell and sized else None


def noted_group(context: TableContext, row: Row) -> Group:
    """The patients that a stub's footnote limits its row to: "… among patients who stopped for toxicity"."""
    hit = _AMONG.search(context.footnote(row.stub_cell))
    group = Group(hit["label"].strip()) if hit else NOBODY
    return replace(group, regimen=context.register.shared_regimen) if hit else group

"""What each column of a table is for: a group of patients, a statistic, a measure, or a part of a study's row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, Role, role_of_words
from myelomine.extractors.tables.grid import Section
from myelomine.extractors.tables.groups import NOBODY, Group, group_of, within
from myelomine.extractors.tables.headings import Heading, graded, heading_of
from myelomine.extractors.tables.labels import trimmed

_STATISTICS = frozenset({Holds.P_VALUE, Holds.RATIO, Holds.UNREAD, Holds.INTERVAL})
_GENERAL = regex.compile(r"(?i)(?:key |main )?(?:toxicit(?:y|ies)|adverse events?|responses?|safety)(?: \(.{1,40}\))?")
_AMOUNT = regex.compile(r"[\d.,/ ]{1,12}\s?(?:mg|mg/m2|mg/m²|mg/kg|ug/kg|Gy)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its header says, the group that it is about, and its role in a table of studies."""

    index: int
    heading: Heading
    role: Role = Role.OTHER
    group: Group = NOBODY
    cell: Cell | None = None


def columns_of(context: TableContext, section: Section) -> tuple[Column, ...]:
    """The columns under one header, the stub first."""
    found = [_column(context, section, index) for index in range(len(section.headers))]
    return tuple(_told_apart(list(_only_proven(found))))


def _column(context: TableContext, section: Section, index: int) -> Column:
    parts = section.headers[index]
    heading = heading_of(context, *parts)
    if 0 < index <= section.stub_column:
        heading = replace(heading, holds=Holds.UNREAD)
    named = index > 0 and heading.holds not in _STATISTICS
    group = _column_group(context, graded(parts)) if named else NOBODY
    return Column(index, heading, _role_of(heading, index), group, section.header_cells[index])


def _role_of(heading: Heading, index: int) -> Role:
    """The role of a column in a table of studies; a header that names a measure heads its values."""
    role = role_of_words(trimmed(heading.text) or heading.text)
    measured = index > 0 and heading.measure is not None and role in (Role.OTHER, Role.RESULTS, Role.REGIMEN)
    return Role.MEASURE if measured and not _opens_list(heading) else role


def _opens_list(heading: Heading) -> bool:
    """Whether a header like "Key toxicities" or "Response" opens cells with measures of their own."""
    general = heading.measure is not None and heading.measure.name in ("any adverse event", "ORR")
    return general and _GENERAL.fullmatch(heading.text.strip()) is not None


def _column_group(context: TableContext, parts: Sequence[str]) -> Group:
    """The group that the innermost header text names, within the arm that a text above it names."""
    inner = NOBODY
    for position in range(len(parts) - 1, -1, -1):
        group = group_of(context, parts[position])
        if group.everyone and not inner.known:
            return group
        if position and _AMOUNT.fullmatch(group.label):
            group = replace(group, label=f"{trimmed(parts[position - 1])} {group.label}".strip())
        if not inner.known:
            inner = group
        elif group.arm is not None:
            inner = within(group, inner)
    return inner


def _only_proven(columns: Sequence[Column]) -> Iterator[Column]:
    """Where some columns name arms or patient numbers, one that names neither is no group: "Difference"."""
    groups = [c for c in columns if c.group.known]
    proven = [c for c in groups if c.group.arm or c.group.regimen or c.heading.size is not None]
    for column in columns:
        if column.group.known and proven and column not in proven and not _alike(column, proven):
            yield replace(column, group=NOBODY, heading=replace(column.heading, holds=Holds.UNREAD))
        elif column.group.known and len(groups) == 1 and not proven:
            yield replace(column, group=NOBODY)
        else:
            yield column


def _alike(column: Column, proven: Sequence[Column]) -> bool:
    """Whether a column is a further group beside proven ones: no measure of its own, and cells of the same form."""
    same = any(c.heading.holds is column.heading.holds for c in proven)
    return same and column.heading.measure is None and column.heading.size is None


def _told_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """Columns that the register cannot tell apart keep their printed labels: "Len→Len" and "Thal→Len"."""
    for column in columns:
        same = {c.group.printed for c in columns if c.group.label == column.group.label}
        if column.group.known and len(same) > 1:
            yield replace(column, group=replace(column.group, label=column.group.printed, arm=None))
        else:
            yield column

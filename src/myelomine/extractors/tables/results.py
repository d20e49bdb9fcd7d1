"""Tables of results: each cell with what its row and its column say, then what a row's cells say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell
from myelomine.drafts import Draft
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Interval
from myelomine.extractors.tables.columns import Column, Group, within
from myelomine.extractors.tables.comparisons import with_p_value, with_ratio
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.facts import Fact, draft_of, joined, with_totals
from myelomine.extractors.tables.grid import Row, Section, sections_of
from myelomine.extractors.tables.headings import Heading, Holds, heading_of, without_size
from myelomine.extractors.tables.lists import listed_facts
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_interval, parse_p_cell
from myelomine.extractors.tables.settings import SEVERAL_GRADES, Setting, setting_of
from myelomine.extractors.tables.sizes import column_sizes, header_sizes, row_sizes
from myelomine.extractors.tables.stubs import is_aside, names_measures, row_group, row_meaning

_SILENT = frozenset({Holds.P_VALUE, Holds.UNREAD, Holds.INTERVAL})


def result_drafts(context: TableContext) -> Iterator[Draft]:
    """Every fact of a table of results, section by section."""
    for section in sections_of(context.table):
        setting = setting_of(context, section)
        facts = list(_section_drafts(setting, section))
        yield from (d for c, d in header_sizes(context, setting.columns) if facts or c.group.arm)
        yield from facts


def _section_drafts(setting: Setting, section: Section) -> Iterator[Draft]:
    facts: list[Fact] = []
    last: list[Fact] = []
    for row in section.rows:
        own = heading_of(setting.context, row.stub)
        if own.holds in (Holds.INTERVAL, Holds.P_VALUE) and own.measure is None:
            last = _completed_by(setting, last, row, own.holds)
        elif not is_aside(setting, row):
            facts.extend(last)
            last = _row_facts(setting, row, own, last)
            yield from _row_sizes(setting, row, own, bool(last))
    yield from with_totals([*facts, *last])


def _row_sizes(setting: Setting, row: Row, own: Heading, told: bool) -> Iterator[Draft]:
    """The patients that a row counts, by its stub or in columns beside its results."""
    yield from row_sizes(setting.context, setting.columns, row, own)
    if own.measure is None and (told or setting.names_measures):
        yield from column_sizes(setting.context, setting.columns, row, row_group(setting, row, own))


def _completed_by(setting: Setting, facts: Sequence[Fact], row: Row, holds: Holds) -> list[Fact]:
    """The facts of the row above with the interval or p-value that this row prints for them."""
    if holds is Holds.P_VALUE:
        p_value = next((p for c in row.cells[1:] if c and (p := parse_p_cell(c.text))), "")
        return with_p_value(facts, p_value, setting.rivals)
    return [_with_interval(f, row.cells[f.column.index]) for f in facts]


def _with_interval(fact: Fact, cell: Cell | None) -> Fact:
    interval: Interval | None = parse_interval(cell.text) if cell and not fact.draft.ci_low else None
    if interval is None:
        return fact
    return replace(fact, draft=replace(fact.draft, ci_low=interval.low, ci_high=interval.high, ci_level=interval.level))


def _row_facts(setting: Setting, row: Row, own: Heading, above: Sequence[Fact]) -> list[Fact]:
    """The facts of a row: those of its cells, what sub-columns print apart made one, and what they compare."""
    stub = row_meaning(setting, row, own, above)
    part = row_group(setting, row, own)
    facts = [f for column in setting.columns[1:] for f in _cell_facts(setting, row, column, stub, part)]
    facts = with_ratio(_with_intervals(setting, row, joined(facts)), setting.rivals)
    p_value = next((p for c in setting.columns if c.heading.holds is Holds.P_VALUE and (p := _p_of(row.cells[c.index]))), "")
    return with_p_value(facts, p_value, setting.rivals)


def _p_of(cell: Cell | None) -> str:
    return parse_p_cell(cell.text) if cell else ""


def _with_intervals(setting: Setting, row: Row, facts: Sequence[Fact]) -> list[Fact]:
    """The facts with the interval of a column of its own: "Median | 95% CI" under each arm."""
    columns = [c for c in setting.columns if c.heading.holds is Holds.INTERVAL]
    out: list[Fact] = []
    for fact in facts:
        own = [c for c in columns if c.index > fact.column.index and _same_header(c, fact.column)]
        out.append(_with_interval(fact, row.cells[own[0].index]) if own else fact)
    return out


def _same_header(interval: Column, column: Column) -> bool:
    """Whether an interval's column stands right behind the column that it belongs to."""
    return interval.index == column.index + 1


def _cell_facts(setting: Setting, row: Row, column: Column, stub: Heading, part: Group) -> Iterator[Fact]:
    cell = row.cells[column.index]
    if cell is None or not cell.text.strip() or column.heading.holds in _SILENT:
        return
    group = _cell_group(setting, column, part)
    if names_measures(setting, cell):
        for draft in listed_facts(setting.context, row.cells, cell, Expected("", column.heading.holds, column.heading.unit)):
            yield Fact(replace(draft, group=group.label, regimen=group.regimen), column, group)
        return
    measure = _cell_measure(setting, column, stub, part)
    if measure is not None and (draft := _number_draft(setting, row, column, stub, replace_grade(setting, measure, column, stub), group)):
        yield Fact(draft, column, group)


def _cell_group(setting: Setting, column: Column, part: Group) -> Group:
    """The column's patients, or the part of them that the row is about; in a study of one regimen all received it."""
    group = within(column.group, part) if column.group.known and part.known else (part if part.known else column.group)
    return group if group.known or group.regimen else replace(group, regimen=setting.context.register.shared_regimen)


def replace_grade(setting: Setting, measure: Measure, column: Column, stub: Heading) -> Measure:
    """The measure with the cell's grade: the row's, the column's, or the caption's."""
    return replace(measure, grade=stub.grade or column.heading.grade or measure.grade or setting.caption.grade)


def _number_draft(setting: Setting, row: Row, column: Column, stub: Heading, measure: Measure, group: Group) -> Draft | None:
    """What a cell that is all number says, once its measure is known."""
    cell, holds = row.cells[column.index], _cell_holds(setting, column, stub, measure)
    survival = measure.kind == SURVIVAL
    if cell is None or holds in _SILENT or holds is (Holds.EVENTS if survival else Holds.RATIO):
        return None
    if measure.kind == TOXICITY and (measure.grade == SEVERAL_GRADES or holds is Holds.MEDIAN or stub.unit):
        return None
    quantity = parse_cell(cell.text, _expected(setting, column, stub, measure, holds))
    if quantity is None:
        return None
    evidence = setting.context.evidence(row.cells, cell, f"{quantity.rule} {measure.rule}")
    return draft_of(measure, measure.grade, quantity, group, evidence)


def _cell_measure(setting: Setting, column: Column, stub: Heading, part: Group) -> Measure | None:
    """The measure of a cell: its row's, its column's, or for a part of the patients the caption's."""
    own = column.heading.measure
    if stub.measure is not None and own is not None and own.name != stub.measure.name:
        if own.kind == SURVIVAL and stub.measure.kind == RESPONSE:
            return own
        return stub.measure if own.name == "any adverse event" else None
    measure = stub.measure or own
    if measure is not None:
        return _timed(setting, measure, column, stub)
    return _caption_measure(setting, column, stub, part)


def _caption_measure(setting: Setting, column: Column, stub: Heading, part: Group) -> Measure | None:
    """What the caption measures in the groups that a table's rows name."""
    told, caption = setting.caption.measure, setting.context.table.caption
    if told is None or told.kind == TOXICITY or not stub.text:
        return None
    if told.kind == SURVIVAL:
        stated = {column.heading.holds, stub.holds, setting.caption.holds} & {Holds.RATIO, Holds.MEDIAN}
        return told if stated or told.time_months is not None else None
    described = regex.search(r"(?i)\bcharacteristic", caption)
    return told if setting.divides and part.known and not described else None


def _timed(setting: Setting, measure: Measure, column: Column, stub: Heading) -> Measure:
    """A survival measure with the landmark that its cell's row, column or caption gives it."""
    known = measure.kind != SURVIVAL or measure.time_months is not None
    if known or stub.unit or {stub.holds, column.heading.holds} & {Holds.RATIO, Holds.MEDIAN}:
        return measure
    times = (t for t in (column.heading.time_months, stub.time_months, setting.caption.time_months) if t is not None)
    return replace(measure, time_months=next(times, None))


def _cell_holds(setting: Setting, column: Column, stub: Heading, measure: Measure) -> Holds:
    """What a cell holds by its row and column; caption and footnotes speak where these do not."""
    head = column.heading.holds
    if head is Holds.RATIO or stub.holds is Holds.RATIO:
        return Holds.RATIO
    if measure.kind == SURVIVAL:
        timed = measure.time_months is not None
        return Holds.PERCENT if timed else stub.holds or (Holds.MEDIAN if stub.unit else head)
    counted = head is Holds.SIZE and stub.measure is not None and not _has_counts(setting, column)
    return Holds.COUNT if counted else head or stub.holds or setting.holds


def _has_counts(setting: Setting, column: Column) -> bool:
    """Whether another column of the same patients holds the counts, so that "N" can only be their total."""
    return any(c.heading.holds is Holds.COUNT and c.group == column.group for c in setting.columns)


def _expected(setting: Setting, column: Column, stub: Heading, measure: Measure, holds: Holds) -> Expected:
    """How to take a cell's numbers, with the words of row and column, then of caption and footnotes."""
    words = f"{without_size(stub.text)} {without_size(column.heading.text)}"
    if not regex.search(r"(?i)\b(?:ci|range|iqr)\b", words):
        notes = setting.context.notes if measure.kind == SURVIVAL else setting.context.table.caption
        words = f"{words} {without_size(notes)}"
    unit = stub.unit or column.heading.unit or (setting.caption.unit if measure.kind == SURVIVAL else "")
    timed = measure.kind == SURVIVAL and measure.time_months is not None and holds is not Holds.RATIO
    return Expected(measure.kind, holds, unit, timed, words)

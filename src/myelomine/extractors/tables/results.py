"""Tables of results: groups in columns or in rows, measures in the other, subgroups and hazard ratios among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell
from myelomine.drafts import Draft
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.tables.columns import Column, Group, columns_of, group_of, within
from myelomine.extractors.tables.comparisons import Rivals, rivals_of, with_p_value, with_ratio
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.facts import Fact, draft_of, joined, with_totals
from myelomine.extractors.tables.grid import Row, Section, sections_of
from myelomine.extractors.tables.headings import Heading, Holds, heading_of, measure_of
from myelomine.extractors.tables.lists import listed_facts
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_interval, parse_p_cell
from myelomine.extractors.tables.sizes import column_sizes, header_sizes, noted_group, row_sizes
from myelomine.mentions import Label

# rows that tell what patients were like before the study's treatment
_BEFORE = regex.compile(
    r"(?i)\b(?:prior|previous(?:ly)?|at (?:baseline|diagnosis|study entry|screening|enrol+ment)|baseline|history of|time (?:from|since) (?:initial )?(?:diagnosis|last|prior|previous|start|transplant)|follow[- ]?up|refractory to|first[- ]line|last (?:therapy|treatment|regimen)|duration of (?:first|second|therapy|treatment|lenalidomide|exposure)|number of (?:cycles|prior|doses)|cycles|exposure)\b"
)
_GROUPED = regex.compile(r"(?i)\bgrouped (?:by|according to)\b|\b(?:by|according to) (?:initial|prior|previous|best)\b")
_DIVIDED = regex.compile(r"(?i)\b(?:by|according to|subgroups?|stratified|among|in patients|prognostic|risk factors?)\b")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every cell of a section: its columns, the arms it compares, and what the caption says."""

    context: TableContext
    columns: tuple[Column, ...]
    rivals: Rivals
    caption: Heading
    holds: Holds

    @property
    def names_measures(self) -> bool:
        """Whether the columns say what is measured."""
        return any(c.heading.measure for c in self.columns[1:])


def result_drafts(context: TableContext) -> Iterator[Draft]:
    """Every fact of a table of results, section by section."""
    for section in sections_of(context.table):
        setting = setting_of(context, section)
        yield from header_sizes(context, setting.columns)
        yield from _section_drafts(setting, section)


def setting_of(context: TableContext, section: Section) -> Setting:
    """What the header and the caption say about a section's cells."""
    columns = columns_of(context, section)
    return Setting(context, columns, rivals_of(context, columns), _caption(context), _noted_holds(context))


def _caption(context: TableContext) -> Heading:
    """What the caption says; a measure or grade only where it names just one."""
    heading = heading_of(context, context.table.caption)
    grades = {grade_of(m) for m in context.sentence(context.table.caption).of(Label.GRADE)}
    return replace(heading, grade=grades.pop() if len(grades) == 1 else ("" if not grades else "several"))


def _noted_holds(context: TableContext) -> Holds:
    """How cells count, where caption or footnotes say it for all: "Data are n (%)", "No. (%)", "% of patients"."""
    if regex.search(r"(?i)(?<!\p{L})(?:n|no\.?|number(?: of patients)?),? ?[\[(]\s?%\s?[\])]|(?<!\p{L})n,? ?%|number \(percent", context.notes):
        return Holds.SHARE
    percent = regex.search(r"(?i)[\[(,]\s?(?:in )?%(?: of \w+)?\s?(?:[\])]|$)|\bper ?cent(?:age)?s? of (?:all )?patients|values are (?:%|percent)", context.notes)
    return Holds.PERCENT if percent else Holds.UNSAID


def _section_drafts(setting: Setting, section: Section) -> Iterator[Draft]:
    facts: list[Fact] = []
    last: list[Fact] = []
    for row in section.rows:
        heading = heading_of(setting.context, row.stub)
        if heading.holds in (Holds.INTERVAL, Holds.P_VALUE) and heading.measure is None:
            last = _completed_by_row(setting, last, row, heading.holds)
            continue
        if _tells_before(setting, row):
            continue
        facts.extend(last)
        yield from row_sizes(setting.context, setting.columns, row, heading)
        last = _row_facts(setting, row, heading, last)
        if heading.measure is None and (last or setting.names_measures):
            yield from column_sizes(setting.context, setting.columns, row, _row_group(setting, row, heading, heading))
    yield from with_totals([*facts, *last])


def _tells_before(setting: Setting, row: Row) -> bool:
    """Whether a row tells what patients were like before; labels that only group the results do not."""
    grouped = _GROUPED.search(setting.context.notes)
    return bool(_BEFORE.search(row.stub if grouped else " ".join((*row.path, row.stub))))


def _completed_by_row(setting: Setting, facts: Sequence[Fact], row: Row, holds: Holds) -> list[Fact]:
    """The facts of the row above with the interval or p-value that this row prints for them."""
    if holds is Holds.P_VALUE:
        p_value = next((p for c in row.cells[1:] if c and (p := parse_p_cell(c.text))), "")
        return with_p_value(facts, p_value, setting.rivals)
    out: list[Fact] = []
    for fact in facts:
        cell = row.cells[fact.column.index]
        interval = parse_interval(cell.text) if cell and not fact.draft.ci_low else None
        out.append(_with_interval(fact, interval.low, interval.high) if interval else fact)
    return out


def _with_interval(fact: Fact, low: str, high: str) -> Fact:
    level = fact.draft.ci_level if fact.draft.ci_level is not None else parse_interval("1-2").level  # type: ignore[union-attr]
    return replace(fact, draft=replace(fact.draft, ci_low=low, ci_high=high, ci_level=level))


def _row_facts(setting: Setting, row: Row, heading: Heading, above: Sequence[Fact]) -> list[Fact]:
    """The facts of a row: each cell with what its row and its column say, then what the row compares."""
    stub = _row_measure(setting, row, heading, above)
    part = _row_group(setting, row, heading, stub) if not (note := noted_group(setting.context, row)).known else note
    facts = [f for column in setting.columns[1:] for f in _cell_facts(setting, row, column, stub, part)]
    facts = with_ratio(joined(facts), setting.rivals, row, setting.columns)
    p_value = next((p for c in setting.columns if c.heading.holds is Holds.P_VALUE and (p := _p_of(row.cells[c.index]))), "")
    return with_p_value(facts, p_value, setting.rivals)


def _p_of(cell: Cell | None) -> str:
    return parse_p_cell(cell.text) if cell else ""


def _row_measure(setting: Setting, row: Row, heading: Heading, above: Sequence[Fact]) -> Heading:
    """The row's heading with the measure that it names itself, or that the labels above it do."""
    if heading.measure is not None:
        return _placed(setting, row, heading)
    path = heading_of(setting.context, *row.path) if row.path else Heading("")
    inherits = not heading.label or (path.measure is not None and path.measure.kind != TOXICITY and _is_divided(setting, row))
    if path.measure is not None and inherits:
        return heading_of(setting.context, *row.path, row.stub)
    if not heading.label and row.stub and above and not setting.names_measures and (heading.grade or heading.holds or heading.measure):
        last = above[-1].draft
        measure = Measure(0, 0, last.kind, last.name, "row.above", heading.grade, None)
        return replace(heading, measure=measure)
    return heading


def _placed(setting: Setting, row: Row, heading: Heading) -> Heading:
    """The row's own measure with the grade and landmark that the labels above it add."""
    outer = heading_of(setting.context, *row.path) if row.path else None
    if outer is None or heading.measure is None:
        return heading
    measure = heading.measure
    if measure.kind == TOXICITY and not heading.grade and outer.grade and outer.measure is None:
        return replace(heading, grade=outer.grade)
    return replace(heading, holds=heading.holds or outer.holds, unit=heading.unit or outer.unit)


def _is_divided(setting: Setting, row: Row) -> bool:
    """Whether rows below a measure are parts of the patients rather than parts of the measure."""
    told = _DIVIDED.search(" ".join((setting.context.table.caption, *row.path)))
    return bool(told) or any(c.heading.holds is Holds.RATIO for c in setting.columns)


def _row_group(setting: Setting, row: Row, heading: Heading, stub: Heading) -> Group:
    """The patients that a row is about; a row that names a measure is about those of its columns."""
    crossed = heading.measure is not None and heading.measure.kind == RESPONSE and _holds_responses(setting, row)
    if heading.measure is not None and not crossed and not _measured_in_columns(setting, heading.measure):
        return Group()
    group = group_of(setting.context, row.stub)
    if crossed or (heading.measure is not None and not group.known):
        group = Group(heading_of_stub(row.stub), None, setting.context.register.shared_regimen)
    return _within_path(setting, row, group, stub)


def heading_of_stub(stub: str) -> str:
    """A stub that names patients by their response, as printed: "≥ VGPR" of "≥ VGPR (%)"."""
    from myelomine.extractors.tables.headings import trimmed

    return trimmed(stub)


def _within_path(setting: Setting, row: Row, group: Group, stub: Heading) -> Group:
    """A label under a label: "Age" above "<65 years"; an arm above a subgroup; "Dose level" above "1"."""
    head = setting.columns[0].heading.text
    if group.label and regex.fullmatch(r"[\dIVABC.]{1,4}[+–-]?\d?", group.label) and regex.search(r"(?i)\b(?:level|cohort|arm|group|stage)\b", head):
        group = replace(group, label=f"{head.split(',')[0].strip()} {group.label}")
    for text in reversed(row.path):
        if stub.measure is not None and heading_of(setting.context, text).measure is not None:
            continue
        outer = group_of(setting.context, text)
        if outer.arm or outer.regimen:
            group = within(outer, group)
        elif outer.known and group.known:
            group = replace(group, label=f"{outer.label} {group.label}")
    return group


def _measured_in_columns(setting: Setting, measure: Measure) -> bool:
    """Whether the columns measure something else than the row names: PFS of the patients in VGPR."""
    kinds = {c.heading.measure.kind for c in setting.columns[1:] if c.heading.measure}
    return measure.kind == RESPONSE and SURVIVAL in kinds


def _holds_responses(setting: Setting, row: Row) -> bool:
    """Whether cells name responses of their own: "5 ≥VGPR (45)" in the row "PR"."""
    return any(cell and regex.search(r"\p{L}{2}", cell.text) and measure_of_cell(setting.context, cell) for cell in row.cells[1:])


def measure_of_cell(context: TableContext, cell: Cell) -> bool:
    """Whether a cell names a measure itself."""
    from myelomine.extractors.measures import measures

    return any(measures(context.sentence(cell.text)))


def _cell_facts(setting: Setting, row: Row, column: Column, stub: Heading, part: Group) -> Iterator[Fact]:
    cell = row.cells[column.index]
    if cell is None or not cell.text.strip() or column.heading.holds in (Holds.P_VALUE, Holds.UNREAD, Holds.SIZE, Holds.EVENTS):
        return
    group = within(column.group, part) if column.group.known and part.known else (part if part.known else column.group)
    if not group.known and not group.regimen:
        group = replace(group, regimen=setting.context.register.shared_regimen)
    if regex.search(r"\p{L}{2}", cell.text) and measure_of_cell(setting.context, cell):
        found = listed_facts(setting.context, row.cells, cell, Expected("", column.heading.holds, column.heading.unit))
        yield from (Fact(replace(d, group=group.label, regimen=group.regimen), column, group) for d in found)
        return
    measure, holds = _cell_measure(setting, column, stub, part), _cell_holds(setting, column, stub)
    if measure is None or holds in (Holds.INTERVAL, Holds.SIZE, Holds.EVENTS, Holds.UNREAD):
        return
    grade = stub.grade or column.heading.grade or measure.grade or setting.caption.grade
    quantity = parse_cell(cell.text, _expected(setting, column, stub, measure, holds))
    if quantity is None or (measure.kind == TOXICITY and grade == "several"):
        return
    draft = draft_of(measure, grade, quantity, group, setting.context.evidence(row.cells, cell, f"{quantity.rule} {measure.rule}"))
    if draft is not None:
        yield Fact(draft, column, group)


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
    told = setting.caption.measure
    if told is None or told.kind == TOXICITY or not stub.text:
        return None
    stated = Holds.RATIO in (column.heading.holds, stub.holds) or setting.caption.holds is Holds.MEDIAN or column.heading.holds is Holds.MEDIAN
    if told.kind == SURVIVAL and (stated or told.time_months is not None):
        return told
    divided = _DIVIDED.search(setting.context.table.caption) and not regex.search(r"(?i)\bcharacteristic", setting.context.table.caption)
    return told if told.kind == RESPONSE and divided and part.known else None


def _timed(setting: Setting, measure: Measure, column: Column, stub: Heading) -> Measure:
    """A survival measure with the landmark that a cell's column or the caption gives it."""
    if measure.kind != SURVIVAL or measure.time_months is not None or stub.holds is Holds.RATIO:
        return measure
    for text in (column.heading.text, stub.text):
        timed = measure_of(setting.context.sentence(f"{measure.name} {text}"))
        if timed is not None and timed.time_months is not None:
            return replace(measure, time_months=timed.time_months)
    return measure


def _cell_holds(setting: Setting, column: Column, stub: Heading) -> Holds:
    """What a cell holds by its row and column; caption and footnotes speak where these do not."""
    if column.heading.holds in (Holds.RATIO, Holds.INTERVAL, Holds.EVENTS):
        return column.heading.holds
    if Holds.RATIO in (stub.holds, column.heading.holds):
        return Holds.RATIO
    return column.heading.holds or stub.holds or setting.holds


def _expected(setting: Setting, column: Column, stub: Heading, measure: Measure, holds: Holds) -> Expected:
    words = " ".join((_unsized(stub.text), _unsized(column.heading.text)))
    if not regex.search(r"(?i)\b(?:ci|range|iqr)\b", words):
        words = f"{words} {_unsized(setting.context.notes) if measure.kind == SURVIVAL else _unsized(setting.context.table.caption)}"
    unit = stub.unit or column.heading.unit or (setting.caption.unit if measure.kind == SURVIVAL else "")
    timed = measure.kind == SURVIVAL and measure.time_months is not None and Holds.RATIO is not holds
    return Expected(measure.kind, holds, unit, timed, words)


def _unsized(text: str) -> str:
    from myelomine.extractors.tables.headings import SIZE_IN_TEXT

    return SIZE_IN_TEXT.sub(" ", text)

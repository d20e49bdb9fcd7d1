"""Tables with one study a row: a study may have several rows, one for each of its regimens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Cell, Section
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register
from myelomine.extractors.clauses import scene_of
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.measures import Measure, measures
from myelomine.extractors.reader import Reader
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.context import CERTAIN, TableContext
from myelomine.extractors.tables.cues import Holds, Role
from myelomine.extractors.tables.facts import draft_of, size_draft
from myelomine.extractors.tables.grid import Cells, sections_of
from myelomine.extractors.tables.groups import Group
from myelomine.extractors.tables.headings import measure_of
from myelomine.extractors.tables.labels import without_size
from myelomine.extractors.tables.lists import spoken_facts
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_size
from myelomine.mentions import Label

_STUDY_NAME = regex.compile(r"\bet al\b|\b(?:19|20)\d{2}\b|\bstudy\b")
_CITATION = regex.compile(r"\s?[\[(]?(?:\d{1,3}(?:[,–-]\d{1,3})*)[\])]?$")
_LATER_PHASE = regex.compile(
    r"(?i)\b(?:followed by|maintenance|continued with|thereafter .{0,30}maintenance|after \d{1,2} cycles)\b"
)
_EVALUABLE = regex.compile(
    r"(?i)[\[(;,]\s?(?:(?P<before>\d{1,5}) (?:were )?(?:evaluable|assessable)"
    r"|(?:evaluable|assessable),?\s?(?:n\s?=\s?)?(?P<after>\d{1,5}))"
)


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A row of a table of studies: the study named last, the row's regimen, and whether the study has several rows."""

    cells: Cells
    study: str
    label: str
    regimen: str
    several: bool

    @property
    def group(self) -> Group:
        """The arm that the row is about; a study with one row is about all its patients."""
        return Group(self.label if self.several else "", None, self.regimen)


def holds_studies(context: TableContext, columns: Sequence[Column]) -> bool:
    """Whether the rows of a table are studies: its first header says so, or its stubs name studies."""
    if columns[0].role is Role.STUDY:
        return True
    stubs = [c.text for c in context.table.cells if c.column == 0 and c.row >= context.table.header_rows and c.text]
    return len(stubs) > 1 and sum(bool(_STUDY_NAME.search(s)) for s in stubs) > 0.6 * len(stubs)


def study_drafts_of(context: TableContext) -> Iterator[Draft]:
    """Every fact of a table of studies, each under its study, group and regimen."""
    for section in sections_of(context.table):
        columns = columns_of(context, section)
        cells = [row.cells for row in section.rows]
        for row in _study_rows(context, columns, cells):
            for draft in _row_drafts(context, columns, row):
                group, regimen = draft.group or row.group.label, draft.regimen or row.regimen
                yield replace(draft, study=row.study, group=group, regimen=regimen)


def _study_rows(context: TableContext, columns: Sequence[Column], rows: Sequence[Cells]) -> Iterator[StudyRow]:
    owners: list[int] = []
    for index, cells in enumerate(rows):
        same = index and (not _text(cells[0]) or cells[0] is rows[index - 1][0])
        owners.append(owners[-1] if same else index)
    counts = Counter(owners)
    for owner, cells in zip(owners, rows, strict=True):
        label, key = _regimen_of(context, columns, cells)
        study = study_name(context.reader, _text(rows[owner][0]))
        yield StudyRow(cells, study, label, key, counts[owner] > 1)


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""


def study_name(reader: Reader, text: str) -> str:
    """The study that a stub names: the trial's name or number first, else the author as printed."""
    block = Block("", 1, BlockKind.OTHER, Section.RESULTS, text)
    trials = reader.sentence(block, 0, text, "").named(Label.TRIAL)
    if trials:
        return trials[0].name or trials[0].text
    return _CITATION.sub("", text).strip(" ,") or text


def _cell_of(columns: Sequence[Column], cells: Cells, *roles: Role) -> Cell | None:
    """The first cell with text in a column of one of these roles."""
    found = (cells[column.index] for column in columns if column.role in roles)
    return next((cell for cell in found if cell and cell.text.strip()), None)


def _regimen_of(context: TableContext, columns: Sequence[Column], cells: Cells) -> tuple[str, str]:
    """The row's regimen as printed and its key: from the regimen's name, proved by the drugs of its schedule."""
    cell, schedule = _cell_of(columns, cells, Role.REGIMEN), _cell_of(columns, cells, Role.SCHEDULE)
    proved = "+".join(sorted(_given(context, schedule.text))) if schedule else ""
    if cell is None:
        return "", proved
    sentence = context.sentence(cell.text)
    named = sentence.named(Label.REGIMEN)
    keys = [r.name for r in named if r.name] or [d.name for d in sentence.drugs[:1]]
    candidates = [c for r in named for c in r.value.text("candidates").split("|") if c]
    label = without_size(cell.text)
    if proved in candidates or _names_part(keys, proved, cell.text):
        return label, proved
    return label, keys[0] if keys else proved


def _given(context: TableContext, schedule: str) -> set[str]:
    """The drugs of a schedule, those of a later phase left out."""
    later = _LATER_PHASE.search(schedule)
    return {d.name for d in context.sentence(schedule).drugs if later is None or d.start < later.start()}


def _names_part(keys: Sequence[str], proved: str, printed: str) -> bool:
    """Whether a short name gives only one of the drugs that the schedule gives."""
    return bool(keys) and "+" not in keys[0] and "+" in proved and keys[0] in proved.split("+") and len(printed) < 12


def _row_drafts(context: TableContext, columns: Sequence[Column], row: StudyRow) -> Iterator[Draft]:
    cell = _cell_of(columns, row.cells, Role.REGIMEN, Role.SCHEDULE) or row.cells[0]
    if row.regimen and cell is not None:
        yield Draft("regimen", row.regimen, (context.evidence(row.cells, cell, "regimen.row"),), confidence=CERTAIN)
    for column in columns[1:]:
        cell = row.cells[column.index]
        if cell is not None and cell.text.strip():
            yield from _cell_drafts(context, column, row, cell)


def _cell_drafts(context: TableContext, column: Column, row: StudyRow, cell: Cell) -> Iterator[Draft]:
    if column.role is Role.SIZE:
        yield from _sizes(context, row, cell)
    elif column.role is Role.SCHEDULE:
        yield from _doses(context, row, cell)
    elif column.role in (Role.MEASURE, Role.RESULTS):
        yield from _measured(context, column, row, cell)


def _sizes(context: TableContext, row: StudyRow, cell: Cell) -> Iterator[Draft]:
    """ "35; 33 evaluable" gives two sizes, the second of which only the rates are about."""
    size = parse_size(cell.text)
    if size is not None:
        name = "group" if row.several else "enrolled"
        yield size_draft(name, size, row.group, context.evidence(row.cells, cell, "size.column"))
    if hit := _EVALUABLE.search(cell.text):
        count = int(hit["before"] or hit["after"])
        yield size_draft("evaluable", count, row.group, context.evidence(row.cells, cell, "size.evaluable"))


def _doses(context: TableContext, row: StudyRow, cell: Cell) -> Iterator[Draft]:
    """The doses of a schedule; one without a drug's name speaks of the row's only drug."""
    single = row.regimen if row.regimen and "+" not in row.regimen and not context.sentence(cell.text).drugs else ""
    text = f"{single} {cell.text}".strip()
    scene = scene_of(context.sentence(text, cell), Register())
    for draft in dose_drafts(scene):
        first = replace(draft.evidence[0], source=context.source, quote=cell.text)
        yield replace(draft, evidence=(first,), confidence=CERTAIN, group="", regimen="")


def _measured(context: TableContext, column: Column, row: StudyRow, cell: Cell) -> Iterator[Draft]:
    """A cell with measures of its own, or a number under a header that names the measure."""
    heading = column.heading
    if any(measures(context.sentence(cell.text))):
        expected = Expected("", _list_holds(heading.holds), heading.unit, words=heading.text)
        yield from spoken_facts(context, row.cells, cell, expected)
        return
    measure = _footnoted(context, cell) or heading.measure
    if column.role is not Role.MEASURE or measure is None:
        return
    timed, words = measure.time_months is not None, f"{heading.text} {context.notes}"
    quantity = parse_cell(cell.text, Expected(measure.kind, heading.holds, heading.unit, timed, words))
    if quantity is not None:
        evidence = context.evidence(row.cells, cell, f"{quantity.rule} {measure.rule}")
        draft = draft_of(replace(measure, grade=heading.grade), quantity, row.group, evidence)
        if draft is not None:
            yield draft


def _list_holds(holds: Holds) -> Holds:
    return holds if holds in (Holds.MEDIAN, Holds.SHARE, Holds.PERCENT) else Holds.UNSAID


def _footnoted(context: TableContext, cell: Cell) -> Measure | None:
    """The measure that a cell's footnote names instead of the header's: "*Stringent complete response"."""
    note = context.footnote(cell).split(".")[0]
    return measure_of(context.sentence(note)) if 0 < len(note) < 60 else None

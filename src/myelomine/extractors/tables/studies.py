"""Tables with one study a row: a study may have several rows, one for each of its regimens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Cell, Section
from myelomine.drafts import Draft, Evidence
from myelomine.extractors.arms import Register
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.measures import SURVIVAL, Measure, measures
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.context import CERTAIN, TableContext
from myelomine.extractors.tables.cues import Holds, Role
from myelomine.extractors.tables.facts import draft_of, size_draft
from myelomine.extractors.tables.groups import Group
from myelomine.extractors.tables.headings import measure_of
from myelomine.extractors.tables.labels import without_size
from myelomine.extractors.tables.lists import spoken_facts
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_size
from myelomine.extractors.tables.shapes import Cells
from myelomine.mentions import Label
from myelomine.patterns import regimen_key

_STUDY_NAME = regex.compile(r"\bet al\b|\bNCT\d{6,8}\b|\b(?:19|20)\d{2}\b|\bstudy\b")
_LISTED = regex.compile(r"\s?(?:,|\+|/|&|-|–|;)?\s?(?:and|plus|with)?\s?")
_DOSED = regex.compile(r"\d[\d.,·/–-]{0,9}\s?(?:[mµμ]?g|mcg|IU)(?:/(?:m2|m²|kg|d|day))?\b")
_AGAINST = regex.compile(r"\s(?:vs\.?|versus|v)\s")
_CITATION = regex.compile(r"\s?[\[(]?(?<![\d.,/-])(?:\d{1,3}(?:[,–-]\d{1,3})*)[\])]?$")
_LATER_PHASE = regex.compile(
    r"(?i)\b(?:followed by|maintenance|continued with|thereafter .{0,30}maintenance|after \d{1,2} cycles)\b"
)
_EVALUABLE = regex.compile(
    r"(?i)[\[(;,]\s?(?:(?P<before>\d{1,5}) (?:were )?(?:evaluable|assessable)"
    r"|(?:evaluable|assessable),?\s?(?:n\s?=\s?)?(?P<after>\d{1,5}))"
)


@dataclass(frozen=True, slots=True)
class StudyRow:
    """An arm of a study in a table of studies: its cells, the row as printed, and the labels of the study's arms.

    A row that prints "DVd vs Vd" and "82.9 vs 63.2" is two arms of one printed row.
    """

    cells: Cells
    printed: Cells
    study: str
    label: str
    regimen: str
    labels: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Whether the study has more than one arm."""
        return len(self.labels) > 1

    @property
    def group(self) -> Group:
        """The arm that the row is about; a study with one row is about all its patients."""
        return Group(self.label if self.several else "", None, self.regimen)

    @property
    def rival(self) -> str:
        """The other arm, where the study has two and this is the first."""
        return self.labels[1] if len(self.labels) == 2 and self.label == self.labels[0] else ""


def holds_studies(context: TableContext, columns: Sequence[Column]) -> bool:
    """Whether the rows of a table are studies: its first header says so, or its stubs name studies."""
    if columns[0].role is Role.STUDY:
        return True
    stubs = [c.text for c in context.table.cells if c.column == 0 and c.row >= context.table.header_rows and c.text]
    return len(stubs) > 1 and sum(bool(_STUDY_NAME.search(s)) for s in stubs) > 0.6 * len(stubs)


def study_drafts_of(context: TableContext) -> Iterator[Draft]:
    """Every fact of a table of studies, each under its study, group and regimen."""
    for section in context.sections:
        columns = columns_of(context, section)
        for row in _study_rows(context, columns, [row.cells for row in section.rows]):
            for draft in _row_drafts(context, columns, row):
                group, regimen = draft.group or row.group.label, draft.regimen or row.regimen
                yield replace(draft, study=row.study, group=group, regimen=regimen)


def _study_rows(context: TableContext, columns: Sequence[Column], rows: Sequence[Cells]) -> Iterator[StudyRow]:
    """The arms of each study: the rows from one that names a study to the next."""
    studies: list[list[tuple[Cells, Cells]]] = []
    for index, printed in enumerate(rows):
        if not index or (_text(printed[0]) and printed[0] is not rows[index - 1][0]):
            studies.append([])
        studies[-1].extend((cells, printed) for cells in _arms_in(columns, printed))
    for arms in studies:
        study = study_name(context.reader, _text(arms[0][1][0]))
        named = [_regimen_of(context, columns, cells) for cells, _ in arms]
        labels = tuple(label for label, _ in named)
        for (cells, printed), (label, key) in zip(arms, named, strict=True):
            yield StudyRow(cells, printed, study, label, key, labels)


def _arms_in(columns: Sequence[Column], cells: Cells) -> list[Cells]:
    """The arms of one printed row: "DVd vs Vd" divides it, and every cell that has as many parts."""
    regimen = _cell_of(columns, cells, Role.REGIMEN)
    count = len(_AGAINST.split(_text(regimen)))
    if count < 2:
        return [cells]
    return [[_part(cell, position, count) for cell in cells] for position in range(count)]


def _part(cell: Cell | None, position: int, count: int) -> Cell | None:
    """A cell's part for one arm; a cell that is not divided speaks of the first arm only, but for the study's name."""
    parts = _AGAINST.split(_text(cell))
    if cell is None or cell.column == 0:
        return cell
    if len(parts) == count:
        return replace(cell, text=parts[position].strip(), line_starts=())
    return cell if position == 0 else None


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
    if cell is None and schedule is None and cells[0] and context.sentence(cells[0].text).drugs:
        return _named_by_stub(context, cells[0].text)
    proved = regimen_key(_given(context, schedule.text)) if schedule else ""
    if cell is None:
        return "", proved
    sentence = context.sentence(cell.text)
    named = sentence.named(Label.REGIMEN)
    keys = [r.name for r in named if r.name] or _listed_drugs(sentence)
    if added := _header_drug(context, columns, cells):
        return without_size(cell.text), regimen_key([added, *(k for key in keys for k in key.split("+"))])
    candidates = [c for r in named for c in r.value.text("candidates").split("|") if c]
    label = without_size(cell.text)
    if proved in candidates or _names_part(keys, proved, cell.text):
        return label, proved
    return label, keys[0] if keys else proved


def _listed_drugs(sentence: Sentence) -> list[str]:
    """The drugs of a cell that is a list of them, joined; else the first one alone."""
    drugs = sentence.drugs
    joined = all(_LISTED.fullmatch(gap) for _, _, gap in neighbours(sentence.text, drugs))
    return [regimen_key(d.name for d in drugs)] if joined and drugs else [d.name for d in drugs[:1]]


def _header_drug(context: TableContext, columns: Sequence[Column], cells: Cells) -> str:
    """The drug that heads a column of doses, which every study of the table gave beside its other drugs."""
    for column in columns[1:]:
        drugs = {d.name for d in context.sentence(column.heading.text).drugs}
        if len(drugs) == 1 and column.role is not Role.REGIMEN and _DOSED.match(_text(cells[column.index])):
            return drugs.pop()
    return ""


def _named_by_stub(context: TableContext, text: str) -> tuple[str, str]:
    """The regimen that the stub of a study names beside the study: "Elranatamab NCT03269136"."""
    sentence = context.sentence(text)
    named = [m for m in sentence.named(Label.REGIMEN) if m.name]
    first = named[0] if named else sentence.drugs[0]
    return first.text, first.name


def _given(context: TableContext, schedule: str) -> set[str]:
    """The drugs of a schedule, those of a later phase left out."""
    later = _LATER_PHASE.search(schedule)
    return {d.name for d in context.sentence(schedule).drugs if later is None or d.start < later.start()}


def _names_part(keys: Sequence[str], proved: str, printed: str) -> bool:
    """Whether a short name gives only one of the drugs that the schedule gives."""
    return bool(keys) and "+" not in keys[0] and "+" in proved and keys[0] in proved.split("+") and len(printed) < 12


def _row_drafts(context: TableContext, columns: Sequence[Column], row: StudyRow) -> Iterator[Draft]:
    cell = _cell_of(columns, row.printed, Role.REGIMEN, Role.SCHEDULE) or row.printed[0]
    if row.regimen and cell is not None:
        yield Draft("regimen", row.regimen, (context.evidence(row.printed, cell, "regimen.row"),), confidence=CERTAIN)
    for column in columns[1:]:
        if _text(row.cells[column.index]):
            yield from _cell_drafts(context, columns, column, row)


def _cell_drafts(context: TableContext, columns: Sequence[Column], column: Column, row: StudyRow) -> Iterator[Draft]:
    if column.role is Role.SIZE:
        yield from _sizes(context, column, row)
    elif column.role is not Role.SCHEDULE and _DOSED.match(_text(row.cells[column.index])):
        yield from _headed_doses(context, column, row)
    elif column.role is Role.SCHEDULE:
        yield from _doses(context, column, row)
    elif column.heading.holds is Holds.RATIO:
        yield from _ratio(context, columns, column, row)
    elif column.role in (Role.MEASURE, Role.RESULTS):
        yield from _measured(context, column, row)


def _evidence(context: TableContext, column: Column, row: StudyRow, rule: str) -> Evidence:
    cell = row.printed[column.index]
    return context.evidence(row.printed, cell if cell else Cell(0, 0, ""), rule)


def _sizes(context: TableContext, column: Column, row: StudyRow) -> Iterator[Draft]:
    """ "35; 33 evaluable" gives two sizes, the second of which only the rates are about."""
    text = _text(row.cells[column.index])
    size = parse_size(text)
    if size is not None:
        name = "group" if row.several else "enrolled"
        yield size_draft(name, size, row.group, _evidence(context, column, row, "size.column"))
    if hit := _EVALUABLE.search(text):
        count = int(hit["before"] or hit["after"])
        yield size_draft("evaluable", count, row.group, _evidence(context, column, row, "size.evaluable"))


def _doses(context: TableContext, column: Column, row: StudyRow) -> Iterator[Draft]:
    """The doses of a schedule; one without a drug's name speaks of the row's only drug."""
    cell = row.cells[column.index]
    single = row.regimen if row.regimen and "+" not in row.regimen else ""
    text = _text(cell) if context.sentence(_text(cell)).drugs else f"{single} {_text(cell)}".strip()
    scene = scene_of(context.sentence(text, cell), Register())
    for draft in dose_drafts(scene):
        first = replace(draft.evidence[0], source=context.source, quote=_text(row.printed[column.index]))
        yield replace(draft, evidence=(first,), confidence=CERTAIN, group="", regimen="")


def _headed_doses(context: TableContext, column: Column, row: StudyRow) -> Iterator[Draft]:
    """The doses of a column that a drug heads."""
    cell, heads = row.cells[column.index], context.sentence(column.heading.text).drugs
    scene = scene_of(context.sentence(f"{heads[0].text} {_text(cell)}", cell), Register()) if heads else None
    for draft in dose_drafts(scene) if scene is not None else ():
        first = replace(draft.evidence[0], source=context.source, quote=_text(row.printed[column.index]))
        yield replace(draft, evidence=(first,), confidence=CERTAIN, group="", regimen="")


def _ratio(context: TableContext, columns: Sequence[Column], column: Column, row: StudyRow) -> Iterator[Draft]:
    """A hazard ratio beside the end point that it belongs to, on the first of a study's two arms."""
    nearer = reversed(columns[: column.index + 1])
    measure = next((m for c in nearer if (m := c.heading.measure) and m.kind == SURVIVAL), None)
    if measure is None or not row.rival:
        return
    timeless = replace(measure, time_months=None)
    quantity = parse_cell(_text(row.cells[column.index]), Expected(SURVIVAL, Holds.RATIO, words=column.heading.text))
    if quantity is not None:
        evidence = _evidence(context, column, row, f"{quantity.rule} {measure.rule}")
        draft = draft_of(timeless, quantity, row.group, evidence)
        yield from [replace(draft, comparator=row.rival)] if draft is not None else []


def _measured(context: TableContext, column: Column, row: StudyRow) -> Iterator[Draft]:
    """A cell with measures of its own, or a number under a header that names the measure."""
    cell, heading = row.cells[column.index], column.heading
    if cell is None:
        return
    if any(measures(context.sentence(cell.text))):
        expected = Expected("", _list_holds(heading.holds), heading.unit, words=heading.text, grade=heading.grade)
        yield from spoken_facts(context, row.printed, cell, expected)
        return
    measure = _footnoted(context, cell) or heading.measure
    if column.role is not Role.MEASURE or measure is None:
        return
    timed, words = measure.time_months is not None, f"{heading.text} {context.notes}"
    quantity = parse_cell(cell.text, Expected(measure.kind, heading.holds, heading.unit, timed, words))
    if quantity is not None:
        evidence = _evidence(context, column, row, f"{quantity.rule} {measure.rule}")
        draft = draft_of(replace(measure, grade=heading.grade), quantity, row.group, evidence)
        yield from [draft] if draft is not None else []


def _list_holds(holds: Holds) -> Holds:
    return holds if holds in (Holds.MEDIAN, Holds.SHARE, Holds.PERCENT) else Holds.UNSAID


def _footnoted(context: TableContext, cell: Cell) -> Measure | None:
    """The measure that a cell's footnote names instead of the header's: "*Stringent complete response"."""
    note = context.footnote(cell).split(".")[0]
    return measure_of(context.sentence(note)) if 0 < len(note) < 60 else None

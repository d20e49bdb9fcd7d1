"""A table's drafts: by what its rows and columns are, one reader takes it; a table without a fact says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.document import Table
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register, normal
from myelomine.extractors.dose_tables import level_table_drafts
from myelomine.extractors.reader import Reader
from myelomine.extractors.tables.columns import columns_of
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.dose_grids import DoseGrid, dose_grid, holds_doses, may_hold_doses
from myelomine.extractors.tables.groups import letter_of, lettered_arms
from myelomine.extractors.tables.headings import heading_of
from myelomine.extractors.tables.lost_gaps import lacks_gaps, with_gaps
from myelomine.extractors.tables.results import result_drafts
from myelomine.extractors.tables.schedules import schedule_drafts, treatment_columns
from myelomine.extractors.tables.settings import setting_of
from myelomine.extractors.tables.shapes import is_headless, is_shifted, respanned
from myelomine.extractors.tables.sizes import header_sizes, may_count_patients, row_sizes
from myelomine.extractors.tables.studies import holds_studies, study_drafts_of

_BASELINE = regex.compile(
    r"(?i)\b(?:baseline|demographic|(?:patients?|disease|clinical|study) characteristics|characteristics (?:of|at)"
    r"|supportive care|dose (?:adjust|modif|reduc)|adjustment of|treatments? received|eligibility|inclusion criteria"
    r"|causes? of death)"
)
_OUTCOME = regex.compile(r"(?i)\b(?:respon[sd]|outcome|survival|efficacy|toxicit|adverse)")


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a table states, or why it states nothing that a record could hold."""

    drafts: tuple[Draft, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TablesReading:
    """What the tables of a study state, and which state nothing: "Table 2: its cells hold no numbers"."""

    drafts: tuple[Draft, ...]
    silent: tuple[str, ...]


_READ_NOTHING = TableReading(reason="its header does not say where one column ends and the next begins")


def why_silent(table: Table, reader: Reader, register: Register) -> str:
    """Why no fact is read from a table; empty where some are."""
    return _readings([table], reader, register)[0].reason


def read_tables(tables: Sequence[Table], reader: Reader, register: Register) -> TablesReading:
    """The facts of all tables, and the tables that state none, each with the reason."""
    readings = _readings(tables, reader, register)
    drafts = tuple(draft for reading in readings for draft in reading.drafts)
    reasons = (f"{t.label or t.id}: {r.reason}" for t, r in zip(tables, readings, strict=True) if r.reason)
    return TablesReading(drafts, tuple(reasons))


def _readings(tables: Sequence[Table], reader: Reader, register: Register) -> list[TableReading]:
    """What each table states, read with what all of them say of their groups."""
    wholes = [_whole(table, reader, register) for table in tables]
    contexts = [TableContext(reader, register, whole) if whole is not None else None for whole in wholes]
    given = _treated(c for t, c in zip(tables, contexts, strict=True) if c is not None and holds_doses(t))
    letters = {letter_of(label): regimen.replace("+", " + ") for label, regimen in given.items() if letter_of(label)}
    lettered, known = letters | lettered_arms(tables), {normal(label): regimen for label, regimen in given.items()}
    return [_READ_NOTHING if c is None else read_table(c.told(lettered, known)) for c in contexts]


def read_table(context: TableContext) -> TableReading:
    """The table's facts, or the reason why there are none."""
    table = context.table
    if table.n_columns < 2 or table.n_rows < 2:
        return TableReading(reason="it has a single row or column")
    if is_headless(table):
        return TableReading(reason="its first row holds results, so nothing says what its columns are")
    if is_shifted(table):
        return TableReading(reason="its header does not say which columns belong to which group")
    if is_baseline(table):
        sizes = tuple(d for d in _sizes(context) if d.name == "group")
        return TableReading(sizes, "" if sizes else "it describes patients, not what came of their treatment")
    doses = tuple(level_table_drafts(table, context.reader, context.register))
    if not doses and (grid := _dose_grid_of(context)):
        doses = grid.drafts
    drafts = (*doses, *(d for d in _facts(context) if d.kind != "dose" or not doses))
    return TableReading(drafts, "" if drafts else _unread(context))


def _whole(table: Table, reader: Reader, register: Register) -> Table | None:
    """The table with the gaps and spans that it lost; None where nothing tells the cells of its header apart."""
    cut = with_gaps(TableContext(reader, register, table)) if lacks_gaps(table) else table
    return respanned(cut) if cut is not None else None


def _dose_grid_of(context: TableContext) -> DoseGrid | None:
    """A table of doses by arm; None where studies stand in rows, or the parts of a dose in columns."""
    if not may_hold_doses(context.table):
        return None
    columns = columns_of(context, context.sections[0])
    told_otherwise = treatment_columns(context) is not None or holds_studies(context, columns)
    return None if told_otherwise else dose_grid(context)


def _treated(contexts: Iterable[TableContext]) -> dict[str, str]:
    """The regimens of the groups of which a table of doses tells them: "Arm A" by the rows with a dose below it."""
    found: dict[str, str] = {}
    for context in contexts:
        grid = _dose_grid_of(context)
        found.update(grid.regimens if grid else {})
    return found


def is_baseline(table: Table) -> bool:
    """Whether a caption speaks of patients before treatment, and of no outcome."""
    return bool(_BASELINE.search(table.caption)) and not _OUTCOME.search(table.caption)


def _sizes(context: TableContext) -> Iterator[Draft]:
    """The arms' patients, which the header of a baseline table or a row below it counts."""
    for section in context.sections:
        columns = columns_of(context, section)
        if any(c.group.arm for c in columns):
            yield from (draft for _, draft in header_sizes(context, columns))
            for row in (row for row in section.rows if not row.path and may_count_patients(row)):
                yield from row_sizes(context, columns, row, heading_of(context, row.stub))


def _facts(context: TableContext) -> Iterator[Draft]:
    columns = columns_of(context, context.sections[0])
    if holds_studies(context, columns):
        yield from study_drafts_of(context)
    elif (parts := treatment_columns(context)) is not None:
        yield from schedule_drafts(context, parts)
    else:
        yield from result_drafts(context)


def _unread(context: TableContext) -> str:
    """What a table of results lacks."""
    sections = context.sections
    setting = setting_of(context, sections[0])
    stubs = [row.stub for section in sections for row in section.rows]
    if not any(
        regex.search(r"\d", c.text) for c in context.table.cells if c.column and c.row >= context.table.header_rows
    ):
        return "its cells hold no numbers"
    if not setting.names_measures and not any(setting.context.sentence(s).names for s in stubs):
        return "neither its rows nor its columns name a response, an endpoint or an adverse event"
    return "none of its numbers could be told to be a rate, a median or a ratio"

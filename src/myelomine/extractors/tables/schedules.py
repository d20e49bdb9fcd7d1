"""Tables of treatment: one drug a row, its dose, route and days in columns, regimens as groups of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.drafts import Draft
from myelomine.extractors.arms import Register
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.context import CERTAIN, TableContext, row_text
from myelomine.extractors.tables.grid import Row, Section, sections_of
from myelomine.extractors.tables.groups import Group, group_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.mentions import Label

_DOSE = regex.compile(r"(?i)^(?:(?:daily |starting |unit )?dos(?:e|es|age)|amount)\b")
_DAYS = regex.compile(r"(?i)^days?\b|^schedule\b|^day\(s\)")
_ROUTE = regex.compile(r"(?i)^(?:route|mode)\b")


@dataclass(frozen=True, slots=True)
class Parts:
    """Which columns hold the dose, its days and its route; -1 where a table has none."""

    dose: int
    days: int = -1
    route: int = -1


def parts_of(context: TableContext, columns: Sequence[Column]) -> Parts | None:
    """The columns of a table of treatment; None where a table is none: no dose, or stubs that are no drugs."""
    dose = _index(columns, _DOSE)
    stubs = [
        c.text for c in context.table.cells if c.column == 0 and c.row >= context.table.header_rows and c.text.strip()
    ]
    drugs = sum(bool(context.sentence(s).drugs) for s in stubs)
    if dose < 0 or drugs < 2 or 2 * drugs < len(stubs):
        return None
    return Parts(dose, _index(columns, _DAYS), _index(columns, _ROUTE))


def _index(columns: Sequence[Column], cue: regex.Pattern[str]) -> int:
    return next((c.index for c in columns[1:] if cue.search(c.heading.text)), -1)


def schedule_drafts(context: TableContext, parts: Parts) -> Iterator[Draft]:
    """Every dose of a table of treatment, under the regimen that its group of rows names."""
    for section in sections_of(context.table):
        for row in section.rows:
            yield from _row_doses(context, section, row, parts)


def _row_doses(context: TableContext, section: Section, row: Row, parts: Parts) -> Iterator[Draft]:
    group = _regimen_of(context, section, row)
    scene = scene_of(context.sentence(_as_text(context, row, parts), row.cells[0]), Register())
    for draft in dose_drafts(scene):
        first = replace(draft.evidence[0], source=context.source, quote=row_text(row.cells))
        yield replace(draft, evidence=(first,), group=group.label, regimen=group.regimen, confidence=CERTAIN)


def _as_text(context: TableContext, row: Row, parts: Parts) -> str:
    """The row as the words in which a text would state it: "Melphalan 8 mg/m² PO on days 1–4 every 28 days"."""
    cell = {
        name: _cell(row, index) for name, index in (("dose", parts.dose), ("days", parts.days), ("route", parts.route))
    }
    days = f"on days {cell['days']}" if regex.match(r"\d", cell["days"]) else cell["days"]
    cycles = [m.text for text in row.path[-1:] for m in context.sentence(text).of(Label.CYCLE_LENGTH)]
    return " ".join(filter(None, (row.stub, cell["dose"], cell["route"], days, *cycles[:1])))


def _cell(row: Row, index: int) -> str:
    cell = row.cells[index] if index > 0 else None
    return cell.text.strip() if cell else ""


def _regimen_of(context: TableContext, section: Section, row: Row) -> Group:
    """The regimen above a row; its drugs are those of the rows below it where its name does not tell them."""
    if not row.path:
        return Group(regimen=context.register.shared_regimen)
    name = regex.split(r"\s?[\[(]", trimmed(row.path[-1]))[0]
    group = group_of(context, name)
    group = replace(group, label=group.printed)
    if group.regimen or not group.known:
        return group
    drugs = {d.name for other in section.rows if other.path == row.path for d in context.sentence(other.stub).drugs}
    return replace(group, regimen="+".join(sorted(drugs)))


def treatment_columns(context: TableContext) -> Parts | None:
    """The columns of a table of treatment, if it is one."""
    sections = sections_of(context.table)
    return parts_of(context, columns_of(context, sections[0])) if sections else None

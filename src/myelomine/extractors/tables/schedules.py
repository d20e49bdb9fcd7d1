"""Tables of treatment: one drug a row, its dose, route and days in columns, regimens as groups of rows.

A table of one drug has a step of its schedule a row instead.
"""

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
from myelomine.extractors.tables.grid import Row, Section
from myelomine.extractors.tables.groups import Group, group_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.mentions import Label
from myelomine.patterns import regimen_key

_DOSE = regex.compile(r"(?i)^(?:(?:daily |starting |unit )?dos(?:e|es|age)|amount)\b")
_DAYS = regex.compile(r"(?i)^days?\b|^schedule\b|^day\(s\)")
_ROUTE = regex.compile(r"(?i)^(?:route|mode)\b")
_CYCLES = regex.compile(r"(?i)^(?:cycles?|courses?)(?: (?:no\.?|number))?(?: \(s\))?$")
_FREQUENCY = regex.compile(r"(?i)^(?:frequency|interval|dosing interval)\b")
# "≥7", "7+", "7 and beyond"
_ONWARDS = regex.compile(
    r"(?i)(?:[≥>]=?\s?)?(?P<first>\d{1,2})\s?(?P<on>\+|and (?:beyond|later|above|up)|onwards?|or more|on)?"
)
_EVERY = regex.compile(
    r"(?i)\b(?:every (?:\d |other |two |three |four )?(?:days?|weeks?)|(?:twice |once )?(?:weekly|daily)|q\d?[wd]"
    r"|biweekly)\b"
)
_LENGTH = regex.compile(r"(?i)\b(?P<days>\d{2})[-\s]days?\s(?:cycles?|courses?)|\bevery (?P<days>\d{2}) days")
_AMOUNT = regex.compile(r"(?i)^\D{0,3}\d[\d.,·/–-]{0,9}\s?(?:[mµμ]?g|mcg|IU|AUC|MBq)\b")


@dataclass(frozen=True, slots=True)
class Parts:
    """Which columns hold the dose, its days, route, cycles and frequency; -1 where a table has none.

    `drug` is the one that all rows are about, where their stubs name none.
    """

    dose: int
    days: int = -1
    route: int = -1
    cycles: int = -1
    frequency: int = -1
    drug: str = ""


def parts_of(context: TableContext, columns: Sequence[Column]) -> Parts | None:
    """The columns of a table of treatment; None where a table is none: no dose, or stubs that are no drugs."""
    dose = _index(columns, _DOSE)
    stubs = [
        c.text for c in context.table.cells if c.column == 0 and c.row >= context.table.header_rows and c.text.strip()
    ]
    drugs = sum(bool(context.sentence(s).drugs) for s in stubs)
    cues = (_DAYS, _ROUTE, _CYCLES, _FREQUENCY)
    days, route, cycles, frequency = (_index(columns, cue) for cue in cues)
    if dose < 0:
        return None
    if drugs > 1 and 2 * drugs >= len(stubs):
        return Parts(dose, days, route, cycles, frequency)
    drug = _only_drug(context) if not drugs and max(days, cycles, frequency) > 0 else ""
    given = sum(bool(_AMOUNT.search(c.text.strip())) for c in context.table.cells if c.column == dose)
    return Parts(dose, days, route, cycles, frequency, drug) if drug and 2 * given >= len(stubs) else None


def _only_drug(context: TableContext) -> str:
    """The one drug that the caption names, or that the study gives."""
    named = {d.name for d in context.sentence(context.table.caption).drugs}
    shared = context.register.shared_regimen
    return named.pop() if len(named) == 1 else "" if named or "+" in shared else shared


def _index(columns: Sequence[Column], cue: regex.Pattern[str]) -> int:
    found = (c.index for c in columns if cue.search(c.heading.text) and (c.index or cue is not _DOSE))
    return next(found, -1)


def schedule_drafts(context: TableContext, parts: Parts) -> Iterator[Draft]:
    """Every dose of a table of treatment, under the regimen that its group of rows names."""
    for section in context.sections:
        for row in section.rows:
            yield from _row_doses(context, section, row, parts)


def _row_doses(context: TableContext, section: Section, row: Row, parts: Parts) -> Iterator[Draft]:
    group = _regimen_of(context, section, row)
    scene = scene_of(context.sentence(_as_text(context, row, parts), row.cells[0]), Register())
    for draft in dose_drafts(scene):
        first = replace(draft.evidence[0], source=context.source, quote=row_text(row.cells))
        yield replace(draft, evidence=(first,), group=group.label, regimen=group.regimen, confidence=CERTAIN)


def _as_text(context: TableContext, row: Row, parts: Parts) -> str:
    """The row as the words in which a text would state it: "Melphalan 8 mg/m² PO on days 1–4 of 28-day cycles"."""
    days, cycles = _cell(row, parts.days), _cell(row, parts.cycles)
    often = _cell(row, parts.frequency) or _often(row.stub) if parts.drug else _cell(row, parts.frequency)
    told = f"on days {days}" if regex.match(r"\d", days) else days
    above = [m.text for text in row.path[-1:] for m in context.sentence(text).of(Label.CYCLE_LENGTH)]
    length = _LENGTH.search(context.table.caption) if not above else None
    text = (parts.drug or row.stub, _cell(row, parts.dose), _cell(row, parts.route), often, told, *above[:1])
    body = " ".join(filter(None, text))
    body = f"{body} of {length['days']}-day cycles" if length else body
    return f"{body}, {_cycle_words(cycles)}" if cycles and "cycle" not in days else body


def _often(text: str) -> str:
    hit = _EVERY.search(text)
    return hit.group() if hit else ""


def _cycle_words(text: str) -> str:
    """A cell of cycles as a text would print it: "≥7" is "cycle 7 onwards".

    >>> _cycle_words("≥7"), _cycle_words("4-6"), _cycle_words("3 and beyond")
    ('cycle 7 onwards', 'cycles 4-6', 'cycle 3 onwards')
    """
    hit = _ONWARDS.fullmatch(text.strip())
    if hit and (hit["on"] or text.strip()[0] in "≥>"):
        return f"cycle {hit['first']} onwards"
    return text if regex.search(r"(?i)cycle", text) else f"{'cycle' if text.strip().isdigit() else 'cycles'} {text}"


def _cell(row: Row, index: int) -> str:
    cell = row.cells[index] if index >= 0 else None
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
    return replace(group, regimen=regimen_key(drugs))


def treatment_columns(context: TableContext) -> Parts | None:
    """The columns of a table of treatment, if it is one."""
    sections = context.sections
    return parts_of(context, columns_of(context, sections[0])) if sections else None

"""Tables of doses by arm: drugs in rows under columns of arms, arms in rows under columns of drugs, or whole schedules.

A cell is read as the text that it shortens: "Bortezomib" | "1.3 mg/m2 s.c., days 1, 4" under "Arm A" above a row
"Length of cycle" | "21 days" is "Bortezomib 1.3 mg/m2 s.c., days 1, 4 of 21-day cycles", given in arm A.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell, Table
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register, normal
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.context import CERTAIN, LIKELY, TableContext, row_text
from myelomine.extractors.tables.cues import any_of
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.groups import NOBODY, Group, group_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.extractors.tables.shapes import text_of
from myelomine.mentions import Label
from myelomine.patterns import regimen_key

_UNIT = r"(?:[mµμ]?g|mcg|ug|IU|MU|U|MBq|mCi|AUC|cells|Gy)(?:/(?:m2|m²|m\^2|kg|d|day))*"
_AMOUNT = regex.compile(rf"(?i)\d\s?{_UNIT}(?![\p{{L}}])|\bAUC\s?\d|10\s?\^?\s?(?:[6-9]|[⁶-⁹])")
_BARE = regex.compile(r"\d{1,4}(?:[.·,]\d{1,3})?(?:\s?(?:[-–/]|or|to)\s?\d{1,4}(?:[.·]\d{1,3})?)?")
_THEN = regex.compile(
    r"(?i)\b(?:then|thereafter,?|followed by|from cycle \d,?)\s\d{1,4}(?:[.·]\d{1,2})?(?![\d.]|\s?[mµg/])"
)
_UNIT_TOLD = regex.compile(rf"(?i)(?:[\[(,]|\s)\s?(?:dose,?\s?)?(?:in\s)?(?P<unit>{_UNIT})\s?(?:[\])]|,|$)")
# tables of what became of doses, or of other treatment
_OTHER_DOSES = any_of(
    r"\b(?:reduc\w+|modif\w+|adjust\w+|renal|creatinine|intensity|median|mean|cumulative|delay\w*|exposure|actual"
    r"|prior|previous(?:ly)?|pharmacokinetics?|plasma|toxicit\w+ (?:management|guid\w+)|premedication|prophyla\w+)\b"
)
_CYCLE_ROW = any_of(
    r"^(?:length|duration) of (?:each |a |the |one )?(?:treatment )?(?:cycles?|courses?)\b",
    r"^(?:treatment )?(?:cycle|course)s?(?: length| duration)(?:, .{1,12}| \(.{1,12}\))?$",
)
_DAYS = regex.compile(r"(?P<days>\d{1,2})(?:\s?[-–]?\s?(?:d|days?)\b)?|(?P<weeks>\d)\s?[-–]?\s?(?:wk|weeks?)\b")
_DAYS_HEAD = any_of(
    r"^(?:infusion |treatment |dosing |administration )?days?(?: of (?:cycle|infusion|administration))?$"
)
_GENERAL = any_of(
    r"^(?:dos(?:e|es|ing|age)|schedules?|regimens?|treatments?|administration|details?|description|dose and schedule"
    r"|dose,? (?:schedule|route).{0,30}|drug dos(?:e|age)s?|value)$"
)
_SCHEDULED = any_of(
    r"\b(?:dos(?:e|es|ing|age)|schedules?|regimens?|treatments?|therap(?:y|ies)|administration|protocol)\b"
)
_LEVEL = any_of(r"\b(?:dose[- ]?)?levels?\b|^cohort\b|^[-–]?\d$")
_CYCLES_TOLD = any_of(r"\bcycles?\s\d{1,2}(?:\s?(?:[-–]|to|and)\s?\d{1,2})?")
_NOTHING = any_of(r"(?:[-–—−/]{1,2}|none|no|not given|n/?a|nil|0|\.{2,3}|…|)")


@dataclass(frozen=True, slots=True)
class _Given:
    """A cell of a dose with the texts that say the drug and the group that received it."""

    drug: str
    group: Group
    row: Row
    cell: Cell
    cycle: str = ""
    cycles: str = ""
    days: str = ""


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """The doses of a table, and what each group that it names received by them."""

    drafts: tuple[Draft, ...]
    regimens: Mapping[str, str]


def holds_doses(table: Table) -> bool:
    """Whether several cells of a table hold amounts with their units."""
    return sum(bool(_AMOUNT.search(cell.text)) for cell in table.cells) > 1


def may_hold_doses(table: Table) -> bool:
    """Whether a table holds amounts with their units, or tells the unit of bare numbers beside a drug: "Drug (mg)"."""
    return any(_AMOUNT.search(cell.text) or _UNIT_TOLD.search(cell.text) for cell in table.cells)


def dose_grid(context: TableContext) -> DoseGrid | None:
    """What a table of doses by arm states; None where it is another kind of table."""
    if _OTHER_DOSES.search(context.table.caption):
        return None
    section = context.sections[0]
    columns = columns_of(context, section)
    given = (
        _drugs_in_rows(context, columns, section.rows)
        or _drugs_in_columns(context, columns, section.rows)
        or _schedules(context, columns, section.rows)
    )
    if not given:
        return None
    regimens = _regimens(context, given)
    doses = tuple(d for one in given for d in _drafts(context, one, regimens))
    return DoseGrid((*_regimens_given(context, doses, regimens), *doses), regimens)


# --- where the drugs stand ------------------------------------------------------------------------------------------


def _drugs_in_rows(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> list[_Given]:
    """The doses of a table with a drug a row; none where fewer than two rows, or a third of them, are drugs."""
    named = [row for row in rows if _is_drug(context, row.stub)]
    cycles = _cycle_lengths(rows)
    groups = {c.index: _group_of_column(context, c) for c in columns[1:]}
    found = [
        _Given(row.stub, groups[column.index], row, cell, cycles.get(column.index, ""), _cycles_of(row))
        for row in named
        for column in columns[1:]
        if (cell := row.cells[column.index]) and _is_dose(row.stub, cell.text)
    ]
    drugs = len({id(one.row) for one in found})
    if drugs < 2 or 3 * drugs < len(rows) or _OTHER_DOSES.search(" ".join(row.stub for row in named)):
        return []
    return _once_where_spanning(found)


def _drugs_in_columns(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> list[_Given]:
    """The doses of a table with a drug a column; none where fewer than two columns are drugs."""
    headers = {c.index: _drug_part(context, c) for c in columns[1:]}
    days = _days_columns(context, columns, headers)
    found = [
        _Given(drug, _group_of_row(context, row), row, cell, "", _cycles_of(row), _days_at(row, days.get(index)))
        for row in rows
        for index, drug in headers.items()
        if drug and (cell := row.cells[index]) and cell is not row.cells[0] and _is_dose(drug, cell.text)
    ]
    drugs = {one.drug for one in found}
    return found if len(drugs) > 1 and not any(_OTHER_DOSES.search(drug) for drug in drugs) else []


def _schedules(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> list[_Given]:
    """The doses of cells that name their drugs themselves, under columns or in rows of arms."""
    if not _SCHEDULED.search(
        " ".join((context.table.caption, *(c.heading.text for c in columns), *(r.stub for r in rows)))
    ):
        return []
    groups = {c.index: _group_of_column(context, c) for c in columns[1:]}
    across = any(group.known for group in groups.values())
    return [
        _Given("", groups[c.index] if across else _group_of_row(context, row), row, cell, "", _cycles_of(row))
        for row in rows
        for c in columns[1:]
        if (cell := row.cells[c.index]) and cell is not row.cells[0]
        and _AMOUNT.search(cell.text) and context.sentence(cell.text).drugs and not _OTHER_DOSES.search(cell.text)
    ]  # fmt: skip


def _days_columns(context: TableContext, columns: Sequence[Column], headers: Mapping[int, str]) -> dict[int, int]:
    """The column of days behind the columns of a drug, by their index: "Carfilzomib, mg | Infusion days"."""
    found: dict[int, int] = {}
    pending: list[int] = []
    for column in columns[1:]:
        drug = {d.name for d in context.sentence(headers[column.index]).drugs}
        if drug:
            same = pending and {d.name for d in context.sentence(headers[pending[-1]]).drugs} == drug
            pending = [*pending, column.index] if same else [column.index]
        elif _DAYS_HEAD.search(column.heading.text):
            found.update(dict.fromkeys(pending, column.index))
            pending = []
    return found


def _days_at(row: Row, column: int | None) -> str:
    text = text_of(row.cells[column]) if column is not None else ""
    return text if regex.match(r"\d", text) else ""


def _is_drug(context: TableContext, stub: str) -> bool:
    """Whether a stub names one drug and little else."""
    return len({d.name for d in context.sentence(stub).drugs}) == 1 and len(stub) < 90


def _drug_part(context: TableContext, column: Column) -> str:
    """The header of a column that names one drug; empty where it names none, or several."""
    text = column.heading.text
    return text if _is_drug(context, text) else ""


def _is_dose(drug: str, text: str) -> bool:
    """Whether a cell gives a dose: an amount with its unit, or a number where the drug's label has the unit."""
    body = text.strip()
    if _NOTHING.fullmatch(body):
        return False
    return bool(_AMOUNT.search(body) or (_UNIT_TOLD.search(drug) and _BARE.match(body)))


def _once_where_spanning(found: Sequence[_Given]) -> list[_Given]:
    """The doses, one whose cell spans all columns of groups given to no group in particular (ruling 17)."""
    seen: dict[int, list[_Given]] = defaultdict(list)
    for one in found:
        seen[id(one.cell)].append(one)
    return [same[0] if len(same) == 1 else replace(same[0], group=NOBODY) for same in seen.values()]


# --- groups and cycles ----------------------------------------------------------------------------------------------


def _group_of_column(context: TableContext, column: Column) -> Group:
    text = column.heading.text
    if not text or _GENERAL.search(trimmed(text)):
        return NOBODY
    return column.group if column.group.known else _labelled(context, text)


def _group_of_row(context: TableContext, row: Row) -> Group:
    return _labelled(context, row.stub) if row.stub else NOBODY


def _labelled(context: TableContext, text: str) -> Group:
    """The group that a text names, by its label as printed where nothing else is known of it."""
    group = group_of(context, text)
    if group.everyone:
        return NOBODY
    label = trimmed(text)
    if regex.fullmatch(r"[-–−]?\d", label):
        label = f"dose level {label}"
    return group if group.known else Group(label, printed=label)


def _cycle_lengths(rows: Sequence[Row]) -> dict[int, str]:
    """The length of a cycle by columns, where a row prints it: "Length of cycle" | "21 days"."""
    found: dict[int, str] = {}
    for row in rows:
        if not _CYCLE_ROW.search(row.stub.strip()):
            continue
        in_weeks = regex.search(r"(?i)\bweeks?\b", row.stub)
        for index, cell in enumerate(row.cells[1:], start=1):
            hit = _DAYS.match(text_of(cell))
            if hit and (hit["weeks"] or in_weeks):
                found[index] = str(7 * int(hit["weeks"] or hit["days"]))
            elif hit:
                found[index] = hit["days"]
    return found


def _cycles_of(row: Row) -> str:
    """The cycles that a label above a row limits its doses to: "Cycles 1-4"."""
    hit = _CYCLES_TOLD.search(row.path[-1]) if row.path else None
    return hit.group() if hit else ""


# --- drafts ---------------------------------------------------------------------------------------------------------


def _regimens(context: TableContext, given: Sequence[_Given]) -> dict[str, str]:
    """The drugs that each group without a known regimen received; levels of one regimen have none of their own."""
    drugs: dict[str, set[str]] = defaultdict(set)
    shared = context.register.shared_regimen
    for one in given:
        own = one.group.arm.regimen if one.group.arm else one.group.regimen
        told = own not in ("", shared, context.given.get(normal(one.group.label), "")) or (one.group.arm and own)
        if one.group.known and not told and not _LEVEL.search(one.group.label):
            drugs[one.group.label].update(d.name for d in context.sentence(one.drug or one.cell.text).drugs)
    return {
        label: regimen_key(names) for label, names in drugs.items() if names >= set(filter(None, shared.split("+")))
    }


def _drafts(context: TableContext, one: _Given, regimens: Mapping[str, str]) -> Iterator[Draft]:
    regimen = regimens.get(one.group.label, "") or one.group.regimen or context.register.shared_regimen
    sentence = context.sentence(_as_text(context, one), one.cell)
    for draft in dose_drafts(scene_of(sentence, Register())):
        first = replace(draft.evidence[0], source=context.source, quote=row_text(one.row.cells))
        yield replace(draft, evidence=(first,), group=one.group.label, regimen=regimen, confidence=CERTAIN)


def _regimens_given(context: TableContext, doses: Sequence[Draft], regimens: Mapping[str, str]) -> Iterator[Draft]:
    """The regimens of groups that only the table of doses tells."""
    known = {arm.regimen for arm in context.register.arms}
    for label, regimen in regimens.items():
        first = next((d for d in doses if d.group == label), None)
        if first is not None and "+" in regimen and regimen not in known:
            evidence = tuple(replace(e, rule="regimen.doses") for e in first.evidence[:1])
            yield Draft("regimen", regimen, evidence, group=label, regimen=regimen, confidence=LIKELY)


def _as_text(context: TableContext, one: _Given) -> str:
    """A cell as a text would state it: drug, dose, then the length of a cycle and the cycles where told elsewhere."""
    body = one.cell.text.strip()
    if not one.drug:
        return body
    drug, unit = one.drug, _UNIT_TOLD.search(one.drug)
    if unit and not _AMOUNT.search(body):
        number = _BARE.match(body)
        end = number.end() if number else 0
        later = _THEN.sub(lambda hit: f"{hit.group()} {unit['unit']}", body[end:])
        body = f"{body[:end]} {unit['unit']}{later}"
        drug = f"{drug[: unit.start()]} {drug[unit.end() :]}".strip()
    name = context.sentence(drug).drugs[0]
    rest = f"{drug[: name.start]} {drug[name.end :]}".strip(" ,()[]")
    text = f"{drug[name.start : name.end]} {body}"
    text = f"{text}, {rest}" if regex.search(r"\d", rest) else text
    if one.days and not regex.search(r"(?i)\bdays?\b", text):
        text = f"{text} on days {one.days}"
    length = one.cycle or _told_length(context, one)
    if length and not context.sentence(text).of(Label.CYCLE_LENGTH):
        text = f"{text} of {length}-day cycles"
    return f"{text}, {one.cycles}" if one.cycles else text


def _told_length(context: TableContext, one: _Given) -> str:
    """The length of a cycle that the group's label or the caption gives."""
    for told in (one.row.stub, one.group.printed, context.table.caption):
        hit = regex.search(r"(?i)\b(?P<days>\d{2})[-\s]?days?\s(?:cycles?|courses?)|\bevery (?P<days>\d{2}) days", told)
        if hit:
            return hit["days"]
    return ""

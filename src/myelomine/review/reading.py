"""A sheet that came back, read against what was written: which records its rows speak of, and what they say.

Cells decide, not the order of rows or columns. A row that is missing says nothing, and so does an untouched one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from myelomine.records import (
    COLUMNS,
    KINDS,
    STATED_COLUMNS,
    Record,
    RowError,
    print_cell,
    record_from_row,
    stated_key,
)
from myelomine.review.cells import DateCell, plain_text, read_cell, same_cell
from myelomine.review.decisions import Judgement, Verdict, change_of, judgement_of
from myelomine.sheet import REVIEW_COLUMNS, Sheet, SheetRow

#: Columns that show what each of two readers said; a sheet may hold them, and nothing is read from them.
READER_COLUMNS = ("reader_a", "reader_b")
#: Columns of the evidence that a person might want to change; what is extracted stays.
SHOWN_COLUMNS = ("page", "source", "quote")

_KNOWN_COLUMNS = frozenset((*REVIEW_COLUMNS, *COLUMNS, *READER_COLUMNS, "reviewer", "decided"))
_WORDS = {
    **{verdict.value: verdict for verdict in Verdict if verdict is not Verdict.NOTE},
    **{"accepted": Verdict.ACCEPT, "edited": Verdict.EDIT, "rejected": Verdict.REJECT, "added": Verdict.ADD},
}


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row (the header is row 1) with something that could not be understood, and what to do about it."""

    row: int
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


@dataclass(frozen=True)
class Written:
    """What sheets were written from: every version of every record, the latest first, and the run's documents.

    `added` are the ids of records that reviewers have added.
    """

    records: tuple[Record, ...]
    documents: frozenset[str]
    added: frozenset[str] = frozenset()

    @cached_property
    def versions(self) -> Mapping[str, tuple[Record, ...]]:
        """The versions of each record by its id."""
        versions: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            versions[record.record_id].append(record)
        return {record_id: tuple(found) for record_id, found in versions.items()}


class RowNotUnderstood(ValueError):
    """What a row says makes no sense; the message ends with what to do."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row, the record that it speaks of, and the cells in which they differ."""

    row: SheetRow
    record: Record
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says, row by row, what of it could not be understood, and the rows that say nothing new."""

    judgements: tuple[Judgement, ...]
    unclear: tuple[Unclear, ...]
    untouched: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Claims:
    """The rows that are a record's own, by their numbers, and what the sheet was written from."""

    by_row: Mapping[int, Claim]
    written: Written

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        """The claims by the record's id."""
        return {claim.record.record_id: claim for claim in self.by_row.values()}


def read_judgements(sheet: Sheet, written: Written) -> Reading:
    """What each row of a sheet says beyond what was written, and the rows that make no sense."""
    rows = [_with_known_columns(row) for row in sheet.rows]
    find = _claims_by_id if "record_id" in _columns(sheet) else _claims_by_content
    claims = Claims(find(rows, written.versions), written)
    said: dict[str, Judgement] = {}
    refused: dict[int, Unclear] = {}
    for row in rows:
        try:
            _hear(row, claims, said)
        except (RowNotUnderstood, RowError, DateCell) as problem:
            refused[row.number] = Unclear(row.number, f"{problem}. Nothing of this row was taken in.")
    judgements = tuple(judgement for judgement in said.values() if judgement.row not in refused)
    told = {*refused, *(judgement.row for judgement in judgements)}
    untouched = tuple(claim for number, claim in claims.by_row.items() if number not in told)
    passed_over = [change for claim in claims.by_row.values() for change in _other_changes(claim)]
    unclear = [*_unknown_columns(sheet), *refused.values(), *passed_over]
    return Reading(judgements, tuple(sorted(unclear, key=lambda u: u.row)), untouched)


# --- rows and columns -----------------------------------------------------------------------------------------------


def _columns(sheet: Sheet) -> frozenset[str]:
    return frozenset(_column(name) for name in sheet.columns)


def _column(name: str) -> str:
    return "_".join(name.strip().lower().split())


def _with_known_columns(row: SheetRow) -> SheetRow:
    return SheetRow(row.number, {_column(name): cell for name, cell in row.cells.items()})


def _unknown_columns(sheet: Sheet) -> Iterator[Unclear]:
    """A column that a person has put in, if anything stands in it; nameless ones are a spreadsheet's own."""
    if not _columns(sheet) & _KNOWN_COLUMNS:
        yield Unclear(1, "none of its columns is one of the sheet's. Bring back the line of column names.")
    for name in sheet.columns:
        if not name or _column(name).startswith("unnamed:") or _column(name) in _KNOWN_COLUMNS:
            continue
        if any(plain_text(row.cells.get(name, "")) for row in sheet.rows):
            yield Unclear(1, f"the column {name!r} was passed over. Put remarks into the column comment.")


def _other_changes(claim: Claim) -> Iterator[Unclear]:
    """Changes in cells that show the evidence."""
    shown = claim.record.row()
    for column in SHOWN_COLUMNS:
        found = claim.row.cells.get(column)
        if found is not None and plain_text(found) and not same_cell(column, shown[column], found):
            yield Unclear(claim.row.number, f"the change of {column} was passed over. Put it into the column comment.")


# --- which record a row speaks of -----------------------------------------------------------------------------------


Versions = Mapping[str, tuple[Record, ...]]


def _claims_by_id(rows: Sequence[SheetRow], versions: Versions) -> dict[int, Claim]:
    """The rows that speak of a record by its id; of several, the one that differs least from what was written."""
    claims: dict[str, Claim] = {}
    for row in rows:
        record_id = _id_of(row)
        if record_id in versions:
            claim = _closest(row, versions[record_id])
            best = claims.setdefault(record_id, claim)
            if len(claim.differing) < len(best.differing):
                claims[record_id] = claim
    return {claim.row.number: claim for claim in claims.values()}


def _claims_by_content(rows: Sequence[SheetRow], versions: Versions) -> dict[int, Claim]:
    """The rows of a sheet without ids, each with a record that it repeats cell by cell."""
    waiting: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for found in versions.values():
        waiting[_rough_key(found[0].row())].append(found[0])
    claims = {}
    for row in rows:
        candidates = waiting[_rough_key(row.cells)]
        match = next((r for r in candidates if _is_untouched(row, r)), None)
        if match is not None:
            candidates.remove(match)
            claims[row.number] = Claim(row, match)
    return claims


def _rough_key(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(plain_text(cells.get(column, "")) for column in ("document", "kind", "name"))


def _is_untouched(row: SheetRow, record: Record) -> bool:
    shown = record.row()
    same_place = all(same_cell(c, shown[c], row.cells[c]) for c in SHOWN_COLUMNS if c in row.cells)
    return same_place and not _differing(row, record)


def _closest(row: SheetRow, versions: Iterable[Record]) -> Claim:
    """The version that the row was written from: the one that it differs least from, the latest of several."""
    claims = (Claim(row, version, _differing(row, version)) for version in versions)
    return min(claims, key=lambda claim: len(claim.differing))


def _stated(row: SheetRow) -> Iterator[tuple[str, str]]:
    """The columns of the fact that a row has, with their cells."""
    return ((column, row.cells[column]) for column in STATED_COLUMNS if column in row.cells)


def _differing(row: SheetRow, record: Record) -> tuple[str, ...]:
    """The columns of the fact in which a row says something else than the record."""
    return tuple(c for c, found in _stated(row) if not same_cell(c, print_cell(getattr(record, c)), found))


# --- what a row says ------------------------------------------------------------------------------------------------


def _judge(row: SheetRow, claims: Claims) -> Judgement | None:
    """What a row says; None where it is untouched."""
    claim = claims.by_row.get(row.number) or _claim_of_copy(row, claims) or _claim_of_new_row(row, claims.written)
    verdict = _verdict_of(claim, claims.written)
    comment = plain_text(row.cells.get("comment", ""))
    if verdict is None and not comment:
        return None
    changes = [change_of(claim.record, c, read_cell(c, row.cells[c])) for c in claim.differing]
    return judgement_of(row.number, claim.record, verdict or Verdict.NOTE, changes, comment)


def _hear(row: SheetRow, claims: Claims, said: dict[str, Judgement]) -> None:
    """Put what a row says to what the rows before it have said; of several about one record the first one counts."""
    judgement = _judge(row, claims)
    if judgement is None:
        return
    record_id = judgement.record.record_id
    first = said.setdefault(record_id, judgement)
    same_verdict = judgement.verdict is first.verdict and judgement.agrees_with(first)
    if not same_verdict or judgement.comment not in ("", first.comment):
        raise RowNotUnderstood(f"it speaks of the same record as row {first.row} in other words; leave one of them out")
    if record_id not in claims.written.versions and judgement.verdict in (Verdict.REJECT, Verdict.UNDO):
        raise RowNotUnderstood("it has no record_id, so there is nothing to take out; leave the row out")


def _verdict_of(claim: Claim, written: Written) -> Verdict | None:
    """What the row decides; None where it decides nothing."""
    word = _word(claim.row)
    record_id = claim.record.record_id
    is_added = record_id in written.added or record_id not in written.versions
    if word is None and is_added and _id_of(claim.row) != record_id:
        return Verdict.ADD
    if word is None:
        return Verdict.EDIT if claim.differing else None
    if word is Verdict.ADD and not is_added:
        raise RowNotUnderstood("it says add, but its record_id is that of an extracted row; empty the record_id")
    if word is Verdict.EDIT and not claim.differing and not is_added:
        raise RowNotUnderstood("it says edit, but no cell of the fact was changed; change one, or write accept")
    if word in (Verdict.ACCEPT, Verdict.EDIT) and (is_added or claim.differing):
        return Verdict.ADD if is_added else Verdict.EDIT
    return word


def _word(row: SheetRow) -> Verdict | None:
    text = plain_text(row.cells.get("decision", ""))
    if not text:
        return None
    verdict = _WORDS.get(text.lower().strip(".!"))
    if verdict is None:
        raise RowNotUnderstood(f"{text!r} is no decision; write accept, reject, edit, add or undo")
    return verdict


def _id_of(row: SheetRow) -> str:
    return plain_text(row.cells.get("record_id", ""))


# --- rows that a reviewer has added ---------------------------------------------------------------------------------


def _claim_of_copy(row: SheetRow, claims: Claims) -> Claim | None:
    """The claim of a row that repeats another one about the same record, cell by cell."""
    original = claims.by_id.get(_id_of(row))
    if original is None or not all(same_cell(c, original.row.cells.get(c, ""), t) for c, t in _stated(row)):
        return None
    return Claim(row, original.record, original.differing)


def _claim_of_new_row(row: SheetRow, written: Written) -> Claim:
    """The claim of a row that is no record's own: a new record, or one that was added before."""
    if _id_of(row) and _id_of(row) not in written.versions:
        raise RowNotUnderstood(f"{_id_of(row)} is no record of this run folder; empty the record_id to add a row")
    if "record_id" not in row.cells and _word(row) is not Verdict.ADD:
        raise RowNotUnderstood("it equals no record, and without a record_id a change cannot be told; bring it back")
    record = new_record(row, written.documents)
    known = written.versions.get(record.record_id)
    return Claim(row, known[0] if known else record)


def new_record(row: SheetRow, documents: frozenset[str]) -> Record:
    """The record of a row that a reviewer has written; its id tells its content."""
    cells = {column: read_cell(column, row.cells.get(column, "")) for column in (*STATED_COLUMNS, *SHOWN_COLUMNS)}
    cells["document"] = _document(cells["document"], documents)
    cells["name"] = cells["name"] or (cells["regimen"] if cells["kind"] == "regimen" else "")
    if cells["kind"] not in KINDS:
        raise RowNotUnderstood(f"its kind is {cells['kind']!r}; write one of {', '.join(KINDS)}")
    if not cells["name"]:
        raise RowNotUnderstood("it has no name; write what is measured, such as ORR")
    record = record_from_row(cells)
    digest = hashlib.sha256("\x1f".join(stated_key(record)).encode("utf-8", "replace")).hexdigest()
    return record.model_copy(update={"record_id": f"a{digest[:12]}"})


def _document(name: str, documents: frozenset[str]) -> str:
    """The document that a new row is about; it need not be named where there is but one."""
    if name in documents:
        return name
    if not name and len(documents) == 1:
        return next(iter(documents))
    said = f"{name!r} is no document of this run" if name else "it has no document"
    raise RowNotUnderstood(f"{said}; write one of the names in documents.csv")

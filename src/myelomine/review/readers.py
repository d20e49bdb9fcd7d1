"""Two readers who work apart: blinded sheets for both, how far they agree, what they have to settle, and the consensus.

Nothing here writes over a file of a reader: sheets are read, and new ones are written beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from myelomine.errors import ReviewError
from myelomine.records import COLUMNS, KINDS, STATED_COLUMNS, Record
from myelomine.review.applying import load_run, read_reviewed
from myelomine.review.cells import plain_text, read_number
from myelomine.review.decisions import Judgement, Verdict
from myelomine.review.kappa import Agreement, agreement_of
from myelomine.review.reading import READER_COLUMNS, Reading, Written, read_judgements
from myelomine.sheet import REVIEW_COLUMNS, Sheet, SheetRow, read_sheet, sheet_bytes

#: What a reader shall not be led by.
HIDDEN_COLUMNS = ("rule", "confidence", "flags")
BLIND_COLUMNS = (*REVIEW_COLUMNS, *(column for column in COLUMNS if column not in HIDDEN_COLUMNS))
#: A sheet of both readers: what each of them said stands beside the decision.
BOTH_COLUMNS = (*REVIEW_COLUMNS, *READER_COLUMNS, *BLIND_COLUMNS[len(REVIEW_COLUMNS) :])

#: The figures go by kind, and the document of a row is no matter of opinion.
COMPARED_COLUMNS = tuple(column for column in STATED_COLUMNS if column not in ("document", "kind"))

READER_SHEETS = ("reader-a.csv", "reader-b.csv")
SETTLE_NAME = "disagreements.csv"
CONSENSUS_NAME = "consensus.csv"
DECISION_FIELD = "decision"
ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Pair:
    """A record with what each reader says about it; None where one says nothing."""

    record: Record
    a: Judgement | None = None
    b: Judgement | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether both say the same."""
        return self.a is not None and self.b is not None and self.a.agrees_with(self.b)

    @property
    def is_added(self) -> bool:
        """Whether a reader has found it."""
        return any(said is not None and said.verdict is Verdict.ADD for said in (self.a, self.b))

    @property
    def is_open(self) -> bool:
        """Whether neither says anything."""
        return self.a is None and self.b is None


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far the readers agree on one field of one kind."""

    kind: str
    field: str
    agreement: Agreement

    def line(self) -> str:
        """The figures as a line of the table."""
        found = self.agreement
        kappa = "no kappa"
        if found.kappa is not None and found.low is not None and found.high is not None:
            kappa = f"{found.kappa:6.3f} ({found.low:.2f} to {found.high:.2f})"
        return f"{self.kind:<12} {self.field:<12} {found.count:>6} {found.agreed:>6} {found.percent:>7.1f}  {kappa}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one run: every record that one of them speaks of, and what was not understood in each sheet."""

    pairs: tuple[Pair, ...]
    written: Written
    unclear: tuple[str, ...] = ()

    def agreements(self) -> Iterator[FieldAgreement]:
        """The figures of each kind and field, and of all kinds together."""
        groups = [(kind, [p for p in self.pairs if p.record.kind == kind]) for kind in KINDS]
        for kind, pairs in [*groups, (ALL, list(self.pairs))]:
            yield from (FieldAgreement(kind, field, found) for field, found in _by_field(pairs))

    def disagreements(self) -> tuple[Pair, ...]:
        """What has to be settled: where the readers differ, or where but one of them has decided."""
        return tuple(pair for pair in self.pairs if not pair.is_agreed and not pair.is_open)

    def lines(self) -> Iterator[str]:
        """The report."""
        yield f"{'kind':<12} {'field':<12} {'both':>6} {'agree':>6} {'percent':>7}  kappa (95 % interval)"
        yield from (found.line() for found in self.agreements())
        alone = [sum(1 for p in self.pairs if p.a and not p.b), sum(1 for p in self.pairs if p.b and not p.a)]
        open_ones = sum(1 for p in self.pairs if p.is_open)
        yield f"Decided by A alone: {alone[0]}, by B alone: {alone[1]}, by neither: {open_ones}"
        yield from self.unclear


def split_run(folder: Path) -> tuple[Path, ...]:
    """Write a sheet for each of two readers: without decisions, and without what could lead them."""
    history, _ = load_run(folder)
    data = sheet_bytes(BLIND_COLUMNS, (record.row() for record in history.extracted))
    return tuple(write_new(folder / name, data) for name in READER_SHEETS)


def compare_readers(sheet_a: Path, sheet_b: Path, folder: Path) -> Comparison:
    """Hold the sheets of two readers against each other, whatever was decided in the run folder before."""
    history, documents = load_run(folder)
    written = replace(history, log=()).written(documents)
    a, b = (read_reviewed(sheet, written) for sheet in (sheet_a, sheet_b))
    unclear = (*_not_understood(sheet_a, a), *_not_understood(sheet_b, b))
    return Comparison(tuple(_pairs(history.extracted, a, b)), written, unclear)


def disagreement_sheet(pairs: Iterable[Pair]) -> bytes:
    """The sheet to settle: a decision is a or b, to take what that reader said, or a decision of one's own."""
    return sheet_bytes(BOTH_COLUMNS, (_settling_row(pair) for pair in pairs))


def write_new(file: Path, data: bytes) -> Path:
    """Write a file that does not exist yet: another one's work may stand in it."""
    if file.exists() and file.read_bytes() != data:
        raise ReviewError(file, "exists already. Move it away, or name another file.")
    file.write_bytes(data)
    return file


# --- the consensus --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consensus:
    """What two readers said, and the judgement that both agree on or that was settled; None where none was."""

    rows: tuple[tuple[Pair, Judgement | None], ...]
    unclear: tuple[str, ...] = ()

    @property
    def unsettled(self) -> int:
        """How many disagreements are left."""
        return sum(1 for pair, settled in self.rows if settled is None and not pair.is_open)

    def sheet(self) -> bytes:
        """The sheet to apply, with what each reader said; a row that a reader added is in it when it shall stand."""
        rows = [(p, settled) for p, settled in self.rows if not p.is_added or (settled and settled.keeps)]
        return sheet_bytes(BOTH_COLUMNS, (_consensus_row(pair, settled) for pair, settled in rows))

    def lines(self) -> Iterator[str]:
        """The report."""
        agreed = sum(1 for pair, _ in self.rows if pair.is_agreed)
        settled = sum(1 for pair, judgement in self.rows if judgement and not pair.is_agreed)
        yield f"Agreed: {agreed}, settled: {settled}, not settled: {self.unsettled}"
        yield from self.unclear


def merge_readers(comparison: Comparison, settled: Path | None) -> Consensus:
    """Put agreement and settlement together; the readers' sheets stay as they are."""
    choices, reading = _read_settled(settled, comparison) if settled else ({}, Reading((), ()))
    own = _verdicts(reading)
    rows = tuple((pair, _settle(pair, choices, own)) for pair in comparison.pairs)
    unclear = _not_understood(settled, reading) if settled else ()
    return Consensus(rows, (*comparison.unclear, *unclear))


def _settle(pair: Pair, choices: Mapping[str, str], own: Mapping[str, Judgement]) -> Judgement | None:
    if pair.is_agreed:
        return pair.a
    record_id = pair.record.record_id
    return {"a": pair.a, "b": pair.b}.get(choices.get(record_id, ""), own.get(record_id))


def _read_settled(sheet: Path, comparison: Comparison) -> tuple[dict[str, str], Reading]:
    """Which reader was chosen for which record, and the decisions of the settler's own."""
    whole = read_sheet(sheet)
    choices = {row.cells.get("record_id", ""): _choice(row) for row in whole.rows if _choice(row)}
    others = Sheet(whole.columns, tuple(row for row in whole.rows if not _choice(row)))
    added = tuple(pair.record for pair in comparison.pairs if pair.is_added)
    written = comparison.written
    known = Written((*written.records, *added), written.documents, frozenset(record.record_id for record in added))
    return choices, read_judgements(others, known)


def _choice(row: SheetRow) -> str:
    word = plain_text(row.cells.get("decision", "")).lower()
    return word if word in ("a", "b") else ""


# --- pairs and rows -------------------------------------------------------------------------------------------------


def _pairs(extracted: Iterable[Record], a: Reading, b: Reading) -> Iterator[Pair]:
    """Every record of the run, then those that a reader has added, each with both judgements."""
    said_a, said_b = _verdicts(a), _verdicts(b)
    records = {record.record_id: record for record in extracted}
    records |= {j.record.record_id: j.record for j in (*said_a.values(), *said_b.values())}
    for record_id, record in records.items():
        yield Pair(record, said_a.get(record_id), said_b.get(record_id))


def _not_understood(sheet: Path, reading: Reading) -> tuple[str, ...]:
    return tuple(f"Not understood in {sheet.name}: {unclear}" for unclear in reading.unclear)


def _verdicts(reading: Reading) -> dict[str, Judgement]:
    """The judgements that decide, by record."""
    undecided = (Verdict.NOTE, Verdict.UNDO)
    return {j.record.record_id: j for j in reading.judgements if j.verdict not in undecided}


def _by_field(pairs: Sequence[Pair]) -> Iterator[tuple[str, Agreement]]:
    """The agreement on the decision, and on each column of the fact where both keep the record."""
    both = [(pair.a, pair.b) for pair in pairs if pair.a and pair.b]
    if both:
        yield DECISION_FIELD, agreement_of([(a.verdict.value, b.verdict.value) for a, b in both])
    kept = [(a.content.row(), b.content.row()) for a, b in both if a.keeps and b.keeps]
    for column in COMPARED_COLUMNS:
        cells = [(_comparable(column, a), _comparable(column, b)) for a, b in kept]
        if any(a or b for a, b in cells):
            yield column, agreement_of(cells)


def _comparable(column: str, cells: Mapping[str, str]) -> str:
    """A cell in one form, so that 3.40 and 3.4 agree."""
    text = plain_text(cells[column])
    number = read_number(column, text)
    return text.casefold() if number is None else format(number.normalize(), "f")


def _settling_row(pair: Pair) -> dict[str, str]:
    return {**pair.record.row(), **_said_by_both(pair)}


def _consensus_row(pair: Pair, settled: Judgement | None) -> dict[str, str]:
    """The row to apply; a row that was added has no record id yet."""
    shown = settled.content if settled and settled.keeps else pair.record
    row = {**shown.row(), **_said_by_both(pair)}
    if settled:
        row |= {"decision": settled.verdict.value, "comment": _comments(pair, settled)}
    return {**row, "record_id": ""} if pair.is_added else row


def _said_by_both(pair: Pair) -> dict[str, str]:
    return dict(zip(READER_COLUMNS, (_said(pair.a), _said(pair.b)), strict=True))


def _said(judgement: Judgement | None) -> str:
    """What a reader says, in a cell: reject, or edit: value 60 → 61."""
    if judgement is None:
        return ""
    changes = ", ".join(map(str, judgement.changes))
    return f"{judgement.verdict}: {changes}" if changes else judgement.verdict.value


def _comments(pair: Pair, settled: Judgement) -> str:
    comments = [said.comment for said in (pair.a, pair.b, settled) if said and said.comment]
    return " / ".join(dict.fromkeys(comments))

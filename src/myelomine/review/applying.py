"""`review apply`: the decisions of a sheet are taken into the log, and the run folder shows the reviewed state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from myelomine.errors import ReviewError
from myelomine.records import INVALID
from myelomine.review.carrying import settle
from myelomine.review.decisions import Decision, Judgement, Signature, Verdict
from myelomine.review.reading import Reading, Unclear, Written, read_judgements
from myelomine.review.state import reviewed_rows
from myelomine.review.store import EXTRACTED_NAME, History, append_decisions, load_history
from myelomine.review.taking import new_judgements, signed, standing_of, taken_back
from myelomine.runfolder import document_names, replace_files, reviewed_files
from myelomine.sheet import read_sheet

_DONE = {
    Verdict.ACCEPT: "accepted",
    Verdict.EDIT: "edited",
    Verdict.REJECT: "rejected",
    Verdict.ADD: "added",
    Verdict.UNDO: "undone",
    Verdict.NOTE: "commented",
}


@dataclass(frozen=True, slots=True)
class Applied:
    """What a sheet has brought: new decisions, how many rows said what is known, and what was not understood.

    `open` counts the records that wait for a decision still.
    """

    decisions: tuple[Decision, ...]
    known: int
    unclear: tuple[Unclear, ...]
    open: int = 0

    def lines(self) -> Iterator[str]:
        """The report: the rows by verdict, what was changed in them, and what was not understood."""
        for verdict, name in _DONE.items():
            rows = [d.judgement.row for d in self.decisions if d.judgement.verdict is verdict]
            if rows:
                yield f"{name} {len(rows)}: rows {row_ranges(rows)}"
        yield f"known before: {self.known}; records without a decision: {self.open}"
        for decision in self.decisions:
            yield from _told(decision.judgement)
        if self.unclear:
            yield f"Not understood: {len(self.unclear)}"
            yield from (f"  {unclear}" for unclear in self.unclear)


def row_ranges(rows: Iterable[int]) -> str:
    """Row numbers as a person writes them.

    >>> row_ranges([2, 3, 4, 7, 9, 8, 12])
    '2-4, 7-9, 12'
    """
    ranges: list[tuple[int, int]] = []
    for row in sorted(rows):
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = ranges[-1][0], row
        else:
            ranges.append((row, row))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def apply_sheet(sheet: Path, folder: Path, signature: Signature) -> Applied:
    """Take the decisions of a sheet into a run folder; a sheet that was applied before changes nothing."""
    history, documents = load_run(folder)
    reading = read_reviewed(sheet, history.written(documents))
    standing = standing_of(settle(history.extracted, history.log), history.log)
    decisions = signed(new_judgements(reading.judgements, standing), standing, history.log, signature)
    append_decisions(folder, decisions)
    log = (*history.log, *decisions)
    settlement = settle(history.extracted, log)
    replace_files(folder, reviewed_files(settlement, bool(log)))
    unclear = [*reading.unclear, *taken_back(reading.untouched, standing, signature)]
    waiting = sum(not row.decision for row in reviewed_rows(settlement))
    return Applied(
        decisions, len(reading.judgements) - len(decisions), tuple(sorted(unclear, key=lambda u: u.row)), waiting
    )


def load_run(folder: Path) -> tuple[History, tuple[str, ...]]:
    """What a run folder remembers, and the names of its documents."""
    if not (folder / EXTRACTED_NAME).exists():
        reason = f"is no run folder: it has no {EXTRACTED_NAME}. Name the folder that `myelomine extract --out` wrote."
        raise ReviewError(folder, reason)
    return load_history(folder), document_names(folder)


def read_reviewed(sheet: Path, written: Written) -> Reading:
    """What a sheet on disk says."""
    if sheet.read_bytes().startswith(b"PK\x03\x04"):
        raise ReviewError(sheet, "is a workbook. Save it as CSV first.")
    return read_judgements(read_sheet(sheet), written)


def _told(said: Judgement) -> Iterator[str]:
    """What was changed or added in a row, and how that breaks the contract, if it does."""
    if said.verdict not in (Verdict.EDIT, Verdict.ADD):
        return
    record = said.content
    what = " ".join(filter(None, (record.study, record.group, record.name, record.statistic)))
    made = f": {', '.join(map(str, said.changes))}" if said.changes else ""
    yield f"  row {said.row}: {_DONE[said.verdict]} {record.document}: {what}{made}"
    faults = (flag.removeprefix(INVALID) for flag in record.flags if flag.startswith(INVALID))
    yield from (f"    taken in as it is, though {fault}" for fault in faults)

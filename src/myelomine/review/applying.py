"""`review apply`: the decisions of a sheet are taken into the log, and the run folder shows the reviewed state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from myelomine.errors import ReviewError
from myelomine.review.carrying import settle
from myelomine.review.decisions import Decision, Judgement, Signature, Verdict
from myelomine.review.reading import Reading, Unclear, Written, read_judgements
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
    """What a sheet has brought: new decisions, how many rows said what is known, and what was not understood."""

    decisions: tuple[Decision, ...]
    known: int
    unclear: tuple[Unclear, ...]

    def lines(self) -> Iterator[str]:
        """The report: the counts, each row but those merely accepted, and what was not understood."""
        counts = Counter(decision.judgement.verdict for decision in self.decisions)
        yield ", ".join(f"{name} {counts[verdict]}" for verdict, name in _DONE.items()) + f", known before {self.known}"
        for decision in self.decisions:
            yield from _told(decision.judgement)
        if self.unclear:
            yield f"Not understood: {len(self.unclear)}"
            yield from (f"  {unclear}" for unclear in self.unclear)


def apply_sheet(sheet: Path, folder: Path, signature: Signature) -> Applied:
    """Take the decisions of a sheet into a run folder; a sheet that was applied before changes nothing."""
    history, documents = load_run(folder)
    reading = read_reviewed(sheet, history.written(documents))
    standing = standing_of(settle(history.extracted, history.log), history.log)
    decisions = signed(new_judgements(reading.judgements, standing), standing, history.log, signature)
    append_decisions(folder, decisions)
    log = (*history.log, *decisions)
    replace_files(folder, reviewed_files(settle(history.extracted, log), bool(log)))
    unclear = (*reading.unclear, *taken_back(reading.untouched, standing, signature))
    return Applied(decisions, len(reading.judgements) - len(decisions), unclear)


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
    """A line about a row; rows merely accepted need none, and a changed row that breaks the contract needs two."""
    if said.verdict is Verdict.ACCEPT:
        return
    record = said.content
    what = " ".join(filter(None, (record.study, record.group, record.name, record.statistic)))
    made = f": {', '.join(map(str, said.changes))}" if said.changes else ""
    yield f"  row {said.row}: {_DONE[said.verdict]} {record.document}: {what}{made}"
    if said.keeps:
        faults = (flag for flag in record.flags if flag.startswith("invalid: "))
        yield from (f"    taken in as it is, though {fault.removeprefix('invalid: ')}" for fault in faults)

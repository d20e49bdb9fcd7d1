"""Writing the run folder: the sheet to review, the typed records, the evidence table and what became of each file.

Every file is written beside its place and then moved there, so a reader sees the old run or the new one, never half of
one. Only `run.json` and the seconds in `documents.csv` tell when a run was made; all else is the same for two runs.
Decisions of reviewers are carried over from the folder's log to the records of the new run.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from myelomine.datapackage import CsvFile, describe_run
from myelomine.derived import DERIVED_COLUMNS, derived_values
from myelomine.evidence import EVIDENCE_TABLE_COLUMNS, evidence_table
from myelomine.records import COLUMNS, KINDS, SEPARATOR, Record
from myelomine.review.carrying import Settlement, settle
from myelomine.review.reading import read_judgements
from myelomine.review.state import ORPHAN_COLUMNS, SIGNED_COLUMNS, orphan_rows, records_that_stand, reviewed_rows
from myelomine.review.store import EXTRACTED_NAME, SUPERSEDED_NAME, History, load_history, records_bytes
from myelomine.review.taking import new_judgements, standing_of
from myelomine.sheet import REVIEW_COLUMNS, read_sheet, sheet_bytes
from myelomine.statuses import DocumentStatus
from myelomine.summary import RunSummary
from myelomine.unchanged import DOCUMENTS_NAME, RUN_NAME, SHEET_NAME, are_as_written, fingerprint

RECORDS_NAME = "records.jsonl"
RECORD_TABLE_NAME = "records.csv"
ORPHANS_NAME = "orphaned.csv"
EVIDENCE_TABLE_NAME = "evidence_table.csv"
DERIVED_NAME = "derived.csv"
PACKAGE_NAME = "datapackage.json"

SHEET_COLUMNS = REVIEW_COLUMNS + COLUMNS
DOCUMENT_COLUMNS = ("document", "file", "status", "reason", "pages", "records", "seconds", "document_id", "notes")

CSV_FILES = (
    CsvFile(SHEET_NAME, "The sheet to review, one row a fact", SHEET_COLUMNS),
    CsvFile(RECORD_TABLE_NAME, "The facts that stand after the review, with who decided", SIGNED_COLUMNS),
    CsvFile(EVIDENCE_TABLE_NAME, "One row per study arm", EVIDENCE_TABLE_COLUMNS, plain=True),
    CsvFile(DERIVED_NAME, "Values computed from printed ones, each marked as derived", DERIVED_COLUMNS),
    CsvFile(DOCUMENTS_NAME, "What became of each input file", DOCUMENT_COLUMNS),
)
ORPHANS_FILE = CsvFile(ORPHANS_NAME, "Decisions about facts that the last run did not find", ORPHAN_COLUMNS)


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One input file: its name, what became of it and why, and the records it gave in reading order."""

    file: str
    document: str
    status: DocumentStatus
    reason: str = ""
    document_id: str = ""
    pages: int = 0
    seconds: float = 0.0
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()

    def row(self) -> dict[str, str]:
        """The file's row in `documents.csv`."""
        return {
            "document": self.document,
            "file": self.file,
            "status": self.status.value,
            "reason": self.reason,
            "pages": str(self.pages),
            "records": str(len(self.records)),
            "seconds": f"{self.seconds:.2f}",
            "document_id": self.document_id,
            "notes": SEPARATOR.join(self.notes),
        }


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run was made with: versions, options and patterns by name, and when it began and ended (ISO 8601).

    `key` stands for all that decides what the run gives; it is empty where another run may give something else.
    """

    version: str
    patterns_hash: str
    libraries: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    started: str = ""
    finished: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class WrittenRun:
    """Where the run stands, and what a person should know about the writing (a reviewed sheet that was kept)."""

    folder: Path
    messages: tuple[str, ...] = ()

    @property
    def sheet(self) -> Path:
        """The sheet to review."""
        return self.folder / SHEET_NAME


def write_run(folder: Path, results: Sequence[DocumentResult], run: RunInfo) -> WrittenRun:
    """Write the run folder; decisions are carried over, and a sheet with more of them is kept under another name."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(results, key=lambda r: (r.document, r.file))
    history = load_history(folder)
    records = [record for result in ordered for record in result.records]
    settlement = settle(records, history.log)
    messages = (*_keep_unapplied_sheet(folder, history), *_review_messages(settlement))
    kept = {SUPERSEDED_NAME: superseded} if (superseded := records_bytes(history.superseded_by(records))) else {}
    extracted = {EXTRACTED_NAME: records_bytes(records)}
    # The superseded records go first: until then nothing is replaced that a sheet was written from.
    files = kept | extracted | reviewed_files(settlement, bool(history.log)) | _document_files(ordered, settlement)
    summary = _run_summary(ordered, run, fingerprint(folder, files))
    replace_files(folder, {**files, RUN_NAME: _json_bytes(summary)})  # `run.json` is the last to be put in place
    return WrittenRun(folder, messages)


def reviewed_files(settlement: Settlement, is_reviewed: bool) -> dict[str, bytes]:
    """The files that show a run as the review has left it."""
    rows = records_that_stand(reviewed_rows(settlement))
    records = [row.record for row in rows]
    orphans = {ORPHANS_NAME: sheet_bytes(ORPHAN_COLUMNS, orphan_rows(settlement.orphans))} if is_reviewed else {}
    return {
        RECORDS_NAME: records_bytes(records),
        RECORD_TABLE_NAME: sheet_bytes(SIGNED_COLUMNS, (row.cells() for row in rows)),
        EVIDENCE_TABLE_NAME: sheet_bytes(EVIDENCE_TABLE_COLUMNS, (row.cells() for row in evidence_table(records))),
        DERIVED_NAME: sheet_bytes(DERIVED_COLUMNS, (value.cells() for value in derived_values(records))),
        **orphans,
        PACKAGE_NAME: _json_bytes(describe_run([*CSV_FILES, *([ORPHANS_FILE] if is_reviewed else [])])),
    }


def document_names(folder: Path) -> tuple[str, ...]:
    """The documents of a run folder, read or not."""
    file = folder / DOCUMENTS_NAME
    return tuple(row.cells.get("document", "") for row in read_sheet(file).rows) if file.exists() else ()


def _document_files(results: Sequence[DocumentResult], settlement: Settlement) -> dict[str, bytes]:
    """What became of each file, and the sheet to review."""
    return {
        DOCUMENTS_NAME: sheet_bytes(DOCUMENT_COLUMNS, (r.row() for r in results)),
        SHEET_NAME: sheet_bytes(SHEET_COLUMNS, (row.cells() for row in reviewed_rows(settlement))),
    }


def summary_of(results: Sequence[DocumentResult]) -> RunSummary:
    """The figures of a run."""
    records = [record for result in results for record in result.records]
    kinds = Counter(record.kind for record in records)
    statuses = Counter(result.status.value for result in results)
    return RunSummary(
        documents={s.value: statuses[s.value] for s in DocumentStatus if statuses[s.value]},
        records={kind: kinds[kind] for kind in sorted(kinds, key=_kind_rank)},
        flagged=sum(1 for record in records if record.flags),
        flags=dict(sorted(count_flags(records).items())),
        doubtful_cells=sum(note.startswith("table-percent:") for result in results for note in result.notes),
    )


def _run_summary(results: Sequence[DocumentResult], run: RunInfo, written: Mapping[str, str]) -> dict[str, object]:
    return {
        "myelomine": run.version,
        "patterns": run.patterns_hash,
        "libraries": dict(run.libraries),
        "options": dict(run.options),
        "started": run.started,
        "finished": run.finished,
        **summary_of(results).fields(),
        "key": run.key,
        "files": dict(written),
    }


def _kind_rank(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)


def _keep_unapplied_sheet(folder: Path, history: History) -> tuple[str, ...]:
    """Rename a sheet that says more than the log of decisions knows."""
    sheet = folder / SHEET_NAME
    if not sheet.exists() or are_as_written(folder, (SHEET_NAME, EXTRACTED_NAME)):
        return ()
    if _is_taken_in(sheet, history, document_names(folder)):
        return ()
    kept = next(p for i in count(1) if not (p := folder / f"extractions.reviewed-{i}.csv").exists())
    os.replace(sheet, kept)
    command = f"myelomine review apply {kept} --run {folder}"
    return (f"{SHEET_NAME} holds what was not applied; it is kept. Take it in with: {command}",)


def _is_taken_in(sheet: Path, history: History, documents: Sequence[str]) -> bool:
    """Whether nothing is lost with a sheet: all that it says is in the log, or was never changed by anyone."""
    reading = read_judgements(read_sheet(sheet), history.written(documents))
    standing = standing_of(settle(history.extracted, history.log), history.log)
    return not reading.unclear and not new_judgements(reading.judgements, standing)


def _review_messages(settlement: Settlement) -> Iterator[str]:
    """What became of earlier decisions, where they do not simply stand."""
    asked = sum(settled.is_asked_again for settled in settlement.settled)
    if asked:
        yield f"Asked again: {asked} records have changed since they were decided (flag asked-again)."
    if settlement.orphans:
        yield f"Without a record: {len(settlement.orphans)} decisions (see {ORPHANS_NAME}); they are kept in the log."


def replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files under temporary names, then move each into its place."""
    _drop_asides(folder)
    written = [(_write_aside(folder / name, data), folder / name) for name, data in files.items()]
    for aside, place in written:
        os.replace(aside, place)
    _settle_folder(folder)


def _drop_asides(folder: Path) -> None:
    """Drop what a run that was killed had not put in place."""
    for aside in folder.glob(".*.tmp"):
        aside.unlink(missing_ok=True)


def _settle_folder(folder: Path) -> None:
    """Have the disk hold the moves too, where the system can: a power cut then takes none of them back."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.tmp")


def _write_aside(place: Path, data: bytes) -> Path:
    aside = _aside(place)
    with aside.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    return aside


def _json_bytes(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def count_flags(records: Iterable[Record]) -> Counter[str]:
    """How often each check or reason flagged a record; a flag begins with its id and a colon."""
    return Counter(flag.partition(":")[0] for record in records for flag in record.flags)

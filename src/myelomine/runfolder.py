"""Writing the run folder: the sheet to review, the typed records, the evidence table and what became of each file.

Every file is written beside its place and then moved there, so a reader sees the old run or the new one, never half of
one. Only `run.json` and the seconds in `documents.csv` tell when a run was made; all else is the same for two runs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from myelomine.datapackage import CsvFile, describe_run
from myelomine.evidence import EVIDENCE_TABLE_COLUMNS, evidence_table
from myelomine.records import COLUMNS, KINDS, SEPARATOR, Record, record_to_json
from myelomine.sheet import REVIEW_COLUMNS, sheet_bytes

SHEET_NAME = "extractions.csv"
RECORDS_NAME = "records.jsonl"
EVIDENCE_TABLE_NAME = "evidence_table.csv"
DOCUMENTS_NAME = "documents.csv"
RUN_NAME = "run.json"
PACKAGE_NAME = "datapackage.json"

SHEET_COLUMNS = REVIEW_COLUMNS + COLUMNS
DOCUMENT_COLUMNS = ("document", "file", "status", "reason", "pages", "records", "seconds", "document_id", "notes")

CSV_FILES = (
    CsvFile(SHEET_NAME, "The sheet to review, one row a fact", SHEET_COLUMNS),
    CsvFile(EVIDENCE_TABLE_NAME, "One row per study arm", EVIDENCE_TABLE_COLUMNS, plain=True),
    CsvFile(DOCUMENTS_NAME, "What became of each input file", DOCUMENT_COLUMNS),
)


class DocumentStatus(StrEnum):
    """What became of an input file; all but the first two gave no records."""

    OK = "ok"
    PARTIAL = "partial"
    SCAN = "scan"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    MISSING = "missing"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    CRASHED = "crashed"


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
    """What a run was made with: versions, options and patterns by name, and when it began and ended (ISO 8601)."""

    version: str
    patterns_hash: str
    libraries: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    started: str = ""
    finished: str = ""


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
    """Write the run folder; a sheet that a person has changed is kept under another name first."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(results, key=lambda r: (r.document, r.file))
    _finish_last_run(folder)
    messages = _keep_changed_sheet(folder)
    _replace_files(folder, _run_files(ordered, run))
    return WrittenRun(folder, messages)


def _run_files(results: Sequence[DocumentResult], run: RunInfo) -> dict[str, bytes]:
    """Each file of the run by its name; `run.json` is the last to be put in place."""
    records = [record for result in results for record in result.records]
    sheet = sheet_bytes(SHEET_COLUMNS, (record.row() for record in records))
    table = (row.cells() for row in evidence_table(records))
    return {
        RECORDS_NAME: "".join(f"{record_to_json(r)}\n" for r in records).encode("utf-8", "replace"),
        EVIDENCE_TABLE_NAME: sheet_bytes(EVIDENCE_TABLE_COLUMNS, table),
        DOCUMENTS_NAME: sheet_bytes(DOCUMENT_COLUMNS, (r.row() for r in results)),
        PACKAGE_NAME: _json_bytes(describe_run(CSV_FILES)),
        SHEET_NAME: sheet,
        RUN_NAME: _json_bytes(_run_summary(results, run, _digest(sheet))),
    }


def _run_summary(results: Sequence[DocumentResult], run: RunInfo, sheet_digest: str) -> dict[str, object]:
    records = [record for result in results for record in result.records]
    kinds = Counter(record.kind for record in records)
    statuses = Counter(result.status.value for result in results)
    return {
        "myelomine": run.version,
        "patterns": run.patterns_hash,
        "libraries": dict(run.libraries),
        "options": dict(run.options),
        "started": run.started,
        "finished": run.finished,
        "documents": {s.value: statuses[s.value] for s in DocumentStatus if statuses[s.value]},
        "records": {kind: kinds[kind] for kind in sorted(kinds, key=_kind_rank)},
        "flagged": sum(1 for record in records if record.flags),
        "flags": dict(sorted(count_flags(records).items())),
        "sheet_sha256": sheet_digest,
    }


def _kind_rank(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)


def _keep_changed_sheet(folder: Path) -> tuple[str, ...]:
    """Rename a sheet that is not the one this folder's last run wrote: a person's decisions may stand in it."""
    sheet = folder / SHEET_NAME
    if not sheet.exists() or _digest(sheet.read_bytes()) == _written_digest(folder / RUN_NAME):
        return ()
    kept = next(p for i in count(1) if not (p := folder / f"extractions.reviewed-{i}.csv").exists())
    os.replace(sheet, kept)
    return (
        f"{SHEET_NAME} was changed since it was written; it is kept as {kept.name}: carry its decisions over by hand.",
    )


def _finish_last_run(folder: Path) -> None:
    """Put `run.json` in its place where a run was killed when only that was left: the sheet is its own, not changed."""
    sheet, aside = folder / SHEET_NAME, _aside(folder / RUN_NAME)
    if sheet.exists() and _digest(sheet.read_bytes()) == _written_digest(aside):
        os.replace(aside, folder / RUN_NAME)


def _written_digest(summary_file: Path) -> str:
    """The digest of the sheet as the run of this `run.json` wrote it; empty where that cannot be told."""
    try:
        summary = json.loads(summary_file.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(summary.get("sheet_sha256", "")) if isinstance(summary, dict) else ""


def _replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files under temporary names, then move each into its place."""
    written = [(_write_aside(folder / name, data), folder / name) for name, data in files.items()]
    for aside, place in written:
        os.replace(aside, place)


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


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def count_flags(records: Iterable[Record]) -> Counter[str]:
    """How often each check or reason flagged a record; a flag begins with its id and a colon."""
    return Counter(flag.partition(":")[0] for record in records for flag in record.flags)

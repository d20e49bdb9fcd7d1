"""What a run folder remembers for reviewing: the records as extracted, now and before, and the log of decisions.

`decisions.jsonl` is only ever added to. `superseded.jsonl` keeps what earlier runs had extracted, so that a sheet that
was handed out then can still be compared with what was written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from myelomine.errors import ReviewError
from myelomine.records import Record, record_from_json, record_to_json
from myelomine.review.decisions import Decision, decision_from_json, decision_to_json, version_key
from myelomine.review.reading import Written

EXTRACTED_NAME = "extracted.jsonl"
SUPERSEDED_NAME = "superseded.jsonl"
DECISIONS_NAME = "decisions.jsonl"

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class History:
    """The records of the last run, versions of earlier runs (the latest last), and every decision."""

    extracted: tuple[Record, ...] = ()
    superseded: tuple[Record, ...] = ()
    log: tuple[Decision, ...] = ()

    def written(self, documents: Iterable[str] = ()) -> Written:
        """What sheets of this folder were written from; `documents` are those of the run, with or without records."""
        seen = [decision.judgement.record for decision in self.log]
        versions = {version_key(r): r for r in (*self.extracted, *reversed(self.superseded), *reversed(seen))}
        records = tuple(versions.values())
        extracted = {record.record_id for record in (*self.extracted, *self.superseded)}
        added = frozenset(record.record_id for record in seen if record.record_id not in extracted)
        return Written(records, frozenset((*documents, *(r.document for r in records))), added)

    def superseded_by(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """The versions of earlier runs once these records have been extracted."""
        now = {version_key(record) for record in records}
        versions = {version_key(record): record for record in (*self.superseded, *self.extracted)}
        return tuple(record for key, record in versions.items() if key not in now)


def load_history(folder: Path) -> History:
    """What a run folder remembers; a new folder remembers nothing."""
    return History(
        _read_lines(folder / EXTRACTED_NAME, record_from_json),
        _read_lines(folder / SUPERSEDED_NAME, record_from_json),
        _read_lines(folder / DECISIONS_NAME, decision_from_json),
    )


def append_decisions(folder: Path, decisions: Sequence[Decision]) -> None:
    """Add lines to the log; what stands in it is not touched."""
    if not decisions:
        return
    lines = "".join(f"{decision_to_json(decision)}\n" for decision in decisions)
    _cut_unfinished_line(folder / DECISIONS_NAME)
    with (folder / DECISIONS_NAME).open("ab") as log:
        log.write(lines.encode("utf-8", "replace"))
        log.flush()
        os.fsync(log.fileno())


def _cut_unfinished_line(log: Path) -> None:
    """Drop what a power cut has left of a line: it was never said to be taken in."""
    data = log.read_bytes() if log.exists() else b""
    if not data.endswith(b"\n") and data:
        os.truncate(log, data.rfind(b"\n") + 1)


def records_bytes(records: Iterable[Record]) -> bytes:
    """Records as JSON lines."""
    return "".join(f"{record_to_json(record)}\n" for record in records).encode("utf-8", "replace")


def _read_lines(file: Path, read: Callable[[str], _Item]) -> tuple[_Item, ...]:
    """The items of a file of JSON lines; none where it does not exist."""
    if not file.exists():
        return ()
    items = []
    *lines, _unfinished = file.read_text("utf-8", "replace").split("\n")
    for number, line in enumerate(lines, start=1):
        try:
            items += [read(line)] if line.strip() else []
        except (ValueError, KeyError, TypeError) as problem:
            reason = f"line {number} cannot be read ({problem}). Take that line out, or bring back a copy of the file."
            raise ReviewError(file, reason) from problem
    return tuple(items)

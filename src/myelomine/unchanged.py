"""A run whose folder holds already what it would write: nothing is read, searched or written again.

`run.json` holds a key of all that decides what a run gives, and a digest of each file that was written. Where the key
is the same and every file stands as it was written, the run has been done. It imports nothing that takes time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from myelomine.cache import code_hash
from myelomine.inputs import InputFile, digest_of
from myelomine.options import Reading
from myelomine.pattern_files import pattern_files, patterns_hash
from myelomine.sheet import read_sheet
from myelomine.statuses import DocumentStatus
from myelomine.summary import RunSummary

DOCUMENTS_NAME = "documents.csv"
RUN_NAME = "run.json"
SHEET_NAME = "extractions.csv"
#: Files that are not written by every run and still decide what a run writes.
_REMEMBERED = ("decisions.jsonl", "orphaned.csv", "superseded.jsonl")


@dataclass(frozen=True, slots=True)
class DoneRun:
    """A run that stands in its folder: its figures, and a line for each file that was not read."""

    summary: RunSummary
    unread: tuple[str, ...]


def run_key(inputs: Sequence[InputFile], reading: Reading) -> str:
    """A hash of all that decides what a run gives; empty where every run has to do its work."""
    if reading.passwords or not reading.keep or not all(file.digest or file.status for file in inputs):
        return ""
    files = [[f.printed_path, f.name, f.digest, f.status, f.reason] for f in inputs]
    decisive = [code_hash(), patterns_hash(pattern_files(reading.patterns)), files]
    return hashlib.sha256(json.dumps(decisive).encode("utf-8", "surrogateescape")).hexdigest()


def fingerprint(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """The digests of files that are about to be written, and of those beside them that decide what is."""
    new = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return {**_digests(folder, _REMEMBERED), **new}


def are_as_written(folder: Path, names: Iterable[str]) -> bool:
    """Whether files of a run folder are, byte for byte, what the last run wrote."""
    try:
        written = json.loads((folder / RUN_NAME).read_bytes())["files"]
        return all(written[name] == digest_of(folder / name) for name in names)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def done_run(folder: Path, key: str) -> DoneRun | None:
    """The run in a folder, where it has the key and every file stands as the run has left it."""
    try:
        fields = json.loads((folder / RUN_NAME).read_bytes())
        written = fields["files"]
        if not key or fields["key"] != key or _digests(folder, {*_REMEMBERED, *written}) != written:
            return None
        figures = (fields[name] for name in ("documents", "records", "flagged", "flags", "doubtful_cells"))
        return DoneRun(RunSummary(*figures), tuple(_unread_lines(folder)))
    except (OSError, ValueError, LookupError, TypeError):  # no run, or one that another version has written
        return None


def _digests(folder: Path, names: Sequence[str] | set[str]) -> dict[str, str]:
    return {name: digest_of(folder / name) for name in names if (folder / name).exists()}


def _unread_lines(folder: Path) -> Iterator[str]:
    """What a run says of each file that it does not read."""
    for row in read_sheet(folder / DOCUMENTS_NAME).rows:
        if row.cells["status"] != DocumentStatus.OK:
            yield f"{row.cells['status']}: {row.cells['file']}: {row.cells['reason']}"

"""A run in figures: for the end of the run, for `run.json`, and read back from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from myelomine.statuses import READ


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Documents by status, records by kind, and how often each check flagged one of the `flagged` records.

    `doubtful_cells` counts percentages of tables that do not fit their counts.
    """

    documents: Mapping[str, int]
    records: Mapping[str, int]
    flagged: int
    flags: Mapping[str, int]
    doubtful_cells: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every file was read."""
        return all(status in READ for status in self.documents)

    def fields(self) -> dict[str, object]:
        """The figures as `run.json` holds them."""
        return {
            "documents": dict(self.documents),
            "records": dict(self.records),
            "flagged": self.flagged,
            "flags": dict(self.flags),
            "doubtful_cells": self.doubtful_cells,
        }

    def lines(self, folder: Path) -> Iterator[str]:
        """The figures for a person, with the place of the reasons why files were not read."""
        documents, records = sum(self.documents.values()), sum(self.records.values())
        yield f"Documents: {documents} ({_counts(self.documents)})"
        yield f"Records: {records}" + (f" ({_counts(self.records)})" if records else "")
        if self.flagged:
            yield f"Flagged: {self.flagged} records ({_counts(self.flags)})"
        if self.doubtful_cells:
            place = folder / "documents.csv"
            yield f"Tables: {self.doubtful_cells} percentages that do not fit their counts; see the notes in {place}"
        if not self.is_complete:
            yield f"Not read in full: see the reasons in {folder / 'documents.csv'}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(counts).most_common())

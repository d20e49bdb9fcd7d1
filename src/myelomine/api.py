"""The Python API: a document, its records, and the records as a table."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from myelomine.batch import run_batch
from myelomine.document import Document
from myelomine.executors.inline import InlineExecutor
from myelomine.inputs import find_inputs
from myelomine.options import Reading
from myelomine.parser import read_document
from myelomine.patterns import load_patterns
from myelomine.pipeline import extract_document
from myelomine.progress import Silence
from myelomine.records import COLUMNS, Record
from myelomine.single import Extraction
from myelomine.statuses import READ

if TYPE_CHECKING:
    import pandas

log = logging.getLogger("myelomine")

Location = str | os.PathLike[str]


def read(path: Location, password: str | None = None) -> Document:
    """Read one file: its pages, blocks of text and tables."""
    return read_document(Path(path), password)


def extract(path: Location, patterns: Location | None = None) -> tuple[Record, ...]:
    """The records of a file, or of every paper in a folder.

    A file that cannot be read raises a `MyelomineError`; in a folder it is logged as a warning and left out.
    """
    place, folder = Path(path), Path(patterns) if patterns else None
    if place.is_dir():
        return _extract_folder(place, Reading(folder))
    return extract_document(read_document(place), load_patterns(folder)).records


def _extract_folder(folder: Path, reading: Reading) -> tuple[Record, ...]:
    batch = run_batch(find_inputs([folder]), Extraction(reading), InlineExecutor(), Silence())
    for result in batch.results:
        if result.status not in READ:
            log.warning("%s: %s: %s", result.file, result.status, result.reason)
    return tuple(record for result in batch.results for record in result.records)


def to_dataframe(records: Iterable[Record]) -> pandas.DataFrame:
    """The records as a table with the columns of `extractions.csv`, numbers as numbers."""
    import pandas

    numeric = ["time_months", "value", "value_high", "n", "total", "ci_level", "cycle_days", "page", "confidence"]
    table = pandas.DataFrame([record.row() for record in records], columns=list(COLUMNS))
    return table.assign(**{column: pandas.to_numeric(table[column]) for column in numeric})

"""Papers read and extracted once for all tests of a session."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from myelomine.document import Document
from myelomine.parser import read_document
from myelomine.pipeline import extract_document
from myelomine.records import Record


@cache
def document_of(path: Path) -> Document:
    """The paper as the parser reads it."""
    return read_document(path)


@cache
def records_of(path: Path) -> tuple[Record, ...]:
    """The records of the paper."""
    return extract_document(document_of(path)).records

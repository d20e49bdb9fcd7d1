"""The one place where the stages are wired together: a document goes in, validated records come out."""

from __future__ import annotations

from dataclasses import dataclass

from myelomine.document import Document
from myelomine.extractors.scopes import scopes_of
from myelomine.extractors.study import read_study
from myelomine.normalizer.checks import apply_checks
from myelomine.normalizer.merge import merge
from myelomine.patterns import PatternSet, load_patterns
from myelomine.records import Record, build_record, with_unique_ids

# the highest confidence of a record with a flag
_DOUBTED = 0.8


@dataclass(frozen=True, slots=True)
class Extract:
    """The records of a document in reading order, and which of its tables state nothing, each with the reason."""

    records: tuple[Record, ...]
    silent_tables: tuple[str, ...]


def extract_document(document: Document, patterns: PatternSet | None = None) -> Extract:
    """Every fact that a document states, merged and validated."""
    loaded = patterns if patterns is not None else load_patterns()
    readings = [read_study(scope, loaded) for scope in scopes_of(document)]
    drafts = merge(draft for reading in readings for draft in reading.drafts)
    records = with_unique_ids([build_record(draft, document.name) for draft in drafts])
    checked = tuple(_doubted(record) for record in apply_checks(records, loaded.dose_ranges))
    return Extract(checked, tuple(reason for reading in readings for reason in reading.silent_tables))


def _doubted(record: Record) -> Record:
    """A record with a flag is never in the top band of confidence."""
    if not record.flags or record.confidence <= _DOUBTED:
        return record
    return record.model_copy(update={"confidence": _DOUBTED})

"""The one place where the stages are wired together: a document goes in, validated records come out."""

from __future__ import annotations

from myelomine.document import Document
from myelomine.extractors.scopes import scopes_of
from myelomine.extractors.study import study_drafts
from myelomine.normalizer.checks import apply_checks
from myelomine.normalizer.merge import merge
from myelomine.patterns import PatternSet, load_patterns
from myelomine.records import Record, build_record, with_unique_ids

# the highest confidence of a record with a flag
_DOUBTED = 0.8


def extract_document(document: Document, patterns: PatternSet | None = None) -> tuple[Record, ...]:
    """Every fact that a document states, merged and validated, in reading order."""
    loaded = patterns if patterns is not None else load_patterns()
    drafts = [draft for scope in scopes_of(document) for draft in study_drafts(scope, loaded)]
    records = with_unique_ids([build_record(draft, document.name) for draft in merge(drafts)])
    return tuple(_doubted(record) for record in apply_checks(records, loaded.dose_ranges))


def _doubted(record: Record) -> Record:
    """A record with a flag is never in the top band of confidence."""
    if not record.flags or record.confidence <= _DOUBTED:
        return record
    return record.model_copy(update={"confidence": _DOUBTED})

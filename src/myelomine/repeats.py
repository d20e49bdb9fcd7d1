"""Repeats among files whose bytes were not known before they were read: those that are named by a URL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from myelomine.inputs import duplicate_reason
from myelomine.runfolder import DocumentResult
from myelomine.statuses import DocumentStatus


def settle_repeats(results: Sequence[DocumentResult]) -> Iterator[DocumentResult]:
    """Each result in turn; a file that turned out to have the bytes of an earlier one counts as its duplicate."""
    first: dict[str, str] = {}
    for result in results:
        known = result.status is DocumentStatus.DUPLICATE or not result.document_id
        original = result.file if known else first.setdefault(result.document_id, result.file)
        yield result if original == result.file else _duplicate_of(original, result)


def _duplicate_of(original: str, result: DocumentResult) -> DocumentResult:
    return replace(
        result,
        status=DocumentStatus.DUPLICATE,
        reason=duplicate_reason(original),
        pages=0,
        records=(),
        notes=(),
    )

"""Documents and results that an earlier run has kept, and keeping those of this one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache

from pydantic import TypeAdapter

from myelomine.cache import Cache, document_key, result_key
from myelomine.document import Document
from myelomine.inputs import InputFile, digest_of
from myelomine.records import record_from_json, record_to_json
from myelomine.runfolder import DocumentResult, DocumentStatus


@dataclass(frozen=True, slots=True)
class Recall:
    """A cache seen under one set of patterns; `fresh` looks nothing up and still keeps what is found."""

    cache: Cache
    patterns_hash: str
    fresh: bool = False

    def document(self, file: InputFile) -> Document | None:
        """The file as it was read before."""
        kept = self._get(_document_key(file))
        return _documents().validate_json(kept) if kept else None

    def keep_document(self, file: InputFile, document: Document) -> None:
        """Keep a file as it was read, unless it has changed since the run began."""
        if document.id == file.digest:
            self.cache.put(_document_key(file), _documents().dump_json(document))

    def result(self, file: InputFile) -> DocumentResult | None:
        """What the file gave before, for the place where it is now."""
        kept = self._get(self._result_key(file))
        return replace(_result_from_json(kept), file=file.printed_path) if kept else None

    def keep_result(self, file: InputFile, result: DocumentResult) -> None:
        """Keep what the file gave, where it is a file whose content may be kept."""
        if self.cache.holds(_document_key(file)):
            self.cache.put(self._result_key(file), _result_to_json(result))

    def keep_unread(self, file: InputFile, result: DocumentResult) -> None:
        """Keep why a file could not be read, unless it has changed since the run began."""
        if digest_of(file.path) == file.digest:
            self.cache.put(self._result_key(file), _result_to_json(result))

    def _result_key(self, file: InputFile) -> str:
        return result_key(_document_key(file), file.name, self.patterns_hash)

    def _get(self, key: str) -> bytes | None:
        return None if self.fresh else self.cache.get(key)


def _document_key(file: InputFile) -> str:
    return document_key(file.digest, file.path.suffix)


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _result_to_json(result: DocumentResult) -> bytes:
    fields = {
        "document": result.document,
        "status": result.status.value,
        "reason": result.reason,
        "document_id": result.document_id,
        "pages": result.pages,
        "seconds": result.seconds,
        "records": [record_to_json(record) for record in result.records],
        "notes": result.notes,
    }
    return json.dumps(fields).encode()


def _result_from_json(text: bytes) -> DocumentResult:
    fields = json.loads(text)
    fields["status"] = DocumentStatus(fields["status"])
    fields["records"] = tuple(record_from_json(record) for record in fields["records"])
    fields["notes"] = tuple(fields["notes"])
    return DocumentResult(file="", **fields)

"""Documents and results that an earlier run has kept, and keeping those of this one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pydantic import TypeAdapter

from myelomine.cache import Cache, asked_key, document_key, patterns_key, result_key, unread_key
from myelomine.changes import PatternChange
from myelomine.document import Document
from myelomine.inputs import InputFile, digest_of
from myelomine.matching import Asked
from myelomine.patterns import PatternSet
from myelomine.records import record_from_json, record_to_json
from myelomine.runfolder import DocumentResult
from myelomine.statuses import DocumentStatus


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
        return self._result(file, self._get(self._result_key(file)) or self._get(_unread_key(file)))

    def untouched(self, file: InputFile, patterns: PatternSet) -> DocumentResult | None:
        """What the file gave under other patterns, where nothing in it is touched by the change to these."""
        kept = self._get(_asked_key(file))
        if kept is None:
            return None
        fields = json.loads(kept)
        change = _change(self.cache, fields["patterns"], patterns)
        result = self._result(file, self._get(result_key(_document_key(file), file.name, fields["patterns"])))
        asked = Asked(set(fields["texts"]), set(fields["entries"]))
        return None if change is None or result is None or change.touches(asked, result.records) else result

    def keep_patterns(self, patterns: PatternSet) -> None:
        """Keep what the pattern files say, to compare later ones with."""
        if not self.cache.holds(patterns_key(patterns.hash)):
            self.cache.put(patterns_key(patterns.hash), _patterns().dump_json(patterns))

    def keep_result(self, file: InputFile, result: DocumentResult, asked: Asked | None = None) -> None:
        """Keep what the file gave and what was asked of the patterns for it, where its content may be kept."""
        if not self.cache.holds(_document_key(file)):
            return
        self.cache.put(self._result_key(file), _result_to_json(result))
        if asked is not None:
            fields = {"patterns": self.patterns_hash, "texts": sorted(asked.texts), "entries": sorted(asked.entries)}
            self.cache.put(_asked_key(file), json.dumps(fields).encode())

    def keep_unread(self, file: InputFile, result: DocumentResult) -> None:
        """Keep why a file could not be read, unless it has changed since the run began."""
        if digest_of(file.path) == file.digest:
            self.cache.put(_unread_key(file), _result_to_json(result))

    def _result(self, file: InputFile, kept: bytes | None) -> DocumentResult | None:
        return replace(_result_from_json(kept), file=file.printed_path) if kept else None

    def _result_key(self, file: InputFile) -> str:
        return result_key(_document_key(file), file.name, self.patterns_hash)

    def _get(self, key: str) -> bytes | None:
        return None if self.fresh else self.cache.get(key)


def _document_key(file: InputFile) -> str:
    return document_key(file.digest, file.path.suffix)


def _unread_key(file: InputFile) -> str:
    return unread_key(_document_key(file), file.name)


def _asked_key(file: InputFile) -> str:
    return asked_key(_document_key(file), file.name)


@lru_cache(maxsize=4)
def _change(cache: Cache, before: str, after: PatternSet) -> PatternChange | None:
    """The change from the patterns with a hash; None where they are not known any more."""
    kept = cache.get(patterns_key(before))
    return PatternChange(_patterns().validate_json(kept), after) if kept else None


@cache
def _patterns() -> TypeAdapter[PatternSet]:
    return TypeAdapter(PatternSet)


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

"""The work on one file: read it, find its records, and keep both for the next run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from myelomine.document import Document
from myelomine.errors import EncryptedFile, MyelomineError
from myelomine.inputs import InputFile, at_hand
from myelomine.matching import get_matcher, watched
from myelomine.normalizer.checks.tables import table_notes
from myelomine.options import Reading
from myelomine.parser import read_document
from myelomine.patterns import load_patterns
from myelomine.pipeline import extract_document
from myelomine.recall import Recall
from myelomine.runfolder import DocumentResult
from myelomine.statuses import DocumentStatus
from myelomine.urls import Location

NOT_SEEN = "the process that reads it finds no such file; on another machine, put it where all see it, or give its URL"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What is done to each file of a run: a function of the file, with all that the run's options say."""

    reading: Reading
    recall: Recall | None = None

    def warm_up(self) -> None:
        """Load once what every file needs; a faulty pattern file ends the run here."""
        get_matcher(load_patterns(self.reading.patterns))

    def __call__(self, file: InputFile) -> DocumentResult:
        """Read the file and find its records; a file that cannot be done is a result with its reason."""
        begun = time.perf_counter()
        try:
            here = at_hand(file)
            known = self.recall.result(here) if self.recall and here is not file else None
            return known or self._done(here, begun)
        except FileNotFoundError:
            return unread(file, "missing", NOT_SEEN, time.perf_counter() - begun)
        except MyelomineError as error:
            return unread(file, error.status, error.reason, time.perf_counter() - begun)

    def _done(self, file: InputFile, begun: float) -> DocumentResult:
        """What a file gives that can be read, or why it gives nothing."""
        try:
            return self._untouched(file) or self._extract(file, self._read(file), begun)
        except MyelomineError as error:
            result = unread(file, error.status, error.reason, time.perf_counter() - begun)
            if self.recall and error.lasting:
                self.recall.keep_unread(file, result)
            return result

    def _untouched(self, file: InputFile) -> DocumentResult | None:
        """What the file gave under other patterns, where they say of it the same as these."""
        result = self.recall.untouched(file, load_patterns(self.reading.patterns)) if self.recall else None
        if self.recall and result:
            self.recall.keep_result(file, result)
        return result

    def _read(self, file: InputFile) -> Document:
        """The document as an earlier run read it, or as it is read now."""
        known = self.recall.document(file) if self.recall else None
        if known is not None:
            return known
        try:
            document = read_document(file.path)
        except EncryptedFile as error:
            return _unlock(file.path, self.reading.passwords, error)  # nothing of a locked file is kept
        if self.recall:
            self.recall.keep_document(file, document)
        return document

    def _extract(self, file: InputFile, document: Document, begun: float) -> DocumentResult:
        lost = _lost_pages(document)
        patterns = load_patterns(self.reading.patterns)
        with watched() as asked:
            extract = extract_document(replace(document, name=file.name), patterns)
        result = DocumentResult(
            file=file.printed_path,
            document=file.name,
            status=DocumentStatus.PARTIAL if lost else DocumentStatus.OK,
            reason=f"page {lost} cannot be loaded; save the file anew from a PDF viewer" if lost else "",
            document_id=document.id,
            pages=len(document.pages),
            seconds=time.perf_counter() - begun,
            records=extract.records,
            notes=(*_notes(document), *extract.silent_tables, *table_notes(document)),
        )
        if self.recall:
            self.recall.keep_result(file, result, asked)
        return result


def unread(file: InputFile, status: str, reason: str, seconds: float = 0.0) -> DocumentResult:
    """The result of a file that gave no records, and why."""
    return DocumentResult(
        file=file.printed_path,
        document=file.name,
        status=DocumentStatus(status),
        reason=reason,
        document_id=file.digest,
        seconds=seconds,
    )


def read_file(path: Location, passwords: Sequence[str] = ()) -> Document:
    """Read a file without a password, and if it wants one with each that is known."""
    try:
        return read_document(path)
    except EncryptedFile as error:
        return _unlock(path, passwords, error)


def _unlock(path: Location, passwords: Sequence[str], refused: EncryptedFile) -> Document:
    for password in passwords:
        with suppress(EncryptedFile):
            return read_document(path, password)
    raise refused


def _lost_pages(document: Document) -> str:
    """The numbers of pages that the reader could not load: those without a size, where others have one."""
    if not any(page.width for page in document.pages):
        return ""  # a text file
    return ", ".join(str(page.number) for page in document.pages if not page.width)


def _notes(document: Document) -> tuple[str, ...]:
    """What the reader was in doubt about, of the document and of each page."""
    return (*document.notes, *(f"page {page.number}: {note}" for page in document.pages for note in page.notes))

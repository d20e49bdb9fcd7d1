"""Many files, one after another or at once: each gets a status, and none takes another one down."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from myelomine.document import Document
from myelomine.errors import EncryptedFile, Exit, MyelomineError
from myelomine.executors.base import Executor, Lost
from myelomine.inputs import InputFile
from myelomine.options import Reading
from myelomine.progress import READ, Progress
from myelomine.runfolder import DocumentResult, DocumentStatus


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the files; `left` counts those that the run was stopped before."""

    results: tuple[DocumentResult, ...]
    left: int = 0

    @property
    def exit_code(self) -> Exit:
        """Whether everything was read."""
        complete = not self.left and all(result.status in READ for result in self.results)
        return Exit.OK if complete else Exit.SOME_FILES_FAILED


def warm_up(reading: Reading) -> None:
    """Load once what every document needs; a faulty pattern file ends the run here."""
    from myelomine import parser, pipeline  # noqa: F401
    from myelomine.matching import get_matcher
    from myelomine.patterns import load_patterns

    get_matcher(load_patterns(reading.patterns))


def extract_file(file: InputFile, reading: Reading) -> DocumentResult:
    """Read one file and find its records; a file that cannot be done is a result with its reason."""
    from myelomine.patterns import load_patterns
    from myelomine.pipeline import extract_document

    begun = time.perf_counter()
    try:
        document = replace(read_file(file.path, reading.passwords), name=file.name)
        records = extract_document(document, load_patterns(reading.patterns))
    except MyelomineError as error:
        return _without_records(file, error.status, error.reason, time.perf_counter() - begun)
    return DocumentResult(
        file=printable(file.path),
        document=file.name,
        status=DocumentStatus.OK,
        document_id=document.id,
        pages=len(document.pages),
        seconds=time.perf_counter() - begun,
        records=records,
        notes=_notes(document),
    )


def _notes(document: Document) -> tuple[str, ...]:
    """What the reader was in doubt about, of the document and of each page."""
    return (*document.notes, *(f"page {page.number}: {note}" for page in document.pages for note in page.notes))


def read_file(path: Path, passwords: Sequence[str]) -> Document:
    """Read the file without a password, and if it wants one with each that is known."""
    from myelomine.parser import read_document

    for password in (None, *passwords):
        try:
            return read_document(path, password)
        except EncryptedFile as error:
            refused = error
    raise refused


def run_batch(inputs: Sequence[InputFile], reading: Reading, executor: Executor, progress: Progress) -> Batch:
    """Extract from every file that is to be read; Ctrl-C ends the run and keeps what is done."""
    results: dict[int, DocumentResult] = {}
    progress.begin(len(inputs))
    try:
        for position, result, detail in _outcomes(inputs, reading, executor):
            results[position] = result
            progress.tell(result, detail)
    except KeyboardInterrupt:
        pass
    finally:
        progress.end()
    return Batch(tuple(results[position] for position in sorted(results)), len(inputs) - len(results))


def _outcomes(
    inputs: Sequence[InputFile], reading: Reading, executor: Executor
) -> Iterator[tuple[int, DocumentResult, str]]:
    """Position, result and traceback of every file: first of those that are not to be read, then as they are done."""
    waiting = []
    for position, file in enumerate(inputs):
        if file.status:
            yield position, _without_records(file, file.status, file.reason), ""
        else:
            waiting.append(position)
    files = [inputs[position] for position in waiting]
    with closing(executor.run(partial(extract_file, reading=reading), files)) as answers:
        for index, answer in answers:
            if isinstance(answer, Lost):
                result = _without_records(files[index], answer.status, answer.reason, answer.seconds)
                yield waiting[index], result, answer.detail
            else:
                yield waiting[index], answer, ""


def _without_records(file: InputFile, status: str, reason: str, seconds: float = 0.0) -> DocumentResult:
    return DocumentResult(
        file=printable(file.path),
        document=file.name,
        status=DocumentStatus(status),
        reason=reason,
        document_id=file.digest,
        seconds=seconds,
    )


def printable(path: Path) -> str:
    """The path as text that every file and terminal can hold, whatever bytes the file system allows in a name."""
    return os.fsencode(path).decode("utf-8", "replace")

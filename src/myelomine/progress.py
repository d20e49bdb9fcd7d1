"""What a person sees while a run goes on, and the summary at its end."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from myelomine.options import Verbosity
from myelomine.runfolder import DocumentResult, DocumentStatus, WrittenRun, count_flags

#: Statuses of files whose facts are in the run.
READ = frozenset({DocumentStatus.OK, DocumentStatus.DUPLICATE})
_REDRAW_SECONDS = 0.1
_ERASE_LINE = "\r\x1b[K"


class Progress(Protocol):
    """Is told what becomes of each document, as it happens."""

    def begin(self, total: int) -> None:
        """The run is about so many files."""

    def tell(self, result: DocumentResult, detail: str = "") -> None:
        """A file is done; `detail` is the traceback of a fault of ours."""

    def end(self) -> None:
        """The run is over."""


class Silence:
    """Progress that nobody looks at."""

    def begin(self, total: int) -> None:
        """Say nothing."""

    def tell(self, result: DocumentResult, detail: str = "") -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Tally:
    """Counts of a run in progress."""

    total: int = 0
    done: int = 0
    pages: int = 0
    not_read: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, result: DocumentResult) -> None:
        """Count one more file."""
        self.done += 1
        self.pages += result.pages
        self.not_read += result.status not in READ

    def line(self) -> str:
        """The counts in one line, with the time left as far as the files so far tell it."""
        elapsed = time.monotonic() - self.begun
        parts = [f"{self.done} of {self.total} documents", f"{self.pages} pages"]
        if self.pages and elapsed >= 1:
            parts.append(f"{self.pages / elapsed:.0f} pages/s")
        if self.not_read:
            parts.append(f"{self.not_read} not read in full")
        if 0 < self.done < self.total:
            parts.append(f"{format_duration(elapsed / self.done * (self.total - self.done))} left")
        return " · ".join(parts)


class Lines:
    """Plain lines for a log: files that were not read, and now and then how far the run is."""

    def __init__(self, stream: TextIO, verbosity: Verbosity) -> None:
        self.stream = stream
        self.verbosity = verbosity
        self.tally = Tally()

    def begin(self, total: int) -> None:
        """Start counting."""
        self.tally = Tally(total)

    def tell(self, result: DocumentResult, detail: str = "") -> None:
        """Print what must be said about the file."""
        tenths_before = self.tally.done * 10 // self.tally.total
        self.tally.add(result)
        for line in told_lines(result, detail, self.verbosity):
            self.say(line)
        if self.verbosity and self.tally.done * 10 // self.tally.total > tenths_before:
            self.count()

    def say(self, line: str) -> None:
        """Print one line."""
        print(line, file=self.stream, flush=True)

    def count(self) -> None:
        """Print how far the run is."""
        self.say(self.tally.line())

    def end(self) -> None:
        """Nothing is left to tidy."""


class StatusLine(Lines):
    """The same on a terminal: the last line shows at every moment how far the run is."""

    drawn = 0.0

    def tell(self, result: DocumentResult, detail: str = "") -> None:
        """Print what must be said, then draw the line anew."""
        super().tell(result, detail)
        if time.monotonic() - self.drawn >= _REDRAW_SECONDS:
            self.count()

    def say(self, line: str) -> None:
        """Print one line above the status line."""
        super().say(f"{_ERASE_LINE}{line}")

    def count(self) -> None:
        """Draw the status line over the last one."""
        width = shutil.get_terminal_size().columns - 1
        print(f"{_ERASE_LINE}{self.tally.line()[:width]}", end="", file=self.stream, flush=True)
        self.drawn = time.monotonic()

    def end(self) -> None:
        """Clear the line."""
        print(_ERASE_LINE, end="", file=self.stream, flush=True)


def progress_on(stream: TextIO, verbosity: Verbosity) -> Progress:
    """A status line where the stream is a terminal and the run not quiet, else plain lines."""
    return StatusLine(stream, verbosity) if verbosity and stream.isatty() else Lines(stream, verbosity)


def told_lines(result: DocumentResult, detail: str, verbosity: Verbosity) -> Iterator[str]:
    """What is said about a file: always that it was not read, and everything when verbose."""
    if result.status is not DocumentStatus.OK:
        yield f"{result.status}: {result.file}: {result.reason}"
    elif verbosity is Verbosity.VERBOSE:
        yield f"ok: {result.file}: {result.pages} pages, {len(result.records)} records, {result.seconds:.1f} s"
    if detail and verbosity is Verbosity.VERBOSE:
        yield detail.rstrip()


def summary_lines(results: Sequence[DocumentResult], written: WrittenRun) -> Iterator[str]:
    """The end of a run: documents by status, records by kind, flags, and where the sheet is."""
    records = [record for result in results for record in result.records]
    flagged = sum(1 for record in records if record.flags)
    yield f"Documents: {len(results)} ({_counts(Counter(str(result.status) for result in results))})"
    yield f"Records: {len(records)}" + (f" ({_counts(Counter(r.kind for r in records))})" if records else "")
    if flagged:
        yield f"Flagged: {flagged} records ({_counts(count_flags(records))})"
    if cells := sum(note.startswith("table-percent:") for result in results for note in result.notes):
        place = written.folder / "documents.csv"
        yield f"Tables: {cells} percentages that do not fit their counts; see the notes in {place}"
    yield from written.messages
    if any(result.status not in READ for result in results):
        yield f"Not read in full: see the reasons in {written.folder / 'documents.csv'}"
    yield f"Sheet to review: {written.sheet}"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


def format_duration(seconds: float) -> str:
    """A length of time as a person says it.

    >>> [format_duration(s) for s in (0.4, 59, 61, 7300)]
    ['1 s', '59 s', '1 min 1 s', '2 h 1 min']
    """
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

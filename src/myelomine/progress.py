"""What a person sees while a run goes on, and the summary at its end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from myelomine.options import Telling, Verbosity
from myelomine.sheet import one_line
from myelomine.statuses import READ, DocumentStatus

if TYPE_CHECKING:
    from myelomine.runfolder import DocumentResult

_REDRAW_SECONDS = 0.1
_ERASE_LINE = "\r\x1b[K"


class Progress(Protocol):
    """Is told what becomes of each document, as it happens."""

    def begin(self, total: int) -> None:
        """The run is about so many files."""

    def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
        """A file is done; `detail` is the traceback of a fault of ours; `is_known` from before needs no work."""

    def say(self, line: str) -> None:
        """A line about the run."""

    def conclude(self, line: str) -> None:
        """A line of the result."""

    def end(self) -> None:
        """The run is over."""


class Silence:
    """Progress that nobody looks at."""

    def begin(self, total: int) -> None:
        """Say nothing."""

    def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
        """Say nothing."""

    def say(self, line: str) -> None:
        """Say nothing."""

    def conclude(self, line: str) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Tally:
    """Counts of a run in progress; files that are known from before tell nothing about its speed."""

    total: int = 0
    done: int = 0
    pages: int = 0
    not_read: int = 0
    known: int = 0
    known_pages: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, result: DocumentResult, is_known: bool = False) -> None:
        """Count one more file."""
        self.done += 1
        self.pages += result.pages
        self.not_read += result.status not in READ
        if is_known:
            self.known += 1
            self.known_pages += result.pages
            self.begun = time.monotonic()

    def line(self) -> str:
        """The counts in one line, with the time left as far as the files so far tell it."""
        elapsed = time.monotonic() - self.begun
        parts = [f"{self.done} of {self.total} documents", f"{self.pages} pages"]
        done, pages = self.done - self.known, self.pages - self.known_pages
        if pages and elapsed >= 1:
            parts.append(f"{pages / elapsed:.0f} pages/s")
        if self.not_read:
            parts.append(f"{self.not_read} not read in full")
        if done and self.done < self.total:
            parts.append(f"{format_duration(elapsed / done * (self.total - self.done))} left")
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

    def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
        """Print what must be said about the file."""
        tenths_before = self.tally.done * 10 // self.tally.total
        self.tally.add(result, is_known)
        for line in told_lines(result, detail, self.verbosity):
            self.say(line)
        if self.verbosity and self.tally.done * 10 // self.tally.total > tenths_before:
            self.count()

    def say(self, line: str) -> None:
        """Print one line; what a file name makes the terminal do is left out."""
        print(one_line(line), file=self.stream, flush=True)

    def conclude(self, line: str) -> None:
        """Print one line on standard output."""
        if self.verbosity:
            print(one_line(line))

    def count(self) -> None:
        """Print how far the run is."""
        self.say(self.tally.line())

    def end(self) -> None:
        """Nothing is left to tidy."""


class StatusLine(Lines):
    """The same on a terminal: the last line shows at every moment how far the run is."""

    drawn = 0.0

    def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
        """Print what must be said, then draw the line anew."""
        super().tell(result, detail, is_known)
        if time.monotonic() - self.drawn >= _REDRAW_SECONDS:
            self.count()

    def say(self, line: str) -> None:
        """Print one line above the status line."""
        print(_ERASE_LINE, end="", file=self.stream)
        super().say(line)

    def count(self) -> None:
        """Draw the status line over the last one."""
        width = shutil.get_terminal_size().columns - 1
        print(f"{_ERASE_LINE}{self.tally.line()[:width]}", end="", file=self.stream, flush=True)
        self.drawn = time.monotonic()

    def end(self) -> None:
        """Clear the line."""
        print(_ERASE_LINE, end="", file=self.stream, flush=True)


class Log(Lines):
    """All that can be said, each line with its time, added to a file."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.open("a", encoding="utf-8", errors="replace"), Verbosity.VERBOSE)

    def say(self, line: str) -> None:
        """Write one line."""
        super().say(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {line}")

    def conclude(self, line: str) -> None:
        """Write one line."""
        self.say(line)


class Both:
    """Two that are told the same."""

    def __init__(self, first: Progress, second: Progress) -> None:
        self.each = (first, second)

    def begin(self, total: int) -> None:
        """Tell both."""
        for one in self.each:
            one.begin(total)

    def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
        """Tell both."""
        for one in self.each:
            one.tell(result, detail, is_known)

    def say(self, line: str) -> None:
        """Tell both."""
        for one in self.each:
            one.say(line)

    def conclude(self, line: str) -> None:
        """Tell both."""
        for one in self.each:
            one.conclude(line)

    def end(self) -> None:
        """Tell both."""
        for one in self.each:
            one.end()


def progress_on(stream: TextIO, verbosity: Verbosity) -> Progress:
    """A status line where the stream is a terminal and the run not quiet, else plain lines."""
    return StatusLine(stream, verbosity) if verbosity and stream.isatty() else Lines(stream, verbosity)


def progress_of(telling: Telling, stream: TextIO) -> Progress:
    """What is said on the stream and, where one is asked for, in the log file."""
    screen = progress_on(stream, telling.verbosity)
    return Both(screen, Log(telling.log)) if telling.log else screen


def told_lines(result: DocumentResult, detail: str, verbosity: Verbosity) -> Iterator[str]:
    """What is said about a file: always that it was not read, and everything when verbose."""
    if result.status is not DocumentStatus.OK:
        yield f"{result.status}: {result.file}: {result.reason}"
    elif verbosity is Verbosity.VERBOSE:
        yield f"ok: {result.file}: {result.pages} pages, {len(result.records)} records, {result.seconds:.1f} s"
    if detail and verbosity is Verbosity.VERBOSE:
        yield from detail.rstrip().splitlines()


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

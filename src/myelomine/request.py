"""What a run is asked for, and the answer where an earlier run has given it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from myelomine.errors import Exit
from myelomine.inputs import InputFile, find_inputs, printable
from myelomine.options import Reading, Telling
from myelomine.progress import progress_of
from myelomine.unchanged import SHEET_NAME, done_run, run_key
from myelomine.urls import Location


@dataclass(frozen=True, slots=True)
class Request:
    """A run that is asked for: what to read into which folder, and the key of what that gives."""

    paths: tuple[Location, ...]
    inputs: tuple[InputFile, ...]
    out: Path
    reading: Reading
    key: str


def request_of(paths: tuple[Location, ...], out: Path, reading: Reading) -> Request:
    """The request with the files that it is about; with nothing at all to read the command was misused."""
    inputs = find_inputs(paths, leave_out=out)
    if all(file.status == "missing" for file in inputs):
        places = ", ".join(printable(path) for path in paths)
        raise click.UsageError(f"There is no paper at {places}. Give PDF or .txt files, or folders that hold some.")
    return Request(paths, inputs, out, reading, run_key(inputs, reading))


def done_before(request: Request, telling: Telling) -> Exit | None:
    """The answer to a request whose run stands in its folder already, told as by that run; else None."""
    done = None if request.reading.fresh else done_run(request.out, request.key)
    if done is None:
        return None
    progress = progress_of(telling, sys.stderr)
    for line in done.unread:
        progress.say(line)
    for line in done.summary.lines(request.out):
        progress.conclude(line)
    progress.conclude(f"Nothing has changed since the last run. Sheet to review: {request.out / SHEET_NAME}")
    return Exit.OK if done.summary.is_complete else Exit.SOME_FILES_FAILED

"""One run: from the paths of the command line to a run folder and an exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from myelomine import __version__
from myelomine.batch import Batch, run_batch
from myelomine.cache import Cache, cache_folder
from myelomine.errors import Exit
from myelomine.executors.base import Executor, Limits
from myelomine.executors.processes import ProcessExecutor
from myelomine.inputs import printable
from myelomine.options import Telling
from myelomine.patterns import load_patterns
from myelomine.progress import progress_of
from myelomine.recall import Recall
from myelomine.repeats import settle_repeats
from myelomine.request import Request
from myelomine.runfolder import RunInfo, WrittenRun, summary_of, write_run
from myelomine.single import Extraction

LIBRARIES = ("pandas", "pdfplumber", "pydantic", "pypdfium2", "regex", "spacy")


def extract_run(request: Request, limits: Limits, telling: Telling) -> Exit:
    """Read every paper that is asked for, write the run folder, and say what came of it."""
    # `kill` ends a run as Ctrl-C does: what is done is kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started, reading = _now(), request.reading
    patterns = load_patterns(reading.patterns)
    recall = Recall(Cache(cache_folder()), patterns.hash, reading.fresh) if reading.keep else None
    if recall:
        recall.keep_patterns(patterns)
    work, progress = Extraction(reading, recall), progress_of(telling, sys.stderr)
    batch = run_batch(request.inputs, work, _executor(limits, work), progress, recall)
    batch = replace(batch, results=tuple(settle_repeats(batch.results)))
    # other machines may see other files the next time
    key = request.key if batch.is_lasting and not limits.scheduler else ""
    run = RunInfo(__version__, patterns.hash, _libraries(), _options(request, limits), started, _now(), key)
    with _undisturbed():
        written = write_run(request.out, batch.results, run)
    for line in _conclusion(batch, written):
        progress.conclude(line)
    if recall:
        recall.cache.trim()
    if batch.left:
        progress.say(_how_to_go_on(batch, request.out))
    return batch.exit_code


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody who presses Ctrl-C twice interrupt the writing."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _executor(limits: Limits, work: Extraction) -> Executor:
    """Workers of a Dask scheduler where one is named, else worker processes of this machine."""
    if not limits.scheduler:
        return ProcessExecutor(limits, work.warm_up)
    from myelomine.executors.dask import DaskExecutor

    return DaskExecutor(limits, work.warm_up)


def _conclusion(batch: Batch, written: WrittenRun) -> Iterator[str]:
    """The figures of a run, what became of earlier decisions, and where the sheet is."""
    yield from summary_of(batch.results).lines(written.folder)
    yield from written.messages
    yield f"Sheet to review: {written.sheet}"


def _options(request: Request, limits: Limits) -> tuple[tuple[str, str], ...]:
    """The options as `run.json` keeps them: no password is written anywhere."""
    reading = request.reading
    return (
        ("paths", " ".join(printable(path) for path in request.paths)),
        ("jobs", str(limits.jobs)),
        ("timeout", f"{limits.seconds:g}"),
        ("memory", str(limits.megabytes)),
        ("patterns", printable(reading.patterns) if reading.patterns else ""),
        ("passwords", str(len(reading.passwords))),
    )


def _libraries() -> tuple[tuple[str, str], ...]:
    return tuple((name, version(name)) for name in LIBRARIES)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _how_to_go_on(batch: Batch, out: Path) -> str:
    return (
        f"Stopped. {len(batch.results)} files are done and stand in {out}, {batch.left} are left. "
        f"Run the same command again to go on."
    )

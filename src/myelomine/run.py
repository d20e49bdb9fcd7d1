"""One run: from the paths of the command line to a run folder and an exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from myelomine import __version__
from myelomine.batch import Batch, run_batch
from myelomine.cache import Cache, cache_folder
from myelomine.errors import Exit
from myelomine.executors.base import Limits
from myelomine.executors.processes import ProcessExecutor
from myelomine.inputs import InputFile, find_inputs, printable
from myelomine.options import Reading, Verbosity
from myelomine.patterns import load_patterns
from myelomine.progress import progress_on, summary_lines
from myelomine.recall import Recall
from myelomine.runfolder import RunInfo, write_run
from myelomine.single import Extraction

LIBRARIES = ("pandas", "pdfplumber", "pydantic", "pypdfium2", "regex", "spacy")


def extract_run(paths: Sequence[Path], out: Path, limits: Limits, reading: Reading, verbosity: Verbosity) -> Exit:
    """Read every paper under the paths, write the run folder, and print what came of it."""
    inputs = _inputs(paths, out)
    # `kill` ends a run as Ctrl-C does: what is done is kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = _now()
    patterns = load_patterns(reading.patterns)
    recall = Recall(Cache(cache_folder()), patterns.hash, reading.fresh) if reading.keep else None
    if recall:
        recall.keep_patterns(patterns)
    work = Extraction(reading, recall)
    batch = run_batch(inputs, work, ProcessExecutor(limits, work.warm_up), progress_on(sys.stderr, verbosity), recall)
    run = RunInfo(__version__, patterns.hash, _libraries(), _options(paths, limits, reading), started, _now())
    written = write_run(out, batch.results, run)
    if verbosity:
        click.echo("\n".join(summary_lines(batch.results, written)))
    if recall:
        recall.cache.trim()
    if batch.left:
        click.echo(_how_to_go_on(batch, out), err=True)
    return batch.exit_code


def _inputs(paths: Sequence[Path], out: Path) -> tuple[InputFile, ...]:
    """The files of the run; with nothing at all to read the command was misused."""
    inputs = find_inputs(paths, leave_out=out)
    if all(file.status == "missing" for file in inputs):
        places = ", ".join(str(path) for path in paths)
        raise click.UsageError(f"There is no paper at {places}. Give PDF or .txt files, or folders that hold some.")
    return inputs


def _options(paths: Sequence[Path], limits: Limits, reading: Reading) -> tuple[tuple[str, str], ...]:
    """The options as `run.json` keeps them: no password is written anywhere."""
    return (
        ("paths", " ".join(printable(path) for path in paths)),
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

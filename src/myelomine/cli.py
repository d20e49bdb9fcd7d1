"""The command line: each command parses its options, calls one function, prints, and sets the exit code.

What a command needs is imported inside it, so that `myelomine --help` does not wait for pandas, spaCy and PDFium.
"""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import click

from myelomine import __version__
from myelomine.cli_options import (
    EXISTING_FILE,
    EXISTING_FOLDER,
    EXISTING_PATH,
    LOCATION,
    NEW_FILE,
    NEW_FOLDER,
    limits_options,
    passwords_option,
    reading_options,
    show,
    telling_options,
)
from myelomine.errors import Exit, MyelomineError, PatternError, ReviewError, SetupError
from myelomine.executors.base import Limits
from myelomine.options import Reading, Telling
from myelomine.review_cli import explain, review
from myelomine.urls import Location


class Commands(click.Group):
    """The commands, with one place where an error becomes a line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; only a developer wants to see a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped. Nothing is lost: run the same command again.", err=True)
            raise SystemExit(Exit.SOME_FILES_FAILED) from None
        except Exception as error:
            if ctx.params["trace"]:
                traceback.print_exc()
            click.echo(_error_line(error), err=True)
            raise SystemExit(_error_code(error)) from None


def _error_line(error: Exception) -> str:
    if isinstance(error, MyelomineError):
        return f"{error.status}: {error}"
    if isinstance(error, OSError):
        return f"cannot use {error.filename or 'a file'}: {error.strerror or error}"
    return f"myelomine failed ({type(error).__name__}: {error}); `myelomine --trace …` shows where"


def _error_code(error: Exception) -> Exit:
    if isinstance(error, PatternError | ReviewError | SetupError | OSError):
        return Exit.USAGE
    return Exit.SOME_FILES_FAILED if isinstance(error, MyelomineError) else Exit.OUR_FAULT


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="myelomine")
@click.option("--trace", is_flag=True, help="Show the traceback of a fault of the program.")
def main(trace: bool) -> None:
    """Read papers on multiple myeloma into a sheet of facts, each with the words that state it."""


main.add_command(review)
main.add_command(explain)


@main.command()
@click.argument("paths", metavar="PATH...", type=LOCATION, nargs=-1, required=True)
@click.option("--out", "-o", type=NEW_FOLDER, required=True, help="Run folder to write.")
@limits_options
@reading_options
@telling_options
def extract(paths: tuple[Location, ...], out: Path, limits: Limits, reading: Reading, telling: Telling) -> None:
    """Read papers (PDF, .txt, folders of them, or URLs) and write the sheet to review."""
    from myelomine.request import done_before, request_of

    request = request_of(paths, out, reading)
    exit_code = done_before(request, telling)
    if exit_code is None:
        from myelomine.run import extract_run

        exit_code = extract_run(request, limits, telling)
    raise SystemExit(exit_code)


@main.command()
@click.argument("file", type=EXISTING_FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", type=NEW_FILE, help="File to write instead of printing.")
@passwords_option
def read(file: Path, form: str, output: Path | None, passwords: tuple[str, ...]) -> None:
    """Show what the reader saw in FILE: its blocks of text and its tables."""
    from myelomine.parser.export import document_to_json, document_to_text
    from myelomine.single import read_file

    document = read_file(file, passwords)
    as_json = form == "json"
    text = (
        json.dumps(document_to_json(document), ensure_ascii=False, indent=1) if as_json else document_to_text(document)
    )
    _write(text, output)


@main.group()
def patterns() -> None:
    """Look at the pattern files: what the tool knows."""


@patterns.command("check")
@click.argument("folder", metavar="[DIR]", type=EXISTING_FOLDER, required=False)
def patterns_check(folder: Path | None) -> None:
    """Validate the pattern files and run the examples and rejects of every pattern."""
    from myelomine.pattern_files import patterns_folder
    from myelomine.patterns import check_patterns, load_patterns

    known = load_patterns(folder)
    problems = check_patterns(known)
    for problem in problems:
        click.echo(problem)
    click.echo(
        f"{patterns_folder(folder)}: {len(known.entries)} names, {len(known.patterns)} patterns, "
        f"{len(problems)} problems"
    )
    raise SystemExit(Exit.USAGE if problems else Exit.OK)


@patterns.command("list")
@click.argument("folder", metavar="[DIR]", type=EXISTING_FOLDER, required=False)
def patterns_list(folder: Path | None) -> None:
    """Print each name and pattern: its id, its file, and how it is spelled or what it must match."""
    from myelomine.patterns import load_patterns

    known = load_patterns(folder)
    for entry in known.entries:
        click.echo(f"{entry.id}\t{entry.file}\t{'; '.join(entry.spellings)}")
    for pattern in known.patterns:
        click.echo(f"{pattern.id}\t{pattern.file}\t{'; '.join(pattern.examples)}")


@main.command()
@click.argument("gold", type=EXISTING_PATH)
@click.argument("extractions", type=EXISTING_PATH)
@click.option("--errors", is_flag=True, help="List what was missed and what is spurious, with quotes.")
def score(gold: Path, extractions: Path, errors: bool) -> None:
    """Measure EXTRACTIONS (a sheet or run folder) against GOLD (records made by hand)."""
    from myelomine.score import score_files

    show(score_files(gold, extractions).to_text(errors=errors))


@main.command()
@click.argument("run_a", type=EXISTING_PATH)
@click.argument("run_b", type=EXISTING_PATH)
def compare(run_a: Path, run_b: Path) -> None:
    """Show the records that RUN_B gained, lost or changed against RUN_A."""
    from myelomine.score import compare_runs

    show(compare_runs(run_a, run_b).to_text())


@main.command()
def checks() -> None:
    """List every flag that a record can carry: its id, how much it says, and what it means."""
    from myelomine.normalizer.checks import FLAGS

    for flag in FLAGS:
        click.echo(f"{flag.id}\t{flag.severity}\t{flag.explanation}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from myelomine.records import record_schema

    click.echo(json.dumps(record_schema(), ensure_ascii=False, indent=2))


@main.command()
@click.option("--clear", is_flag=True, help="Drop everything that is kept.")
def cache(clear: bool) -> None:
    """Show where earlier runs keep what they read, and how much it is."""
    from myelomine.cache import Cache, cache_folder

    kept = Cache(cache_folder())
    size = kept.clear() if clear else kept.size()
    click.echo(f"{kept.folder}: {size / 2**20:.1f} MB{' dropped' if clear else ''}")


def _write(text: str, output: Path | None) -> None:
    """Print the text, or write it to a file."""
    if output is None:
        show(text)
    else:
        output.write_text(text + "\n", encoding="utf-8", errors="replace")

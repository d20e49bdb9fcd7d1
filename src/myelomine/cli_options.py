"""Options of the command line that belong together reach a command as one value."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from myelomine.executors.base import Limits
from myelomine.options import Reading, Telling, Verbosity
from myelomine.urls import Location, Url, parse_location

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class LocationType(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A path, or a URL of a paper or of a folder of papers."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Location:
        """Tell URLs from paths."""
        return value if isinstance(value, Path | Url) else parse_location(os.fsdecode(value))


EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EXISTING_PATH = click.Path(exists=True, path_type=Path)
LOCATION = LocationType()
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)

_DEFAULTS = Limits()
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def show(text: str) -> None:
    """Print what papers say, without the characters that would make a terminal do something."""
    click.echo(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))


def _bundled(name: str, build: Callable[..., Any], **options: Decorator) -> Decorator:
    """Hand the values of several options to a command as one value, made by `build`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def call(**values: Any) -> Any:
            return command(**{name: build(**{option: values.pop(option) for option in options})}, **values)

        bundled: Callable[..., Any] = call
        for option in reversed(options.values()):
            bundled = option(bundled)
        return bundled

    return decorate


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _passwords(_context: click.Context, _option: click.Parameter, file: Path | None) -> tuple[str, ...]:
    """The lines of the password file."""
    try:
        return tuple(filter(None, file.read_text("utf-8-sig").splitlines())) if file else ()
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file} is no UTF-8 text. Save it as plain text in UTF-8.") from error


def _telling(quiet: bool, verbose: bool, log: Path | None) -> Telling:
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other.")
    return Telling(Verbosity.QUIET if quiet else Verbosity.VERBOSE if verbose else Verbosity.NORMAL, log)


limits_options = _bundled(
    "limits",
    Limits,
    jobs=click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1),
        default=_cores,
        show_default="one a core",
        help="Documents read at once.",
    ),
    seconds=click.option(
        "--timeout",
        "seconds",
        type=click.FloatRange(0),
        default=_DEFAULTS.seconds,
        show_default=True,
        metavar="SECONDS",
        help="Time for one document; 0 is no limit.",
    ),
    megabytes=click.option(
        "--memory",
        "megabytes",
        type=click.IntRange(0),
        default=_DEFAULTS.megabytes,
        show_default=True,
        metavar="MB",
        help="Memory for one document, on top of the program's own (Linux only); 0 is no limit.",
    ),
    scheduler=click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Dask scheduler whose workers read in place of --jobs processes, as in tcp://host:8786.",
    ),
)

passwords_option = click.option(
    "--password-file",
    "passwords",
    type=EXISTING_FILE,
    callback=_passwords,
    help="Passwords to try on encrypted PDFs, one a line.",
)

reading_options = _bundled(
    "reading",
    Reading,
    passwords=passwords_option,
    patterns=click.option("--patterns", type=EXISTING_FOLDER, help="Pattern files to use in place of the tool's own."),
    fresh=click.option("--fresh", is_flag=True, help="Read every file anew, whatever the cache holds."),
    keep=click.option("--cache/--no-cache", "keep", default=True, help="Keep what is read for the next run, or not."),
)

telling_options = _bundled(
    "telling",
    _telling,
    quiet=click.option("--quiet", "-q", is_flag=True, help="Say only which files were not read."),
    verbose=click.option("--verbose", "-v", is_flag=True, help="Say what became of each file, with tracebacks."),
    log=click.option("--log-file", "log", type=NEW_FILE, help="File to which all that -v says is added."),
)

"""What a person asks for on the command line, as values that the commands hand on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class Verbosity(IntEnum):
    """How much is said."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said while a run goes on: how much on the terminal, and the file that everything is added to."""

    verbosity: Verbosity = Verbosity.NORMAL
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: the patterns folder (None is the one that comes with the tool) and passwords to try.

    `fresh` looks nothing up in the cache, `keep` keeps there what is found.
    """

    patterns: Path | None = None
    passwords: tuple[str, ...] = ()
    fresh: bool = False
    keep: bool = True

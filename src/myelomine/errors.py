"""One class for each reason why a file cannot be done; every message ends with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line, documented in the README."""

    OK = 0
    OUR_FAULT = 1
    USAGE = 2
    SOME_FILES_FAILED = 3


class MyelomineError(Exception):
    """Base of every error that a person can do something about. `status` is what `documents.csv` says."""

    status = "damaged"
    #: Whether the same file fails the same way the next time, whatever else is asked for.
    lasting = True

    def __init__(self, place: object, reason: str) -> None:
        """`place` is the path, the URL or the address that the error is about."""
        super().__init__(f"{place}: {reason}")
        self.place = str(place)
        self.reason = reason

    def __reduce__(self) -> tuple[Callable[..., MyelomineError], tuple[type[MyelomineError], str, str]]:
        """Travel between processes whole."""
        return _remade, (type(self), self.place, self.reason)


def _remade(kind: type[MyelomineError], place: str, reason: str) -> MyelomineError:
    error = kind.__new__(kind)
    MyelomineError.__init__(error, place, reason)
    return error


class DamagedFile(MyelomineError):
    """The bytes are not a PDF that can be opened."""

    status = "damaged"


class MissingFile(MyelomineError):
    """There is no such file where it is to be read."""

    status = "missing"
    lasting = False


class UnreachableFile(MyelomineError):
    """The file may be there, but it cannot be fetched."""

    status = "damaged"
    lasting = False


class EncryptedFile(MyelomineError):
    """The PDF asks for a password."""

    status = "encrypted"
    lasting = False  # its password may be known next time


class SlowPattern(MyelomineError):
    """A pattern does not come to an end on a text of the file."""

    status = "timeout"
    lasting = False  # on a machine with less to do it may

    def __init__(self, file: object, pattern: str) -> None:
        reason = f"pattern '{pattern}' of {file} does not come to an end on a text of it; bound the pattern's repeats"
        super().__init__(file, reason)


class EmptyFile(MyelomineError):
    """The file holds no bytes, no pages, or no text at all."""

    status = "empty"


class NoTextLayer(MyelomineError):
    """The pages are pictures: a scan."""

    status = "scan"


class UnsupportedFile(MyelomineError):
    """The ending is not one that the tool reads."""

    status = "unsupported"


class PatternError(MyelomineError):
    """A pattern file is wrong: nothing is read before it is mended."""

    status = "patterns"


class SetupError(MyelomineError):
    """What the run asks for is not there: an optional library, a scheduler, its workers. Nothing is read."""

    status = "setup"


class ReviewError(MyelomineError):
    """A sheet or a run folder cannot be used for a review: nothing is changed."""

    status = "review"

"""One class for each reason why a file cannot be done; every message ends with what to do about it."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path


class Exit(IntEnum):
    """Exit codes of the command line, documented in the README."""

    OK = 0
    OUR_FAULT = 1
    USAGE = 2
    SOME_FILES_FAILED = 3


class MyelomineError(Exception):
    """Base of every error that a person can do something about. `status` is what `documents.csv` says."""

    status = "damaged"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class DamagedFile(MyelomineError):
    """The bytes are not a PDF that can be opened."""

    status = "damaged"


class EncryptedFile(MyelomineError):
    """The PDF asks for a password."""

    status = "encrypted"


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


class ReviewError(MyelomineError):
    """A sheet or a run folder cannot be used for a review: nothing is changed."""

    status = "review"

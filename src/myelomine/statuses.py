"""What may become of an input file."""

from __future__ import annotations

from enum import StrEnum


class DocumentStatus(StrEnum):
    """What became of an input file; all but the first two gave no records."""

    OK = "ok"
    PARTIAL = "partial"
    SCAN = "scan"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    MISSING = "missing"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    CRASHED = "crashed"


#: Statuses of files whose facts are in the run.
READ = frozenset({DocumentStatus.OK, DocumentStatus.DUPLICATE})
#: Statuses that another run of the same files may not give again.
PASSING = frozenset({DocumentStatus.TIMEOUT, DocumentStatus.MEMORY, DocumentStatus.CRASHED})

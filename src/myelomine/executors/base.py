"""The one interface behind which documents are worked on, so that another engine can take its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use: seconds of time, and megabytes on top of the program itself; 0 is no limit."""

    seconds: float = 300.0
    megabytes: int = 512


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without an answer: the status and reason for `documents.csv`, and the traceback for the log."""

    status: str
    reason: str
    seconds: float = 0.0
    detail: str = ""


class Executor(Protocol):
    """Applies a function to items and tells each answer with the item's position, in whatever order they come."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[int, Result | Lost]]:
        """Yield every position exactly once; closing the iterator ends whatever still runs."""
        ...

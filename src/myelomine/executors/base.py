"""The one interface behind which documents are worked on, so that another engine can take its place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: worker processes, and for each document seconds and megabytes; 0 is no limit of these two.

    `scheduler` is the address of a Dask scheduler whose workers take the place of the processes.
    """

    jobs: int = 1
    seconds: float = 120.0
    megabytes: int = 512
    scheduler: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without an answer: the status and reason for `documents.csv`, and the traceback for the log."""

    status: str
    reason: str
    seconds: float = 0.0
    detail: str = ""


#: Each answer with the position of its item.
Answers: TypeAlias = Generator[tuple[int, Result | Lost], None, None]


class Executor(Protocol):
    """Applies a function to items and tells each answer with the item's position, in whatever order they come."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Answers[Result]:
        """Yield every position exactly once; closing the iterator ends whatever still runs."""
        ...

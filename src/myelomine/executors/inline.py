"""Work in this process, one item after another: for the Python API, without limits."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence

from myelomine.executors.base import Answers, Item, Lost, Result

TOO_LARGE = "it needs more memory than a document may use; raise the limit with --memory"
OUR_FAULT = "a fault of the program, not of the file; run again with -v and report what it prints"


class InlineExecutor:
    """Calls the function itself."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Answers[Result]:
        """Yield the answers in the order of the items."""
        for position, item in enumerate(items):
            yield position, attempt(work, item)


def attempt(work: Callable[[Item], Result], item: Item) -> Result | Lost:
    """Apply the function; an exception that it lets through becomes a lost item with its traceback."""
    begun = time.monotonic()
    try:
        return work(item)
    except MemoryError:
        return Lost("memory", TOO_LARGE, time.monotonic() - begun)
    except Exception as error:
        reason = f"{type(error).__name__}: {OUR_FAULT}"
        return Lost("crashed", reason, time.monotonic() - begun, traceback.format_exc())

"""A process of our own beside a Dask worker, in which documents are worked on within their limits.

A Dask worker runs its tasks in threads and may have no children of multiprocessing, and both rule out to fork there. So
it starts this program, hands it a document at a time through a pipe, and gets the answer back; each document has a
process of its own here, as in any run. The program ends with its worker, or when nothing is asked of it for a while.

usage: python -m myelomine.executors.host < pickled order and items > pickled answers
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from myelomine.executors.base import Limits

#: How long it waits for the next document before it ends.
IDLE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Order:
    """What a run asks of every host: the work, what to load for it, and the limits of each document."""

    work: Callable[[Any], Any]
    prepare: Callable[[], None]
    limits: Limits


class HostGone(Exception):
    """The host ended before it answered."""


class Host:
    """The host as its Dask worker sees it; to be asked by one thread at a time."""

    def __init__(self, order: Order) -> None:
        """Start the program, with the modules of this process within its reach."""
        reach = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "myelomine.executors.host"],
            env=reach,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._send(order)

    def ask(self, item: object) -> object:
        """The answer for an item; raises what could not be loaded, and HostGone where there is no answer."""
        self._send(item)
        try:
            answer = pickle.load(self._pipe(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise HostGone from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        """Kill the program and the process of its document."""
        _kill(self._process.pid)
        self._process.wait()

    def _send(self, message: object) -> None:
        pipe = self._pipe(self._process.stdin)
        with suppress(OSError):  # it is gone, which the missing answer tells
            pickle.dump(message, pipe)
            pipe.flush()

    @staticmethod
    def _pipe(pipe: Any) -> BinaryIO:
        stream: BinaryIO = pipe
        return stream


def main() -> None:
    """Answer one item after another."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get among the answers
    received: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(received,), daemon=True).start()
    order: Order = received.get()
    with suppress(queue.Empty):
        while True:
            item = received.get(timeout=IDLE_SECONDS)
            pickle.dump(_answer(order, item), answers)
            answers.flush()


def _answer(order: Order, item: object) -> object:
    """The answer of a worker process that is started for the item, or the error that keeps any from starting."""
    from myelomine.executors.processes import ProcessExecutor

    try:
        ((_, answer),) = ProcessExecutor(order.limits, order.prepare).run(order.work, [item])
    except Exception as error:
        return error
    return answer


def _receive(received: queue.SimpleQueue[Any]) -> None:
    """Take in what the worker sends; when the worker is gone, end everything at once."""
    # not through sys.stdin, whose lock would be held in a process that is forked meanwhile
    with suppress(EOFError, OSError), os.fdopen(os.dup(0), "rb") as requests:
        while True:
            received.put(pickle.load(requests))
    _kill(os.getpid())


def _kill(pid: int) -> None:
    """Kill a process with all that it has started."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


if __name__ == "__main__":
    main()

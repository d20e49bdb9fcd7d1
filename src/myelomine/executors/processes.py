"""Worker processes: each document has a time limit and a memory limit, and may take its worker down with it.

PDFium is not thread-safe, and a broken file can hang or kill the process that reads it. So the parent only hands out
documents and waits; a worker that overstays or dies is replaced, and its document is told as lost. A worker that is
killed from outside is no fault of its document, which another worker then does. Workers end with their parent.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeAlias

from myelomine.executors.base import Answers, Item, Limits, Lost, Result
from myelomine.executors.inline import TOO_LARGE, attempt

#: How long after its time limit a worker ends itself, should its parent be gone.
GRACE_SECONDS = 5
#: How often the parent looks at the memory of its workers.
WATCH_SECONDS = 0.1
#: How often a worker may be killed from outside before it is ready.
_STARTS = 3

Task: TypeAlias = tuple[int, Item]


@dataclass(frozen=True, slots=True)
class _Killed(Lost):
    """An item whose worker was killed from outside: by the system for want of memory, or by a person."""


class _Tasks(Generic[Item]):
    """The items that wait for a worker, with their positions."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._waiting = deque(range(len(items)))
        self._given_back: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> Task[Item]:
        """The next one."""
        position = self._waiting.popleft()
        return position, self._items[position]

    def give_back(self, position: int) -> bool:
        """Put an item behind all others to be tried once more; False where that was done before."""
        if position in self._given_back:
            return False
        self._given_back.add(position)
        self._waiting.append(position)
        return True


def _nothing() -> None:
    pass


class ProcessExecutor:
    """A fixed number of worker processes, forked where the system can and started afresh elsewhere."""

    def __init__(self, limits: Limits, prepare: Callable[[], None] = _nothing) -> None:
        """`prepare` loads once what every document needs: before forking, or in each worker that starts afresh."""
        self.limits = limits
        self.prepare = prepare

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Answers[Result]:
        """Yield each answer as it comes; closing the iterator kills the workers."""
        if not items:
            return
        if _context().get_start_method() == "fork":
            self.prepare()
        tasks = _Tasks(items)
        crew = [_Worker(self, work) for _ in range(min(self.limits.jobs, len(items)))]
        try:
            while tasks or any(worker.task for worker in crew):
                yield from self._turn(crew, tasks)
        finally:
            for worker in crew:
                worker.end()

    def _turn(self, crew: list[_Worker[Item, Result]], tasks: _Tasks[Item]) -> Answers[Result]:
        """Hand out what there is, wait for the first worker to answer, die or overstay, and tell the outcome."""
        for worker in crew:
            if worker.idle and tasks:
                worker.take(tasks.take())
        wait([worker.connection for worker in crew if not worker.idle], self._patience(crew))
        for worker in crew:
            outcome = worker.outcome()
            if outcome is None:
                continue
            position, answer = outcome
            if not (isinstance(answer, _Killed) and tasks.give_back(position)):
                yield position, answer

    def _patience(self, crew: list[_Worker[Item, Result]]) -> float | None:
        """Seconds until a worker may overstay or its memory has to be looked at; None where there is no limit."""
        patience = WATCH_SECONDS if self.limits.megabytes else None
        if self.limits.seconds:
            elapsed = max((worker.elapsed() for worker in crew if worker.task), default=0.0)
            left = max(self.limits.seconds - elapsed, 0.0)
            patience = left if patience is None else min(left, patience)
        return patience


class _Worker(Generic[Item, Result]):
    """One worker process: the task it is at, and since when. A dead one is started again at once."""

    def __init__(self, executor: ProcessExecutor, work: Callable[[Item], Result]) -> None:
        self.executor = executor
        self.work = work
        self.task: Task[Item] | None = None
        self.since = 0.0
        self.starts_left = _STARTS
        self.start()

    @property
    def idle(self) -> bool:
        """Whether it waits for a task: it has said that it is ready, and holds none."""
        return self.ready and self.task is None

    def start(self) -> None:
        """Start the process; it says when it is ready."""
        context = _context()
        self.connection, theirs = context.Pipe()
        arguments = (theirs, self.work, self.executor.prepare, self.executor.limits)
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
        with _ctrl_c_held():
            self.process.start()
        theirs.close()
        self.ready, self.first_bytes = False, 0

    def take(self, task: Task[Item]) -> None:
        """Hand a task to the process and note the time."""
        self.task, self.since = task, time.monotonic()
        with suppress(OSError):  # it died while idle: the end of its pipe tells so at the next turn
            self.connection.send(task[1])

    def elapsed(self) -> float:
        """Seconds that the present task has taken."""
        return time.monotonic() - self.since

    def outcome(self) -> tuple[int, Result | Lost] | None:
        """What has become of the task; None while it is at work, or when it holds none."""
        limits = self.executor.limits
        if self.connection.poll():
            return self._receive()
        if self.task and limits.seconds and self.elapsed() >= limits.seconds:
            reason = f"not done after {limits.seconds:g} seconds; raise the limit with --timeout"
            return self._settle(Lost("timeout", reason, self.elapsed()))
        if self.task and limits.megabytes and self._grown_by() > limits.megabytes * 2**20:
            return self._settle(Lost("memory", TOO_LARGE, self.elapsed()))
        return None

    def _grown_by(self) -> int:
        """Bytes of memory that the process has taken since it was ready."""
        return _resident_bytes(self.process.pid) - self.first_bytes

    def _receive(self) -> tuple[int, Result | Lost] | None:
        try:
            answer: Result | Lost = self.connection.recv()
        except (EOFError, OSError):
            return self._bury()
        if not self.ready:
            self.ready, self.first_bytes, self.starts_left = True, _resident_bytes(self.process.pid), _STARTS
            return None
        return self._settle(answer)

    def _bury(self) -> tuple[int, Result | Lost] | None:
        """Replace the process, which is dead, and let go of its task."""
        self.process.join()
        if self.ready:
            return self._settle(self._cause_of_death())
        self.starts_left -= 1
        if self.process.exitcode != -signal.SIGKILL or not self.starts_left:
            raise RuntimeError(f"a worker process could not start: it {_ending(self.process)}")
        self.end()
        self.start()
        return None

    def _cause_of_death(self) -> Lost:
        """Why the process ended in the middle of a task."""
        if self.process.exitcode == -signal.SIGKILL:
            reason = "its worker was killed twice, by the system for want of memory perhaps; run it again with --jobs 1"
            return _Killed("memory", reason, self.elapsed())
        reason = f"its worker process {_ending(self.process)}; save the file anew from a PDF viewer, or leave it out"
        return Lost("crashed", reason, self.elapsed())

    def _settle(self, answer: Result | Lost) -> tuple[int, Result | Lost] | None:
        """Let go of the task; a worker that lost one is not trusted with another."""
        task, self.task = self.task, None
        if isinstance(answer, Lost):
            self.end()
            self.start()
        return None if task is None else (task[0], answer)

    def end(self) -> None:
        """Kill the process and let go of its pipe."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def _context() -> BaseContext:
    # Forking shares what is loaded and needs no `if __name__ == "__main__"` in a caller's script; macOS breaks on it.
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _ending(process: BaseProcess) -> str:
    code = process.exitcode or 0
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _serve(connection: Connection, work: Callable[[Item], Result], prepare: Callable[[], None], limits: Limits) -> None:
    """Answer one item after another, as the worker process, until the parent is gone."""
    _keep_quiet()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()
    _limit_memory(limits.megabytes)
    connection.send(None)  # ready
    with suppress(EOFError, OSError):
        while True:
            item = connection.recv()
            with _alarm(limits.seconds):
                connection.send(attempt(work, item))


def _keep_quiet() -> None:
    """Leave Ctrl-C to the parent, and let no C library write to the terminal."""
    faulthandler.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone, whatever it is at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Keep Ctrl-C back for the moment in which a forked process would answer it as the parent does."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Have the system end this process a little after its time is over, in case the parent no longer can."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(megabytes: int) -> None:
    """Make an allocation far beyond the limit fail at once, where the system can (Linux).

    The parent's watch keeps the limit itself: a C library that is refused memory mostly aborts without a word.
    """
    if not megabytes or sys.platform != "linux":
        return
    import resource

    limit = _private_bytes() + 2 * megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _private_bytes() -> int:
    """What this process holds as private memory already, which is what the limit counts."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData:"))


def _resident_bytes(pid: int | None) -> int:
    """What a process holds in memory; 0 where the system does not tell, or the process is gone."""
    try:
        statm = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE")

"""The workers of a Dask scheduler: the same work on other machines, each document within the same limits.

Paths and URLs travel to the workers, never the bytes of a paper: a file is read where its worker is. A document whose
worker dies is given to another one. As Dask blames every task that such a worker held, one that lost too many workers
is tried again at the end on its own before it is told as crashed.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from myelomine.cache import code_hash
from myelomine.errors import SetupError
from myelomine.executors.base import Answers, Item, Limits, Lost, Result
from myelomine.executors.host import Host, HostGone, Order

INSTALL = "pip install 'myelomine[dask]'"
CONNECT_SECONDS = 15
#: How often a document may lose its host, the process beside its worker, before it is told as crashed.
_HOSTS = 3
_WORKERS_LOST = "the workers that read it were killed each time; look at their memory, or leave the file out"
_HOSTS_LOST = "the processes that read it were killed each time; look at the memory of the workers, or leave it out"


def _nothing() -> None:
    pass


class DaskExecutor:
    """Hands documents to the workers of a running scheduler."""

    def __init__(self, limits: Limits, prepare: Callable[[], None] = _nothing) -> None:
        """`limits.scheduler` is the address; how many documents are read at once is for the workers' threads to say."""
        self.limits = limits
        self.prepare = prepare

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Answers[Result]:
        """Yield each answer as it comes; closing the iterator cancels what is left. Raises SetupError."""
        if not items:
            return
        orders = _Orders(uuid.uuid4().hex, code_hash(), Order(work, self.prepare, self.limits))
        client = self._connect()
        try:
            suspects = []
            with closing(self._outcomes(client, orders, items, range(len(items)))) as outcomes:
                for position, answer in outcomes:
                    if answer is None:
                        suspects.append(position)
                    else:
                        yield position, answer
            for position in suspects:
                with closing(self._outcomes(client, orders, items, [position])) as outcomes:
                    yield from ((place, answer or Lost("crashed", _WORKERS_LOST)) for place, answer in outcomes)
        finally:
            with suppress(Exception):  # the run is over, and whoever is gone needs no telling
                client.run(end_hosts, orders.run)
            client.close()

    def _connect(self) -> Any:
        address = self.limits.scheduler
        try:
            return _library().Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            advice = "no Dask scheduler answers there. Start one with `dask scheduler`, and workers with `dask worker`"
            raise SetupError(address, advice) from error

    def _outcomes(
        self, client: Any, orders: _Orders, items: Sequence[Item], positions: Sequence[int]
    ) -> Generator[tuple[int, Any], None, None]:
        """The answer of each position, None where Dask has given it up; closing it cancels what is left."""
        futures = {client.submit(do, orders, items[position], pure=False): position for position in positions}
        try:
            for future in _library().as_completed(list(futures), loop=client.loop):
                position = futures.pop(future)
                yield position, self._outcome(future)
        finally:
            client.cancel(list(futures), force=True)

    def _outcome(self, future: Any) -> Any:
        try:
            return future.result()
        except _library().KilledWorker:
            return None
        except SetupError:
            raise
        except _library().CancelledError as error:
            raise SetupError(self.limits.scheduler, "the scheduler is gone; start it and run again") from error
        except Exception as error:
            raise SetupError(self.limits.scheduler, f"its workers cannot do the work ({error})") from error


def _library() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise SetupError("--scheduler", f"Dask is not installed. Install it: {INSTALL}") from error


# --- on the workers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Orders:
    """What travels with each document: the name of the run, the code it began with, and the order."""

    run: str
    code: str
    order: Order


@dataclass(slots=True)
class _Crew:
    """The hosts that a worker keeps for a run."""

    idle: list[Host] = field(default_factory=list)
    all: set[Host] = field(default_factory=set)
    ended: bool = False


_CREWS: dict[str, _Crew] = {}
_LOCK = threading.Lock()


def do(orders: _Orders, item: object) -> object:
    """Work on an item in a host of this worker; one whose host was killed goes to another host."""
    if orders.code != code_hash():
        raise SetupError("a Dask worker", "it has another version of myelomine or its libraries; install the same")
    for _ in range(_HOSTS):
        host = _take_host(orders)
        if host is None:
            break
        try:
            answer = host.ask(item)
        except HostGone:
            _drop_host(orders, host)
        else:
            _give_back(orders, host)
            return answer
    return Lost("crashed", _HOSTS_LOST)


def end_hosts(run: str) -> None:
    """End the hosts of a run, whatever they are at."""
    with _LOCK:
        crew = _CREWS.setdefault(run, _Crew())
        crew.ended = True
        hosts = list(crew.all)
    for host in hosts:
        host.end()


def _take_host(orders: _Orders) -> Host | None:
    """A host that waits, or a new one; None where the run has ended."""
    with _LOCK:
        crew = _CREWS.setdefault(orders.run, _Crew())
        if crew.ended:
            return None
        host = crew.idle.pop() if crew.idle else Host(orders.order)
        crew.all.add(host)
        return host


def _give_back(orders: _Orders, host: Host) -> None:
    with _LOCK:
        _CREWS[orders.run].idle.append(host)


def _drop_host(orders: _Orders, host: Host) -> None:
    with _LOCK:
        _CREWS[orders.run].all.discard(host)
    host.end()

"""Runs on a real Dask cluster of two worker processes: the same run folder, whatever is killed in the middle."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from run_folders import content

from myelomine.batch import run_batch
from myelomine.cli import main
from myelomine.errors import Exit, SetupError
from myelomine.executors import dask
from myelomine.executors.base import Limits, Lost
from myelomine.inputs import InputFile, find_inputs
from myelomine.progress import Silence
from myelomine.runfolder import DocumentResult
from myelomine.statuses import DocumentStatus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal")

DEATHS = 1  # that Dask forgives a task


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """A scheduler in this process and two workers of their own that are started again when they are killed."""
    pytest.importorskip("distributed")
    import dask as library
    from distributed import LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.scheduler.no-workers-timeout": "120s",  # should none come back, a test fails and does not hang
        "distributed.worker.memory.terminate": False,
    }
    with (
        library.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started,
    ):
        yield started


def limits_for(cluster: object, **limits: float) -> Limits:
    """Limits with the cluster's address."""
    return Limits(scheduler=cluster.scheduler_address, **limits)


def statuses(results: tuple[DocumentResult, ...]) -> dict[str, str]:
    """The status of each document."""
    return {result.document: result.status.value for result in results}


def worker_of(process: int) -> int:
    """The process id of the Dask worker whose host has started a process."""
    import psutil

    return psutil.Process(process).parent().parent().pid


def misbehave(file: InputFile) -> DocumentResult:
    """Stands in for reading a file, and does what the file's name says."""
    match file.path.stem.rstrip("0123456789"):
        case "hangs":
            time.sleep(600)
        case "eats":
            return DocumentResult(str(len(bytearray(2**31))), file.name, DocumentStatus.OK)
        case "dies":
            os._exit(1)
        case "raises":
            raise ZeroDivisionError("a fault of ours")
        case "kills":
            time.sleep(2)  # a worker that is killed while it starts is not started again
            os.kill(worker_of(os.getpid()), signal.SIGKILL)
            time.sleep(600)
        case "slow":
            time.sleep(0.3)
    return DocumentResult(str(file.path), file.name, DocumentStatus.OK, pages=1)


def folder_of(place: Path, *names: str) -> Path:
    """A folder of files that `misbehave` goes by."""
    for name in names:
        (place / f"{name}.txt").write_text(name)
    return place


def test_each_document_keeps_its_limits(cluster, tmp_path):
    names = ["hangs", "eats", "dies", "raises", *(f"good{number}" for number in range(4))]
    executor = dask.DaskExecutor(limits_for(cluster, seconds=2.0, megabytes=300))
    done = run_batch(find_inputs([folder_of(tmp_path, *names)]), misbehave, executor, Silence())

    found = statuses(done.results)
    assert list(found) == sorted(names)
    assert {name: found[name] for name in names[:4]} == {
        "hangs": "timeout",
        "eats": "memory",
        "dies": "crashed",
        "raises": "crashed",
    }
    assert {found[name] for name in names[4:]} == {"ok"}
    assert all(result.reason for result in done.results if result.status is not DocumentStatus.OK)


def test_a_document_that_kills_every_worker_is_told_and_takes_no_other_with_it(cluster, tmp_path):
    names = ["kills", *(f"slow{number}" for number in range(8))]
    executor = dask.DaskExecutor(limits_for(cluster))
    done = run_batch(find_inputs([folder_of(tmp_path, *names)]), misbehave, executor, Silence())

    assert statuses(done.results) == {"kills": "crashed"} | dict.fromkeys(names[1:], "ok")
    assert done.results[0].reason.startswith("the workers that read it were killed")


def test_a_run_whose_worker_is_killed_gives_the_folder_of_an_undisturbed_one(cluster, tmp_path, monkeypatch):
    papers = sorted((Path(__file__).parents[1] / "corpus").glob("*.pdf"))
    copies = tmp_path / "papers"
    copies.mkdir()
    for number, paper in enumerate(papers * 2):
        (copies / f"{number:02d}-{paper.name}").write_bytes(paper.read_bytes() + f"\n% {number}\n".encode())
    (copies / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")

    def extract(name: str, *options: str) -> dict[str, object]:
        out = tmp_path / name
        done = CliRunner().invoke(main, ["extract", str(copies), "--out", str(out), "-q", "--no-cache", *options])
        assert done.exit_code == Exit.SOME_FILES_FAILED, done.output
        return content(out)

    killed = kill_a_busy_worker(cluster, monkeypatch, after=3)
    disturbed = extract("dask", "--scheduler", cluster.scheduler_address)
    assert len(killed) == 1
    assert disturbed == extract("processes")


def kill_a_busy_worker(cluster: object, monkeypatch: pytest.MonkeyPatch, after: int) -> list[int]:
    """Have a worker that is at a document killed when so many documents are done; the list tells which."""
    killed: list[int] = []
    outcome = dask.DaskExecutor._outcome
    done = []

    def outcome_and_kill(executor: dask.DaskExecutor, future: object) -> object:
        done.append(future.key)
        if len(done) == after:
            busy = next(w for w in cluster.scheduler.workers.values() if w.processing)
            pid = next(n.pid for n in cluster.workers.values() if n.worker_address == busy.address)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        return outcome(executor, future)

    monkeypatch.setattr(dask.DaskExecutor, "_outcome", outcome_and_kill)
    return killed


def test_an_interrupt_keeps_what_is_done_and_ends_what_runs(cluster, tmp_path):
    class InterruptAtOnce(Silence):
        def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
            raise KeyboardInterrupt

    inputs = find_inputs([folder_of(tmp_path, "a", "hangs1", "hangs2", "hangs3")])
    begun = time.monotonic()
    done = run_batch(inputs, misbehave, dask.DaskExecutor(limits_for(cluster, seconds=300.0)), InterruptAtOnce())
    assert (len(done.results), done.left) == (1, 3)
    assert time.monotonic() - begun < 100
    assert wait_until(lambda: not any(w.processing for w in cluster.scheduler.workers.values()))


def wait_until(holds, seconds: float = 30) -> bool:
    """Whether something comes to hold in good time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(holds())


def test_another_version_on_the_workers_ends_the_run(cluster, monkeypatch):
    monkeypatch.setattr(dask, "code_hash", lambda: "another")
    with pytest.raises(SetupError, match="install the same"):
        list(dask.DaskExecutor(limits_for(cluster)).run(abs, [-1]))


def test_what_cannot_be_loaded_on_a_worker_ends_the_run(cluster):
    with pytest.raises(SetupError, match="half installed"):
        list(dask.DaskExecutor(limits_for(cluster), half_installed).run(abs, [-1]))


def half_installed() -> None:
    """Stands in for patterns that a worker lacks."""
    raise ImportError("half installed")


def test_a_scheduler_that_is_not_there_is_a_misuse(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 1)
    folder_of(tmp_path, "a")
    arguments = ["extract", str(tmp_path), "--out", str(tmp_path / "run"), "--scheduler", "tcp://127.0.0.1:9"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == Exit.USAGE
    assert "tcp://127.0.0.1:9: no Dask scheduler answers there" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_scheduler_that_goes_away_is_told(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as lost:
        threading.Timer(3, lost.close).start()
        with pytest.raises(SetupError, match="the scheduler is gone"):
            list(dask.DaskExecutor(limits_for(lost)).run(abs, [-1]))


def test_without_dask_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    folder_of(tmp_path, "a")
    arguments = ["extract", str(tmp_path), "--out", str(tmp_path / "run"), "--scheduler", "tcp://127.0.0.1:9"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == Exit.USAGE
    assert "pip install 'myelomine[dask]'" in done.stderr


def test_a_host_that_is_killed_is_replaced(tmp_path):
    run = dask._Orders("run", dask.code_hash(), SimpleNamespace())
    hosts = iter([Gone(), Gone(), Answering()])

    def new(order: object) -> object:
        return next(hosts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dask, "Host", new)
        assert dask.do(run, 7) == "answer for 7"
        hosts = iter([Gone(), Gone(), Gone()])
        lost = dask.do(dask._Orders("other", dask.code_hash(), SimpleNamespace()), 7)
    assert isinstance(lost, Lost)
    assert lost.status == "crashed"


class Gone:
    """A host that dies."""

    def ask(self, item: object) -> object:
        """Give no answer."""
        raise dask.HostGone

    def end(self) -> None:
        """Be gone already."""


class Answering(Gone):
    """A host that works."""

    def ask(self, item: object) -> object:
        """Answer."""
        return f"answer for {item}"


def test_hosts_end_with_the_process_that_started_them(tmp_path):
    import psutil

    from myelomine.executors.host import Host, Order

    host = Host(Order(abs, dask._nothing, Limits()))
    assert host.ask(-3) == 3
    process = psutil.Process(host._process.pid)
    host._process.stdin.close()
    assert wait_until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)

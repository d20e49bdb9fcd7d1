"""A run that is killed at any moment loses nothing, doubles nothing and leaves nothing half written.

Each round kills one run a few times, in one of four ways, and lets the same command come to its end. Then the run
folder must be, byte for byte, that of a run that nobody disturbed: no clock runs, so nothing has to be left out.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from click.testing import CliRunner

from myelomine.cli import main
from myelomine.matching import get_matcher
from myelomine.patterns import load_patterns

PAPERS = 8
KILLS = 60
WRITES = 40
SECONDS_TO_END = 20.0

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


@pytest.fixture
def papers(make_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some papers with a fact each and one that cannot be read; the clocks of the run folder stand still."""
    monkeypatch.setattr("myelomine.single.time", SimpleNamespace(perf_counter=lambda: 0.0))
    monkeypatch.setattr("myelomine.run._now", lambda: "2024-05-01T10:00:00+00:00")
    get_matcher(load_patterns())  # every run is forked from this process and need not load it again
    for number in range(PAPERS):
        make_pdf(f"papers/{number}.pdf", lines=("Results", f"The median overall survival was 3{number}.4 months."))
    return make_pdf("papers/scan.pdf", scan=True).parent


def start(papers: Path, out: Path, last_write: int = 0) -> int:
    """Run `extract` in a process of a group of its own; `last_write` is the one at which that process kills itself."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    replace, left = os.replace, iter(range(last_write - 1, -1, -1))

    def replace_or_die(*arguments: object, **options: object) -> None:
        if last_write and not next(left, 1):
            os.kill(os.getpid(), signal.SIGKILL)
        replace(*arguments, **options)

    os.replace = replace_or_die
    arguments = ["extract", str(papers), "--out", str(out), "-q", "--jobs", "2"]
    os._exit(CliRunner().invoke(main, arguments).exit_code)


def exit_code(child: int) -> int:
    """How a run has ended; whatever it has started must end with it."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    until = time.monotonic() + SECONDS_TO_END
    while members := [p.pid for p in psutil.process_iter() if _group_of(p.pid) == child]:
        assert time.monotonic() < until, f"processes {members} outlive their run"
        time.sleep(0.005)
    return code


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid) if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE else 0
    except (OSError, psutil.Error):
        return 0


def kill_run(child: int) -> bool:
    """Kill the process that hands out the work."""
    os.kill(child, signal.SIGKILL)
    return True


def kill_worker(child: int) -> bool:
    """Kill one of the processes that read, if there is one at this moment."""
    workers = psutil.Process(child).children()
    for worker in workers[:1]:
        worker.kill()
    return bool(workers)


def kill_group(child: int) -> bool:
    """Kill all processes of the run at once, as a power cut does."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:  # it has not made its group yet
        os.kill(child, signal.SIGKILL)
    return True


def content(out: Path) -> dict[str, bytes]:
    """Every file of the run folder."""
    return {file.name: file.read_bytes() for file in out.iterdir()}


def disturb(papers: Path, out: Path, choose: random.Random, length: float) -> str:
    """Run, and kill it at a random moment in a random way; the name of the way, or nothing where it came too late."""
    how = choose.choice([kill_run, kill_worker, kill_group, None])
    child = start(papers, out, 0 if how else choose.randint(1, WRITES))
    if how is None:
        return "at a write" if exit_code(child) < 0 else ""
    time.sleep(choose.uniform(0, length))
    is_over = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    is_killed = not is_over and how(child)
    exit_code(child)
    return how.__name__ if is_killed else ""


def test_a_run_that_is_killed_leaves_what_an_undisturbed_one_does(papers, tmp_path):
    begun = time.monotonic()
    assert exit_code(start(papers, tmp_path / "undisturbed")) == 3
    length, expected = time.monotonic() - begun, content(tmp_path / "undisturbed")
    choose, kills = random.Random(6), Counter[str]()
    while kills.total() < KILLS:
        CliRunner().invoke(main, ["cache", "--clear"])
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        for _ in range(choose.randint(1, 4)):
            kills[disturb(papers, tmp_path / "run", choose, length)] += 1
        del kills[""]
        assert exit_code(start(papers, tmp_path / "run")) == 3
        found = content(tmp_path / "run")
        found["run.json"] = found["run.json"].replace(b"/run", b"/undisturbed")
        assert found == expected
    assert expected["records.jsonl"].count(b"\n") == PAPERS
    assert len(kills) == 4, f"not killed in every way: {kills}"

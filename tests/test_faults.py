"""A run that is killed between any two writes loses nothing, doubles nothing and leaves nothing half written."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from myelomine.cli import main
from myelomine.executors.inline import InlineExecutor

PAPERS = 5
KILLS = 60
replace = os.replace


@pytest.fixture
def papers(make_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some papers with a fact each, and a run that does all its work in one process."""
    monkeypatch.setattr("myelomine.run.ProcessExecutor", lambda limits, prepare: InlineExecutor())
    for number in range(PAPERS):
        make_pdf(f"papers/{number}.pdf", lines=("Results", f"The median overall survival was 3{number}.4 months."))
    return make_pdf("papers/scan.pdf", scan=True).parent


def run(papers: Path, out: Path) -> None:
    """Run `extract` to its end."""
    assert CliRunner().invoke(main, ["extract", str(papers), "--out", str(out), "-q"]).exit_code == 3


def run_until(papers: Path, out: Path, write: int) -> bool:
    """Run `extract` in a process that is killed at one of its writes; whether it came to its end before."""
    child = os.fork()
    if child == 0:
        left = iter(range(write - 1, -1, -1))

        def replace_or_die(*arguments: object, **options: object) -> None:
            if not next(left, 1):
                os.kill(os.getpid(), signal.SIGKILL)
            replace(*arguments, **options)

        os.replace = replace_or_die
        run(papers, out)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def content(out: Path) -> dict[str, object]:
    """The run folder without what tells when it was made and how long it took."""
    found: dict[str, object] = {file.name: file.read_bytes() for file in out.iterdir()}
    with (out / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        found["documents.csv"] = [{**row, "seconds": ""} for row in csv.DictReader(file)]
    summary = json.loads((out / "run.json").read_text("utf-8"))
    found["run.json"] = {key: value for key, value in summary.items() if key not in ("started", "finished")}
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_kills_between_writes_leave_the_same_run_folder(papers, tmp_path):
    run(papers, tmp_path / "undisturbed")
    expected = content(tmp_path / "undisturbed")
    moments, killed = random.Random(6), 0
    while killed < KILLS:
        CliRunner().invoke(main, ["cache", "--clear"])
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        while not run_until(papers, tmp_path / "run", moments.randint(1, 9)):
            killed += 1
        assert content(tmp_path / "run") == expected
    assert len(expected["documents.csv"]) == PAPERS + 1

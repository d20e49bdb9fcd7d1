"""What earlier runs keep: no work is done twice, and nothing wrong is ever remembered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from myelomine import single
from myelomine.cache import Cache, cache_folder
from myelomine.cli import main
from myelomine.errors import SlowPattern
from myelomine.executors.inline import InlineExecutor
from myelomine.pattern_files import patterns_folder

#: A pattern that matches in one of the papers.
CHANGE = """
[[pattern]]
id = "number.of_one_paper"
label = "NUMBER"
kind = "regex"
match = ['31\\.\\d\\b']
examples = ["31.4"]
rejects = ["32.4"]
"""

SAME = ("extractions.csv", "records.jsonl", "evidence_table.csv", "documents.csv", "datapackage.json")


@pytest.fixture
def papers(make_pdf: Callable[..., Path]) -> Path:
    """Two papers and a scan."""
    make_pdf("papers/smith.pdf")
    make_pdf("papers/jones.pdf", lines=("Results", "The median overall survival was 31.4 months."))
    return make_pdf("papers/scan.pdf", scan=True).parent


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages that were asked for something, each time; the work is done in this process to see it."""
    calls: list[str] = []

    def count(name: str) -> None:
        stage = getattr(single, name)

        def counted(*arguments: object) -> object:
            calls.append(name)
            return stage(*arguments)

        monkeypatch.setattr(single, name, counted)

    for name in ("read_document", "extract_document"):
        count(name)
    monkeypatch.setattr("myelomine.run.ProcessExecutor", lambda limits, prepare: InlineExecutor())
    return calls


def extract(papers: Path, *arguments: object) -> None:
    """Run `extract` into a folder beside the papers."""
    done = CliRunner().invoke(main, ["extract", str(papers), "--out", str(papers.parent / "run"), *map(str, arguments)])
    assert done.exit_code in (0, 3), done.output


def written(papers: Path) -> dict[str, bytes]:
    """The files of the run that do not tell when it was made."""
    return {name: (papers.parent / "run" / name).read_bytes() for name in SAME}


def test_a_second_run_does_nothing_twice(papers, asked):
    extract(papers)
    first = written(papers)
    assert asked.count("read_document") == 3
    asked.clear()
    extract(papers)
    assert asked == []
    assert written(papers) == first


def told(papers: Path, *arguments: object) -> str:
    """What `extract` prints."""
    done = CliRunner().invoke(main, ["extract", str(papers), "--out", str(papers.parent / "run"), *map(str, arguments)])
    assert done.exit_code == 3
    return done.output


UNCHANGED = "Nothing has changed"


def test_a_run_that_stands_is_told_as_it_was_and_left_alone(papers):
    first = told(papers)
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in (papers.parent / "run").iterdir()}
    again = told(papers)
    assert UNCHANGED in again
    for line in ("Documents: 3 (ok 2, scan 1)", "Not read in full", "Sheet to review", "scan.pdf: its 1 pages"):
        assert line in first
        assert line in again
    assert {f.name: (f.read_bytes(), f.stat().st_mtime_ns) for f in (papers.parent / "run").iterdir()} == before


@pytest.mark.parametrize(
    "change",
    [
        lambda run: (run / "extractions.csv").write_text("document\nsmith\n"),
        lambda run: (run / "records.csv").unlink(),
        lambda run: (run / "run.json").write_text("{}"),
        lambda run: (run / "decisions.jsonl").write_text(""),
        lambda run: (run.parent / "papers" / "smith.pdf").unlink(),
        lambda run: (run.parent / "papers" / "scan.pdf").rename(run.parent / "papers" / "picture.pdf"),
    ],
    ids=["sheet changed", "file lost", "ledger lost", "review begun", "paper gone", "paper renamed"],
)
def test_any_change_runs_again(papers, asked, change):
    extract(papers)
    change(papers.parent / "run")
    output = CliRunner().invoke(main, ["extract", str(papers), "--out", str(papers.parent / "run")]).output
    assert UNCHANGED not in output
    assert "Sheet to review" in output


@pytest.mark.parametrize("option", ["--fresh", "--no-cache"])
def test_who_asks_for_work_gets_it(papers, option):
    told(papers)
    assert UNCHANGED not in told(papers, option)


def test_what_may_end_otherwise_the_next_time_is_tried_again(papers, monkeypatch):
    def slow(*_: object) -> None:
        raise SlowPattern(Path("numbers.toml"), "number.slow")

    with monkeypatch.context() as patched:
        patched.setattr(single, "extract_document", slow)
        assert "timeout: " in told(papers, "--jobs", "1")
    assert "Documents: 3 (ok 2, scan 1)" in told(papers)


def test_fresh_reads_all_and_keeps_it(papers, asked):
    extract(papers)
    asked.clear()
    extract(papers, "--fresh")
    assert asked.count("read_document") == 3
    asked.clear()
    extract(papers)
    assert asked == []


def test_no_cache_keeps_nothing(papers, asked):
    extract(papers, "--no-cache")
    assert Cache(cache_folder()).size() == 0


def test_only_what_changed_is_read_again(papers, make_pdf, asked):
    extract(papers)
    asked.clear()
    make_pdf("papers/jones.pdf", lines=("Results", "The median overall survival was 42.7 months."))
    extract(papers)
    assert asked == ["read_document", "extract_document"]
    assert b"42.7" in written(papers)["records.jsonl"]
    assert b"31.4" not in written(papers)["records.jsonl"]


def test_changed_patterns_search_again_and_read_nothing(papers, asked, tmp_path):
    extract(papers)
    asked.clear()
    changed = tmp_path / "patterns"
    changed.mkdir()
    for file in patterns_folder().iterdir():
        if file.is_file():
            (changed / file.name).write_bytes(file.read_bytes())
    with (changed / "numbers.toml").open("a") as numbers:
        numbers.write("\n# a remark\n")
    extract(papers, "--patterns", changed)
    assert asked == [], "a remark says nothing of any paper"
    with (changed / "numbers.toml").open("a") as numbers:
        numbers.write(CHANGE)
    extract(papers, "--patterns", changed)
    assert asked == ["extract_document"], "in the one paper that holds what the new pattern matches"


def test_a_file_that_moved_is_known_and_told_where_it_is_now(papers, asked):
    extract(papers)
    asked.clear()
    (papers / "smith.pdf").rename(papers / "sub.pdf")
    (papers / "new").mkdir()
    (papers / "sub.pdf").rename(papers / "new" / "smith.pdf")
    extract(papers)
    assert asked == []
    assert b"new/smith.pdf" in written(papers)["documents.csv"]


def test_a_spoilt_entry_is_read_again(papers, asked):
    extract(papers)
    first = written(papers)["records.jsonl"]
    shutil.rmtree(papers.parent / "run")
    for entry in cache_folder().rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-1])
    asked.clear()
    extract(papers)
    assert asked.count("read_document") == 3
    assert written(papers)["records.jsonl"] == first


def test_nothing_of_a_locked_file_is_kept(make_pdf, asked, tmp_path):
    locked = make_pdf("papers/locked.pdf", password="swordfish")
    (tmp_path / "passwords").write_text("swordfish")
    extract(locked.parent, "--password-file", tmp_path / "passwords")
    assert written(locked.parent)["records.jsonl"]
    assert len(list(cache_folder().rglob("*/*"))) == 1, "what the patterns say, and nothing else"


def test_a_cache_that_cannot_be_written_costs_nothing_else(papers, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MYELOMINE_CACHE", str(tmp_path / "file"))
    extract(papers)
    assert written(papers)["records.jsonl"]


def test_a_user_without_a_home_keeps_nothing(papers, monkeypatch):
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for variable in ("MYELOMINE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    extract(papers)
    assert written(papers)["records.jsonl"]
    assert Cache(cache_folder()).size() == 0


def test_the_cache_forgets_what_was_not_used_for_long(tmp_path):
    cache = Cache(tmp_path)
    for number in range(4):
        cache.put(f"{number:064x}", os.urandom(1000))
        os.utime(cache._path(f"{number:064x}"), (number, number))
    assert cache.get(f"{0:064x}")
    cache.trim(limit=2500)
    assert [cache.holds(f"{number:064x}") for number in range(4)] == [True, False, False, True]


def test_the_command_tells_and_clears(papers):
    extract(papers)
    assert str(cache_folder()) in CliRunner().invoke(main, ["cache"]).output
    assert "dropped" in CliRunner().invoke(main, ["cache", "--clear"]).output
    assert Cache(cache_folder()).size() == 0


KILLED_RUN = """
import sys, time
from myelomine.cli import main
from myelomine.errors import SlowPattern
from myelomine.executors.inline import InlineExecutor
from myelomine.single import Extraction

work = Extraction.__call__

def hang_at_smith(extraction, file):
    if file.name == "smith":
        time.sleep(600)
    return work(extraction, file)

Extraction.__call__ = hang_at_smith
main(["extract", sys.argv[1], "--out", sys.argv[2], "-v", "--jobs", "1", "--timeout", "30"])
"""


def test_a_killed_run_goes_on_where_it_stopped(papers, asked):
    extract(papers, "--no-cache")
    undisturbed = written(papers)["records.jsonl"]
    asked.clear()
    arguments = [sys.executable, "-c", KILLED_RUN, papers, papers.parent / "run"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        told = iter(process.stderr.readline, "")
        assert any("scan.pdf" in line for line in told)
        process.kill()
    extract(papers)
    assert asked.count("read_document") == 1, "only the one that was at work when the run was killed"
    assert written(papers)["records.jsonl"] == undisturbed
